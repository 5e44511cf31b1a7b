"""A sample household and what the rules say of it. All of it is invented."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

from tests.browser.gallery_letterhead import Context


def check(label: str, result: str, **rest: Any) -> Context:
    """Return one test of a verdict."""
    return {
        "label": label,
        "result": result,
        "said": "",
        "measure": None,
        "clause": "示例政策 第一条",
        "clause_url": "/hardship/policies/sample/#t1",
        "source": "来自会籍档案",
        **rest,
    }


def income_measure(value: Fraction | int | None, line: int, label: str) -> Context:
    """Return the measure of an income test."""
    return {"value": value, "op": "<", "line": line, "unit": "fen / person / month", "line_label": label}


NEEDS = {
    "key": "needs",
    "label": "先决条件",
    "note": "两条都要满足",
    "tests": [
        check("是工会会员，或新就业形态劳动者", "met", said="会员，外卖配送员"),
        check("已书面同意核对家庭经济状况", "met", said="是", source="来自授权书"),
    ],
}
ACCIDENT = {
    "key": "accident",
    "label": "意外致困",
    "note": "",
    "tests": [
        check(
            "突发支出超过家庭全年收入的一半",
            "not_met",
            measure={
                "value": Fraction(189, 1000),
                "op": ">",
                "line": Fraction(1, 2),
                "unit": "share",
                "line_label": "门槛",
            },
            clause="示例政策 第四条",
            no_bearing="已认定相对困难，这一条不影响本次结论",
        ),
    ],
}


def income(net: Fraction | int | None) -> Context:
    """Return the tests of income."""
    deep = "unknown" if net is None else "met" if net < 75000 else "not_met"
    relative = "unknown" if net is None else "met" if net < 150000 else "not_met"
    return {
        "key": "income",
        "label": "收入",
        "note": "从上往下，先满足哪条算哪档",
        "tests": [
            check(
                "每人每月净收入低于低保标准",
                deep,
                measure=income_measure(net, 75000, "低保标准"),
                clause="示例政策 第二条",
            ),
            check(
                "每人每月净收入低于两倍低保标准",
                relative,
                measure=income_measure(net, 150000, "两倍低保"),
                clause="示例政策 第三条",
            ),
        ],
    }


def exclusions(*, car: bool) -> Context:
    """Return the tests that bar a tier."""
    return {
        "key": "exclusions",
        "label": "排除情形",
        "note": "触及一条，就不能认定深度或相对困难",
        "tests": [
            check(
                "有两套以上住房，且人均超过 40 平方米",
                "clear",
                said="1 套住房",
                measure={
                    "value": Fraction(1350),
                    "op": ">",
                    "line": 4000,
                    "unit": "dm2 / person",
                    "line_label": "界线",
                },
                line_word="limit",
                clause="示例政策 第五条",
            ),
            check(
                "有机动车（残疾人代步车除外）",
                "hit" if car else "clear",
                said="有机动车" if car else "代步（残疾人代步车、电动自行车）",
                clause="示例政策 第五条",
            ),
        ],
    }


def groups(net: Fraction | int | None, *, car: bool = False) -> list[Context]:
    """Return the tests of a household in the order of the sample policy."""
    return [NEEDS, income(net), exclusions(car=car), ACCIDENT]


def axis(value: Fraction | int | None, *, good: bool) -> Context:
    """Return the big ruler."""
    return {
        "value": value,
        "marks": [{"at": 75000, "label": "低保标准"}, {"at": 150000, "label": "两倍低保"}],
        "unit": "fen / person / month",
        "good": good,
        "zones": ("深度困难", "相对困难", "范围外"),
    }


NET = Fraction(5416000, 48)


VERDICT: Context = {
    "id": 418,
    "quarter_label": "2026 年第三季度",
    "status": "checking",
    "tier": "relative",
    "tier_label": "相对困难",
    "helped": True,
    "name": "周满仓",
    "persons": 4,
    "because": [],
    "axis": axis(NET, good=True),
    "workings": [
        {"label": "家庭年总收入", "fen": 9840000, "minus": False},
        {"label": "因病支出（自付）", "fen": 1170000, "minus": True},
        {"label": "因学支出", "fen": 820000, "minus": True},
        {"label": "住房支出", "fen": 1440000, "minus": True},
        {"label": "必要就业成本", "fen": 994000, "minus": True},
    ],
    "net_fen": 5416000,
    "amounts": [
        {"label": "生活救助", "fen": 600000, "note": "8 × 低保标准 750.00", "uncapped_fen": None},
        {"label": "医疗救助", "fen": 936000, "note": "自付 11,700.00 的 80%", "uncapped_fen": None},
        {"label": "助学救助", "fen": 600000, "note": "1 个孩子", "uncapped_fen": None},
    ],
    "total_fen": 2136000,
    "possible_fen": 2736000,
    "missing": [
        {
            "question": "有几个孩子在读高中或更高？",
            "outcomes": [
                {"answer": "2 个", "effect": "助学救助再加 6,000.00 元"},
                {"answer": "1 个", "effect": "不变"},
            ],
            "asked_of": "东渠社区联合工会",
            "ask_url": "/hardship/returns/4/rows/27/",
            "decides": False,
        }
    ],
    "groups": groups(NET),
    "changes": [
        {
            "label": "家庭人口",
            "now": 4,
            "then": 3,
            "unit": "person",
            "effect": "每人每月 1,504.44 元",
            "tier_label": "不在困难职工范围",
        },
        {
            "label": "家庭年总收入",
            "now": 9840000,
            "then": 11624000,
            "unit": "fen / year",
            "effect": "",
            "tier_label": "不在困难职工范围",
        },
        {
            "label": "因病支出（自付）",
            "now": 1170000,
            "then": 2986001,
            "unit": "fen / year",
            "effect": "",
            "tier_label": "深度困难",
        },
        {
            "label": "机动车",
            "now": "代步（残疾人代步车、电动自行车）",
            "then": "有机动车",
            "unit": "",
            "effect": "",
            "tier_label": "不在困难职工范围",
        },
    ],
    "guidance": [],
    "policy": {"label": "困难帮扶（示例政策）", "url": "/hardship/policies/sample/", "from_day": date(2026, 7, 1)},
    "seal": {"at": datetime(2026, 10, 12, 7, 20, tzinfo=UTC), "facts": 23, "fingerprint": "7c1e 90ab 44d2"},
    "file": {
        "masked_id": "9901**********1236",
        "members": ["吴小荷", "周知夏", "周望舒"],
        "visit": "9月24日，林向阳、许望",
        "last_quarter": "相对困难",
        "union_label": "东渠社区联合工会",
        "union_url": "/hardship/2026Q3/",
        "facts_url": "",
        "help_url": "/care/household/1/",
        "downloads": [],
    },
    "trail": [
        {"at": datetime(2026, 10, 12, 7, 20, tzinfo=UTC), "by": "沈清和", "text": "运行季度认定，判为相对困难"},
        {"at": datetime(2026, 10, 10, 2, 3, tzinfo=UTC), "by": "何秋实", "text": "上传摸排表"},
    ],
}


def verdict(**changes: Any) -> Context:
    """Return a verdict: relative hardship, one fact missing."""
    return {**VERDICT, **changes}
