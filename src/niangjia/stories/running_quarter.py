"""The running quarter of the invented county: surveyed, visited by two, published, signed after the notice, paid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from niangjia.casework import payment
from niangjia.casework.families import root_of
from niangjia.casework.intake import apply_merge
from niangjia.casework.queries import money
from niangjia.programmes.hardship import services
from niangjia.programmes.hardship.services import exits
from niangjia.records.cases.models import Case
from niangjia.records.notices.models import NoticeEntry
from niangjia.records.people.models import MergeProposal
from niangjia.records.unions.models import Account
from niangjia.records.visits.models import Seat, Visit
from niangjia.stories import invented
from niangjia.stories.county_played import Played, Say, file_return, returns_in, sign
from niangjia.stories.staged import moment
from niangjia.values.periods import Quarter

FIRST, SECOND, THIRD = 24, 10, 6
"""How many households were visited in each wave: signed or ready to sign; in public; to be published."""
SIGNED, RESERVED, PAID = 15, 9, 5
FINDINGS = 7
"""Every so many visits find something otherwise than declared."""
NAMED = 4
"""Every so many households have not agreed to be named in public."""
DECLARED = 700_001


def play(county: Played, period: str, *, say: Say) -> None:
    """Play the running quarter up to the evening before the demonstration's day."""
    quarter = Quarter.parse(period)
    cadre = county.actor("cadre", quarter.last_day)
    services.open_quarter(cadre, period=period, at=moment(quarter.first_day))
    services.remind_returns(on=date(2026, 10, 8), at=moment(date(2026, 10, 8), 8))
    read_returns(county, quarter, late=False, say=say)
    declare_on_the_phone(county)
    services.run_quarter(cadre, period=period, at=moment(date(2026, 10, 12), 15, 20))
    walk(county, period, say=say)
    read_returns(county, quarter, late=True, say=say)
    join_one(county, period, at=moment(date(2026, 10, 28), 9, 30))
    services.run_quarter(county.actor("cadre", date(2026, 10, 28)), period=period, at=moment(date(2026, 10, 28), 10))


def read_returns(county: Played, quarter: Quarter, *, late: bool, say: Say) -> None:
    """Let the unions send their workbooks in: some in good time, some late."""
    begun = date(2026, 10, 26) if late else date(2026, 10, 8)
    slow = {one["code"] for one in county.book["union"] if one.get("late")}
    files = [(code, path) for code, path in returns_in(county).items() if (code in slow) == late]
    for number, (code, path) in enumerate(files, start=1):
        at = moment(begun + timedelta(days=number % 2), 9, number)
        file_return(county, code, quarter, path.name, path.read_bytes(), at=at)
        say(f"{quarter.label}：读摸排表", number, len(files))


def join_one(county: Played, period: str, *, at: datetime) -> None:
    """Decide one pair of filings that is beyond doubt; the others wait for a person."""
    for proposal in MergeProposal.everywhere.filter(period=period, state="open", differences=[]).order_by("id")[:1]:
        apply_merge(proposal, same=True, by=county.accounts["cadre"], at=at)


def declare_on_the_phone(county: Played) -> None:
    """Let a courier declare for herself, page by page, as on her phone."""
    on = date(2026, 10, 11)
    at = moment(on, 20)
    draft = services.begin(carried={}, at=at, on=on)
    services.choose_union(draft, county.unions["QC04"], at=at)
    pages: dict[str, tuple[dict[str, str], list[dict[str, str]] | None]] = {
        "who": (
            {
                "name": "裴小舟",
                "id_number": invented.id_number(DECLARED),
                "phone": invented.phone(DECLARED),
                "member": "是",
                "new_employment": "快递员",
            },
            None,
        ),
        "family": (
            {"low_income": "否"},
            [{"name": "裴朵朵", "relation": "女儿", "id_number": ""}],
        ),
        "income": ({"income_fen": "16800"}, None),
        "costs": ({"ill_fen": "5200", "children_high_school": "1"}, None),
        "home": ({"homes": "1", "floor_area_dm2": "58", "vehicle": "无", "controlling_shareholder": "否"}, None),
        "cause": ({"cause": "重特大疾病", "work_difficulty": "", "wish": "想给孩子要一盏台灯"}, None),
        "bank": ({"bank": "示例银行", "card_number": invented.household(DECLARED)["card_number"]}, None),
    }
    for step, (written, members) in pages.items():
        services.save_step(draft, step, written=written, members=members, on=on, at=at)
        draft.refresh_from_db()
    services.declare(draft, consented=True, on=on, at=at)


def walk(county: Played, period: str, *, say: Say) -> None:
    """Take those judged first through visits, notice, signature and money, each as far as it has come."""
    cadre = county.actor("cadre", date(2026, 10, 21))
    judged = list(
        Case.everywhere.filter(programme="hardship", period=period, state="judged")
        .select_related("household", "owner_union", "row__upload")
        .order_by("id")
    )
    tiered = [case for case in judged if case.tier not in {"none", "cannot_tell"}]
    ready = {one.pk for one in exits.ready_to_leave(cadre.union_ids("see_verdicts"), on=date(2026, 10, 21))}
    others = [case for case in judged if case.tier == "none" and root_of(case.home_id) not in ready]
    first, second, third = (tiered[:FIRST], tiered[FIRST : FIRST + SECOND], tiered[FIRST + SECOND :][:THIRD])
    rest = tiered[FIRST + SECOND + THIRD :]
    keep_visits(county, send(county, first, on=date(2026, 10, 13)), on=date(2026, 10, 15), say=say)
    send(county, rest[:2], on=date(2026, 10, 13))
    publish(county, period, first, on=date(2026, 10, 19))
    keep_visits(county, send(county, second, on=date(2026, 10, 14)), on=date(2026, 10, 20), say=say)
    for number, case in enumerate(others, start=1):
        sign(case, county, at=moment(date(2026, 10, 21), 10))
        say("签署结论，给出指引", number, len(others))
    publish(county, period, second, on=date(2026, 10, 23))
    keep_visits(county, send(county, third, on=date(2026, 10, 15)), on=date(2026, 10, 26), say=say)
    leave_visits_open(county, send(county, rest[2:8], on=date(2026, 10, 15)))
    send(county, rest[8:], on=date(2026, 10, 21))
    sign_and_pay(county, first, period=period, say=say)
    object_to_one(second[0])


def send(county: Played, cases: Sequence[Case], *, on: date) -> list[Visit]:
    """Send two people to each of these households."""
    return list(services.assign_visits(county.actor("cadre", on), cases, at=moment(on, 9)).visits)


def two_of(visit: Visit) -> tuple[Account, Account]:
    """Return the two who go."""
    first, second = (
        Seat.everywhere.filter(visit=visit, ended_at__isnull=True).select_related("account").order_by("place")
    )
    return first.account, second.account


def keep_visits(county: Played, visits: Iterable[Visit], *, on: date, say: Say) -> None:
    """Let the two go: the consent first, then what they found; the second signs, and the household is judged anew."""
    made = list(visits)
    for number, visit in enumerate(made, start=1):
        first, second = two_of(visit)
        at = moment(on + timedelta(days=number % 2), 10, number)
        report(visit, by=first, at=at, finds=number % FINDINGS == 0)
        services.confirm_visit(visit, identity_seen=True, by=second, at=at + timedelta(hours=3))
        if number % NAMED:
            services.keep_notice_consent(visit.case, by=county.accounts["cadre"], at=at + timedelta(hours=4))
        say("走访", number, len(made))


def report(visit: Visit, *, by: Account, at: datetime, finds: bool) -> None:
    """File what the first of the two found."""
    declared = services.declared_facts(visit.case)
    found = {"ill_fen": int(declared.get("ill_fen") or 0) + 1_200_00} if finds else {}
    reasons = dict.fromkeys(found, ("omitted", "票据在抽屉里，填表时忘了"))
    services.report_visit(visit, found=found, reasons=reasons, consent="本人", uid=UUID(int=visit.pk), by=by, at=at)


def leave_visits_open(county: Played, visits: Sequence[Visit]) -> None:
    """Let one visit wait for the second signature of the helper who is shown at the door."""
    visit = visits[0]
    seat = Seat.everywhere.filter(visit=visit, ended_at__isnull=True).order_by("place").last()
    if seat is not None and seat.account.username != "helper":
        services.hand_over_visit(
            county.actor("cadre", date(2026, 10, 16)),
            visit,
            place=seat.place,
            account=county.accounts["helper"].pk,
            reason="away",
            at=moment(date(2026, 10, 16), 11),
        )
    first = two_of(visit)[0]
    report(visit, by=first, at=moment(date(2026, 10, 28), 16), finds=True)


def publish(county: Played, period: str, cases: Sequence[Case], *, on: date) -> None:
    """Publish what has been visited until then."""
    services.publish(county.actor("cadre", on), period=period, at=moment(on, 9))


def sign_and_pay(county: Played, cases: Sequence[Case], *, period: str, say: Say) -> None:
    """Sign the first whose notice is over, reserve for some of them, write the bank's yes for fewer."""
    over = list(Case.everywhere.filter(pk__in=[case.pk for case in cases], state="published").order_by("id"))
    for number, case in enumerate(over[:SIGNED], start=1):
        sign(case, county, at=moment(date(2026, 10, 27), 10, number))
        say("签署结论", number, SIGNED)
    finance, buckets = county.accounts["finance"], money.buckets_of_year(Quarter.parse(period).year)
    waiting = money.entitlements_of(period, state="entitled")[:RESERVED]
    for number, entitlement in enumerate(waiting, start=1):
        payment.reserve(entitlement, bucket=buckets[entitlement.benefit], by=finance, at=moment(date(2026, 10, 27), 15))
        if number <= PAID:
            payment.post(entitlement, by=finance, at=moment(date(2026, 10, 28), 15))


def object_to_one(case: Case) -> None:
    """Let a neighbour object to a household that stands in public."""
    entry = NoticeEntry.everywhere.select_related("notice").get(case=case, lifted_at__isnull=True)
    told = services.Told(UUID(int=1), "一位邻居", invented.phone(DECLARED + 1), "他家上个月刚买了一辆车")
    services.object_to(entry, told, place="198.51.100.7", at=moment(date(2026, 10, 27), 12))
