"""Sample contexts of the policies and of adopting one. All people and places are invented."""

from __future__ import annotations

from datetime import date

from django import forms

from tests.browser.gallery_letterhead import SIGNED_AT, Context, desk


class ValueForm(forms.Form):
    """定一个数."""

    parameter = forms.ChoiceField(label="哪个数", choices=[("subsistence_line", "低保标准（每人每月）")])
    value = forms.CharField(label="是多少", help_text="和政策里一样写，例如 780.00 yuan 或 50%")
    from_day = forms.DateField(label="从哪天起", widget=forms.DateInput(attrs={"type": "date"}))
    source = forms.CharField(label="来源", help_text="文件名和文号，例如 青川市民政局〔2026〕12号")


LINE = {"place": "青川市", "unit": "fen / person / month", "origin": "随产品给出"}
POLICY: Context = desk(
    policy={
        "key": "sample",
        "label": "困难帮扶（示例政策）",
        "about": "示例政策，数字仅供学习试用；正式使用前请换成当地文件规定的数字。",
        "place_label": "青川市",
        "day": date(2026, 9, 30),
        "adopt_url": "/x/",
        "fingerprint": "7c1e 90ab 44d2",
    },
    sections=[
        {
            "label": "先决条件",
            "note": "两条都要满足",
            "clauses": [
                {
                    "key": "member_or_new_employment",
                    "label": "是工会会员，或新就业形态劳动者",
                    "sentence": "工会会员为“是”，或者新就业形态类别不是“不属于新就业形态”。",
                    "clause": "示例政策 第一条",
                }
            ],
        },
        {
            "label": "档次",
            "note": "从上往下，先满足哪条算哪档",
            "clauses": [
                {
                    "key": "deep",
                    "label": "深度困难",
                    "sentence": "每人每月净收入低于低保标准。",
                    "clause": "示例政策 第二条",
                },
                {
                    "key": "relative",
                    "label": "相对困难",
                    "sentence": "每人每月净收入低于低保标准的 2 倍。",
                    "clause": "示例政策 第三条",
                },
            ],
        },
    ],
    benefits=[
        {
            "label": "医疗救助",
            "lines": [
                {"who": "深度困难", "sentence": "自付的 100%"},
                {"who": "相对困难", "sentence": "自付的 80%"},
            ],
            "cap": "每年最高 16,000.00 元",
            "once_per": "",
            "clause": "示例政策 第七条",
        }
    ],
    parameters=[
        {
            "key": "subsistence_line",
            "label": "低保标准（每人每月）",
            "values": [
                LINE
                | {
                    "from_day": date(2026, 7, 1),
                    "value": 75000,
                    "source": "示例：青川市 2026 年第三季度低保标准",
                    "current": True,
                },
                LINE
                | {
                    "from_day": date(2026, 1, 1),
                    "value": 72000,
                    "source": "示例：青川市 2026 年上半年低保标准",
                    "current": False,
                },
            ],
        }
    ],
    examples=[
        {
            "name": "恰好在低保线上，不算深度困难",
            "day": date(2026, 9, 30),
            "place": "青川市",
            "facts": [{"label": "家庭年总收入", "value": "27,000.00 元"}, {"label": "家庭人口", "value": "3 人"}],
            "gives": [{"label": "档次", "value": "相对困难"}, {"label": "生活救助", "value": "6,000.00 元"}],
        }
    ],
    otherwise=[{"label": "法律咨询", "text": "欠薪、工伤、合同纠纷。"}],
)


def adoption_context() -> Context:
    """Return a union's own values."""
    return desk(
        policy={"key": "sample", "label": "困难帮扶（示例政策）", "url": "/x/"},
        union_label="柳堤街道工会",
        adopted={"from_day": date(2026, 7, 1), "by": "沈清和", "at": SIGNED_AT},
        values=[
            {
                "key": "subsistence_line",
                "label": "低保标准（每人每月）",
                "value": 75000,
                "unit": "fen / person / month",
                "from_day": date(2026, 7, 1),
                "source": "示例",
                "origin": "青川市总工会",
                "own": False,
            },
            {
                "key": "living_months_deep",
                "label": "生活救助的低保人月数（深度困难）",
                "value": 10,
                "unit": "person * month",
                "from_day": date(2026, 1, 1),
                "source": "示例政策 第六条",
                "origin": "柳堤街道工会",
                "own": True,
            },
        ],
        planned=[
            {
                "label": "低保标准（每人每月）",
                "value": 78000,
                "unit": "fen / person / month",
                "from_day": date(2026, 12, 1),
                "source": "示例",
            }
        ],
        form=ValueForm(),
        touched=None,
    )


def policy_pages() -> dict[str, tuple[str, Context]]:
    """Return the policies, one of them, and its adoption."""
    adopted = {"union_label": "青川市总工会", "from_day": date(2026, 7, 1)}
    one = {
        "key": "sample",
        "label": "困难帮扶（示例政策）",
        "about": "示例。",
        "url": "/x/",
        "adopt_url": "/x/",
        "examples": 12,
    }
    touched = {
        "day": date(2026, 7, 1),
        "value_words": "低保标准 760.00 元",
        "count": 2,
        "households": [
            {"name": "周满仓", "url": "/x/", "now": "相对困难", "then": "深度困难", "signed": False},
            {"name": "吴望春", "url": "/x/", "now": "不在困难职工范围", "then": "相对困难", "signed": True},
        ],
    }
    adoption = adoption_context()
    return {
        "policies": (
            "hardship/policies.html",
            desk(policies=[one | {"adopted": adopted}, one | {"adopted": None, "label": "困难帮扶（章程）"}]),
        ),
        "policies-empty": ("hardship/policies.html", desk(policies=[])),
        "policy": ("hardship/policy.html", POLICY),
        "adoption": ("hardship/adoption.html", adoption),
        "adoption-first": ("hardship/adoption.html", adoption | {"adopted": None, "planned": [], "values": []}),
        "adoption-touched": ("hardship/adoption.html", adoption | {"touched": touched}),
        "adoption-error": ("hardship/adoption.html", adoption | {"form": ValueForm({"value": ""})}),
        "adoption-watching": ("hardship/adoption.html", adoption | {"form": None}),
    }
