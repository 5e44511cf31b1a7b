"""The brief (简报) of a period: a page or two that say the same as the scorecard, as PDF and as Word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from itertools import zip_longest
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from niangjia.outside.documents import document_pdf, document_word
from niangjia.records.unions.models import Account
from niangjia.reports.exporting import write_download
from niangjia.web.wording import quarter_text, time_text

WRITERS = {"pdf": document_pdf, "docx": document_word}
MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
WIDTH, NAME_WIDTH, BAR_ROOM, STEP, BAR = 500, 110, 270, 24, 11
"""Units: px of the drawing."""


def brief_file(page: Mapping[str, Any], *, form: str, union_id: int | None, by: Account, at: datetime) -> bytes:
    """Return the brief of a scorecard page as ``pdf`` or ``docx``; that it went out is written.

    Errors: ``DocumentsMissing`` when the part that writes papers is not installed.
    """
    content = WRITERS[form]("brief", paper_of(page, by=by, at=at))
    write_download(f"brief_{form}", period=page["card"]["period_label"], union_id=union_id, by=by, at=at)
    return content


def paper_of(page: Mapping[str, Any], *, by: Account, at: datetime) -> dict[str, Any]:
    """Return what the template of a brief wants; it says what the page says, nothing more."""
    period = quarter_text(page["card"]["period_label"])
    parts = [
        {"heading": _("主要数字"), "figures": [told(one) for one in page["figures"]]},
        {"heading": _("分项数字"), "table": figures_table(page["sections"])},
        chart_section(page["bars"]),
        chart_section(page["purposes"]),
        quarters_section(page["quarters"]),
        {"heading": _("请您留意"), "paragraphs": noted(page["attention"])},
        {"heading": _("签发"), "paragraphs": [_("签发人：____________　　日期：____________")]},
    ]
    about = _("截至 %(when)s；与 %(other)s比。") % {
        "when": time_text(page["card"]["as_of"]),
        "other": page["card"]["compared_with"],
    }
    return {
        "language": "en" if (get_language() or "").startswith("en") else "zh",
        "title": _("%(period)s帮扶工作简报") % {"period": period},
        "union": page["card"]["place"],
        "about": about + (_("对外使用：少于 5 户的数不写。") if page["outside"] else ""),
        "foot": _("每个数字怎么算的，见成绩单。"),
        "watermark": f"{by.name} {time_text(at)}",
        "sections": [part for part in parts if part],
    }


def told(figure: Mapping[str, Any]) -> list[str]:
    """Return a figure as the paper shows it."""
    return [figure["label"], " ".join(filter(None, (figure["value"], figure["unit"]))), figure["change"]]


def figures_table(sections: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return all other figures, two beside each other."""
    told_of = [told(figure)[:2] for part in sections for figure in part["figures"]]
    half = (len(told_of) + 1) // 2
    pairs = zip_longest(told_of[:half], told_of[half:], fillvalue=["", ""])
    figure, number = _("指标"), _("数")
    return {
        "columns": [[figure, 3, "start"], [number, 2, "end"], [figure, 3, "start"], [number, 2, "end"]],
        "rows": [[*left, *right] for left, right in pairs],
    }


def chart_section(chart: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return a chart with its table, if there is one."""
    if chart is None:
        return None
    bars = chart["bars"]
    return {
        "heading": chart["title"],
        "note": chart["hint"],
        "chart": drawn(bars),
        "table": {
            "columns": [[_("名称"), 3, "start"], [chart["done_head"], 2, "end"], [chart["whole_head"], 2, "end"]],
            "rows": [[bar["name"], bar["done_text"], bar["whole_text"]] for bar in bars],
        },
    }


def drawn(bars: Sequence[Mapping[str, Any]]) -> str:
    """Return bars as SVG: solid of outlined, each with its name and both numbers."""
    longest = max((float(bar["whole"]) for bar in bars), default=0) or 1
    lines = []
    for number, bar in enumerate(bars):
        y, whole, done = STEP * number + 4, float(bar["whole"]), float(bar["done"])
        base, at = y + BAR - 2, f'x="{NAME_WIDTH}" y="{y}" height="{BAR}"'
        numbers = escape(f"{bar['done_text']} / {bar['whole_text']}")
        lines += [
            f'<text x="0" y="{base}">{escape(bar["name"])}</text>',
            f'<rect {at} width="{BAR_ROOM * whole / longest:.1f}" fill="none" stroke="#857d70"/>',
            f'<rect {at} width="{BAR_ROOM * done / longest:.1f}" fill="#1b6152"/>',
            f'<text x="{NAME_WIDTH + BAR_ROOM * max(whole, done) / longest + 6:.1f}" y="{base}">{numbers}</text>',
        ]
    height = STEP * len(bars) + 4
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"'
        f' font-family="Noto Sans SC" font-size="10" fill="#1d2226">{"".join(lines)}</svg>'
    )


def quarters_section(table: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return the register quarter by quarter, without its tiers."""
    if table is None:
        return None
    return {
        "heading": _("按季度"),
        "table": {
            "columns": [[_("季度"), 3, "start"], *([head, 2, "end"] for head in table["columns"])],
            "rows": [[row["label"], *(cell["text"] for cell in row["cells"])] for row in table["rows"] if row["whole"]],
        },
    }


def noted(attention: Sequence[Mapping[str, str]]) -> list[str]:
    """Return what deserves a look, a line each; that nothing does is said too."""
    lines = ["　".join(filter(None, (one["text"], one["hint"]))) for one in attention]
    return lines or [_("眼下没有过期的。")]
