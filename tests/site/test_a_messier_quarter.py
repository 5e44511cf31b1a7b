"""A quarter with every kind of mess that the given one lacks, read and judged as its own truth says."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from niangjia.site.certify import Quarterly, decide, read_folder
from niangjia.site.shipped import find_policy
from niangjia.values.periods import Quarter
from tests.site.second_quarter import Truth
from tests.site.second_quarter_returns import QUARTER, write_returns

LINE_FEN = 78000
SPENT = ("ill_fen", "disabled_fen", "school_fen", "housing_fen", "employment_cost_fen")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Quarterly, dict[tuple[str, str, int], Truth]]:
    folder = tmp_path_factory.mktemp("returns")
    truths = write_returns(folder)
    return read_folder(folder, quarter=Quarter.parse(QUARTER)), {(t.workbook, t.sheet, t.row): t for t in truths}


def rows(run: Quarterly) -> dict[tuple[str, str, int], Any]:
    return {(one.reading.source, one.row.sheet, one.row.row): one for one in run.households}


def test_exactly_the_households_are_read(told: Any) -> None:
    run, truths = told
    assert rows(run).keys() == truths.keys()
    assert not run.unread


def test_exactly_the_spoiled_cells_are_marked(told: Any) -> None:
    run, truths = told
    found = {at: {f"{fault.cell}:{fault.kind}" for fault in one.row.faults} for at, one in rows(run).items()}
    assert {at: (found[at], truths[at].cells) for at in truths if found[at] != truths[at].cells} == {}


def test_every_fact_is_read_as_it_is(told: Any) -> None:
    run, truths = told
    read = rows(run)
    wrong = [
        (at, key, truth, read[at].row.facts[key])
        for at, known in truths.items()
        for key, truth in known.facts.items()
        if read[at].row.facts[key] != truth
    ]
    assert wrong == []


def test_every_person_is_read_as_they_are(told: Any) -> None:
    run, truths = told
    read = rows(run)
    wrong = [
        (at, key, truth, read[at].row.person[key])
        for at, known in truths.items()
        for key, truth in known.person.items()
        if read[at].row.person[key] != truth
    ]
    assert wrong == []


def test_every_household_is_judged_as_the_policy_says(told: Any) -> None:
    run, truths = told
    places = {one.key: at for at, one in rows(run).items()}
    decided = {places[one.key]: one.outcome["tier"] for one in decide(run, find_policy("sample"))}
    assert decided == {at: tier(truth.facts) for at, truth in truths.items() if truth.verdict == "accept"}


def tier(facts: dict[str, Any]) -> str:
    """The sample policy, worked by hand."""
    known = {"new_employment": "none", "sudden_fen": 0, **dict.fromkeys(SPENT, 0), **facts}
    net = Fraction(known["income_fen"] - sum(known[key] for key in SPENT), 12 * known["persons"])
    crowded = known["homes"] >= 2 and Fraction(known["floor_area_dm2"], known["persons"]) > 4000
    excluded = crowded or known["vehicle"] == "car" or known["controlling_shareholder"]
    if not known["authorised"] or not (known["member"] or known["new_employment"] != "none"):
        return "none"
    if net < LINE_FEN and not excluded:
        return "deep"
    if net < 2 * LINE_FEN and not excluded:
        return "relative"
    return "accident" if 2 * known["sudden_fen"] > known["income_fen"] else "none"


def test_nil_returns_locks_letters_and_copies_are_told_apart(told: Any) -> None:
    run, _ = told
    assert {reading.source: reading.unit for reading in run.readings.values() if reading.nil} == {
        "06_宏远铸造.xlsx": "青川宏远铸造有限公司工会"
    }
    assert run.left_aside.keys() == {"~$05_云雀速运.xlsx", "说明.txt", "05_云雀速运 - 副本.xlsx"}


def test_the_senders_are_known_by_their_names(told: Any) -> None:
    run, _ = told
    assert {reading.source: reading.unit for reading in run.readings.values()} == {
        "01_恒达纺织.xls": "青川恒达纺织有限公司工会",
        "02_金穗食品_GBK.csv": "青川金穗食品有限公司工会",
        "03_柳堤街道.xlsx": "青川市柳堤街道总工会",
        "04_东渠社区_BOM.csv": "东渠社区联合工会",
        "05_云雀速运.xlsx": "云雀速运青川城北网点工会",
        "06_宏远铸造.xlsx": "青川宏远铸造有限公司工会",
        "07_北河镇_utf16.csv": "北河镇总工会",
    }
