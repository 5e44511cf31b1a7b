"""The given quarter, certified by the one command, equals what is right about it in every row and decision."""

from __future__ import annotations

import csv
from fractions import Fraction
from pathlib import Path

import pytest

from niangjia.site.cli import main

RETURNS = Path(__file__).parents[1] / "input" / "quarterly-2026Q3"
TRUTH = RETURNS / "truth"
NOT_ASKED = {"household_key", "notes", "boundary_case", "previous_key", "change"}
LISTS = {"cells", "merged_with", "never_merge_with"}


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def place(line: dict[str, str]) -> tuple[str, str, str]:
    return line["workbook"], line["sheet"], line["row"]


def comparable(column: str, value: str, keys: dict[str, str]) -> object:
    if column in LISTS:
        return {keys.get(item, item) for item in value.split(";") if item}
    if column == "net_income_fen_per_person_month" and value:
        return Fraction(value)
    return value.lower() if value.lower() in {"true", "false"} else value


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("certified")
    code = main(["certify", str(RETURNS), "--quarter", "2026Q3", "--policy", "sample", "--out", str(folder)])
    assert code == 0
    return folder


@pytest.fixture(scope="module")
def keys(out: Path) -> dict[str, str]:
    """Our household keys, in the truth's words, joined on workbook, sheet and row."""
    theirs = {place(line): line["household_key"] for line in lines(TRUTH / "rows.csv")}
    return {line["household_key"]: theirs[place(line)] for line in lines(out / "rows.csv")}


@pytest.mark.parametrize("table", ["rows.csv", "households.csv", "members.csv"])
def test_every_line_read_equals_the_truth(out: Path, keys: dict[str, str], table: str) -> None:
    ours = {place(line): line for line in lines(out / table)}
    theirs = {place(line): line for line in lines(TRUTH / table)}
    assert ours.keys() == theirs.keys()
    assert len(lines(out / table)) == len(ours)
    for at, line in theirs.items():
        for column in line.keys() - NOT_ASKED:
            told = comparable(column, ours[at][column], keys)
            assert told == comparable(column, line[column], {}), (at, column)


def test_every_decision_equals_the_truth(out: Path, keys: dict[str, str]) -> None:
    ours = {keys[line["household_key"]]: line for line in lines(out / "decisions.csv")}
    theirs = {line["household_key"]: line for line in lines(TRUTH / "decisions.csv")}
    assert ours.keys() == theirs.keys()
    for key, line in theirs.items():
        for column in line.keys() - NOT_ASKED:
            told = comparable(column, ours[key][column], {})
            assert told == comparable(column, line[column], {}), (key, column)


def test_nil_returns_equal_the_truth(out: Path) -> None:
    assert lines(out / "nil.csv") == lines(TRUTH / "nil.csv")


def test_every_return_has_an_annotated_copy(out: Path) -> None:
    copies = {path.name for path in (out / "annotated").iterdir()}
    assert copies == {path.name for path in RETURNS.glob("*.xlsx")}


def test_a_second_run_over_the_same_folder_changes_nothing(out: Path) -> None:
    tables = [out / name for name in ("rows.csv", "households.csv", "decisions.csv", "members.csv", "nil.csv")]
    before = [table.read_bytes() for table in tables]
    assert main(["certify", str(RETURNS), "--quarter", "2026Q3", "--policy", "sample", "--out", str(out)]) == 0
    assert [table.read_bytes() for table in tables] == before


def test_the_annotated_copies_read_exactly_like_the_originals(out: Path, tmp_path: Path) -> None:
    arguments = ["--quarter", "2026Q3", "--policy", "sample", "--out", str(tmp_path)]
    assert main(["certify", str(out / "annotated"), *arguments]) == 0
    for table in ("rows.csv", "households.csv", "decisions.csv", "members.csv", "nil.csv"):
        assert (tmp_path / table).read_text(encoding="utf-8") == (out / table).read_text(encoding="utf-8"), table
