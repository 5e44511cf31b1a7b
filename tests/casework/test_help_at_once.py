"""Several at once, each at a connection of their own: one quota, one benefit, one signature."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections
from small_county import AT, County, build_county
from test_provisions import adopt, ask, home, supermarket

from niangjia.casework.claims import HadAlready
from niangjia.casework.progress import MovedMeanwhile
from niangjia.casework.provision.allowances import EMERGENCY, QuotaUsed, allow, redeem
from niangjia.casework.provision.awards import NotForThem, grant_award
from niangjia.records.accounts.models import Claim, Entitlement
from niangjia.records.provisions.models import Allowance, AllowanceMonth, Award, AwardYear, Redemption

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

REFUSED = (QuotaUsed, HadAlready, MovedMeanwhile, NotForThem)


def at_once(deeds: Sequence[Callable[[], object]]) -> Counter[str]:
    """Let everybody do their deed at the same moment and count how it ended for them.

    Where one transaction writes at a time they arrive a millisecond apart, well within each other's turns.
    """
    gate = threading.Barrier(len(deeds), timeout=120)
    apart = 0 if connection.features.has_select_for_update else 0.001

    def seat(deed: Callable[[], object]) -> str:
        try:
            threading.Event().wait(gate.wait() * apart)
            deed()
        except REFUSED as error:
            return type(error).__name__
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(deeds)) as seats:
        return Counter(seats.map(seat, deeds))


def taken(county: County, allowance: int, key: UUID) -> Callable[[], object]:
    def deed() -> Redemption:
        fresh = Allowance.everywhere.select_related("service", "household").get(pk=allowance)
        return redeem(fresh, place=county.unions["street"], key=key, by=county.accounts["partner"], at=AT)

    return deed


def allowance_of(county: County) -> int:
    by = county.accounts["chair"]
    household, service = home(county, "street", 1), supermarket(county)
    return int(allow(household, service, from_month="2026-10", basis=EMERGENCY, by=by, at=AT).pk)


def test_of_twelve_places_three_redeem_three_items() -> None:
    county = build_county()
    allowance = allowance_of(county)
    ended = at_once([taken(county, allowance, uuid4()) for _ in range(12)])
    assert ended == {"done": 3, "QuotaUsed": 9}
    assert AllowanceMonth.everywhere.get().used == Redemption.everywhere.count() == 3


def test_one_press_sent_many_times_redeems_once() -> None:
    county = build_county()
    allowance, key = allowance_of(county), uuid4()
    assert at_once([taken(county, allowance, key)] * 8) == {"done": 8}
    assert AllowanceMonth.everywhere.get().used == Redemption.everywhere.count() == 1


def granted(county: County, award: Award, by: str) -> Callable[[], object]:
    def deed() -> Any:
        fresh = Award.everywhere.select_related("case__household", "project", "asked_by").get(pk=award.pk)
        return grant_award(fresh, by=county.accounts[by], at=AT)

    return deed


def test_of_two_unions_that_grant_one_man_the_same_one_does() -> None:
    county = build_county()
    ours = ask(county, home(county, "street", 1), adopt(county, "condolence"))
    other = adopt(county, "condolence", union="other-county")
    theirs = ask(county, home(county, "foreign", 1), other, by="foreign-chair")
    ended = at_once([granted(county, ours, "cadre"), granted(county, theirs, "stranger")] * 3)
    assert ended["done"] == 1
    assert Entitlement.everywhere.count() == 1
    assert sorted(Claim.everywhere.values_list("benefit", flat=True)) == ["condolence", "project:condolence"]


def test_of_two_awards_that_together_pass_the_cap_one_is_granted() -> None:
    county = build_county()
    project = adopt(county, "condolence", cap_yuan=150, frequency="month")
    household = home(county, "street", 1)
    awards = [ask(county, household, project, at=AT.replace(month=month)) for month in (10, 11)]
    ended = at_once([granted(county, one, who) for one, who in zip(awards, ("cadre", "second"), strict=True)])
    assert ended == {"done": 1, "NotForThem": 1}
    assert AwardYear.everywhere.get().awarded_fen == 100_00
