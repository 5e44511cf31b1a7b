"""Three people at once on one household: real threads, real connections; nothing is lost, nothing is done twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from leaving_walk import after, entered, surveyed
from pairing import household as home_of
from played_exits import let_leave
from played_notices import play_noticed
from played_quarter import (
    PERIOD,
    RELATIVE,
    file_return,
    fill_buckets,
    household,
)
from small_county import AT, LONG_AGO, County, build_county
from visiting import LATER, fresh, visiting

from niangjia.casework import leaving, payment, review, trail, visits
from niangjia.casework.assessment import latest_assessment
from niangjia.casework.provision.allowances import EMERGENCY, allow, redeem
from niangjia.programmes.care.services import pairs
from niangjia.programmes.care.services.library import adopt_service
from niangjia.programmes.hardship import services
from niangjia.records.accounts.models import Bucket, Entitlement
from niangjia.records.cases.models import Case, Decision, Exit, Override, Standing, Step
from niangjia.records.notices.models import Message, NoticeEntry, Objection
from niangjia.records.people.models import Household
from niangjia.records.placements.models import Pairing
from niangjia.records.provisions.models import Allowance, AllowanceMonth, Redemption
from niangjia.records.visits.models import Report, Seat
from niangjia.values.errors import NiangjiaError

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

ROUNDS = 4
LONG_REASON = "票据还没有下来，先按相对困难认定"


def at_once(**deeds: Callable[[], object]) -> dict[str, str]:
    """Let everybody act at the same moment, each at a connection of their own; say how it ended for each."""
    gate = threading.Barrier(len(deeds), timeout=60)

    def take(deed: Callable[[], object]) -> str:
        try:
            gate.wait()
            deed()
        except NiangjiaError as error:
            return type(error).__name__
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(deeds)) as seats:
        return dict(zip(deeds, seats.map(take, deeds.values()), strict=True))


def adds_up() -> None:
    """Hold the books, the trail and the way of every case against each other."""
    assert payment.discrepancies() == []
    assert trail.verify().broken_at is None
    for case in Case.everywhere.filter(programme="hardship"):
        way = list(Step.objects.filter(case=case).order_by("id"))
        assert all(one.to_state == then.from_state for one, then in pairwise(way))
        assert not way or way[-1].to_state == case.state
        signed = Decision.everywhere.filter(assessment__case=case).count()
        assert signed == (case.state in {"granted", "reserved", "paid", "guided"})
        if case.state not in {"judged", "visited"}:
            assert not Override.everywhere.filter(assessment__case=case, state="open").exists()
    families = list(Standing.everywhere.filter(ended_on__isnull=True).values_list("family", flat=True))
    assert len(families) == len(set(families))


def seen(case: Case) -> Case:
    """Return a case as somebody's page shows it at this moment."""
    return Case.everywhere.select_related("household", "owner_union", "row__upload__received_by").get(pk=case.pk)


def signing(case: Case, county: County, who: str, *, at: datetime = AT, **how: Any) -> Callable[[], object]:
    newest = latest_assessment(case)
    assert newest is not None
    return partial(services.sign, seen(case), seen=newest.fingerprint, by=county.accounts[who], at=at, **how)


def judged() -> tuple[County, list[Case]]:
    county = build_county()
    rows = [household(number, f"户{number}", income_fen=RELATIVE) for number in range(1, ROUNDS + 1)]
    file_return(county, "street", rows)
    services.run_quarter(county.actor("cadre"), period=PERIOD, at=AT)
    return county, list(Case.everywhere.order_by("id"))


def test_one_signs_one_sends_back_one_decides_otherwise_and_one_of_them_is_first() -> None:
    county, cases = judged()
    for case in cases:
        how = {"tier": "deep", "reason": LONG_REASON, "by": county.accounts["cadre"], "at": AT}
        ended = at_once(
            signs=signing(case, county, "second"),
            sends_back=partial(review.send_back, seen(case), reason="补", by=county.accounts["leader"], at=AT),
            decides=partial(services.propose_override, seen(case), **how),
        )
        assert list(ended.values()).count("done") == 1, ended
        case.refresh_from_db()
        became = {"signs": "granted", "sends_back": "returned", "decides": "judged"}
        assert case.state == became[next(who for who, how in ended.items() if how == "done")]
        adds_up()


def test_two_who_decide_otherwise_and_one_who_signs_leave_one_proposal_or_one_decision() -> None:
    county, cases = judged()
    how = {"tier": "deep", "reason": LONG_REASON, "at": AT}
    for case in cases:
        ended = at_once(
            signs=signing(case, county, "second"),
            one=partial(services.propose_override, seen(case), by=county.accounts["cadre"], **how),
            other=partial(services.propose_override, seen(case), by=county.accounts["leader"], **how),
        )
        assert list(ended.values()).count("done") == 1, ended
        adds_up()


def test_two_who_object_while_one_signs_are_both_heard() -> None:
    """The last minute of a notice: two objections and the signature of the next morning arrive together."""
    played = play_noticed()
    county = played.county
    [notice] = services.publish(county.actor("cadre"), period=PERIOD, at=AT)
    morning = AT + (notice.last_on - AT.date()) + timedelta(days=1)
    for number, entry in enumerate(NoticeEntry.everywhere.filter(notice=notice).select_related("notice")):
        case = Case.everywhere.select_related("household", "owner_union").get(pk=entry.case_id)
        ended = at_once(
            signs=signing(case, county, "second", at=morning),
            one=partial(services.object_to, entry, said(), place=f"198.51.100.{2 * number}", at=AT),
            other=partial(services.object_to, entry, said(), place=f"198.51.100.{2 * number + 1}", at=AT),
        )
        case.refresh_from_db()
        assert case.state == ("granted" if ended["signs"] == "done" else "judged"), ended
        assert (ended["one"], ended["other"]) == ("done", "done")
        assert Objection.everywhere.filter(entry__case=case, state="open").count() == 2
        adds_up()


def said() -> services.Told:
    return services.Told(uuid4(), "有心人", "15400000077", "他家去年买了新车")


def test_one_confirms_a_visit_one_contradicts_it_and_one_sends_somebody_else() -> None:
    town = visiting(build_county())
    cadre = town.county.actor("cadre")
    for case in town.judged()[:ROUNDS]:
        visit = town.reported(town.sent(case))
        went = {account.pk for account in town.two(visit)}
        _first, second = town.two(visit)
        within = cadre.union_ids("assign_visits")
        free = visits.hand_picks(case.owner_union, within=within, on=AT.date())
        other = next(one for one in free if one.account_id not in went)
        ended = at_once(
            confirms=partial(services.confirm_visit, fresh(visit), by=second, at=LATER),
            contradicts=partial(services.contradict_visit, fresh(visit), objection="否", by=second, at=LATER),
            sends=partial(visits.hand_over, fresh(visit), place=2, to=other, reason="ill", by=cadre.account, at=LATER),
        )
        answered = [who for who in ("confirms", "contradicts") if ended[who] == "done"]
        assert len(answered) <= 1
        assert answered or ended["sends"] == "done", ended
        held = {one.account_id for one in Seat.everywhere.filter(visit=visit, ended_at__isnull=True)}
        assert len(held) == 2
        assert (other.account_id in held) == (ended["sends"] == "done")
        assert (Report.everywhere.get(visit=visit).state == "waiting") == (not answered)
        assert Case.everywhere.get(pk=case.pk).state == ("visited" if ended["confirms"] == "done" else "visiting")
        adds_up()


def test_of_three_who_pair_one_household_one_does() -> None:
    county = build_county()
    for number in range(ROUNDS):
        home = home_of(county, "street", f"户{number}")
        wanted = (("cadre", "helper"), ("second", "helper"), ("leader", "cadre"))
        ended = at_once(
            **{
                by: partial(
                    pairs.pair,
                    Household.everywhere.get(pk=home.pk),
                    cadre=county.accounts[to],
                    kind="care",
                    by=county.accounts[by],
                    at=AT,
                )
                for by, to in wanted
            }
        )
        assert list(ended.values()).count("done") == 1, ended
        assert Pairing.everywhere.filter(household=home, ended_on__isnull=True).count() == 1
    adds_up()


def test_one_hands_a_pair_over_one_ends_it_one_writes_a_call() -> None:
    county = build_county()
    people = county.accounts
    for number in range(ROUNDS):
        home = home_of(county, "street", f"户{number}")
        made = pairs.pair(home, cadre=people["helper"], kind="care", by=people["cadre"], at=AT)
        one, two, three = (Pairing.everywhere.select_related("household").get(pk=made.pk) for _ in range(3))
        call = {"key": uuid4(), "channel": "phone", "reached": True}
        ended = at_once(
            hands=partial(pairs.hand_over, one, to=people["cadre"], reason="load", by=people["second"], at=AT),
            ends=partial(pairs.end_pairing, two, reason="died", by=people["cadre"], at=AT),
            calls=partial(pairs.log_contact, three, **call, by=people["helper"], at=AT),
        )
        assert (ended["hands"] == "done") != (ended["ends"] == "done"), ended
        held = Pairing.everywhere.filter(household=home, ended_on__isnull=True).count()
        assert held == (1 if ended["hands"] == "done" else 0)
        told = Message.everywhere.filter(to=people["cadre"], kind="handed_over", address__endswith="/").count()
        assert told == Pairing.everywhere.filter(follows__isnull=False).count()
    adds_up()


def test_of_three_places_that_give_the_last_item_one_does() -> None:
    county = build_county()
    at_street = {"places": [county.unions["street"]], "from_on": LONG_AGO, "by": county.accounts["cadre"], "at": AT}
    service = adopt_service(county.unions["county"], "supermarket", **at_street)
    for number in range(ROUNDS):
        home = home_of(county, "street", f"户{number}")
        made = allow(home, service, from_month="2026-10", basis=EMERGENCY, by=county.accounts["chair"], at=AT)
        give = partial(given, county, made.pk)
        for _ in range(made.monthly - 1):
            give()
        ended = at_once(one=give, two=give, three=give)
        assert list(ended.values()).count("done") == 1, ended
        used = AllowanceMonth.everywhere.get(allowance=made).used
        assert used == Redemption.everywhere.filter(month__allowance=made).count() == made.monthly
    adds_up()


def given(county: County, allowance: int) -> Redemption:
    one = Allowance.everywhere.select_related("service", "household").get(pk=allowance)
    return redeem(one, place=county.unions["street"], key=uuid4(), by=county.accounts["partner"], at=AT)


@pytest.mark.parametrize("turn", range(ROUNDS))
def test_one_lets_leave_while_another_signs_and_a_third_watches_on(turn: int) -> None:
    """The household is found in difficulty again while a colleague confirms that it leaves at its own wish."""
    county = build_county()
    home = entered(county)
    now = Standing.everywhere.get(household=home)
    proposed = let_leave(now, reason="floor_support", by=county.accounts["cadre"], at=after("2026Q2"))
    [case] = surveyed(county, "2026Q2", household(1, "赵一", income_fen=RELATIVE))
    at = after("2026Q2")

    def confirm() -> None:
        one = Exit.everywhere.select_related("standing", "case", "proposed_by", "undo_by").get(pk=proposed.pk)
        leaving.check_exit(one, agreed=True, by=county.accounts["leader"], at=at)

    ended = at_once(
        signs=signing(case, county, "second", at=at), confirms=confirm, also=signing(case, county, "cadre", at=at)
    )
    assert list(ended.values()).count("done") >= 1, ended
    open_now = Standing.everywhere.filter(family=home, ended_on__isnull=True).count()
    signed = "done" in {ended["signs"], ended["also"]}
    gone = Exit.everywhere.get(pk=proposed.pk).state == "stands"
    assert Decision.everywhere.filter(assessment__case=case).count() == signed
    if not signed:
        assert (gone, open_now) == (True, 0), f"{turn}: {ended}"
    elif gone:
        # it left first, was found in difficulty then, and has come back; or it was signed before, and has left
        assert open_now == Standing.everywhere.filter(family=home, begins_as="returned").count()
        assert open_now or ended["confirms"] == "done"
    else:
        assert open_now == 1
    adds_up()


def test_one_reserves_one_releases_one_pays_and_the_fund_adds_up() -> None:
    county, cases = judged()
    fill_buckets(county, "county", by="finance")
    how = {"by": county.accounts["finance"], "at": AT}
    for case in cases:
        signing(case, county, "second")()
        one = Entitlement.everywhere.filter(case=case).order_by("id")[0]
        bucket = Bucket.everywhere.get(purpose=one.benefit)
        first = at_once(
            one=partial(payment.reserve, shown(one), bucket=bucket, **how),
            two=partial(payment.reserve, shown(one), bucket=bucket, **how),
            three=partial(payment.reserve, shown(one), bucket=bucket, **how),
        )
        assert list(first.values()).count("done") == 1, first
        then = at_once(
            pays=partial(payment.post, shown(one), bank_reference="B", **how),
            releases=partial(payment.release, shown(one), reason="卡号不对", **how),
        )
        assert list(then.values()).count("done") == 1, then
        adds_up()


def shown(one: Entitlement) -> Entitlement:
    return Entitlement.everywhere.select_related("decision__signed_by", "case").get(pk=one.pk)
