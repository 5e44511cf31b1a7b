"""A union goes on as another: what waited with it goes along, everybody is told, each is counted once on every day."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from founding import asked
from small_county import AT, LONG_AGO, PASSWORD, County

from niangjia.casework import applications, benefits, joining, liaison, succeeding, transfers
from niangjia.casework.queries import tree
from niangjia.records.cases.models import Case, Clock, Transfer
from niangjia.records.joinings.models import Joining, MemberBenefit, Poster
from niangjia.records.notices.models import Message
from niangjia.records.people.models import Membership, Worker
from niangjia.records.tasks.models import Founding
from niangjia.records.trail.models import Event
from niangjia.records.unions.models import Account, Liaison, Succession, Union

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

TODAY = AT.date()
BEFORE = TODAY - timedelta(days=1)


def member(county: County, code: str, name: str, *, phone: str, employer: str = "") -> Worker:
    """Let somebody be a member who has an account of his own."""
    union = county.unions[code]
    worker = joining.know_worker(union, name=name, phone=phone, employer=employer, by=None, at=AT)
    joining.admit(worker, union=union, on=LONG_AGO, by=None, at=AT)
    account = Account.objects.open(f"worker-{phone}", password=PASSWORD, name=name)
    Worker.everywhere.filter(pk=worker.pk).update(account=account)
    return Worker.everywhere.get(pk=worker.pk)


def applicant(county: County, code: str) -> Joining:
    return applications.ask_to_join(
        county.unions[code],
        name="何来",
        id_number="",
        phone="15400000301",
        door="workplace",
        agrees="unknown",
        account=Account.objects.open("applicant", password=PASSWORD, name="何来"),
        at=AT,
    )


def told_by(county: County) -> dict[str, Any]:
    return {"by": county.accounts["cadre"], "at": AT}


def figures(*unions: Union, as_is: bool = False) -> list[list[int]]:
    """Return how many members each union has on the day before and on the day of the change."""
    if as_is:
        return [[tree.members_as_is(one.pk, on=day, today=TODAY).count() for day in (BEFORE, TODAY)] for one in unions]
    return [[tree.members_as_was(one.pk, on=day).count() for day in (BEFORE, TODAY)] for one in unions]


def test_what_waits_with_a_union_goes_on_with_the_one_it_merged_into(county: County) -> None:
    mill, street, second = (county.unions[code] for code in ("mill", "street", "street-2"))
    worker = member(county, "mill", "欧阳晓明", phone="15400000302")
    benefits.claim_benefit(worker, kind="birthday", most=1, by=None, at=AT)
    poster = benefits.make_poster(mill, **told_by(county))
    kept = liaison.assign_liaison(mill, account=county.accounts["chair"], on=LONG_AGO, **told_by(county))
    waiting = applicant(county, "mill")
    due = Clock.objects.get(case=waiting.case, stopped_at=None).due_on
    out = transfers.ask_transfer(worker, to=second, by=worker.account, at=AT)

    succeeding.merge(mill, into=street, on=TODAY, **told_by(county))

    assert Joining.everywhere.get(pk=waiting.pk).owner_union == street
    assert Case.everywhere.get(pk=waiting.case_id).owner_union == street
    assert Clock.objects.get(case=waiting.case, stopped_at=None).due_on == due
    assert Poster.everywhere.get(pk=poster.pk).taken_down_at == AT
    assert Poster.everywhere.get(pk=poster.pk).owner_union == mill
    assert Liaison.everywhere.get(pk=kept.pk).to_on == TODAY
    assert Liaison.everywhere.get(owner_union=street, to_on=None).account == county.accounts["chair"]
    assert MemberBenefit.everywhere.get(worker=worker).owner_union == street
    moved = Transfer.everywhere.get(pk=out.pk)
    assert (moved.owner_union, moved.case.owner_union, moved.closed_at) == (street, street, None)
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {"take_down_poster", "end_liaison", "pass_on_case", "pass_on_transfer", "union_merged"} <= verbs
    words = {one.to.username: one.text for one in Message.everywhere.filter(kind="succession").select_related("to")}
    assert "并入street 工会" in words["worker-15400000302"]
    assert "接着办" in words["applicant"]
    assert "归到street 工会" in words["chair"]
    transfers.release(moved, on=TODAY, **told_by(county))
    assert Membership.everywhere.get(worker=worker, to_on=None).owner_union == second


def test_on_the_day_before_and_on_the_day_nobody_is_lost_and_nobody_counted_twice(county: County) -> None:
    mill, street, top = (county.unions[code] for code in ("mill", "street", "county"))
    member(county, "mill", "欧阳晓明", phone="15400000303")
    member(county, "street", "单小红", phone="15400000304")
    parent_of_mill = next(one for one in tree.ancestors(mill.pk, line="territory", on=BEFORE) if one.pk != mill.pk)
    was = figures(mill, top)
    succeeding.merge(mill, into=county.unions["street-2"], on=TODAY, **told_by(county))
    assert was == [[1, 1], [2, 2]]
    assert figures(mill, county.unions["street-2"], top) == [[1, 0], [0, 1], [2, 2]]
    assert figures(county.unions["street-2"], top, as_is=True) == [[1, 1], [2, 2]]
    assert tree.members_as_was(parent_of_mill.pk, on=BEFORE).count() == 2
    assert figures(street, as_is=True)[0][1] == 1


def test_a_transfer_to_where_the_merger_leads_is_over_and_one_to_the_merged_union_goes_on(county: County) -> None:
    mill, street = county.unions["mill"], county.unions["street"]
    going = member(county, "mill", "欧阳晓明", phone="15400000305")
    coming = member(county, "street-2", "单小红", phone="15400000306")
    inside = member(county, "street", "赵晓红", phone="15400000307")
    out = transfers.ask_transfer(going, to=street, by=going.account, at=AT)
    into = transfers.ask_transfer(coming, to=mill, by=coming.account, at=AT)
    back = transfers.ask_transfer(inside, to=mill, by=inside.account, at=AT)
    succeeding.merge(mill, into=street, on=TODAY, **told_by(county))
    states = {one.pk: one.case.state for one in Transfer.everywhere.select_related("case")}
    assert [states[one.pk] for one in (out, into, back)] == [
        "transfer_withdrawn",
        "transfer_asked",
        "transfer_withdrawn",
    ]
    assert Transfer.everywhere.get(pk=into.pk).to_union == street
    texts = list(Message.everywhere.filter(to=coming.account).values_list("text", flat=True))
    assert texts == ["您要转去的mill 工会归到street 工会了，转会也改到那里，期限不变"]
    for over in (going, inside):
        texts = list(Message.everywhere.filter(to=over.account).values_list("text", flat=True))
        assert "两家工会并在一起了，您已经在street 工会，这次转会不用再办" in texts
        assert not any("期限不变" in text for text in texts)


def test_a_dissolved_street_leaves_its_foundings_to_the_union_above(county: County) -> None:
    founding, _code = asked(county, number=71)
    kept = liaison.assign_liaison(
        county.unions["county"], account=county.accounts["leader"], on=LONG_AGO, **told_by(county)
    )
    liaison.assign_liaison(county.unions["street"], account=county.accounts["chair"], on=TODAY, **told_by(county))
    succeeding.dissolve(county.unions["street"], on=TODAY, **told_by(county))
    heir = Succession.objects.get(predecessor=county.unions["street"]).successor
    assert heir == county.unions["county"]
    assert Founding.everywhere.get(pk=founding.pk).owner_union == heir
    assert Liaison.everywhere.get(owner_union=heir, to_on=None).pk == kept.pk
    assert not Liaison.everywhere.filter(owner_union=county.unions["street"], to_on=None).exists()


def test_those_who_are_split_off_take_along_what_is_theirs_and_the_rest_stays(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    mill = county.unions["mill"]
    going = member(county, "mill", "欧阳晓明", phone="15400000308", employer="云雀快递")
    staying = member(county, "mill", "单小红", phone="15400000309", employer="青川纺织厂")
    for one in (going, staying):
        benefits.claim_benefit(one, kind="birthday", most=1, by=None, at=AT)
    poster = benefits.make_poster(mill, **told_by(county))
    waiting = applicant(county, "mill")
    liaison.assign_liaison(mill, account=county.accounts["chair"], on=LONG_AGO, **told_by(county))
    out = transfers.ask_transfer(going, to=county.unions["street-2"], by=going.account, at=AT)
    client, page = sign_in("cadre"), f"/membership/unions/{mill.pk}/split/"
    shown = html.unescape(client.get(page).content.decode())
    assert "欧阳晓明，云雀快递" in shown
    assert "云雀快递，1 人" in shown
    wrong = client.post(page, {"name": "城东站工会", "short_name": "城东站", "kind": "outlet", "on": f"{TODAY}"})
    assert wrong.status_code == 422
    assert "请至少勾一位会员" in wrong.content.decode()
    sent = {"name": "城东站工会", "short_name": "城东站", "kind": "outlet", "on": f"{TODAY}", "employers": ["云雀快递"]}
    answer = client.post(page, sent)
    part = Union.objects.get(name="城东站工会")
    assert answer.headers["Location"] == f"/membership/unions/{part.pk}/"
    assert Membership.everywhere.get(worker=going, to_on=None).owner_union == part
    assert Membership.everywhere.get(worker=staying, to_on=None).owner_union == mill
    assert figures(mill, part, county.unions["county"]) == [[2, 1], [0, 1], [2, 2]]
    owners = {one.worker_id: one.owner_union for one in MemberBenefit.everywhere.all()}
    assert owners == {going.pk: part, staying.pk: mill}
    assert Transfer.everywhere.get(pk=out.pk).owner_union == part
    assert Joining.everywhere.get(pk=waiting.pk).owner_union == mill
    assert Poster.everywhere.get(pk=poster.pk).taken_down_at is None
    assert Liaison.everywhere.get(owner_union=part, to_on=None).account == county.accounts["chair"]
    assert "从mill 工会分出" in Message.everywhere.get(to=going.account).text
    assert not Message.everywhere.filter(to=staying.account).exists()


def test_a_union_without_members_of_its_own_has_nobody_to_split_off(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    page = sign_in("cadre").get(f"/membership/unions/{county.unions['community'].pk}/split/")
    assert "没有会员可以分" in page.content.decode()


def test_merging_on_the_page_takes_along_what_waits(county: County, sign_in: Callable[[str], Client]) -> None:
    waiting = applicant(county, "mill")
    mill, street = county.unions["mill"], county.unions["street"]
    client = sign_in("cadre")
    client.post(
        f"/membership/unions/{mill.pk}/reshape/", {"deed": "merge", "other": street.pk, "on": TODAY.isoformat()}
    )
    assert Joining.everywhere.get(pk=waiting.pk).owner_union == street
