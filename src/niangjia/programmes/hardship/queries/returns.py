"""One return: what was read, what is to be mended, how it looks in the sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from niangjia.casework import queries as desk
from niangjia.casework.access import Actor
from niangjia.casework.intake import live_rows
from niangjia.engines.calendar import working_days_between
from niangjia.engines.rules.words import fact_text
from niangjia.programmes.hardship.programme import PROGRAMME
from niangjia.programmes.hardship.queries.quarter import RETURN_STATUS
from niangjia.programmes.hardship.queries.rows import reading_of
from niangjia.records.papers.models import Return, ReturnRow
from niangjia.records.unions.models import Union
from niangjia.values.periods import Quarter
from niangjia.web.sentences import told
from niangjia.web.wording import quarter_text

CELLS_SHOWN = 60
NOTE_WORDS = {
    "fullwidth": gettext_noop("全角的数字和字母，读成半角"),
    "spaces": gettext_noop("多余的空格，去掉了"),
    "unit_text": gettext_noop("数字后面带的单位，认得"),
    "cn_unit": gettext_noop("千、万，换算成了元"),
    "cn_number": gettext_noop("汉字写的数字，读成了数"),
    "none_word": gettext_noop("“无”“/”“—”，支出类读成 0"),
    "text_date": gettext_noop("写成文字的日期，读成了日期"),
    "text_number": gettext_noop("写成文字的数字，读成了数"),
    "synonym": gettext_noop("意思一样的别的写法，认得"),
    "formula": gettext_noop("公式，取它存下的结果"),
    "lower_x": gettext_noop("身份证末位小写的 x，读成大写"),
}
NOT_FILING_WORDS = {"duplicate_row": gettext_noop("重复"), "not_a_worker": gettext_noop("填的是孩子")}


def return_page(filed_in: Return, actor: Actor, *, today: date) -> dict[str, Any]:
    """Return everything that ``hardship/return_check.html`` shows, forms apart."""
    quarter = Quarter.parse(filed_in.period)
    files = desk.uploads(filed_in)
    newest = files[0] if files else None
    rows = list(live_rows(filed_in).select_related("upload"))
    readings = {row.pk: reading_of(row) for row in rows}
    to_mend = [row for row in rows if row.verdict == "fix"]
    may_mend = actor.may("file_returns")
    usable = sum(row.verdict == "accept" for row in rows)
    not_filings = Counter(
        fault["kind"] for row in rows if row.verdict == "reject" for fault in readings[row.pk]["faults"]
    )
    return {
        "ret": {
            "id": filed_in.pk,
            "union_label": filed_in.owner_union.name,
            "file_name": newest.name if newest else "",
            "sent": newest.received_at if newest else None,
            "sent_by": newest.received_by.name if newest else "",
            "quarter_label": quarter_text(quarter),
            "lines_on": quarter.last_day,
            "on": filed_in.due_on,
            "working_days_left": working_days_between(today, filed_in.due_on),
            "nil": filed_in.state == "nil",
            "owed": filed_in.state == "expected" and newest is None and not rows,
            "upload_url": upload_url(filed_in) if may_mend else "",
            "unreadable": newest.refusal if newest and newest.state == "refused" else "",
            "quarter_url": reverse("hardship:quarter", args=[filed_in.period]),
            "annotated": bool(to_mend),
            "may_send": may_mend,
            "withdraw_url": "",
            "rows_url": households_url(filed_in, actor),
        },
        "counts": {
            "rows": len(rows),
            "sheets": len({(row.upload_id, row.sheet) for row in rows}),
            "member_sheets": member_sheets(readings.values(), rows),
            "usable": usable,
            "to_mend_rows": len(to_mend),
            "to_mend_cells": sum(row.faults for row in to_mend),
            "not_filings": sum(row.verdict == "reject" for row in rows),
            "not_filings_words": _("，").join(
                _("%(count)s 行%(why)s") % {"count": count, "why": _(NOT_FILING_WORDS[kind])}
                for kind, count in not_filings.items()
                if kind in NOT_FILING_WORDS
            ),
            "households": usable + len(to_mend),
            "warnings": len(filed_in.notices),
        },
        "cells": [bad_cell(row, fault, may_mend=may_mend) for row in to_mend for fault in readings[row.pk]["faults"]][
            :CELLS_SHOWN
        ],
        "pieces": [],
        "understood": [*notices(filed_in.notices), *understood(readings.values())],
        "crumbs": [
            {"label": _("摸排"), "url": reverse("hardship:quarter", args=[filed_in.period])},
            {"label": filed_in.owner_union.short_name, "url": ""},
        ],
    }


def upload_url(filed_in: Return) -> str:
    """Return where this return is sent."""
    return f"{reverse('hardship:upload', args=[filed_in.period])}?union={filed_in.owner_union_id}"


def households_url(filed_in: Return, actor: Actor) -> str:
    """Return where the households of this return are listed, once they have been judged."""
    judged = desk.judged_cases(filed_in.owner_union_id, programme=PROGRAMME.key, period=filed_in.period)
    if not judged.exists() or not actor.may("see_verdicts"):
        return ""
    return f"{reverse('hardship:households')}?period={filed_in.period}&union={filed_in.owner_union_id}"


def member_sheets(readings: Any, rows: Sequence[ReturnRow]) -> int:
    """Return how many further sheets list members."""
    own = {row.sheet for row in rows}
    return len({member["sheet"] for reading in readings for member in reading["members"]} - own)


def bad_cell(row: ReturnRow, fault: Mapping[str, str], *, may_mend: bool) -> dict[str, str]:
    """Return one bad cell: where, whose, what was written, what is wrong, how to mend it."""
    return {
        "where": f"{row.sheet}!{fault['cell']}" if fault["cell"] else row.sheet,
        "who": row.name,
        "field": fault["label"],
        "written": written_words(fault),
        "wrong": fault["why"],
        "mend": fault["mend"],
        "url": reverse("hardship:row", args=[row.pk]) if may_mend else "",
    }


def written_words(fault: Mapping[str, str]) -> str:
    """Return what was written in a bad cell; empty when it was blank, or there is no such column."""
    return "" if fault["kind"] == "missing" else fault["written"]


def notices(sentences: Sequence[str]) -> list[dict[str, str]]:
    """Return what was noticed about the whole file, as lines of what was understood."""
    return [{"written": _("整份表"), "read_as": told(sentence)} for sentence in sentences]


def understood(readings: Any) -> list[dict[str, str]]:
    """Return what was read without asking, by kind, with how many cells it was."""
    counted = Counter(note[1] for reading in readings for note in reading["notes"])
    return [
        {"written": _("%(count)s 格") % {"count": count}, "read_as": _(NOTE_WORDS[kind])}
        for kind, count in counted.most_common()
        if kind in NOTE_WORDS
    ]


def upload_page(union: Union, period: str, filed_in: Return | None, *, today: date) -> dict[str, Any]:
    """Return everything that ``hardship/return_upload.html`` shows, the form apart."""
    quarter = Quarter.parse(period)
    sent = desk.uploads(filed_in) if filed_in else []
    words = {"received": "reading", "refused": "unreadable"}
    return {
        "quarter": {
            "key": period,
            "label": quarter_text(quarter),
            "url": reverse("hardship:quarter", args=[period]),
        },
        "union_label": union.name,
        "union_id": union.pk,
        "on": filed_in.due_on if filed_in else None,
        "working_days_left": working_days_between(today, filed_in.due_on) if filed_in else None,
        "settled": filed_in is not None and filed_in.state in {"complete", "nil"},
        "may_nil": filed_in is None or filed_in.state == "expected",
        "sent": [
            {
                "label": one.name,
                "url": reverse("hardship:return", args=[one.filed_in_id]),
                "status": words.get(one.state) or RETURN_STATUS[filed_in.state if filed_in else "expected"],
                "at": one.received_at,
                "by": one.received_by.name,
            }
            for one in sent
        ],
        "template_url": f"{reverse('hardship:template', args=[period])}?union={union.pk}",
        "crumbs": [
            {"label": _("摸排"), "url": reverse("hardship:quarter", args=[period])},
            {"label": _("上报"), "url": ""},
        ],
    }


def row_page(row: ReturnRow) -> dict[str, Any]:
    """Return everything that ``hardship/return_row.html`` shows of one row to be mended, the form apart."""
    reading = reading_of(row)
    queue = list(live_rows(row.filed_in).filter(verdict="fix").values_list("pk", flat=True))
    position = queue.index(row.pk) if row.pk in queue else 0
    following = queue[position + 1] if position + 1 < len(queue) else None
    known = [
        {"label": label, "value": value}
        for label, value in readable_facts(reading)
        if label not in {fault["label"] for fault in reading["faults"]}
    ]
    return {
        "row": {
            "title": _("%(sheet)s 第 %(row)s 行") % {"sheet": row.sheet, "row": row.row},
            "who": row.name,
            "ret_url": reverse("hardship:return", args=[row.filed_in_id]),
            "position": position + 1,
            "count": len(queue),
            "next_url": reverse("hardship:row", args=[following]) if following else "",
            "problems": [
                {"field": fault["label"], "written": written_words(fault), "wrong": fault["why"], "mend": fault["mend"]}
                for fault in reading["faults"]
            ],
        },
        "piece": None,
        "read": known,
        "crumbs": [
            {"label": _("摸排"), "url": reverse("hardship:quarter", args=[row.filed_in.period])},
            {"label": row.filed_in.owner_union.short_name, "url": reverse("hardship:return", args=[row.filed_in_id])},
            {"label": _("改这一行"), "url": ""},
        ],
    }


def readable_facts(reading: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the facts of a row that could be read, as label and words."""
    return [
        (fact.label, fact_text(fact, reading["facts"][fact.key]))
        for fact in PROGRAMME.facts.facts
        if reading["facts"].get(fact.key) is not None
    ]
