"""The survey's form as it is handed out: its columns in their order, their choices, and how to fill them in."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

import yaml

from niangjia.outside.workbook import TemplateColumn
from niangjia.outside.workbook.form import Field
from niangjia.programmes.hardship.forms.survey import COLUMNS, survey_form
from niangjia.values.money import yuan_text

YES, NO = "是", "否"


@lru_cache(maxsize=1)
def handed_out() -> dict[str, Any]:
    """Return what ``policy/columns.yaml`` says of the form that is handed out."""
    told: dict[str, Any] = yaml.safe_load(COLUMNS.read_text(encoding="utf-8"))["template"]
    return told


@lru_cache(maxsize=1)
def template_columns() -> tuple[TemplateColumn, ...]:
    """Return the columns of the households' sheet, in order; the first shows that the example is one."""
    form = survey_form()
    columns = [_column(form.fields[key]) for key in handed_out()["columns"]]
    return (replace(columns[0], example=handed_out()["example_mark"]), *columns[1:])


@lru_cache(maxsize=1)
def member_columns() -> tuple[TemplateColumn, ...]:
    """Return the columns of the sheet that lists the members of the households."""
    form = survey_form()
    return tuple(
        TemplateColumn(key, form.fields[key].label, width=handed_out()["widths"].get(key, 14))
        for key in handed_out()["member_columns"]
    )


def _column(asked: Field) -> TemplateColumn:
    told = handed_out()
    return TemplateColumn(
        asked.key,
        told["headings"].get(asked.key, asked.label),
        width=told["widths"].get(asked.key, 12),
        choices=_choices(asked),
        example=asked.example,
        required=asked.required,
        note=told["notes"].get(asked.key, ""),
    )


def _choices(asked: Field) -> tuple[str, ...]:
    if asked.kind == "yes_no":
        return (YES, NO)
    return tuple(choice_word(key) for key in asked.choices)


def choice_word(key: str) -> str:
    """Return a choice as it is written into a cell.

    >>> choice_word("mobility_aid"), choice_word("快递员")
    ('代步', '快递员')
    """
    return str(handed_out()["words"].get(key, key))


def written(key: str, value: Any) -> str:
    """Return a known value as it is written into a cell of the form, so that reading it gives the value again.

    >>> written("floor_area_dm2", 5430), written("member", True), written("vehicle", "none"), written("persons", None)
    ('54.3', '是', '无', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if key.endswith("_fen"):
        return yuan_text(value)
    if key.endswith("_dm2"):
        return f"{value // 100}.{value % 100:02d}".rstrip("0").rstrip(".")
    return choice_word(str(value))
