"""The invented county 青川市: founded, staffed, and played through four quarters by the same services as the pages."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from niangjia.casework import adoption, payment, trail
from niangjia.casework.access.roster import enter_roster
from niangjia.casework.queries import money
from niangjia.outside.workbook import read_workbook
from niangjia.programmes.hardship import services
from niangjia.programmes.hardship.forms import read_return
from niangjia.programmes.hardship.programme import PROGRAMME
from niangjia.records.cases.models import Case
from niangjia.stories import help_played, joining_played, running_quarter
from niangjia.stories.county_played import Played, Say, file_return, returns_in, sign
from niangjia.stories.staged import moment
from niangjia.values.money import Money, yuan_text
from niangjia.values.periods import Quarter

FOUNDED = date(2018, 3, 1)
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
    "work_difficulty": "工作中的困难",
    "needs_tender": "是否需会议招标",
    "wish": "微心愿",
}
WORDS = {"none": "无", "mobility_aid": "代步", "car": "有"}


def play(folder: Path, *, say: Say) -> Played:
    """Play the whole county from its founding to the day of the demonstration."""
    county = found(folder, say=say)
    history = [str(one["period"]) for one in county.book["history"]]
    for earlier in county.book["history"]:
        play_earlier_quarter(county, earlier, say=say)
    say("入库、建服务清单", 1, 1)
    help_played.keep_library(county)
    running_quarter.play(county, str(Quarter.parse(history[-1]).next), say=say)
    help_played.play(county, say=say)
    joining_played.play(county, say=say)
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
    """Let the county run the practice: its earlier quarters without visits and notices, the running one with both."""
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
        for is_on, day in ((False, FOUNDED), (True, running.first_day)):
            adoption.switch_step(adopted, step=step, is_on=is_on, from_on=day, source="示例", by=cadre, at=at)


def fill_buckets(county: Played) -> None:
    """Put restricted money into a bucket for each purpose and year."""
    finance = county.accounts["finance"]
    for fund in county.book["fund"]:
        at = moment(date(2025, 1, 6))
        opened = payment.open_fund(county.unions["QC"], name=fund["name"], source=fund["source"], by=finance, at=at)
        for year in fund["bucket"]:
            for purpose in sorted(year.keys() - {"year"}):
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
    help_played.clear_guidance(county, solved=moment(sent + timedelta(days=5), 15), say=say)
    move_money(county, str(quarter), at=moment(sent + timedelta(days=9), 14), say=say)


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


def invented_returns(county: Played, earlier: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Yield for each union a workbook of an earlier quarter: a part of today's households, with another income."""
    for code, path in returns_in(county).items():
        reading = read_return(read_workbook(path), quarter=Quarter(2026, 3), source=path.name)
        rows = [
            {
                **row.person,
                **row.facts_for_rules,
                "income_fen": int(row.facts["income_fen"] or 0)
                * income_percent(earlier, row.person["id_number"])
                // 100,
            }
            for row in reading.rows
            if row.verdict == "accept" and was_surveyed(earlier, row.person["id_number"])
        ]
        yield code, workbook_of(county.unions[code].name, Quarter.parse(earlier["period"]), rows)
    for one in county.book["union"]:
        if one.get("files_returns", True) and "returns" not in one:
            yield one["code"], workbook_of(one["name"], Quarter.parse(earlier["period"]), [])


def was_surveyed(earlier: dict[str, Any], id_number: str) -> bool:
    """Return whether somebody of today's returns was surveyed in an earlier quarter, too."""
    recovers = chance(f"recovers{id_number}") < earlier["recovering_share"]
    return bool(recovers or chance(f"{earlier['period']}{id_number}") < earlier["share"])


def income_percent(earlier: dict[str, Any], id_number: str) -> int:
    """Return how many per cent of today's income somebody had then; who recovered since had very little."""
    recovers = chance(f"recovers{id_number}") < earlier["recovering_share"]
    return int(earlier["recovering_percent" if recovers else "income_percent"])


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
