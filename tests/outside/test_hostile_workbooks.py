"""Files made to exhaust, run, point elsewhere or lie: sent back with a sentence, within bounds, never a wrong row."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from niangjia.outside.workbook import FileRefused, RawWorkbook, limits, read_workbook
from niangjia.outside.workbook.child import workbook_in
from tests.outside.hostile_files import REFUSED, added_rows, honest, sheet_with, with_parts
from tests.outside.making_workbooks import comma_separated, household, table, xlsx


def values(book: RawWorkbook) -> list[tuple[str, int, int, str]]:
    return [(sheet.name, row, column, cell.value) for sheet in book.sheets for row, column, cell in sheet.cells()]


@pytest.mark.parametrize("kind", REFUSED)
def test_a_hostile_file_is_sent_back_with_its_reason(kind: str) -> None:
    make, name, reason = REFUSED[kind]
    with pytest.raises(FileRefused) as refusal:
        read_workbook(make(), name=name)
    assert refusal.value.reason == reason, str(refusal.value)
    assert str(refusal.value).endswith("。")
    assert "！" not in str(refusal.value)


def test_a_false_dimension_is_not_believed() -> None:
    lying = sheet_with(lambda sheet: sheet.replace(b'<dimension ref="A1:O3"', b'<dimension ref="A1:XFD1048576"'))
    assert lying != honest()
    assert values(read_workbook(lying, name="a.xlsx")) == values(read_workbook(honest(), name="a.xlsx"))


def test_too_small_a_dimension_hides_no_row() -> None:
    lying = sheet_with(lambda sheet: sheet.replace(b'<dimension ref="A1:O3"', b'<dimension ref="A1:A1"'))
    assert values(read_workbook(lying, name="a.xlsx")) == values(read_workbook(honest(), name="a.xlsx"))


def test_a_far_cell_that_is_only_coloured_is_harmless() -> None:
    coloured = sheet_with(added_rows(b'<row r="1048576"><c r="XFD1048576" s="0"/></row>'))
    assert values(read_workbook(coloured, name="a.xlsx")) == values(read_workbook(honest(), name="a.xlsx"))


def test_a_formula_that_would_run_a_program_is_only_text() -> None:
    book = read_workbook(comma_separated([["姓名", "备注"], ["=cmd|'/C calc'!A0", "x"]]), name="a.csv")
    assert book.sheets[0].rows[2][1].kind == "text"


def test_a_formula_counts_by_the_result_that_was_stored() -> None:
    cell = b'<row r="9"><c r="A9"><f>HYPERLINK("http://x","y")</f><v>7</v></c></row>'
    stored = read_workbook(sheet_with(added_rows(cell)), name="a.xlsx").sheets[0].rows[9][1]
    assert (stored.kind, stored.value, stored.formula) == ("number", "7", True)


def test_a_formula_without_a_stored_result_is_not_taken_for_blank() -> None:
    cell = read_workbook(sheet_with(added_rows(b'<row r="9"><c r="A9"><f>A1+1</f></c></row>')), name="a.xlsx")
    assert cell.sheets[0].rows[9][1].kind == "unvalued"


def test_a_formula_of_plain_numbers_needs_no_stored_result() -> None:
    cell = read_workbook(sheet_with(added_rows(b'<row r="9"><c r="A9"><f>1100*12</f></c></row>')), name="a.xlsx")
    assert (cell.sheets[0].rows[9][1].kind, cell.sheets[0].rows[9][1].value) == ("number", "13200")


def test_unneeded_parts_are_left_unread() -> None:
    decorated = with_parts({"xl/media/image1.png": b"picture", "docProps/custom.xml": b"<x/>"})
    assert values(read_workbook(decorated, name="a.xlsx")) == values(read_workbook(honest(), name="a.xlsx"))


def test_the_child_may_reach_no_network_and_start_no_process() -> None:
    for event in ("socket.connect", "subprocess.Popen", "os.system"):
        with pytest.raises(PermissionError):
            limits._no_way_out(event, ())


def test_a_path_that_is_not_there_is_said_so(tmp_path: object) -> None:
    with pytest.raises(FileRefused) as refusal:
        read_workbook(f"{tmp_path}/没有.xlsx")
    assert refusal.value.reason == "cannot_open"


def test_a_file_too_big_is_not_even_opened() -> None:
    with pytest.raises(FileRefused) as refusal:
        read_workbook(b"x" * (limits.MOST_FILE_BYTES + 1), name="a.csv")
    assert refusal.value.reason == "too_big"


ORIGINAL = xlsx({"摸排表": table(*(household(serial) for serial in range(1, 9)))})


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, len(ORIGINAL) - 1), st.integers(0, 255)), min_size=1, max_size=12))
def test_a_mutated_file_is_read_or_sent_back_and_nothing_else(changes: list[tuple[int, int]]) -> None:
    mutated = bytearray(ORIGINAL)
    for position, byte in changes:
        mutated[position] = byte
    try:
        book = workbook_in(bytes(mutated), name="a.xlsx")
    except FileRefused:
        return
    assert book.sheets


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_sent_back_and_nothing_else(data: bytes) -> None:
    try:
        book = workbook_in(data, name="a.csv")
    except FileRefused:
        return
    assert len(book.sheets) == 1
