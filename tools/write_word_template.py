"""Writes ``brief.docx``, the Word template of the brief: ``python -m tools.write_word_template``.

It is run once; afterwards the file is an office's to change in Word. What stands in braces is filled in by docxtpl.
"""

from __future__ import annotations

from pathlib import Path

from docx import Document
from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

TARGET = Path("src/niangjia/outside/documents/templates/brief.docx")
RED, INK, GREY = RGBColor(0xAD, 0x1F, 0x2A), RGBColor(0x1D, 0x22, 0x26), RGBColor(0x62, 0x67, 0x6B)
LETTERS = "Noto Sans SC"


def main() -> None:
    """Write the template."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(24)
    for style, size, colour in (("Normal", 10.5, INK), ("Title", 20, INK), ("Heading 1", 13, INK)):
        font = document.styles[style].font
        font.name, font.size, font.color.rgb = LETTERS, Pt(size), colour
        document.styles[style].element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), LETTERS)
    coloured(document.add_paragraph("{{ union }}"), RED, bold=True)
    document.add_paragraph("{{ title }}", style="Title")
    coloured(document.add_paragraph("{{ about }}"), GREY)
    document.add_paragraph("{%p for section in sections %}")
    document.add_paragraph("{{ section.heading }}", style="Heading 1")
    document.add_paragraph("{%p if section.note %}")
    coloured(document.add_paragraph("{{ section.note }}"), GREY)
    document.add_paragraph("{%p endif %}")
    for loop, line in (
        ("paragraph in section.paragraphs", "{{ paragraph }}"),
        (
            "figure in section.figures",
            "{{ figure[0] }}：{{ figure[1] }}  {{ figure[2] }}",
        ),
    ):
        document.add_paragraph(f"{{%p for {loop} %}}")
        document.add_paragraph(line)
        document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{%p if section.table %}")
    add_table(document)
    document.add_paragraph("{%p endif %}")
    document.add_paragraph("{%p endfor %}")
    coloured(section.footer.paragraphs[0], GREY).add_run("{{ foot }}  {{ watermark }}")
    document.core_properties.author = document.core_properties.comments = ""
    document.save(str(TARGET))


def coloured(paragraph: Paragraph, colour: RGBColor, *, bold: bool = False) -> Paragraph:
    """Give what is written in ``paragraph`` a colour."""
    for run in paragraph.runs:
        run.font.color.rgb, run.font.bold = colour, bold
    return paragraph


def add_table(document: Paper) -> None:
    """Add the table that grows with its columns and rows."""
    table = document.add_table(rows=4, cols=3)
    table.style = "Table Grid"
    cells = (
        ("{%tc for column in section.table.columns %}", "{{ column[0] }}", "{%tc endfor %}"),
        ("{%tr for row in section.table.rows %}", "", ""),
        ("{%tc for cell in row %}", "{{ cell }}", "{%tc endfor %}"),
        ("{%tr endfor %}", "", ""),
    )
    for row, texts in zip(table.rows, cells, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text


if __name__ == "__main__":
    main()
