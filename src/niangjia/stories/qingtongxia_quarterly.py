"""qingtongxia-quarterly: a quarter of a county, from the survey to the account. Everybody in it is invented.

What the newspaper printed: 17 households filed, 73 micro-wishes, 3,584 posts offered, 935,000 yuan spent, 11,000 people
visited, 95 students, 276 in-patients with 718,000 yuan of mutual aid; what needs a meeting and a tender done within
three months. How the 935,000 yuan were made up no page tells: here the verdicts come first, then the students, and what
is left is given as small sums on visits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from niangjia.casework.emergency import keep_reported
from niangjia.casework.provision.awards import ask_award, grant_award
from niangjia.casework.provision.deliveries import deliver
from niangjia.programmes.care.services import needs, wishes
from niangjia.programmes.care.services.library import adopt_project, adopt_service
from niangjia.records.people.models import Household
from niangjia.records.provisions.models import Project
from niangjia.records.unions.models import Union
from niangjia.reports.measures import MEASURES
from niangjia.reports.scope import Scope
from niangjia.stories import invented
from niangjia.stories.quarter_walk import Days, Hands, certify, pay_all, survey, waiting_for_money
from niangjia.stories.replays import Reached, Stage
from niangjia.stories.staged import Place, account_row, fill, found, moment, union_row
from niangjia.values.money import Money

PERIOD = "2026Q3"
LATER = "2026Q4"
DAYS = Days(
    sent=date(2026, 10, 9),
    judged=date(2026, 10, 12),
    visited=date(2026, 10, 16),
    published=date(2026, 10, 19),
    signed=date(2026, 11, 3),
    paid=date(2026, 11, 5),
)
SURVEYED = {"mill": 9, "foundry": 6, "street": 12, "community": 8}
IN_DIFFICULTY = {"mill": 5, "foundry": 3, "street": 5, "community": 4}
"""How many households each union reports, and how many of them turn out to be in difficulty: 17 together."""
STUDENTS, STUDENT_YUAN = 95, 4_000
INPATIENTS, INPATIENT_YUAN, MUTUAL_YUAN = 276, 2_600, 718_000
SPENT_YUAN, SMALL_YUAN = 935_000, 2_000
WISHES, POSTS, VISITED, A_ROUND = 73, 3_584, 11_000, 100
EMPLOYERS = 32
PURPOSES, FUND_YUAN = ("living_aid", "medical_aid", "student_aid", "condolence"), 1_000_000


def play(stage: Stage) -> Mapping[str, Reached]:
    """Play the quarter and return its figures, read from the scorecard."""
    place = county()
    hands = Hands("cadre", "second", "finance", {code: f"chair-{code}" for code in SURVEYED})
    survey(place, {code: list(rows(code)) for code in SURVEYED}, PERIOD, days=DAYS, by=hands)
    certify(place, PERIOD, days=DAYS, by=hands, stage=stage)
    buckets = fill(
        place.unions["county"],
        dict.fromkeys(PURPOSES, FUND_YUAN) | {"mutual_aid": MUTUAL_YUAN},
        name="困难帮扶专项",
        year=2026,
        by=place.accounts["finance"],
        at=moment(DAYS.signed),
    )
    verdicts = waiting_for_money(PERIOD)
    pay_all(verdicts, buckets, on=DAYS.paid, place=place, by="finance", stage=stage)
    promised = sum(one.amount_fen for one in verdicts)
    awarded = give_awards(place, already_fen=promised)
    pay_all(awarded, buckets, on=DAYS.paid, place=place, by="finance", stage=stage)
    deliver_services(place)
    grant_wishes(place, stage=stage)
    settle_major_matter(place)
    return figures(place)


def county() -> Place:
    """Found the county: two enterprises, a street and a community, with chairs, visitors and a till."""
    unions = [
        union_row("county", "示例市总工会", "county", files_returns=False),
        union_row("mill", "示例纺织工会", "enterprise", "county"),
        union_row("foundry", "示例铸造工会", "enterprise", "county"),
        union_row("street", "示例街道总工会", "street", "county"),
        union_row("community", "示例社区联合工会", "community", "street"),
    ]
    accounts = [
        account_row("cadre", "沈某", "county", "county"),
        account_row("second", "林某", "county", "county"),
        account_row("finance", "方某", "finance", "county"),
        *(account_row(f"chair-{code}", f"{code} 主席", "grassroots", code) for code in SURVEYED),
        *(account_row(f"visitor-{number}", f"走访员 {number}", "helper", "county") for number in range(1, 7)),
    ]
    return found(unions, accounts, place="青川市", on=date(2024, 1, 1))


def rows(code: str) -> Iterator[dict[str, Any]]:
    """Yield the households that one union reports: the first ones in difficulty, the others above every line."""
    start = 1 + sum(SURVEYED[one] for one in list(SURVEYED)[: list(SURVEYED).index(code)])
    for number in range(start, start + SURVEYED[code]):
        poor = number - start < IN_DIFFICULTY[code]
        yield invented.household(number, income_fen=24_000_00 if poor else 240_000_00, ill_fen=6_000_00 if poor else 0)


def give_awards(place: Place, *, already_fen: int) -> list[Any]:
    """Grant the students' and the patients' awards, then small sums until the quarter's money is spent.

    Returns what waits for its money.
    """
    adopted = {key: library(place, key) for key in ("autumn_study", "mutual_aid", "condolence")}
    people = iter(range(1_000, 1_000 + STUDENTS + INPATIENTS + SPENT_YUAN // SMALL_YUAN))
    study, mutual = adopted["autumn_study"], adopted["mutual_aid"]
    granted = [award(place, next(people), study, yuan=STUDENT_YUAN, why="子女升学") for _one in range(STUDENTS)]
    for number in range(INPATIENTS):
        rest = MUTUAL_YUAN - INPATIENT_YUAN * INPATIENTS if number == 0 else 0
        sum_yuan = INPATIENT_YUAN + rest
        granted.append(award(place, next(people), mutual, yuan=sum_yuan, own_paid=2, why="住院"))
    left = Money.yuan(SPENT_YUAN).fen - already_fen - Money.yuan(STUDENTS * STUDENT_YUAN).fen
    while left > 0:
        fen = min(left, Money.yuan(SMALL_YUAN).fen)
        granted.append(award(place, next(people), adopted["condolence"], fen=fen, why="走访慰问"))
        left -= fen
    return granted


def library(place: Place, key: str) -> Project:
    """Take one project of the presets into the county's library."""
    return adopt_project(
        place.unions["county"], key, from_on=date(2026, 1, 1), by=place.accounts["cadre"], at=moment(DAYS.judged)
    )


def award(
    place: Place, number: int, project: Project, *, yuan: int = 0, fen: int = 0, own_paid: int = 0, why: str
) -> Any:
    """Ask for a project for one household and grant it: the chair asks, the county grants. Returns its money."""
    union = place.unions[list(SURVEYED)[number % len(SURVEYED)]]
    amount = fen or Money.yuan(yuan).fen
    asked = ask_award(
        somebody(union, number),
        project,
        amount_fen=amount,
        own_paid_fen=amount * own_paid if own_paid else None,
        reason=why,
        papers=project.papers,
        by=place.accounts[f"chair-{union.code}"],
        at=moment(DAYS.signed, 9),
    )
    return grant_award(asked, by=place.accounts["cadre"], at=moment(DAYS.signed, 15))


def somebody(union: Union, number: int) -> Household:
    """Return the household of one invented worker of a union."""
    told = {"name": invented.name(number), "phone": invented.phone(number), "id_number": invented.id_number(number)}
    return keep_reported(union, told, at=moment(DAYS.judged))


def deliver_services(place: Place) -> None:
    """Visit eleven thousand people round by round, and offer posts at a fair."""
    county_union, cadre = place.unions["county"], place.accounts["cadre"]
    offered = {
        key: adopt_service(
            county_union, key, places=[county_union], from_on=date(2026, 1, 1), by=cadre, at=moment(DAYS.judged)
        )
        for key in ("visits", "posts")
    }
    for number in range(VISITED // A_ROUND):
        union = place.unions[list(SURVEYED)[number % len(SURVEYED)]]
        deliver(
            offered["visits"],
            union=union,
            on=DAYS.visited,
            roster=[invented.name(number * A_ROUND + one) for one in range(A_ROUND)],
            by=place.accounts[f"chair-{union.code}"],
            at=moment(DAYS.visited, 17),
        )
    deliver(
        offered["posts"],
        union=county_union,
        on=DAYS.visited,
        place="市民广场",
        counted=[(f"示例企业 {number}", POSTS // EMPLOYERS) for number in range(EMPLOYERS)],
        by=cadre,
        at=moment(DAYS.visited, 18),
    )


def grant_wishes(place: Place, *, stage: Stage) -> None:
    """Hang the wishes on the wall, let each be claimed by somebody, and fulfil it."""
    homes = list(Household.everywhere.order_by("id")[:WISHES])
    for number, household in enumerate(homes, start=1):
        chair = place.accounts[f"chair-{household.owner_union.code}"]
        wish = wishes.raise_wish(
            household,
            kind="reading",
            text=f"想要第 {number} 本课外书",
            consent="paper",
            released="想要一本课外书",
            by=chair,
            at=moment(DAYS.visited),
        )
        giver = 5_000 + number
        wishes.claim_wish(
            wish, name=invented.name(giver), phone=invented.phone(giver), at=moment(DAYS.visited, 8 + number // 8)
        )
        wishes.fulfil(wish, told="送到了", by=chair, at=moment(DAYS.published))
        stage.say("微心愿", number, WISHES)


def settle_major_matter(place: Place) -> None:
    """Settle a difficulty at work that needs a meeting and a tender."""
    cadre = place.accounts["cadre"]
    case = needs.raise_difficulty(
        place.unions["mill"],
        worker=invented.name(9_000),
        text="车间通风要改造",
        major=True,
        by=place.accounts["chair-mill"],
        at=moment(date(2026, 10, 12)),
    )
    for kind, what, day in (("meeting", "上会定了", date(2026, 10, 20)), ("tender", "招标完成", date(2026, 11, 10))):
        needs.measure(
            case, what=what, kind=kind, due_on=day, decided_on=day, reference="示例-1", by=cadre, at=moment(day)
        )
    needs.solve(case, told="改造完工，照片在档", by=cadre, at=moment(date(2026, 12, 18)))


def figures(place: Place) -> Mapping[str, Reached]:
    """Return the figures of the quarter, each from the scorecard, with how many rows lie behind it."""
    unions = [union.pk for union in place.unions.values()]
    surveyed, counted = Scope(unions, PERIOD), Scope(unions, LATER)
    return {
        "households_filed": reached("households_filed", surveyed),
        "micro_wishes": reached("wishes_granted", counted),
        "posts_offered": reached("posts_offered", counted),
        "aid_spent_yuan": reached("spent", counted, per=100),
        "students_helped": reached("students", counted),
        "inpatients_reimbursed": reached("inpatients", counted),
        "mutual_aid_paid_yuan": reached("mutual_aid_paid", counted, per=100),
        "people_visited": reached("people_visited", counted),
        "major_matter_months": reached("major_longest_months", counted),
    }


def reached(key: str, scope: Scope, *, per: int = 1) -> Reached:
    """Return one figure of the scorecard. ``per`` turns fen into yuan."""
    measure = MEASURES[key]
    value = measure.value(scope)
    return Reached(Decimal(-1 if value is None else value) / per, measure.rows(scope).count())
