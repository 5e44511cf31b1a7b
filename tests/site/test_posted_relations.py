"""Every row that a form names is looked for within reach: a foreign one is not found, and nothing changes."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import resolve, reverse
from played_quarter import PERIOD, PlayedQuarter, bucket_of, household, workbook
from posts_of_exits import RELATIONS_OF_EXITS, posts_of_exits
from posts_of_help import RELATIONS_OF_HELP, posts_of_help
from posts_of_ledger import OF_LEDGER_WITHOUT_ROWS, RELATIONS_OF_LEDGER, posts_of_ledger
from posts_of_membership import MEMBERSHIP_WITHOUT_ROWS, RELATIONS_OF_MEMBERSHIP, posts_of_membership
from posts_of_needs import RELATIONS_OF_NEEDS, WITHOUT_ROWS, posts_of_needs
from posts_of_notices import OF_NOTICES_WITHOUT_ROWS, RELATIONS_OF_NOTICES, posts_of_notices
from posts_of_unions import OF_UNIONS_WITHOUT_ROWS, RELATIONS_OF_UNIONS, posts_of_unions
from posts_of_visits import RELATIONS_OF_VISITS, posts_of_visits
from small_county import AT, LONG_AGO, PASSWORD, County

from niangjia.casework.access import MATRIX
from niangjia.casework.access.offices import give_post
from niangjia.casework.messages import notify
from niangjia.records.accounts.models import Bucket, Entitlement, Journal
from niangjia.records.cases.models import Case, Decision, Exit, Override, Signal, Standing, Transfer
from niangjia.records.joinings.models import Joining, MemberBenefit
from niangjia.records.notices.models import Message, NoticeEntry, Objection, PublicNotice
from niangjia.records.papers.models import Return, ReturnRow, Upload
from niangjia.records.people.models import Membership, MergeProposal, Tie, Worker
from niangjia.records.placements.models import Contact, Pairing
from niangjia.records.practices.models import Adoption, ChosenValue
from niangjia.records.provisions.models import Allowance, Award, Emergency, HouseholdCard, Project
from niangjia.records.surveys.models import Door, Package, Round, Stop, Submission, Survey
from niangjia.records.tasks.models import Claim, Measure, Need, Proof, Wish
from niangjia.records.trail.models import Event
from niangjia.records.unions.models import Account, Liaison, Path, Union
from niangjia.records.visits.models import Seat, Visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def everything() -> list[Any]:
    """Return what must not change when a request is refused: every row that anybody can act on."""
    owned = (Return, Upload, ReturnRow, Case, Decision, Override, MergeProposal, Bucket, Entitlement, Journal)
    helped = (Award, Allowance, Emergency, HouseholdCard, Project, Visit, Seat, Pairing, Contact)
    needs = (Need, Measure, Proof, Wish, Claim)
    doors = (Round, Door, Stop, Survey, Package, Submission)
    left = (Standing, Exit, Signal, PublicNotice, NoticeEntry, Objection)
    belonging = (Worker, Membership, Tie, Transfer, Joining, MemberBenefit, Liaison)
    every = (*owned, *helped, *needs, *doors, *left, *belonging)
    kept = [list(model.everywhere.order_by("pk").values()) for model in every]
    kept += [list(model.objects.order_by("pk").values()) for model in (Union, Path)]
    return [*kept, list(Adoption.objects.values()), list(ChosenValue.objects.values())]


def foreign(model: Any, county: County) -> Any:
    return model.everywhere.filter(owner_union=county.unions["foreign"]).order_by("id").first()


def posts(played: PlayedQuarter) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Return for each relation that a form takes who posts what with a row of the other county in it."""
    county = played.county
    case, entitlement = foreign(Case, county), foreign(Entitlement, county)
    file = SimpleUploadedFile("a.xlsx", workbook(county, "foreign", [household(50, "外县")]))
    row, ret = foreign(ReturnRow, county), foreign(Return, county)
    bucket = bucket_of(county, "other-county")
    upload = reverse("hardship:upload", args=[PERIOD])
    tier = {"tier": "relative", "reason": "这里写了足够长的一段改判理由"}
    adopt = {"parameter": "homes_limit", "value": "3", "from_on": "2026-10-14", "source": "示例"}
    return {
        "the union of an upload": ("cadre", upload, {"union": county.unions["foreign"].pk, "file": file}),
        "the union of an upload, by a chair": ("chair", upload, {"union": county.unions["mill"].pk, "file": file}),
        "a union that files nothing": ("cadre", upload, {"union": county.unions["county"].pk, "file": file}),
        "a union that is no number": ("cadre", upload, {"union": "²", "file": file}),
        "the return that mended rows go to": ("cadre", reverse("hardship:return", args=[ret.pk]), {"file": file}),
        "a row to mend": ("cadre", reverse("hardship:row", args=[row.pk]), {"persons": "3"}),
        "a case to sign": ("cadre", reverse("hardship:sign", args=[case.pk]), {"seen": "x"}),
        "cases to sign together": ("cadre", reverse("hardship:sign_many"), {"case": [f"{case.pk}:x"]}),
        "a case that is no number": ("cadre", reverse("hardship:sign_many"), {"case": ["²:y"]}),
        "a case to override": ("cadre", reverse("hardship:override", args=[case.pk]), tier),
        "an override to check": ("leader", reverse("hardship:override", args=[case.pk]), {"answer": "confirm"}),
        "a case to send back": ("cadre", reverse("hardship:send_back", args=[case.pk]), {"reason": "补"}),
        "a number to reveal": ("cadre", reverse("hardship:reveal", args=[case.pk]), {"purpose": "identity"}),
        "a pair to merge": ("cadre", reverse("hardship:merge", args=[crossing(county).pk]), {"answer": "same"}),
        "a pair to merge, from the other side": (
            "stranger",
            reverse("hardship:merge", args=[crossing(county).pk]),
            {"answer": "same"},
        ),
        "a bucket to fill": ("finance", reverse("allocate", args=[bucket.pk]), {"yuan": "1", "voucher": "v"}),
        "benefits to reserve": ("finance", reverse("reserve"), {"decision": [entitlement.pk]}),
        "a benefit that is no number": ("finance", reverse("reserve"), {"decision": ["9" * 40]}),
        "a payout to post": ("finance", reverse("post"), {"reservation": entitlement.pk}),
        "a payout to release": ("finance", reverse("release"), {"reservation": entitlement.pk}),
        "a card to pay to": ("finance", reverse("payee"), {"reservation": entitlement.pk, "purpose": "payout"}),
        "values, without the right": ("chair", reverse("hardship:adopt", args=["sample"]), adopt),
        "a policy that is not there": ("cadre", reverse("hardship:adopt", args=["none"]), adopt),
        "a quarter to open, without the right": ("chair", reverse("hardship:opening"), {"period": PERIOD}),
        "a quarter to remind of that is none": ("cadre", reverse("hardship:remind", args=["2026Q9"]), {}),
        "a message to somebody else": ("cadre", reverse("messages"), {"message": message_to(county, "stranger").pk}),
        "a declarer that was met": ("cadre", reverse("hardship:met", args=[case.pk]), {}),
        "a household that is given a code": ("cadre", reverse("hardship:give_code", args=[case.pk]), {}),
        "a quarter that is none": ("cadre", reverse("hardship:run", args=["2026Q9"]), {}),
        **posts_of_help(county),
        **posts_of_visits(county),
        **posts_of_needs(county),
        **posts_of_notices(county),
        **posts_of_exits(county),
        **posts_of_ledger(county),
        **posts_of_membership(county),
        # -- pairs
        **posted_about_pairs(played, case),
        **posts_of_unions(county),
    }


def posted_about_pairs(played: PlayedQuarter, case: Case) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Return what is posted about pairs with a household, a pairing or a cadre of the other county in it."""
    county = played.county
    pairing = foreign(Pairing, county)
    ours = Pairing.everywhere.filter(owner_union=county.unions["street"], ended_on__isnull=True)[0]
    wanting = played.case("mill", "王八").household_id
    stranger = county.accounts["stranger"].pk
    contact = {"key": "00000000-0000-0000-0000-0000000000aa", "channel": "phone", "reached": "yes"}
    return {
        "households to pair": ("cadre", reverse("care:pair_proposal"), {"household": [case.household_id]}),
        "a household to pair by hand": (
            "cadre",
            reverse("care:pair_choose"),
            {"household": case.household_id, "to": county.accounts["helper"].pk, "kind": "care"},
        ),
        "a cadre to pair by hand": (
            "cadre",
            reverse("care:pair_choose"),
            {"household": wanting, "to": stranger, "kind": "care"},
        ),
        "a contact": ("cadre", reverse("care:pair", args=[pairing.pk]), contact),
        "a phone": ("cadre", reverse("care:pair_phone", args=[pairing.pk]), {}),
        "a pairing to hand over": (
            "cadre",
            reverse("care:pair_hand_over", args=[pairing.pk]),
            {"to": stranger, "reason": "load"},
        ),
        "a cadre to hand over to": (
            "cadre",
            reverse("care:pair_hand_over", args=[ours.pk]),
            {"to": stranger, "reason": "load"},
        ),
        "a cadre whose pairs are handed over": (
            "cadre",
            reverse("care:pairs_hand_over"),
            {"cadre": stranger, "reason": "load", "seen": "x"},
        ),
        "a pairing to end": ("cadre", reverse("care:pair_end", args=[pairing.pk]), {"reason": "died"}),
    }


def message_to(county: County, name: str) -> Message:
    """Return a message that somebody was sent."""
    union, account = county.unions["foreign"], county.accounts[name]
    notify([account], key="foreign", kind="reminder", text="请报表", union=union, address="", at=AT)
    return Message.everywhere.get(to=account, key__startswith="foreign:")


def crossing(county: County) -> MergeProposal:
    """Return the pair of which one half lies in the other county."""
    return MergeProposal.everywhere.get(second__owner_union=county.unions["foreign"])


RELATIONS = (
    "the union of an upload",
    "the union of an upload, by a chair",
    "a union that files nothing",
    "a union that is no number",
    "the return that mended rows go to",
    "a row to mend",
    "a case to sign",
    "cases to sign together",
    "a case that is no number",
    "a case to override",
    "an override to check",
    "a case to send back",
    "a number to reveal",
    "a pair to merge",
    "a pair to merge, from the other side",
    "a bucket to fill",
    "benefits to reserve",
    "a benefit that is no number",
    "a payout to post",
    "a payout to release",
    "a card to pay to",
    "values, without the right",
    "a policy that is not there",
    "a quarter to open, without the right",
    "a quarter to remind of that is none",
    "a message to somebody else",
    "a declarer that was met",
    "a household that is given a code",
    "a quarter that is none",
    *RELATIONS_OF_HELP,
    *RELATIONS_OF_VISITS,
    *RELATIONS_OF_NEEDS,
    *RELATIONS_OF_NOTICES,
    *RELATIONS_OF_EXITS,
    *RELATIONS_OF_LEDGER,
    *RELATIONS_OF_MEMBERSHIP,
    # -- pairs
    "households to pair",
    "a household to pair by hand",
    "a cadre to pair by hand",
    "a contact",
    "a phone",
    "a pairing to hand over",
    "a cadre to hand over to",
    "a cadre whose pairs are handed over",
    "a pairing to end",
    *RELATIONS_OF_UNIONS,
)


NAME_NO_ROW = {
    f"hardship:{name}"
    for name in (
        *("check", "declare", "declare_union", "declare_step", "declare_papers", "declare_confirm", "declare_done"),
        *("declare_code", "declare_resume", "declare_before", "declare_leave", "declare_consent", "declare_for"),
        *("my_progress", "my_leave", "my_step"),
    )
}
"""Public addresses: what they change is named by a secret code or by the phone's own session, never by a row."""


@pytest.mark.parametrize("relation", RELATIONS)
def test_a_foreign_row_in_what_is_posted_is_not_found_and_changes_nothing(
    relation: str, played: PlayedQuarter, visitors: dict[str, Client]
) -> None:
    username, url, data = posts(played)[relation]
    before, events = everything(), Event.objects.filter(verb="refused").count()
    response = visitors[username].post(url, data)
    assert response.status_code == 404
    assert everything() == before
    assert Event.objects.filter(verb="refused", actor_id=played.county.accounts[username].pk).count() == events + 1


def test_no_relation_is_left_out(played: PlayedQuarter) -> None:
    assert tuple(posts(played)) == RELATIONS
    taken = {name for name, address in MATRIX.addresses.items() if "POST" in address.methods}
    posted_to = {resolve(url.partition("?")[0]).view_name for _who, url, _data in posts(played).values()}
    public = {"login", "logout", "mode", "language", "care:card"}
    without = WITHOUT_ROWS | NAME_NO_ROW | OF_NOTICES_WITHOUT_ROWS | OF_LEDGER_WITHOUT_ROWS | MEMBERSHIP_WITHOUT_ROWS
    without |= OF_UNIONS_WITHOUT_ROWS | {"open_bucket"}
    assert taken - posted_to == public | without


def test_a_ticked_row_of_somebody_else_spoils_nothing_that_was_ticked_with_it(
    played: PlayedQuarter, visitors: dict[str, Client]
) -> None:
    county = played.county
    mine = Entitlement.everywhere.filter(owner_union=county.unions["community"], state="entitled").first()
    theirs = foreign(Entitlement, county)
    assert mine is not None
    response = visitors["finance"].post(reverse("reserve"), {"decision": [theirs.pk, mine.pk]})
    assert response.status_code == 404
    theirs.refresh_from_db()
    assert theirs.bucket is None or theirs.bucket.owner_union == county.unions["other-county"]


@pytest.fixture
def two_posts(played: PlayedQuarter) -> Client:
    """Return somebody who checks overrides and sees funds at home, and is cadre and till of the other county."""
    unions = played.county.unions
    account = Account.objects.open("two-posts", password=PASSWORD, name="两个岗位")
    for union, role in (("county", "leader"), ("other-county", "county"), ("other-county", "finance")):
        give_post(account, union=unions[union], role=role, title=role, from_on=LONG_AGO, by=None, at=AT)
    client = Client()
    client.post("/login/", {"username": "two-posts", "password": PASSWORD})
    return client


def test_two_posts_do_not_add_up_to_a_right_that_neither_gives(played: PlayedQuarter, two_posts: Client) -> None:
    """May look at home, may decide abroad: so nobody is to decide at home."""
    county, case = played.county, played.case("mill", "郑七")
    sample = {"parameter": "homes_limit", "value": "3", "from_on": "2026-10-14", "source": "示例"}
    tier = {"tier": "relative", "reason": "这里写了足够长的一段改判理由"}
    ours = Entitlement.everywhere.filter(owner_union=county.unions["community"], state="entitled").first()
    theirs = foreign(Entitlement, county)
    assert ours is not None
    before = everything()
    for url, data in (
        (reverse("hardship:override", args=[case.pk]), tier),
        (reverse("hardship:sign", args=[case.pk]), {"seen": "x"}),
        (reverse("reserve"), {"decision": [ours.pk]}),
        (reverse("allocate", args=[bucket_of(county, "county").pk]), {"yuan": "1", "voucher": "v"}),
        (reverse("hardship:return", args=[Return.everywhere.get(owner_union=county.unions["mill"]).pk]), {}),
    ):
        assert two_posts.post(url, data).status_code == 404, url
    assert everything() == before
    two_posts.post(reverse("hardship:adopt", args=["sample"]), sample)
    assert [one.adoption.union for one in ChosenValue.objects.all()] == [county.unions["other-county"]]
    assert theirs.owner_union == county.unions["foreign"]


def test_money_of_another_union_is_not_moved_by_whoever_owns_the_benefit(played: PlayedQuarter) -> None:
    """The till of a street owns its benefits; the bucket they are paid from is the county's."""
    county = played.county
    account = Account.objects.open("street-till", password=PASSWORD, name="街道财务")
    give_post(account, union=county.unions["street"], role="finance", title="", from_on=LONG_AGO, by=None, at=AT)
    client = Client()
    client.post("/login/", {"username": "street-till", "password": PASSWORD})
    reserved = Entitlement.everywhere.get(owner_union=county.unions["street"], state="reserved")
    before = everything()
    for name in ("post", "release"):
        assert client.post(reverse(name), {"reservation": reserved.pk}).status_code == 404
    assert everything() == before
