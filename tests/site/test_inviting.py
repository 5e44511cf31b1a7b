"""Inviting: nobody grants more than he holds, to himself, or outside his subtree; what ends, ends everywhere."""

from __future__ import annotations

from datetime import timedelta
from itertools import product

import pytest
from deeds_of_accounts import authenticator
from django.test import Client
from signing_in import by_password
from small_county import AT, LONG_AGO, PASSWORD, POSTS, County

from niangjia.casework.access import MATRIX, NotYours, inviting, second_factor
from niangjia.casework.access.doors import DOORS
from niangjia.casework.access.offices import end_post, give_post
from niangjia.casework.access.sign_in import RightEnded, epoch_holds, must_still_hold
from niangjia.programmes.hardship.services import quarter
from niangjia.records.credentials.models import Invitation
from niangjia.records.trail.models import Event
from niangjia.records.unions.models import INDUSTRY, TERRITORY, Account, Post
from niangjia.web import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
ANOTHER, WRONG = f"another {PASSWORD}", f"not {PASSWORD}"


def link(county: County, who: str = "cadre", union: str = "street", role: str = "grassroots") -> str:
    answer = by_password(who).post(
        "/accounts/", {"union": county.unions[union].pk, "role": role, "title": "主席", "name": "新来"}
    )
    assert answer.status_code == 200, answer.context["form"].errors
    return str(answer.context["link"]).removeprefix("http://testserver")


def accepted(address: str, username: str = "fresh", client: Client | None = None) -> int:
    data = {"username": username, "name": "新来的", "password": ANOTHER}
    return (client or Client()).post(address, data).status_code


def reach(role: str, capability: str) -> str:
    return MATRIX.capabilities[capability].roles.get(role, "")


# --------------------------------------------------------------------------------------------------------- the walk


def test_a_colleague_is_invited_by_a_link_and_works_at_once(county: County) -> None:
    address = link(county)
    guest = Client()
    assert guest.get(address).status_code == 200
    assert accepted(address, client=guest) == 302
    assert guest.get("/").status_code == 200
    post = Post.objects.get(account__username="fresh")
    assert (post.union, post.role, post.from_on) == (county.unions["street"], "grassroots", AT.date())
    assert Event.objects.filter(verb="accept_invitation").count() == 1
    assert by_password("fresh", password=ANOTHER).get("/").status_code == 200


def test_a_link_works_once_and_not_for_long(county: County) -> None:
    address = link(county)
    assert accepted(address) == 302
    assert accepted(address, "second-one") == 404
    late = link(county)
    Invitation.everywhere.filter(state="open").update(expires_at=clock.now() - timedelta(seconds=1))
    assert Client().get(late).status_code == 404
    assert Client().get("/invitation/7KDM-XR4TH-9WVCA/").status_code == 404


def test_a_link_taken_back_opens_nothing(county: County) -> None:
    address = link(county)
    row = Invitation.everywhere.get().pk
    assert by_password("stranger").post("/accounts/deed/", {"deed": "withdraw", "row": row}).status_code == 404
    assert by_password("second").post("/accounts/deed/", {"deed": "withdraw", "row": row}).status_code == 302
    assert accepted(address) == 404


def test_the_link_is_kept_nowhere(county: County) -> None:
    code = link(county).split("/")[-2]
    kept = [*Invitation.everywhere.values(), *Event.objects.values()]
    assert code not in repr(kept)
    assert code.replace("-", "") not in repr(kept)


def test_a_link_of_somebody_who_has_left_since_opens_nothing(county: County) -> None:
    address = link(county, "second")
    end_post(Post.objects.get(account=county.accounts["second"]), on=AT.date(), by=None, at=AT)
    assert accepted(address) == 422
    assert not Account.objects.filter(username="fresh").exists()


def test_who_decides_is_led_to_the_second_factor(county: County) -> None:
    guest = Client()
    address = link(county, role="county", union="county")
    answer = guest.post(address, {"username": "fresh", "name": "新来的", "password": ANOTHER})
    assert answer["Location"] == "/login/second/enrol/"


@pytest.mark.parametrize(("username", "password"), [("cadre", ANOTHER), ("fresh", "short"), ("a b", ANOTHER)])
def test_a_taken_name_or_an_easy_password_is_said_and_costs_nothing(
    username: str, password: str, county: County
) -> None:
    address = link(county)
    answer = Client().post(address, {"username": username, "name": "新来的", "password": password})
    assert answer.status_code == 422
    assert Invitation.everywhere.get().state == "open"


# ---------------------------------------------------------------------------------------- never more than one's own


@pytest.mark.parametrize("line", [TERRITORY, INDUSTRY])
@pytest.mark.parametrize("who", [name for name in POSTS if name != "former"])
def test_nobody_grants_more_than_he_holds(who: str, line: str, county: County) -> None:
    """Everything the new post could do, whoever invites could do there himself: asked of the table and the tree."""
    actor = county.actor(who)
    own_role, _union, own_line = POSTS[who]
    for union, role in product(county.unions.values(), inviting.roles_given()):
        granted = inviting.may_grant(actor, union=union, role=role, line=line)
        if not granted:
            continue
        assert line == own_line
        assert reach(own_role, inviting.INVITE)
        for capability in inviting.rights_of(role):
            assert union.pk in set(actor.union_ids(capability)), (role, capability)
            deeper = reach(role, capability) == "below" and reach(own_role, capability) != "below"
            assert not deeper, (role, capability)


def test_who_may_invite_whom(county: County) -> None:
    def may(who: str, role: str, union: str) -> bool:
        return inviting.may_grant(county.actor(who), union=county.unions[union], role=role, line=TERRITORY)

    assert may("cadre", "grassroots", "street")
    assert may("cadre", "county", "county")
    assert may("chair", "grassroots", "community")
    assert may("chair", "partner", "community")
    assert may("finance", "finance", "county")
    assert not may("cadre", "finance", "county"), "the desk moves no money"
    assert not may("chair", "county", "street")
    assert not may("chair", "grassroots", "county")
    assert not may("chair", "grassroots", "street-2")
    assert not may("leader", "leader", "county"), "who may not invite, may not"
    assert not may("former", "grassroots", "street")
    assert not may("cadre", "worker", "street")


@pytest.mark.parametrize(
    ("who", "union", "role"), [("chair", "street-2", "grassroots"), ("stranger", "street", "county")]
)
def test_nobody_invites_outside_his_subtree(who: str, union: str, role: str, county: County) -> None:
    data = {"union": county.unions[union].pk, "role": role, "title": "x", "name": "x"}
    assert by_password(who).post("/accounts/", data).status_code == 422
    with pytest.raises(NotYours):
        inviting.invite(
            county.actor(who), union=county.unions[union], role=role, title="", name="", line=TERRITORY, at=AT
        )
    assert not Invitation.everywhere.exists()


def test_nobody_takes_his_own_link(county: County) -> None:
    address = link(county)
    assert accepted(address, client=by_password("cadre")) == 422
    assert not Account.objects.filter(username="fresh").exists()


@pytest.mark.parametrize("deed", ["end", "unlock", "again"])
def test_nobody_does_this_to_himself_or_to_strangers(deed: str, county: County) -> None:
    for who in ("cadre", "foreign-chair"):
        row = Post.objects.get(account=county.accounts[who]).pk
        assert by_password("cadre").post("/accounts/deed/", {"deed": deed, "row": row}).status_code == 404
    assert by_password("cadre").post("/accounts/deed/", {"deed": "fly", "row": "1"}).status_code == 404


def test_a_chair_ends_no_post_that_she_could_not_have_given(county: County) -> None:
    give_post(
        county.accounts["newcomer"],
        union=county.unions["community"],
        role="county",
        title="",
        from_on=LONG_AGO,
        by=None,
        at=AT,
    )
    row = Post.objects.get(account=county.accounts["newcomer"])
    by_password("chair").post("/accounts/deed/", {"deed": "end", "row": row.pk})
    row.refresh_from_db()
    assert row.to_on is None


def test_somebody_who_lost_everything_is_let_in_anew(county: County) -> None:
    chair = county.accounts["chair"]
    client = by_password("chair")
    client.get("/login/second/enrol/")
    client.post("/login/second/enrol/", {"code": authenticator(chair)})
    assert second_factor.enrolled(chair)
    row = Post.objects.get(account=chair).pk
    answer = by_password("cadre").post("/accounts/deed/", {"deed": "again", "row": row})
    address = str(answer.context["link"]).removeprefix("http://testserver")
    assert client.get("/").status_code == 200, "until the link is opened nothing has changed"
    assert Client().post(address, {"password": ANOTHER}).status_code == 302
    assert client.get("/").status_code == 302
    assert not second_factor.enrolled(chair)
    assert by_password("chair", password=ANOTHER).get("/").status_code == 200
    assert by_password("chair").get("/").status_code == 302


def test_a_locked_account_is_unlocked_from_above(county: County) -> None:
    for _turn in range(MATRIX.sign_in_attempts):
        by_password("chair", password=WRONG)
    assert by_password("chair").get("/").status_code == 302
    row = Post.objects.get(account=county.accounts["chair"]).pk
    assert by_password("cadre").post("/accounts/deed/", {"deed": "unlock", "row": row}).status_code == 302
    assert by_password("chair").get("/").status_code == 200


def test_a_place_that_tries_many_accounts_rests_as_well(county: County) -> None:
    for turn in range(DOORS["sign_in"]["failures_of_a_place"]):
        by_password(f"nobody-{turn}", password=WRONG)
    assert by_password("cadre").get("/").status_code == 302


# ------------------------------------------------------------------------------------------- what ends, ends at once


def test_a_post_that_ends_bites_on_the_next_request_and_in_every_open_tab(county: County) -> None:
    page, tab, by_script = by_password("second"), by_password("second"), by_password("second")
    epoch = Account.objects.get(username="second").permission_epoch
    actor = county.actor("second")
    actor.account.refresh_from_db()
    must_still_hold(actor, "run_the_quarter", on=AT.date())
    row = Post.objects.get(account=county.accounts["second"]).pk
    assert by_password("cadre").post("/accounts/deed/", {"deed": "end", "row": row}).status_code == 302
    assert page.get("/funds/")["Location"].startswith("/login/")
    assert tab.post("/hardship/sign-many/", {"case": "1"}).status_code in {302, 404}
    assert by_script.get("/funds/", headers={"HX-Request": "true"})["Location"].startswith("/login/")
    assert not epoch_holds(actor.account, epoch), "links and packages given out before ask this"
    with pytest.raises(RightEnded):
        must_still_hold(actor, "run_the_quarter", on=AT.date())
    anew = by_password("second")
    assert anew.get("/funds/").status_code == 404, "signing in again brings nothing back"


def test_a_run_that_was_queued_stops_when_the_right_of_whoever_began_it_ends(county: County) -> None:
    actor = county.actor("second")
    actor.account.refresh_from_db()
    run = quarter.claim_run(actor, period="2026Q3", at=AT)
    end_post(Post.objects.get(account=county.accounts["second"]), on=AT.date(), by=None, at=AT)
    quarter.finish_run(run, actor, now=lambda: AT)
    run.refresh_from_db()
    assert run.ended_at is not None
    assert "权限已经变了" in run.failure


def test_a_password_is_changed_by_its_owner_and_ends_the_other_sessions(county: County) -> None:
    here, elsewhere = by_password(), by_password()
    assert here.post("/password/", {"old": "wrong", "password": ANOTHER}).status_code == 422
    assert here.post("/password/", {"old": PASSWORD, "password": PASSWORD}).status_code == 422
    assert here.post("/password/", {"old": PASSWORD, "password": ANOTHER}).status_code == 302
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
