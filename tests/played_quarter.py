"""A whole quarter of the small county, played through the services: read, judged, signed, reserved, paid.

Everybody and every number in it is made up: region codes do not exist, phones begin 154000.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from played_belonging import play_belonging
from played_declaring import hand_in_papers
from played_exits import play_exits
from played_joining import play_joining
from played_ledger import play_ledger
from played_needs import play_needs
from played_notices import play_notices
from played_pairs import play_pairs
from played_provisions import play_provisions
from played_unions import play_unions
from played_visits import play_visits
from small_county import AT, County, build_county
from stdnum.cn.ric import calc_check_digit

from niangjia.casework import payment, review
from niangjia.casework.assessment import latest_assessment
from niangjia.programmes.hardship import services
from niangjia.records.accounts.models import Bucket, Entitlement, Fund
from niangjia.records.cases.models import Case
from niangjia.records.papers.models import Return, Upload
from niangjia.stories import invented
from niangjia.stories.county import workbook_of
from niangjia.values.periods import Quarter

PERIOD = "2026Q3"
BENEFITS = ("living_aid", "medical_aid", "school_aid", "accident_aid")
DEEP, RELATIVE, NONE = 8_000_00, 30_000_00, 200_000_00
"""Yearly incomes of a household of three that lead to each tier."""


def id_number(number: int) -> str:
    """Return the identity number of an invented person; a good check digit, a region that does not exist."""
    stem = f"990101199001{1 + number // 900:02d}{100 + number % 900:03d}"
    return stem + calc_check_digit(stem + "0")


def phone(number: int) -> str:
    return f"154{number:08d}"


def card(number: int) -> str:
    return f"62229900{number:011d}"


def household(number: int, name: str, **changes: Any) -> dict[str, Any]:
    """Return what a return says of one invented household, in the words of the form's fields."""
    known = {"name": name, "id_number": id_number(number), "card_number": card(number)}
    return invented.household(number, **known | {"income_fen": DEEP, "ill_fen": 1_234_56} | changes)


RETURNS: dict[str, list[dict[str, Any]]] = {
    "street": [household(1, "赵一"), household(2, "钱二", income_fen=RELATIVE)],
    "street-2": [],
    "community": [
        household(3, "孙三"),
        household(4, "李四", income_fen=NONE),
        household(5, "周五", id_number=id_number(5)[:-1] + "7", income_fen=RELATIVE),
        household(6, "吴六", persons=None),
    ],
    "mill": [household(1, "赵一"), household(7, "郑七", member=False, new_employment="none"), household(8, "王八")],
    "foreign": [household(9, "冯九"), household(10, "陈十", income_fen=RELATIVE), household(3, "孙三")],
}
"""The same man stands in the returns of the street and the mill; a person of the community also in another county."""
SENDERS = {
    "street": "chair",
    "street-2": "second",
    "community": "community-chair",
    "mill": "mill-chair",
    "foreign": "foreign-chair",
}


def workbook(county: County, code: str, rows: list[dict[str, Any]], *, period: str = PERIOD) -> bytes:
    return workbook_of(county.unions[code].name, Quarter.parse(period), rows)


def file_return(
    county: County, code: str, rows: list[dict[str, Any]], *, by: str = "", period: str = PERIOD, at: datetime = AT
) -> tuple[Return, Upload, bool]:
    """Send a workbook in, as the chair of the union would."""
    actor = county.actor(by or SENDERS[code], at.date())
    filed_in = services.return_of(actor, county.unions[code], period=period, at=at)
    upload, fresh = services.receive_return(
        filed_in, name=f"{code}.xlsx", content=workbook(county, code, rows, period=period), by=actor.account, at=at
    )
    return filed_in, upload, fresh


def sign(case: Case, *, by: str, county: County, at: datetime = AT) -> None:
    assessment = latest_assessment(case)
    assert assessment is not None
    services.sign(case, seen=assessment.fingerprint, by=county.accounts[by], at=at)


@dataclass
class PlayedQuarter:
    """The county with its quarter, and one of each thing that an address may name."""

    county: County
    cases: dict[str, Case] = field(default_factory=dict)

    def case(self, code: str, name: str) -> Case:
        return self.cases[f"{code} {name}"]


def play_quarter() -> PlayedQuarter:
    """Play the quarter in both counties; in ours one case is at every stage of its way."""
    county = build_county()
    for cadre in ("cadre", "stranger"):
        services.open_quarter(county.actor(cadre), period=PERIOD, at=AT)
    for code, rows in RETURNS.items():
        file_return(county, code, rows)
    for cadre in ("cadre", "stranger"):
        services.run_quarter(county.actor(cadre), period=PERIOD, at=AT)
    fill_buckets(county, "county", by="finance")
    fill_buckets(county, "other-county", by="strange-finance")
    played = PlayedQuarter(county)
    for case in Case.everywhere.select_related("household", "owner_union"):
        played.cases[f"{case.owner_union.code} {case.household.head_name}"] = case
    hand_in_papers(played, at=AT)
    decide(played)
    play_provisions(played)
    play_visits(played)
    play_pairs(played)
    play_exits(played)
    play_needs(county, {key: case.household for key, case in played.cases.items()})
    play_notices(played)
    play_ledger(county)
    play_unions(played)
    play_belonging(county)
    play_joining(county)
    return PlayedQuarter(county, {key: Case.everywhere.get(pk=case.pk) for key, case in played.cases.items()})


def fill_buckets(county: County, code: str, *, by: str) -> None:
    account = county.accounts[by]
    fund = payment.open_fund(county.unions[code], name="专项资金", source="示例", by=account, at=AT)
    for purpose in BENEFITS:
        bucket = payment.open_bucket(fund, purpose=purpose, year=2026, by=account, at=AT)
        payment.allocate(bucket, amount_fen=1_000_000_00, key="示例-1", note="", by=account, at=AT)


def decide(played: PlayedQuarter) -> None:
    """Sign, reserve, pay, propose otherwise, send back: something of each kind."""
    county = played.county
    later = AT + timedelta(hours=1)
    sign(played.case("street", "钱二"), by="cadre", county=county, at=later)
    sign(played.case("community", "李四"), by="cadre", county=county, at=later)
    sign(played.case("foreign", "冯九"), by="stranger", county=county, at=later)
    for entitlement in Entitlement.everywhere.select_related("decision__signed_by").order_by("id"):
        owner = "county" if entitlement.owner_union != county.unions["foreign"] else "other-county"
        bucket = Bucket.everywhere.get(purpose=entitlement.benefit, owner_union=county.unions[owner])
        till = county.accounts["finance" if owner == "county" else "strange-finance"]
        payment.reserve(entitlement, bucket=bucket, by=till, at=later)
        if entitlement.benefit == "living_aid" and owner == "county":
            payment.post(entitlement, bank_reference="B-1", by=till, at=later)
    sign(played.case("community", "孙三"), by="cadre", county=county, at=later)
    services.propose_override(
        played.case("mill", "王八"),
        tier="relative",
        reason="票据还没有下来，先按相对困难",
        by=county.accounts["cadre"],
        at=later,
    )
    review.send_back(played.case("foreign", "陈十"), reason="补上在读证明", by=county.accounts["stranger"], at=later)


def bucket_of(county: County, code: str, purpose: str = "living_aid") -> Bucket:
    fund = Fund.everywhere.get(owner_union=county.unions[code])
    return Bucket.everywhere.get(fund=fund, purpose=purpose)
