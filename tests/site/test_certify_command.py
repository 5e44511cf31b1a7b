"""The command that certifies a quarter: what it says, what it leaves, and how it ends."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from niangjia.site.cli import main
from tests.outside.hostile_files import macros
from tests.outside.making_workbooks import household, id_number, table, xls, xlsx

WIFE = id_number(order="182", birth="19820405")
ASKED = ["--quarter", "2026Q3", "--policy", "sample"]


def certified(folder: Path, out: Path, *more: str) -> int:
    return main(["certify", str(folder), *ASKED, "--out", str(out), *more])


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    returns = tmp_path / "returns"
    returns.mkdir()
    (returns / "01.xlsx").write_bytes(xlsx({"表": table(household(1), household(2, persons="3-4人"))}))
    return returns


def test_bad_rows_are_reported_and_the_command_ends_well(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert certified(folder, tmp_path / "out") == 0
    assert "要改 1 行" in capsys.readouterr().out
    assert [line["verdict"] for line in lines(tmp_path / "out" / "rows.csv")] == ["accept", "fix"]
    assert (tmp_path / "out" / "annotated" / "01.xlsx").is_file()


def test_a_file_that_cannot_be_read_is_named_and_stops_no_other(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "00_宏.xlsx").write_bytes(macros())
    assert certified(folder, tmp_path / "out") == 1
    assert "读不了 00_宏.xlsx：这份表里有宏" in capsys.readouterr().out
    assert len(lines(tmp_path / "out" / "rows.csv")) == 2


def test_a_workbook_without_a_table_counts_as_unread(folder: Path, tmp_path: Path) -> None:
    (folder / "02.xlsx").write_bytes(xlsx({"表": [["甲", "乙"]]}))
    assert certified(folder, tmp_path / "out") == 1


def test_a_copy_that_cannot_be_written_is_named_and_stops_no_other(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    named_as_no_sheet_may_be = xls({"a_b": table(household(3))}).replace(b"a_b", b"a?b")
    (folder / "00.xls").write_bytes(named_as_no_sheet_may_be)
    assert certified(folder, tmp_path / "out") == 1
    assert "没能写批注 00.xls：" in capsys.readouterr().out
    assert len(lines(tmp_path / "out" / "rows.csv")) == 3
    assert [path.name for path in (tmp_path / "out" / "annotated").iterdir()] == ["01.xlsx"]


def test_results_are_kept_apart_from_the_returns_and_from_files(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    for out, why in (
        (folder, "会和报表混在一起"),
        (tmp_path / "file", "是一个文件"),
        (tmp_path / "file" / "out", "是一个文件"),
    ):
        assert certified(folder, out) == 2
        assert why in capsys.readouterr().err
    assert [path.name for path in folder.iterdir()] == ["01.xlsx"]


def test_a_result_that_cannot_be_written_is_said_in_a_sentence(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "annotated").write_text("in the way", encoding="utf-8")
    assert certified(folder, tmp_path / "out") == 2
    assert "请用 --out 换一个文件夹" in capsys.readouterr().err


def test_a_return_titled_for_another_quarter_is_read_and_said_so(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    titled = [["青川市2026年第二季度困难职工摸排表"], *table(household(3))]
    (folder / "02.xlsx").write_bytes(xlsx({"表": titled}))
    assert certified(folder, tmp_path / "out") == 0
    assert "标题写的是2026 年第二季度，这次按2026 年第三季度读了" in capsys.readouterr().out
    assert len(lines(tmp_path / "out" / "rows.csv")) == 3


def test_locks_letters_copies_and_folders_are_left_aside(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "~$01.xlsx").write_bytes(b"lock")
    (folder / "说明.docx").write_bytes(b"letter")
    (folder / "01 - 副本.xlsx").write_bytes((folder / "01.xlsx").read_bytes())
    (folder / "truth").mkdir()
    (folder / "truth" / "x.xlsx").write_bytes(b"not to be read")
    assert certified(folder, tmp_path / "out") == 0
    assert {line["workbook"] for line in lines(tmp_path / "out" / "rows.csv")} == {"01.xlsx"}
    assert "和“01.xlsx”一模一样" in capsys.readouterr().out


def test_incomes_that_differ_send_both_filings_back(folder: Path, tmp_path: Path) -> None:
    wife = household(5, name="钱某", id_number=WIFE, income_fen=48000)
    extra = {"spouse_name": "配偶姓名", "spouse_id": "配偶身份证号"}
    (folder / "02.xlsx").write_bytes(xlsx({"表": table(wife)}))
    (folder / "03.xlsx").write_bytes(
        xlsx({"表": table(household(6, spouse_name="钱某", spouse_id=WIFE), headings=extra)})
    )
    assert certified(folder, tmp_path / "out") == 0
    rows = {line["workbook"]: line for line in lines(tmp_path / "out" / "rows.csv")[2:]}
    assert {name: line["cells"] for name, line in rows.items()} == {"02.xlsx": "H2:conflict", "03.xlsx": "H2:conflict"}
    filed = {line["workbook"]: line for line in lines(tmp_path / "out" / "households.csv")}
    assert filed["02.xlsx"]["merged_with"] == filed["03.xlsx"]["household_key"]
    assert len(lines(tmp_path / "out" / "decisions.csv")) == 1


def test_a_household_filed_twice_alike_is_judged_once(folder: Path, tmp_path: Path) -> None:
    (folder / "02.xlsx").write_bytes(xlsx({"表": table(household(1, survey_date="2026-09-16"))}))
    assert certified(folder, tmp_path / "out") == 0
    assert len(lines(tmp_path / "out" / "decisions.csv")) == 1


def test_text_that_a_spreadsheet_would_run_is_kept_as_text(folder: Path, tmp_path: Path) -> None:
    (folder / "02.xlsx").write_bytes(xlsx({"表": table(household(7) | {"wish": "+cmd"}, headings={"wish": "微心愿"})}))
    assert certified(folder, tmp_path / "out") == 0
    assert {line["wish"] for line in lines(tmp_path / "out" / "households.csv")} == {"", "'+cmd"}


def test_a_policy_for_another_place_is_asked_for_by_name(folder: Path, tmp_path: Path) -> None:
    assert certified(folder, tmp_path / "out", "--place", "青川市") == 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["certify", "nowhere", *ASKED, "--out", "out"], "找不到文件夹"),
        (["certify", ".", "--quarter", "2026Q3", "--policy", "nothing", "--out", "out"], "找不到政策"),
    ],
)
def test_a_command_that_cannot_start_says_why(
    arguments: list[str], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    assert told in capsys.readouterr().err


def test_a_quarter_that_is_none_is_refused(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["certify", str(folder), "--quarter", "三月", "--policy", "sample", "--out", str(tmp_path / "out")])
    assert ended.value.code == 2
    assert "请写成 2026Q3 的样子" in capsys.readouterr().err


def test_an_empty_folder_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "returns").mkdir()
    assert certified(tmp_path / "returns", tmp_path / "out") == 2
    assert "没有表格" in capsys.readouterr().err
