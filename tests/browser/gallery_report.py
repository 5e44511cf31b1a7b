"""Sample contexts of the scorecard, the rows behind a figure and the style page. All people and places are invented."""

from __future__ import annotations

from niangjia.web.samples import style_context
from tests.browser.gallery_letterhead import SIGNED_AT, Context, desk


def figure(label: str, value: str, unit: str, change: str, definition: str) -> Context:
    """Return one figure of the scorecard."""
    return {"label": label, "value": value, "unit": unit, "change": change, "definition": definition, "rows_url": "/x/"}


BARS = [
    ("柳堤街道", 118, 124),
    ("恒达纺织", 90, 96),
    ("东渠社区", 75, 78),
    ("金穗食品", 52, 61),
    ("云雀速运", 43, 47),
]
DAYS = [("25 三季", 44), ("25 四季", 41), ("26 一季", None), ("26 二季", 37), ("26 三季", 31)]
HEADS = ("在档", "深度", "相对", "意外", "发放（万元）", "走访覆盖")
TABLE = [("柳堤街道", "124 37 79 8 58.20 95.2%"), ("云雀速运", "47 ＜5 — 9 21.37 91.5%")]
REGISTER = ("期末在册", "新进", "返困", "退出")
QUARTERS = [
    ("26 年三季", "406 38 2 26"),
    ("26 年三季 · 深度困难", "131 12 1 9"),
    ("26 年三季 · 相对困难", "275 26 1 17"),
]
SCORECARD: Context = desk(
    crumbs=[],
    account={"name": "乔主席", "role": ""},
    card={
        "place": "青川市",
        "programme": "困难帮扶",
        "period_label": "2026 年第三季度",
        "as_of": SIGNED_AT,
        "compared_with": "上季度",
        "others": [{"label": "2026 年第二季度", "url": "/x/", "current": False}],
        "days": "2026年7月1日 – 2026年9月30日",
        "papers": [{"label": "简报 Word", "url": "/x/"}, {"label": "统计表 Excel", "url": "/x/"}],
    },
    figures=[
        figure(
            "本期签字的困难家庭",
            "406",
            "户",
            "比上季度多 12 户",
            "2026年9月30日有有效结论的家庭，按户计，跨工会只计一次。",
        ),
        figure("本季度脱困", "26", "户", "比上季度多 9 户", "连续六个月不再符合条件并经签字退出的家庭。"),
        figure("发放救助", "184.62", "万元", "比上季度多 21.40 万元", "银行已确认到账的救助金，不含已预留未发。"),
        figure("从申请到到账", "31", "天", "比上季度快 6 天", "本季度到账办件的日历天数中位数。"),
        figure("走访覆盖", "93.1", "%", "目标 95%，差 8 户", "应走访家庭中，已由两人上门并签字的比例。"),
    ],
    bars={
        "title": "各工会的走访覆盖",
        "hint": "实心为已走访，空框为应走访，户",
        "sentence": "五个工会的走访覆盖，金穗食品最低，52 户，应走访 61 户。",
        "name_head": "工会",
        "whole_head": "应走访",
        "done_head": "已走访",
        "share_head": "覆盖",
        "bars": [
            {"name": name, "done": done, "whole": whole, "share_text": f"{done / whole:.1%}"}
            for name, done, whole in BARS
        ],
    },
    line={
        "title": "从申请到到账的天数",
        "hint": "中位数。虚线是承诺的 30 天",
        "sentence": "从申请到到账的天数，由 2025 年第三季度的 44 天降到 2026 年第三季度的 31 天，承诺 30 天。",
        "head": "天",
        "aim": 30,
        "aim_text": "承诺 30 天",
        "points": [{"name": name, "value": value} for name, value in DAYS],
    },
    unions={
        "columns": HEADS,
        "rows": [
            {
                "label": label,
                "url": "/x/",
                "cells": [{"head": head, "text": text} for head, text in zip(HEADS, texts.split(), strict=True)],
            }
            for label, texts in TABLE
        ],
        "hidden_note": True,
    },
    sections=[
        {
            "label": "入户走访",
            "figures": [figure("入户走访", "93", "户次", "", "本期两人都签了字的入户走访，一次算一户次。")],
        }
    ],
    purposes=None,
    statement=None,
    register=None,
    quarters={
        "columns": REGISTER,
        "rows": [
            {
                "label": label,
                "whole": "·" not in label,
                "cells": [{"head": head, "text": text} for head, text in zip(REGISTER, texts.split(), strict=True)],
            }
            for label, texts in QUARTERS
        ],
        "hidden_note": False,
    },
    attention=[
        {
            "text": "金穗食品还有 9 户没走访",
            "url": "/x/",
            "action": "看名单",
            "hint": "期限 10月16日，还剩 3 个工作日",
        }
    ],
)


def rows_context() -> Context:
    """Return the rows behind one figure."""
    return desk(
        figure={
            "label": "本期签字的困难家庭",
            "value": "406",
            "unit": "户",
            "definition": "2026年9月30日有有效结论的家庭。",
        },
        card={"period_label": "2026 年第三季度", "place": "青川市", "as_of": SIGNED_AT, "url": "/x/"},
        columns=[
            {"label": "户主", "num": False},
            {"label": "档次", "num": False},
            {"label": "救助（元）", "num": True},
        ],
        rows=[
            {
                "label": "周满仓",
                "url": "/x/",
                "cells": [
                    {"text": "相对困难", "head": "档次", "num": False},
                    {"text": "21,360.00", "head": "救助（元）", "num": True},
                ],
            }
        ],
        total=406,
        why_not="",
        pages={"number": 2, "count": 9, "url": "?page="},
        export_url="/x/",
    )


def report_pages() -> dict[str, tuple[str, Context]]:
    """Return the scorecard, the rows behind a figure, and the style page."""
    card, rows = SCORECARD, rows_context()
    nothing = {"columns": [], "rows": [], "hidden_note": False}
    return {
        "scorecard": ("reports/scorecard.html", card),
        "scorecard-empty": (
            "reports/scorecard.html",
            card | {"bars": None, "line": None, "unions": nothing, "attention": [], "sections": [], "quarters": None},
        ),
        "rows": ("reports/rows.html", rows),
        "rows-empty": ("reports/rows.html", rows | {"rows": [], "total": 0}),
        "rows-refused": ("reports/rows.html", rows | {"why_not": "少于 5 户的明细只给本工会看。"}),
        "style": ("web/style.html", desk(crumbs=[], **style_context())),
    }
