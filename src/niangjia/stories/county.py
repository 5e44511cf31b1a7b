"""The invented county 青川市: founded, staffed, and played through four quarters by the same services as the pages."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter

from niangjia.casework import adoption, payment, trail
from niangjia.casework.access import Actor, actor_of
from niangjia.casework.access.roster import enter_roster
from niangjia.casework.assessment import latest_assessment
from niangjia.casework.intake import apply_merge
from niangjia.casework.queries import money
from niangjia.outside.workbook import read_workbook
from niangjia.programmes.hardship import services
from niangjia.programmes.hardship.forms import read_return
from niangjia.programmes.hardship.programme import PROGRAMME
from niangjia.records.cases.models import Case
from niangjia.records.people.models import MergeProposal
from niangjia.records.unions.models import Account, Union
from niangjia.values.money import Money, yuan_text
from niangjia.values.periods import Quarter

BEIJING = ZoneInfo("Asia/Shanghai")
FOUNDED = date(2018, 3, 1)
PURPOSES = ("living_aid", "medical_aid", "school_aid", "accident_aid")
SIGNED_NOW, RESERVED_NOW = 24, 12
"""How many verdicts of the running quarter are signed, and how many payouts reserved, when the demonstration opens."""

Say = Callable[[str, int, int], None]
HEADS = {
    "name": "姓名",
    "id_number": "身份证号",
    "phone": "联系电话",
    "new_employment": "新就业形态类别",
    "member": "是否会员",
    "authorised": "是否授权核对",
    "persons": "家庭人口(人)",
    "income_fen": "家庭年总收入(元)",
    "ill_fen": "因病支出(自付)",
    "disabled_fen": "因残支出",
    "school_fen": "因学支出",
    "housing_fen": "住房支出",
    "employment_cost_fen": "必要就业成本",
    "sudden_fen": "突发事件费用(扣除赔付后)",
    "children_high_school": "高中及以上在读子女数",
    "low_income": "是否低保户",
    "homes": "住房套数",
    "floor_area_dm2": "建筑面积(㎡)",
    "vehicle": "机动车(无/代步/有)",
    "controlling_shareholder": "是否企业控股股东",
    "bank": "开户行",
    "card_number": "卡号",
}
WORDS = {"none": "无", "mobility_aid": "代步", "car": "有"}


@dataclass(frozen=True, slots=True)
class Played:
    """The county as played: its unions and accounts by name, and the folder of this quarter's returns."""

    book: dict[str, Any]
    folder: Path
    unions: dict[str, Union]
    accounts: dict[str, Account]

    def actor(self, username: str, on: date) -> Actor:
        """Return one of the accounts as it acts on a day."""
        return actor_of(self.accounts[username], on=on)

    def chair_of(self, code: str) -> str:
        """Return who files the return of a union: its chair, else the county."""
        return next(
            (one["username"] for one in self.book["account"] if one["union"] == code and one["role"] == "grassroots"),
            "cadre2",
        )


def moment(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """Return an hour of a day in Beijing time."""
    return datetime.combine(day, time(hour, minute), tzinfo=BEIJING)


def play(folder: Path, *, say: Say) -> Played:
    """Play the whole county from its founding to the day of the demonstration."""
    county = found(folder, say=say)
    history = [str(one["period"]) for one in county.book["history"]]
    for earlier in county.book["history"]:
        play_earlier_quarter(county, earlier, say=say)
    play_running_quarter(county, str(Quarter.parse(history[-1]).next), say=say)
    trail.seal()
    return county


def found(folder: Path, *, say: Say) -> Played:
    """Found the unions on both lines, open the accounts, give the posts, put the money into its buckets."""
    book = tomllib.loads((folder / "county.toml").read_text(encoding="utf-8"))
    unions, accounts = enter_roster(
        book, place="青川市", from_on=FOUNDED, password=lambda _name: str(book["password"]), at=moment(FOUNDED)
    )
    county = Played(book, folder, unions, accounts)
    fill_buckets(county)
    adopt_practice(county)
    say("建好了工会组织和账号", len(unions), len(unions))
    return county


def adopt_practice(county: Played) -> None:
    """Let the county run the practice: so far without visits and notices, with both from the quarter to come."""
    cadre, at = county.accounts["cadre"], moment(FOUNDED)
    running = Quarter.parse(str(county.book["history"][-1]["period"])).next
    adopted = adoption.adopt(
        county.unions["QC"],
        practice=PROGRAMME.practice,
        policy=PROGRAMME.policies[0],
        from_on=FOUNDED,
        by=cadre,
        at=at,
    )
    for step in PROGRAMME.lifecycle.optional:
        for is_on, day in ((False, FOUNDED), (True, running.next.first_day)):
            adoption.switch_step(adopted, step=step, is_on=is_on, from_on=day, source="示例", by=cadre, at=at)


def fill_buckets(county: Played) -> None:
    """Put restricted money into a bucket for each purpose and year."""
    finance = county.accounts["finance"]
    for fund in county.book["fund"]:
        at = moment(date(2025, 1, 6))
        opened = payment.open_fund(county.unions["QC"], name=fund["name"], source=fund["source"], by=finance, at=at)
        for year in fund["bucket"]:
            for purpose in PURPOSES:
                bucket = payment.open_bucket(opened, purpose=purpose, year=year["year"], by=finance, at=at)
                payment.allocate(
                    bucket,
                    amount_fen=Money.yuan(year[purpose]).fen,
                    key=f"示例-{year['year']}",
                    note=f"{year['year']} 年下达",
                    by=finance,
                    at=moment(date(year["year"], 1, 6)),
                )


def play_earlier_quarter(county: Played, earlier: dict[str, Any], *, say: Say) -> None:
    """Play one closed quarter: returns sent in workbooks, judged, signed, reserved, paid."""
    quarter = Quarter.parse(earlier["period"])
    sent = quarter.last_day + timedelta(days=4)
    cadre = county.actor("cadre", sent)
    services.open_quarter(cadre, period=str(quarter), at=moment(quarter.first_day))
    for code, content in invented_returns(county, earlier):
        file_return(county, code, quarter, f"{quarter} 摸排表.xlsx", content, at=moment(sent, 10))
    services.run_quarter(cadre, period=str(quarter), at=moment(sent + timedelta(days=2), 15))
    cases = list(Case.everywhere.filter(programme="hardship", period=str(quarter), state="judged").order_by("id"))
    for number, case in enumerate(cases, start=1):
        sign(case, county, at=moment(sent + timedelta(days=5), 11))
        say(f"{quarter.label}：签署结论", number, len(cases))
    move_money(county, str(quarter), at=moment(sent + timedelta(days=9), 14), say=say)


def play_running_quarter(county: Played, period: str, *, say: Say) -> None:
    """Play the running quarter as far as it has come: the returns are read and judged; some are signed."""
    quarter = Quarter.parse(period)
    cadre = county.actor("cadre", quarter.last_day)
    services.open_quarter(cadre, period=period, at=moment(quarter.first_day))
    files = returns_in(county)
    for number, (code, path) in enumerate(files.items(), start=1):
        file_return(
            county, code, quarter, path.name, path.read_bytes(), at=moment(date(2026, 10, 8 + number % 3), 9, number)
        )
        say(f"{quarter.label}：读摸排表", number, len(files))
    day = date(2026, 10, 12)
    for proposal in MergeProposal.everywhere.filter(period=period, state="open", differences=[]).order_by("id")[:1]:
        apply_merge(proposal, same=True, by=cadre.account, at=moment(day, 14))
    services.run_quarter(cadre, period=period, at=moment(day, 15, 20))
    ready = Case.everywhere.filter(period=period, state="judged").exclude(tier__in=("none", "cannot_tell"))
    for number, case in enumerate(ready.order_by("id")[:SIGNED_NOW], start=1):
        sign(case, county, at=moment(day, 16, number))
        say(f"{quarter.label}：签署结论", number, SIGNED_NOW)
    move_money(county, period, at=moment(day, 17), say=say, reserve_only=RESERVED_NOW)


def file_return(county: Played, code: str, quarter: Quarter, name: str, content: bytes, *, at: datetime) -> None:
    """Send one union's workbook in, as its chair would."""
    actor = county.actor(county.chair_of(code), at.date())
    filed_in = services.return_of(actor, county.unions[code], period=str(quarter), at=at)
    services.receive_return(filed_in, name=name, content=content, by=actor.account, at=at)


def sign(case: Case, county: Played, *, at: datetime) -> None:
    """Sign one verdict, exactly as it stands."""
    assessment = latest_assessment(case)
    if assessment is not None and assessment.tier != "cannot_tell":
        services.sign(case, seen=assessment.fingerprint, keeps_standing=True, by=county.accounts["cadre"], at=at)


def move_money(county: Played, period: str, *, at: datetime, say: Say, reserve_only: int | None = None) -> None:
    """Reserve the signed benefits of a quarter and, unless told otherwise, write the bank's yes for them."""
    finance = county.accounts["finance"]
    year = Quarter.parse(period).year
    buckets = money.buckets_of_year(year)
    waiting = money.entitlements_of(period, state="entitled")[:reserve_only]
    for number, entitlement in enumerate(waiting, start=1):
        payment.reserve(entitlement, bucket=buckets[entitlement.benefit], by=finance, at=at)
        if reserve_only is None:
            payment.post(entitlement, by=finance, at=at + timedelta(days=3))
        say(f"{Quarter.parse(period).label}：预留和发放", number, len(waiting))


def returns_in(county: Played) -> dict[str, Path]:
    """Return this quarter's workbooks by the union that sends them."""
    folder = next(path for path in sorted((county.folder / "returns").iterdir()) if path.is_dir())
    return {
        one["code"]: path
        for one in county.book["union"]
        for path in sorted(folder.iterdir())
        if "returns" in one and path.name.startswith(one["returns"])
    }


def invented_returns(county: Played, earlier: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Yield for each union a workbook of an earlier quarter: a part of today's households, with another income."""
    for code, path in returns_in(county).items():
        reading = read_return(read_workbook(path), quarter=Quarter(2026, 3), source=path.name)
        rows = [
            {
                **row.person,
                **row.facts_for_rules,
                "income_fen": row.facts["income_fen"] * earlier["income_percent"] // 100,
            }
            for row in reading.rows
            if row.verdict == "accept" and chance(f"{earlier['period']}{row.person['id_number']}") < earlier["share"]
        ]
        yield code, workbook_of(county.unions[code].name, Quarter.parse(earlier["period"]), rows)


def chance(text: str) -> int:
    """Return a number from 0 to 99 that is always the same for the same text.

    >>> chance("a") == chance("a") < 100
    True
    """
    return int(sha256(text.encode()).hexdigest(), 16) % 100


def workbook_of(union: str, quarter: Quarter, rows: list[dict[str, Any]]) -> bytes:
    """Return a return as a union would send it; with no rows, a nil return. The same rows are the same bytes."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"created": moment(quarter.last_day)})
        sheet = book.add_worksheet("摸排表")
        sheet.write_string(0, 0, f"{quarter.label}困难职工摸排表")
        sheet.write_string(1, 0, f"填报单位：{union}")
        for column, head in enumerate(HEADS.values()):
            sheet.write_string(2, column, head)
        for number, row in enumerate(rows, start=3):
            for column, key in enumerate(HEADS):
                sheet.write_string(number, column, told(key, row.get(key)))
        if not rows:
            sheet.write_string(3, 0, "经摸排，本季度我单位无困难职工，特此零报告。")
    return file.getvalue()


def told(key: str, value: Any) -> str:
    """Return a value as people write it into a workbook.

    >>> told("income_fen", 3600000), told("floor_area_dm2", 5430), told("member", True), told("homes", 1)
    ('36,000.00', '54.3', '是', '1')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if key.endswith("_fen"):
        return yuan_text(value)
    if key.endswith("_dm2"):
        return f"{value / 100:g}"
    return WORDS.get(str(value), str(value))
