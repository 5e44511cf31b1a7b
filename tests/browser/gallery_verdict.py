"""Sample contexts of the verdict page in every state. All people and places are invented."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

from django import forms

from tests.browser.gallery_letterhead import SIGNED_AT, Context, desk


class OverrideForm(forms.Form):
    """改判."""

    tier = forms.ChoiceField(
        label="改成哪一档",
        choices=[("deep", "深度困难"), ("relative", "相对困难"), ("none", "不在困难职工范围")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="理由", help_text="写事实和依据，例如走访看到了什么", widget=forms.Textarea, error_messages={"required": "请写明改判的理由"}
    )


class ReturnForm(forms.Form):
    """退回."""

    reason = forms.CharField(label="要补什么", widget=forms.Textarea)


class RevealForm(forms.Form):
    """查看号码."""

    purpose = forms.ChoiceField(label="为什么要看", choices=[("check", "核对会籍"), ("pay", "办理发放")])


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


def groups(net: Fraction | int | None, *, car: bool = False) -> list[Context]:
    """Return the tests of a household in the order of the sample policy."""
    deep = "unknown" if net is None else "met" if net < 75000 else "not_met"
    relative = "unknown" if net is None else "met" if net < 150000 else "not_met"
    return [
        {
            "key": "needs",
            "label": "先决条件",
            "note": "两条都要满足",
            "tests": [
                check("是工会会员，或新就业形态劳动者", "met", said="会员，外卖配送员"),
                check("已书面同意核对家庭经济状况", "met", said="是", source="来自授权书"),
            ],
        },
        {
            "key": "income",
            "label": "收入",
            "note": "从上往下，先满足哪条算哪档",
            "tests": [
                check("每人每月净收入低于低保标准", deep, measure=income_measure(net, 75000, "低保标准"), clause="示例政策 第二条"),
                check("每人每月净收入低于两倍低保标准", relative, measure=income_measure(net, 150000, "两倍低保"), clause="示例政策 第三条"),
            ],
        },
        {
            "key": "exclusions",
            "label": "排除情形",
            "note": "触及一条，就不能认定深度或相对困难",
            "tests": [
                check(
                    "有两套以上住房，且人均超过 40 平方米",
                    "clear",
                    said="1 套住房",
                    measure={"value": Fraction(1350), "op": ">", "line": 4000, "unit": "dm2 / person", "line_label": "界线"},
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
        },
        {
            "key": "accident",
            "label": "意外致困",
            "note": "",
            "tests": [
                check(
                    "突发支出超过家庭全年收入的一半",
                    "not_met",
                    measure={"value": Fraction(189, 1000), "op": ">", "line": Fraction(1, 2), "unit": "share", "line_label": "门槛"},
                    clause="示例政策 第四条",
                    no_bearing="已认定相对困难，这一条不影响本次结论",
                ),
            ],
        },
    ]


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


def verdict(**changes: Any) -> Context:
    """Return a verdict: relative hardship, one fact missing."""
    return {
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
            {"label": "家庭人口", "now": 4, "then": 3, "unit": "person", "effect": "每人每月 1,504.44 元", "tier_label": "不在困难职工范围"},
            {"label": "家庭年总收入", "now": 9840000, "then": 11624000, "unit": "fen / year", "effect": "", "tier_label": "不在困难职工范围"},
            {"label": "因病支出（自付）", "now": 1170000, "then": 2986001, "unit": "fen / year", "effect": "", "tier_label": "深度困难"},
            {"label": "机动车", "now": "代步（残疾人代步车、电动自行车）", "then": "有机动车", "unit": "", "effect": "", "tier_label": "不在困难职工范围"},
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
            "downloads": [],
        },
        "trail": [
            {"at": datetime(2026, 10, 12, 7, 20, tzinfo=UTC), "by": "沈清和", "text": "运行季度认定，判为相对困难"},
            {"at": datetime(2026, 10, 10, 2, 3, tzinfo=UTC), "by": "何秋实", "text": "上传摸排表"},
        ],
        **changes,
    }


def decision(**changes: Any) -> Context:
    """Return a decision that waits for the reader's signature."""
    return {
        "state": "waiting",
        "on": date(2026, 10, 16),
        "working_days_left": 3,
        "signer": "沈清和",
        "mine": True,
        "why_not": "",
        "seen": "5d0c",
        "after": ["在柳堤街道公示 5 个工作日。"],
        "bucket": {"label": "2026 年困难帮扶专项", "available_fen": 41260000, "url": "/funds/1/", "enough": True},
        **changes,
    }


def verdict_page(one: Context, answer: Context, **more: Any) -> Context:
    """Return the context of a verdict page."""
    return desk(
        verdict=one,
        decision=answer,
        override_form=OverrideForm(),
        return_form=ReturnForm(),
        reveal_form=RevealForm(),
        full_id="",
        **more,
    )


GUIDANCE = [
    {"label": "法律援助", "text": "欠薪、工伤、合同纠纷，免费请律师。", "url": "/", "contact": "0000-8123 0456"},
    {"label": "职业培训", "text": "学一门手艺，学费由工会出。", "url": "", "contact": ""},
    {"label": "子女教育指导", "text": "升学、助学贷款怎么办，有人陪着问。", "url": "", "contact": ""},
]
SIGNED = {"by": "沈清和", "at": SIGNED_AT}
PROPOSED = {
    "tier_label": "深度困难",
    "total_fen": 2736000,
    "reason": "走访看到户主九月已停工，收入按停工后的实数算。",
    "by": "何静",
    "at": SIGNED_AT,
    "may_confirm": True,
}


def verdict_pages() -> dict[str, tuple[str, Context]]:
    """Return the verdict page in every state."""
    deep = verdict(
        tier="deep",
        tier_label="深度困难",
        axis=axis(61250, good=True),
        groups=groups(61250),
        net_fen=2940000,
        amounts=[
            {"label": "生活救助", "fen": 750000, "note": "10 × 低保标准 750.00", "uncapped_fen": None},
            {"label": "医疗救助", "fen": 1600000, "note": "自付 23,400.00 的 100%", "uncapped_fen": 2340000},
        ],
        total_fen=2350000,
        possible_fen=None,
        missing=[],
    )
    accident = verdict(
        tier="accident",
        tier_label="意外致困",
        because=["突发支出超过家庭全年收入的一半"],
        axis=axis(230000, good=False),
        groups=groups(230000),
        amounts=[{"label": "意外救助", "fen": 735000, "note": "突发支出 49,000.00 的 15%", "uncapped_fen": None}],
        total_fen=735000,
        possible_fen=None,
        missing=[],
        guidance=GUIDANCE,
    )
    none = verdict(
        tier="none",
        tier_label="不在困难职工范围",
        helped=False,
        axis=axis(1250000, good=False),
        groups=groups(1250000),
        amounts=[],
        total_fen=0,
        possible_fen=None,
        missing=[],
        guidance=GUIDANCE,
    )
    excluded = verdict(
        tier="none",
        tier_label="不在困难职工范围",
        helped=False,
        because=["有机动车（残疾人代步车除外）"],
        axis=axis(-21000, good=False),
        groups=groups(-21000, car=True),
        net_fen=-1008000,
        amounts=[],
        total_fen=0,
        possible_fen=None,
        missing=[],
        guidance=GUIDANCE,
    )
    unknown = verdict(
        tier="unknown",
        tier_label="无法判断",
        helped=False,
        axis=axis(None, good=False),
        groups=groups(None),
        amounts=[{"label": "生活救助", "fen": None, "note": "", "uncapped_fen": None}],
        total_fen=0,
        possible_fen=None,
        missing=[
            {"question": "近12个月全家收入多少？", "outcomes": [], "asked_of": "东渠社区联合工会", "ask_url": "/x/", "decides": True},
            {"question": "签了核对授权书没有？", "outcomes": [], "asked_of": "本人", "ask_url": "", "decides": True},
        ],
        changes=[],
        guidance=GUIDANCE,
    )
    bad = OverrideForm({"tier": "deep", "reason": ""})
    why_not = "还缺 2 项会定档的事实，补齐后再签。"
    return {
        "verdict-relative": ("hardship/verdict.html", verdict_page(verdict(), decision())),
        "verdict-deep": ("hardship/verdict.html", verdict_page(deep, decision(working_days_left=-1))),
        "verdict-accident": (
            "hardship/verdict.html",
            verdict_page(accident, decision(bucket={**decision()["bucket"], "enough": False}, mine=True)),
        ),
        "verdict-none": ("hardship/verdict.html", verdict_page(none, decision(bucket=None, after=[]))),
        "verdict-excluded": ("hardship/verdict.html", verdict_page(excluded, decision(mine=False, why_not="只有市级帮扶专干可以签。"))),
        "verdict-unknown": ("hardship/verdict.html", verdict_page(unknown, decision(state="cannot_sign", why_not=why_not))),
        "verdict-error": ("hardship/verdict.html", {**verdict_page(verdict(), decision()), "override_form": bad}),
        "verdict-revealed": ("hardship/verdict.html", {**verdict_page(verdict(), decision()), "full_id": "990101199001011236"}),
        "verdict-proposed": ("hardship/verdict.html", verdict_page(verdict(), decision(state="proposed", proposed=PROPOSED))),
        "verdict-signed": (
            "hardship/verdict.html",
            verdict_page(verdict(status="approved"), decision(state="signed", signed=SIGNED, reserve_url="/funds/")),
        ),
        "verdict-reserved": (
            "hardship/verdict.html",
            verdict_page(
                verdict(status="approved"),
                decision(
                    state="reserved",
                    signed=SIGNED,
                    reserved={"fen": 2136000, "by": "方圆", "at": SIGNED_AT, "bucket_label": "2026 年困难帮扶专项", "url": "/funds/1/"},
                ),
            ),
        ),
        "verdict-overridden": (
            "hardship/verdict.html",
            verdict_page(
                deep | {"status": "approved"},
                decision(
                    state="overridden",
                    signed=SIGNED,
                    proposed=PROPOSED,
                    original={"tier_label": "相对困难", "total_fen": 2136000},
                    reserve_url="/funds/",
                ),
            ),
        ),
        "verdict-returned": (
            "hardship/verdict.html",
            verdict_page(
                verdict(status="amend"),
                decision(
                    state="returned",
                    returned={"by": "沈清和", "at": SIGNED_AT, "reason": "请补次子的学校证明。", "to_label": "东渠社区联合工会"},
                ),
            ),
        ),
    }
