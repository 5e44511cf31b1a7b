"""Papers carry their own letters, say what they were given and nothing else, and a missing extra is said kindly."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from niangjia.outside.documents import DocumentsMissing, document_pdf, document_pictures, document_word, writing
from tests.outside.reading_pdfs import all_fonts, embedded_fonts, text_of

BRIEF: dict[str, Any] = {
    "title": "2026 年第三季度简报",
    "union": "青铜峡市总工会",
    "about": "截至 2026年10月20日",
    "foot": "数字的口径见成绩单",
    "watermark": "林向阳 2026年10月20日 09:30",
    "sections": [
        {
            "heading": "一、在档家庭",
            "note": "按工会",
            "paragraphs": ["本季度摸排 312 户 <b>#&{{ 7 * 7 }}。", "朱镕、陶喆、李堃、龚䶮、冯𬭎都写得出来。"],
            "figures": [["在档", "312", "比上季多 12 户"]],
            "table": {"columns": [["工会", 3, "start"], ["户数", 1, "end"]], "rows": [["恒达纺织", "12"]]},
        },
        {"heading": "二、下一步", "paragraphs": []},
    ],
}


def test_a_pdf_says_what_it_was_given_in_letters_of_its_own() -> None:
    pdf = document_pdf("brief", BRIEF)
    text = text_of(pdf)
    for piece in ("2026 年第三季度简报", "<b>#&{{ 7 * 7 }}", "朱镕、陶喆、李堃、龚䶮、冯𬭎", "恒达纺织", "林向阳"):
        assert piece.replace(" ", "") in text.replace("\n", "").replace(" ", ""), piece
    assert all_fonts(pdf) == embedded_fonts(pdf) == {"NotoSansSC-Regular", "NotoSansSC-Bold"}


def test_the_same_data_gives_the_same_pdf_and_one_picture_a_page() -> None:
    assert document_pdf("brief", BRIEF) == document_pdf("brief", BRIEF)
    longer = BRIEF | {"sections": [BRIEF["sections"][0]] * 12}
    assert len(document_pictures("brief", BRIEF)) < len(document_pictures("brief", longer))
    assert document_pictures("brief", BRIEF)[0].startswith(b"\x89PNG")


def test_a_chart_stands_in_the_pdf_as_it_was_drawn() -> None:
    chart = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="40" height="20"/></svg>'
    with_chart = BRIEF | {"sections": [BRIEF["sections"][0] | {"chart": chart}]}
    assert document_pdf("brief", with_chart) != document_pdf("brief", BRIEF)


def test_a_word_file_says_the_same_and_runs_nothing_that_was_written_into_it() -> None:
    document = Document(BytesIO(document_word("brief", BRIEF)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for piece in ("青铜峡市总工会", "2026 年第三季度简报", "<b>#&{{ 7 * 7 }}", "冯𬭎", "二、下一步"):
        assert piece in text
    assert [[cell.text for cell in row.cells] for row in document.tables[0].rows] == [
        ["工会", "户数"],
        ["恒达纺织", "12"],
    ]
    assert "{%" not in text


@pytest.mark.parametrize("name", ["nothing", "../writing", "paper/../brief"])
def test_only_templates_of_the_house_are_filled(name: str) -> None:
    with pytest.raises(ValueError, match="no template"):
        document_pdf(name, BRIEF)
    with pytest.raises(ValueError, match="no template"):
        document_word(name, BRIEF)


@pytest.mark.parametrize("extra", ["typst", "docxtpl"])
def test_what_is_not_installed_is_said_kindly(extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, extra, None)
    with pytest.raises(DocumentsMissing, match=r"niangjia\[documents\]"):
        (document_pdf if extra == "typst" else document_word)("brief", BRIEF)


def test_the_door_loads_nothing_heavy_before_it_is_asked() -> None:
    script = "import sys, niangjia.outside.documents; print([n for n in ('typst', 'docxtpl') if n in sys.modules])"
    source = Path(writing.__file__).parents[3]
    told = subprocess.run(
        [sys.executable, "-c", script], env={"PYTHONPATH": str(source)}, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"


def test_letters_and_their_licence_lie_beside_the_templates_within_five_megabytes() -> None:
    fonts = list(writing.FONTS.glob("*.ttf"))
    assert 0 < sum(font.stat().st_size for font in fonts) < 5 * 1024 * 1024
    assert "SIL Open Font License" in (writing.FONTS / "OFL.txt").read_text(encoding="utf-8")
