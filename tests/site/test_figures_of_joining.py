"""Figures of joining: who became a member, how fast, whom a colleague brought, what was handed over; and their rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from played_belonging import member
from played_joining import asked
from small_county import AT, County

from niangjia.casework import applications, benefits, duplicates, transfers
from niangjia.casework.joining import AlreadyMember, MemberElsewhere
from niangjia.casework.queries.joinings import brought_by
from niangjia.records.joinings.models import Joining
from niangjia.records.people.models import Membership
from niangjia.reports.measures import MEASURES
from niangjia.reports.scope import Scope
from niangjia.stories import invented

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

NOW, BEFORE, TODAY = "2026Q4", "2026Q3", AT.date()


def told(county: County, *codes: str, period: str = NOW, on: date = TODAY) -> dict[str, int | None]:
    """Return the figures of joining of some unions in a period, as on a day."""
    scope = Scope([county.unions[code].pk for code in codes or county.unions], period, on=on)
    return {key: one.value(scope) for key, one in MEASURES.items() if one.section == "joining"}


def figures(joined: int, same_day: int, brought: int, delivered: int) -> dict[str, int]:
    keys = ("members_joined", "joined_same_day", "brought_along", "benefits_delivered")
    return dict(zip(keys, (joined, same_day, brought, delivered), strict=True))


def admitted(county: County, union: str, number: int, *, days: int = 0, bringer: Membership | None = None) -> Joining:
    """Let an invented courier ask and be admitted so many days later."""
    joining = asked(county, union, number)
    if bringer is not None:
        Joining.everywhere.filter(pk=joining.pk).update(brought_by=bringer.worker)
    applications.admit_applicant(joining, by=county.accounts["chair"], at=AT + timedelta(days=days))
    return joining


def held_by(joining: Joining) -> Membership:
    return Membership.everywhere.select_related("worker").get(worker=joining.case.worker)


def test_each_who_joined_counts_once_where_and_when_he_joined(county: County) -> None:
    first = admitted(county, "street", 1)
    admitted(county, "street", 2, days=1, bringer=held_by(first))
    admitted(county, "foreign", 3)
    asked(county, "street", 4)
    declined = asked(county, "street", 5)
    applications.decline_applicant(declined, told="请到单位工会申请", by=county.accounts["chair"], at=AT)
    later = TODAY + timedelta(days=1)
    assert told(county, on=later) == figures(3, 2, 1, 0)
    assert told(county, "street", on=later) == figures(2, 1, 1, 0)
    assert told(county, on=TODAY)["members_joined"] == 2, "to the day"
    assert told(county, period=BEFORE) == figures(0, 0, 0, 0)


def test_who_left_and_joined_again_the_same_period_is_one_person(county: County) -> None:
    bringer = held_by(admitted(county, "street", 1))
    again = admitted(county, "street", 2, bringer=bringer)
    Membership.everywhere.filter(worker=again.case.worker).update(to_on=TODAY + timedelta(days=1))
    admitted(county, "street", 2, bringer=bringer)
    found = told(county)
    assert (found["joined_same_day"], found["brought_along"]) == (2, 1)
    assert brought_by(bringer.worker) == 1


def test_nobody_brings_himself_along_and_a_member_is_not_admitted_again(county: County) -> None:
    bringer = held_by(admitted(county, "street", 1))
    going = admitted(county, "street", 2, bringer=bringer)
    for again in (asked(county, "street", 2), asked(county, "mill", 2)):
        with pytest.raises((AlreadyMember, MemberElsewhere)):
            applications.admit_applicant(again, by=county.accounts["chair"], at=AT)
        applications.withdraw_applicant(again, at=AT)
    held = Membership.everywhere.filter(worker=going.case.worker)
    own = held.get()
    held.update(to_on=TODAY + timedelta(days=1))
    admitted(county, "mill", 2, bringer=own)
    assert brought_by(own.worker) == 0
    assert told(county)["brought_along"] == 1
    assert told(county, "mill")["brought_along"] == 0


def test_an_application_of_the_last_evening_that_is_decided_the_next_morning_is_not_of_the_same_day(
    county: County,
) -> None:
    night = asked(county, "street", 1)
    Joining.everywhere.filter(pk=night.pk).update(asked_at=AT.replace(hour=0, minute=1) - timedelta(minutes=2))
    dawn = asked(county, "street", 2)
    Joining.everywhere.filter(pk=dawn.pk).update(asked_at=AT.replace(hour=0, minute=1))
    for one in (night, dawn):
        applications.admit_applicant(one, by=county.accounts["chair"], at=AT.replace(hour=7))
    assert told(county)["joined_same_day"] == 1, "a day begins at midnight where the site is"


def test_who_transferred_or_was_registered_twice_joined_once(county: County) -> None:
    cadre = {"by": county.accounts["cadre"], "at": AT}
    going = admitted(county, "street", 1).case.worker
    assert going is not None
    transfer = transfers.ask_transfer(going, to=county.unions["mill"], **cadre)
    transfers.release(transfer, on=TODAY, by=county.accounts["second"], at=AT)
    assert [told(county, code)["members_joined"] for code in ("street", "mill")] == [1, 0]
    long_since = member(county, "community", "欧阳晓明", on=date(2026, 10, 8), phone=invented.phone(71))
    again = member(county, "mill", "欧阳晓明", on=date(2026, 10, 5), phone=invented.phone(71))
    assert told(county)["members_joined"] == 3
    likeness = duplicates.propose(long_since, again, weight=0, agrees=(), at=AT)
    duplicates.merge(likeness, kept_id=long_since.pk, **cadre)
    assert told(county)["members_joined"] == 2, "the days before are added in front, and joined into one"


def test_a_benefit_counts_when_it_was_handed_over(county: County) -> None:
    worker = held_by(admitted(county, "street", 1)).worker
    claimed = [benefits.claim_benefit(worker, kind=kind, most=1, by=None, at=AT) for kind in ("health_check", "x")]
    assert told(county)["benefits_delivered"] == 0
    benefits.deliver_benefit(claimed[0], by=county.accounts["chair"], at=AT)
    assert told(county) == figures(1, 1, 0, 1)
    assert told(county, "foreign") == figures(0, 0, 0, 0)


@pytest.mark.parametrize("key", ["members_joined", "joined_same_day", "brought_along", "benefits_delivered"])
def test_the_rows_behind_a_figure_are_shown_with_what_it_means(
    key: str, county: County, sign_in: Callable[[str], Client]
) -> None:
    first = admitted(county, "street", 1)
    second = admitted(county, "street", 2, bringer=held_by(first))
    benefit = benefits.claim_benefit(held_by(first).worker, kind="health_check", most=1, by=None, at=AT)
    benefits.deliver_benefit(benefit, by=county.accounts["chair"], at=AT)
    names = {"brought_along": {second.name}, "benefits_delivered": {first.name}}.get(key, {first.name, second.name})
    page = sign_in("cadre").get(reverse("figure", args=[NOW, key]))
    assert {row["label"] for row in page.context["rows"]} == names
    assert page.context["total"] == len(names)
    shown = page.content.decode()
    assert str(MEASURES[key].definition) in shown
    assert "到今天" in shown
    assert ("健康体检" in {cell["text"] for row in page.context["rows"] for cell in row["cells"]}) == (
        key == "benefits_delivered"
    )
