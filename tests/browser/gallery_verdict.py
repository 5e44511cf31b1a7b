"""Sample contexts of the verdict page in every state. All people and places are invented."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from tests.browser.gallery_household import axis, groups, verdict
from tests.browser.gallery_letterhead import SIGNED_AT, Context, desk


class OverrideForm(forms.Form):
    """改判."""

    tier = forms.ChoiceField(
        label="改成哪一档",
        choices=[("deep", "深度困难"), ("relative", "相对困难"), ("none", "不在困难职工范围")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="理由",
        help_text="写事实和依据，例如走访看到了什么",
        widget=forms.Textarea,
        error_messages={"required": "请写明改判的理由"},
    )


class ReturnForm(forms.Form):
    """退回."""

    reason = forms.CharField(label="要补什么", widget=forms.Textarea)


class RevealForm(forms.Form):
    """查看号码."""

    purpose = forms.ChoiceField(label="为什么要看", choices=[("check", "核对会籍"), ("pay", "办理发放")])


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
        shown_for="",
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


IN_FORCE = {
    "from_label": "相对困难",
    "from_fen": 2136000,
    "tier_label": "深度困难",
    "total_fen": 2736000,
    "reason": "走访看到户主九月已停工，收入按停工后的实数算。",
    "by": "何静",
    "at": SIGNED_AT,
    "checked_by": "沈清和",
    "checked_at": SIGNED_AT,
}


DEEP = verdict(
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
ACCIDENT = verdict(
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
NONE = verdict(
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
EXCLUDED = verdict(
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
UNKNOWN = verdict(
    tier="unknown",
    tier_label="无法判断",
    helped=False,
    axis=axis(None, good=False),
    groups=groups(None),
    amounts=[{"label": "生活救助", "fen": None, "note": "", "uncapped_fen": None}],
    total_fen=0,
    possible_fen=None,
    missing=[
        {
            "question": "近12个月全家收入多少？",
            "outcomes": [],
            "asked_of": "东渠社区联合工会",
            "ask_url": "/x/",
            "decides": True,
        },
        {"question": "签了核对授权书没有？", "outcomes": [], "asked_of": "本人", "ask_url": "", "decides": True},
    ],
    changes=[],
    guidance=GUIDANCE,
)
BAD_OVERRIDE = OverrideForm({"tier": "deep", "reason": ""})
WHY_NOT = "还缺 2 项会定档的事实，补齐后再签。"


def verdict_pages() -> dict[str, tuple[str, Context]]:
    """Return the verdict page for every tier and in every state of its decision."""
    return {**tier_pages(), **open_pages(), **decided_pages()}


def tier_pages() -> dict[str, tuple[str, Context]]:
    """Return the verdict page for every tier."""
    return {
        "verdict-relative": ("hardship/verdict.html", verdict_page(verdict(), decision())),
        "verdict-deep": ("hardship/verdict.html", verdict_page(DEEP, decision(working_days_left=-1))),
        "verdict-accident": (
            "hardship/verdict.html",
            verdict_page(ACCIDENT, decision(bucket={**decision()["bucket"], "enough": False}, mine=True)),
        ),
        "verdict-none": ("hardship/verdict.html", verdict_page(NONE, decision(bucket=None, after=[]))),
        "verdict-excluded": (
            "hardship/verdict.html",
            verdict_page(EXCLUDED, decision(mine=False, why_not="只有市级帮扶专干可以签。")),
        ),
        "verdict-unknown": (
            "hardship/verdict.html",
            verdict_page(UNKNOWN, decision(state="cannot_sign", why_not=WHY_NOT)),
        ),
    }


def open_pages() -> dict[str, tuple[str, Context]]:
    """Return the verdict page before it is decided."""
    sheet = "hardship/verdict.html"
    return {
        "verdict-error": (
            sheet,
            {**verdict_page(verdict(), decision()), "override_form": BAD_OVERRIDE},
        ),
        "verdict-revealed": (
            sheet,
            {**verdict_page(verdict(), decision()), "full_id": "990101199001011236", "shown_for": "identity"},
        ),
        "verdict-revealed-card": (
            sheet,
            {**verdict_page(verdict(), decision()), "full_id": "示例银行 62229900000000418", "shown_for": "payout"},
        ),
        "verdict-proposed": (
            sheet,
            verdict_page(verdict(), decision(state="proposed", proposed=PROPOSED)),
        ),
    }


def decided_pages() -> dict[str, tuple[str, Context]]:
    """Return the verdict page once it is decided."""
    return {
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
                    reserved={
                        "fen": 2136000,
                        "by": "方圆",
                        "at": SIGNED_AT,
                        "bucket_label": "2026 年困难帮扶专项",
                        "url": "/funds/1/",
                    },
                ),
            ),
        ),
        "verdict-overridden": (
            "hardship/verdict.html",
            verdict_page(
                DEEP | {"status": "approved"},
                decision(
                    state="overridden",
                    signed=SIGNED,
                    override=IN_FORCE,
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
                    returned={
                        "by": "沈清和",
                        "at": SIGNED_AT,
                        "reason": "请补次子的学校证明。",
                        "to_label": "东渠社区联合工会",
                    },
                ),
            ),
        ),
    }
