"""Nobody grants more than he holds: tried by edited forms, by links kept too long, and from other accounts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from signing_in import by_password
from small_county import AT, LONG_AGO, PASSWORD, POSTS, County

from niangjia.casework.access import MATRIX, inviting
from niangjia.casework.access.offices import end_post, give_post
from niangjia.casework.access.sign_in import close_account
from niangjia.records.credentials.models import Invitation
from niangjia.records.unions.models import INDUSTRY, Account, Post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
ANOTHER = f"another {PASSWORD}"
ROLES = sorted({role for role, _union, _line in POSTS.values()})


def invited(county: County, who: str, union: str, role: str, **more: str) -> tuple[int, str]:
    """Send the form of inviting, however it was edited; return the status and the link that came of it."""
    told = {"union": str(county.unions[union].pk), "role": role, "title": "主席", "name": "新来", **more}
    answer = by_password(who).post("/accounts/", told)
    return answer.status_code, str(answer.context["link"]).removeprefix("http://testserver")


def accepted(address: str, client: Client | None = None, **more: str) -> int:
    told = {"username": "fresh", "name": "新来的", "password": ANOTHER, **more}
    return (client or Client()).post(address, told).status_code


def anew(county: County, who: str, whom: str) -> str:
    """Let somebody write the link with which the account of another is opened anew."""
    row = Post.objects.get(account=county.accounts[whom]).pk
    answer = by_password(who).post("/accounts/deed/", {"deed": "again", "row": row})
    return str(answer.context["link"]).removeprefix("http://testserver")


def second_post(county: County, whom: str, union: str, role: str, by: str) -> None:
    post = {"role": role, "title": "", "from_on": LONG_AGO, "at": AT}
    give_post(county.accounts[whom], union=county.unions[union], by=county.accounts[by], **post)


# ------------------------------------------------------------------------------------- the form, edited by hand


@pytest.mark.parametrize("role", ["county", "leader", "finance", "worker", "anyone", "nothing", ""])
def test_a_role_that_is_not_offered_is_not_given_by_writing_it_in(role: str, county: County) -> None:
    for union in ("street", "community", "county"):
        assert invited(county, "chair", union, role) == (422, "")
    assert not Invitation.everywhere.exists()


@pytest.mark.parametrize("union", ["street-2", "foreign", "other-county", "county", "industry"])
def test_a_union_outside_is_not_reached_by_writing_its_number_in(union: str, county: County) -> None:
    assert invited(county, "chair", union, "grassroots") == (422, "")
    assert not Invitation.everywhere.exists()


def test_what_the_form_does_not_ask_for_is_not_heard(county: County) -> None:
    edited = {
        "line": INDUSTRY,
        "account": str(county.accounts["cadre"].pk),
        "invited_by": str(county.accounts["cadre"].pk),
        "state": "accepted",
        "expires_at": "2099-01-01",
    }
    status, _link = invited(county, "chair", "community", "grassroots", **edited)
    assert status == 200
    kept = Invitation.everywhere.get()
    assert (kept.line, kept.account, kept.state) == ("territory", None, "open")
    assert kept.invited_by == county.accounts["chair"]
    assert kept.expires_at.year < 2099


def test_whoever_accepts_chooses_neither_role_nor_union(county: County) -> None:
    _status, link = invited(county, "chair", "community", "grassroots")
    edited = {"role": "county", "union": str(county.unions["county"].pk), "is_superuser": "on", "is_worker": "on"}
    assert accepted(link, **edited) == 302
    post = Post.objects.get(account__username="fresh")
    assert (post.role, post.union.code) == ("grassroots", "community")
    assert not post.account.is_worker


@pytest.mark.parametrize("who", ["leader", "former", "newcomer", "helper", "partner"])
def test_who_may_not_invite_finds_no_form_to_edit(who: str, county: County) -> None:
    invited(county, "cadre", "street", "grassroots")
    waiting = Invitation.everywhere.get()
    told = {"union": county.unions["street"].pk, "role": "grassroots", "title": "x", "name": "x"}
    assert by_password(who).post("/accounts/", told).status_code == 404
    assert by_password(who).post("/accounts/deed/", {"deed": "withdraw", "row": waiting.pk}).status_code == 404
    assert Invitation.everywhere.get().state == "open"


# --------------------------------------------------------------------------------------------- to oneself


def test_nobody_appoints_himself_with_a_second_account_of_his(county: County) -> None:
    _status, link = invited(county, "cadre", "street", "grassroots")
    other = county.accounts["second"]
    Account.objects.filter(pk=other.pk).update(natural_person=county.accounts["cadre"].natural_person)
    answer = by_password("second").post(link, {"username": "fresh", "name": "新来的", "password": ANOTHER})
    assert answer.status_code == 422
    assert "这个链接是您发给别人的" in answer.content.decode()
    row = Post.objects.get(account=other).pk
    for deed in ("end", "unlock", "again"):
        assert by_password("cadre").post("/accounts/deed/", {"deed": deed, "row": row}).status_code == 404
    assert not Account.objects.filter(username="fresh").exists()


# ---------------------------------------------------------------------------------------- the link, kept


def test_a_link_is_accepted_once_from_however_many_windows(county: County) -> None:
    _status, link = invited(county, "cadre", "street", "grassroots")
    windows = [Client(), Client()]
    assert [window.get(link).status_code for window in windows] == [200, 200]
    assert accepted(link, windows[0]) == 302
    assert accepted(link, windows[1], username="fresh-2") == 404
    assert Post.objects.filter(account__username__startswith="fresh").count() == 1
    stale = Invitation.everywhere.get()
    stale.state = "open"
    with pytest.raises(inviting.InvitationGone):
        inviting.accept(stale, username="fresh-3", name="x", password=ANOTHER, at=AT)


@pytest.mark.parametrize("lost", ["post", "smaller", "closed"])
def test_a_link_dies_with_the_right_of_whoever_wrote_it(lost: str, county: County) -> None:
    _status, link = invited(county, "second", "county", "county")
    writer = county.accounts["second"]
    if lost == "closed":
        close_account(writer, by=county.accounts["cadre"], at=AT)
    else:
        end_post(Post.objects.get(account=writer), on=AT.date(), by=None, at=AT)
    if lost == "smaller":
        second_post(county, "second", "street", "grassroots", "cadre")
    assert accepted(link) == 422
    assert not Account.objects.filter(username="fresh").exists()
    assert Invitation.everywhere.get().state == "open"


@pytest.mark.parametrize("who", ["chair", "finance", "stranger"])
def test_a_link_is_not_accepted_from_within_another_account(who: str, county: County) -> None:
    _status, link = invited(county, "cadre", "street", "grassroots")
    inside = by_password(who)
    assert accepted(link, inside) == 422
    assert "先退出" in inside.post(link, {"username": "fresh", "name": "新来的", "password": ANOTHER}).content.decode()
    assert not Account.objects.filter(username="fresh").exists()
    inside.post("/logout/")
    assert accepted(link, inside) == 302


def test_an_account_is_opened_anew_from_within_no_other(county: County) -> None:
    link = anew(county, "cadre", "chair")
    before = Account.objects.get(username="chair").password
    assert accepted(link, by_password("finance")) == 422
    assert Account.objects.get(username="chair").password == before


def test_a_link_for_an_account_anew_gives_no_post_that_came_later(county: County) -> None:
    """Kept until its owner holds more than the writer, the link would hand all of it to whoever opens it."""
    link = anew(county, "chair", "community-chair")
    second_post(county, "community-chair", "county", "county", "cadre")
    before = Account.objects.get(username="community-chair").password
    assert accepted(link) == 422
    assert Account.objects.get(username="community-chair").password == before


@pytest.mark.parametrize("ending", ["post", "closed"])
def test_a_link_for_an_account_anew_brings_nobody_back(ending: str, county: County) -> None:
    link, chair = anew(county, "cadre", "chair"), county.accounts["chair"]
    if ending == "post":
        end_post(Post.objects.get(account=chair), on=AT.date(), by=None, at=AT)
    else:
        close_account(chair, by=county.accounts["cadre"], at=AT)
    before = Account.objects.get(username="chair").password
    assert accepted(link) == 422
    assert Account.objects.get(username="chair").password == before


def test_the_right_that_ends_tomorrow_gives_nothing_after_tomorrow(county: County) -> None:
    _status, link = invited(county, "second", "street", "grassroots")
    tomorrow = AT + timedelta(days=1)
    end_post(Post.objects.get(account=county.accounts["second"]), on=tomorrow.date(), by=None, at=AT)
    kept = inviting.invitation_of(link.split("/")[-2], at=AT)
    with pytest.raises(inviting.MoreThanOwn):
        inviting.accept(kept, username="fresh", name="x", password=ANOTHER, at=tomorrow)
    assert inviting.accept(kept, username="fresh", name="x", password=ANOTHER, at=AT)


def holds_all_of(giver: str, role: str) -> bool:
    """Say whether the table gives one role everything that it gives another, at least as far down, and inviting."""
    held = {key: one.roles.get(giver) for key, one in MATRIX.capabilities.items()}
    asked = {key: one.roles[role] for key, one in MATRIX.capabilities.items() if role in one.roles}
    asked.setdefault("invite_accounts", "own")
    return all(held[key] in {reach, "below"} for key, reach in asked.items())


@pytest.mark.parametrize("who", ["chair", "cadre", "finance"])
def test_who_invites_gives_the_roles_that_the_table_lets_him_hold_whole_and_no_other(who: str, county: County) -> None:
    own, union, _line = POSTS[who]
    given = {role for role in ROLES if invited(county, who, union, role)[0] == 200}
    assert given == {role for role in ROLES if holds_all_of(own, role)}
    assert given, "whoever may invite may invite somebody"
