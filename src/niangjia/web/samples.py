"""What the style page shows: every component in every state, with invented content."""

from __future__ import annotations

from datetime import UTC, date, datetime

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.web.charts import Bar, Point
from niangjia.web.forms import NumberAsWritten, dressed
from niangjia.web.ruler import Axis, Mark
from niangjia.web.statuses import STATUSES

COLOURS = (
    ("paper", gettext_lazy("底")),
    ("sheet", gettext_lazy("单子、输入框")),
    ("sunk", gettext_lazy("选中、表头")),
    ("ink", gettext_lazy("正文、不满足")),
    ("ink-2", gettext_lazy("说明")),
    ("red", gettext_lazy("信头、主按钮")),
    ("pine", gettext_lazy("帮上了、满足")),
    ("amber", gettext_lazy("到期、说不准")),
)


class SampleForm(forms.Form):
    """Every kind of field, with its hint, unit, origin and purpose."""

    name = forms.CharField(label=gettext_lazy("姓名"), help_text=gettext_lazy("和身份证上一样"))
    phone = dressed(
        forms.CharField(label=gettext_lazy("手机号"), widget=forms.TextInput(attrs={"inputmode": "tel"})),
        prefilled=gettext_lazy("来自会籍档案。"),
    )
    number = dressed(
        forms.CharField(
            label=gettext_lazy("身份证号"),
            max_length=18,
            min_length=18,
            error_messages={"min_length": gettext_lazy("身份证号少一位，应当是 18 位，例如 9901**********1236")},
        ),
        why=gettext_lazy("用来核对会籍，不会给单位看。"),
    )
    paid = dressed(
        forms.DecimalField(label=gettext_lazy("自付金额"), widget=NumberAsWritten),
        unit=gettext_lazy("元"),
    )
    home = forms.ChoiceField(
        label=gettext_lazy("住房"),
        choices=[("rent", gettext_lazy("租房")), ("own", gettext_lazy("自有住房")), ("dorm", gettext_lazy("单位宿舍"))],
        widget=forms.RadioSelect,
    )
    union = forms.ChoiceField(label=gettext_lazy("所在工会"), choices=[("1", gettext_lazy("柳堤街道工会"))])
    more = forms.CharField(label=gettext_lazy("还想说什么"), widget=forms.Textarea, required=False)
    agreed = forms.BooleanField(label=gettext_lazy("已对照原件核对"), required=False)
    paper = forms.FileField(label=gettext_lazy("补交材料"), required=False)


def sample_rulers() -> list[dict[str, object]]:
    """Return the ruler with the household in every place."""
    marks = (Mark(75000, _("低保标准")), Mark(150000, _("两倍低保")))
    zones = (_("深度困难"), _("相对困难"), _("范围外"))
    places = (
        (61250, True),
        (75000, True),
        (112833, True),
        (198000, False),
        (1250000, False),
        (-21000, True),
        (None, False),
    )
    unit = "fen / person / month"
    return [{"axis": Axis(value, marks, unit, good=good, zones=zones)} for value, good in places]


def sample_steps() -> list[dict[str, str]]:
    """Return a track with a past, a present and a coming step."""
    return [
        {"state": "past", "title": _("申报"), "when": _("9月16日，您提交")},
        {"state": "now", "title": _("基层初审"), "when": _("9月18日起，何秋实在办，10月9日前")},
        {"state": "next", "title": _("入户走访"), "when": _("预计 10月22日前")},
    ]


def sample_charts() -> dict[str, object]:
    """Return a bar chart and a line chart."""
    bars = [Bar(_("柳堤街道"), 118, 124, share_text="95.2%"), Bar(_("恒达纺织"), 90, 96, share_text="93.8%")]
    points = [Point("2026Q1", 42), Point("2026Q2", None), Point("2026Q3", 31)]
    return {
        "bars": {
            "title": _("各工会的走访覆盖"),
            "hint": _("实心为已走访，空框为应走访，户"),
            "sentence": _("两个工会的走访覆盖：柳堤街道 118 户，应走访 124 户；恒达纺织 90 户，应走访 96 户。"),
            "name_head": _("工会"),
            "whole_head": _("应走访"),
            "done_head": _("已走访"),
            "share_head": _("覆盖"),
            "bars": bars,
        },
        "line": {
            "title": _("从申请到到账的天数"),
            "hint": _("中位数。虚线是承诺的 30 天"),
            "sentence": _("从申请到到账的天数，由 42 天降到 31 天，承诺 30 天；第二季度没有数。"),
            "head": _("天"),
            "aim": 30,
            "aim_text": _("承诺 30 天"),
            "points": points,
        },
    }


def sample_finding() -> dict[str, object]:
    """Return how a list is found and cut down, a piece of a workbook, and the doors of the phone."""
    return {
        "sample_crumbs": [
            {"label": _("青川市总工会"), "url": "#finding"},
            {"label": _("柳堤街道"), "url": "#finding"},
            {"label": _("家庭"), "url": ""},
        ],
        "sample_filters": {
            "fields": [
                {"name": "name", "label": _("户主"), "kind": "search", "value": "", "options": []},
                {
                    "name": "tier",
                    "label": _("档次"),
                    "kind": "select",
                    "value": "",
                    "options": [
                        {"value": "", "label": _("全部"), "selected": True},
                        {"value": "deep", "label": _("深度困难"), "selected": False},
                    ],
                },
            ],
            "export_url": "",
            "kept": [],
        },
        "sample_piece": {
            "title": _("第 7 行"),
            "columns": [_("姓名"), _("家庭人口"), _("全年收入（元）")],
            "rows": [{"number": 7, "cells": [cell("周满仓"), cell("3"), cell("三万左右", hit=True)]}],
        },
        "sample_doors": (
            (_("入会"), _("转会")),
            (_("困难"), _("帮扶")),
            (_("法律"), _("维权")),
            (_("互助"), _("保障")),
            (_("技能"), _("提升")),
            (_("文体"), _("活动")),
            (_("工会"), _("驿站")),
            (_("心理"), _("关爱")),
        ),
    }


def cell(text: str, *, hit: bool = False) -> dict[str, object]:
    """Return one cell of a piece of a workbook; ``hit`` is to be mended."""
    return {"text": text, "hit": hit}


def style_context() -> dict[str, object]:
    """Return everything the style page shows."""
    return {
        "colours": COLOURS,
        "statuses": list(STATUSES),
        "form": SampleForm(),
        "bad_form": SampleForm(
            {"name": "陈路遥", "phone": "15400001234", "number": "99010119900101123"}, auto_id="bad_%s"
        ),
        "rulers": sample_rulers(),
        "steps": sample_steps(),
        "eight": range(1, 9),
        "figure": {
            "label": _("本期签字的困难家庭"),
            "value": "406",
            "unit": _("户"),
            "change": _("比上季度多 12 户"),
            "definition": _("季末有有效结论的家庭，按户计，跨工会只计一次。"),
            "rows_url": "#charts",
        },
        "day": date(2026, 10, 9),
        "moment": datetime(2026, 10, 12, 7, 20, tzinfo=UTC),
        "sums": {"fen": 2136000, "area": 5400, "share": 0, "late": -3, "today": 0, "near": 3, "far": 12},
        "progress": {
            "running": False,
            "done": 120,
            "total": 406,
            "text": _("正在判第 120 户，共 406 户"),
            "url": "",
            "failed": "",
        },
        "pages": {"number": 4, "count": 9, "url": "#page-"},
        **sample_charts(),
        **sample_finding(),
    }
