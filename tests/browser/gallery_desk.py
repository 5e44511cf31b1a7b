"""Sample contexts of signing in, the inbox, the households, merging, the funds. All of it is invented."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from niangjia.site.forms import OpenBucketForm
from niangjia.web.forms import NumberAsWritten
from tests.browser.gallery_letterhead import SIGNED_AT, Context, desk


class LoginForm(forms.Form):
    """登录."""

    username = forms.CharField(label="账号", widget=forms.TextInput(attrs={"autocomplete": "username"}))
    password = forms.CharField(label="密码", widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}))

    def clean(self) -> dict[str, Any]:
        """Refuse every account, to show how it is said."""
        raise forms.ValidationError("账号或密码不对。请看看大小写，再试一次。")


class AllocateForm(forms.Form):
    """下达."""

    amount = forms.DecimalField(label="金额（元）", help_text="例如 400000", widget=NumberAsWritten)
    paper = forms.CharField(label="文号")


def choice(name: str, label: str, *options: str) -> Context:
    """Return a filter with its options."""
    return {
        "name": name,
        "label": label,
        "kind": "select",
        "options": [
            {"value": option, "label": option, "selected": number == 0} for number, option in enumerate(options)
        ],
    }


def filters(*fields: Context) -> Context:
    """Return the filters of a list."""
    search = {"name": "q", "label": "姓名或办件号", "kind": "search", "value": ""}
    return {"fields": [search, *fields], "export_url": "/x/", "kept": [{"name": "tab", "value": "all"}]}


def inbox_row(title: str, code: str, matter: str, left: int | None, status: str) -> Context:
    """Return one line of the inbox."""
    return {
        "title": title,
        "code": code,
        "url": "/x/",
        "matter": matter,
        "waits_for": "沈清和",
        "on": None if left is None else date(2026, 10, 16),
        "working_days_left": left,
        "union_label": "东渠社区",
        "status": status,
    }


def inbox_context() -> Context:
    """Return an inbox with late, near and far deadlines."""
    tabs = [("全部", 46), ("已超期", 3), ("三天内到期", 7), ("等我办", 18), ("等别人", 24), ("没人认领", 4)]
    return desk(
        crumbs=[],
        today=date(2026, 10, 13),
        tabs=[{"label": label, "count": count, "url": "/x/", "current": label == "全部"} for label, count in tabs],
        filters=filters(
            choice("union", "工会", "青川市及以下", "柳堤街道"), choice("status", "状态", "全部状态", "待补正")
        ),
        rows=[
            inbox_row("陈路遥", "QC2609-0418", "申请困难帮扶 · 入户走访", -3, "checking"),
            inbox_row("第三季度摸排表", "QC2610-0021", "金穗食品 · 退回要改 5 行", -1, "amend"),
            inbox_row("许知秋", "QC2609-0389", "医疗救助 · 等复核", 0, "approved"),
            inbox_row("周满仓", "QC2609-0402", "困难帮扶结论 · 等签字", 3, "checking"),
            inbox_row("石大勇", "QC2610-0055", "申请困难帮扶 · 经济状况核对", 12, "submitted"),
            inbox_row("林晚", "", "回访", None, "paid"),
        ],
        total=46,
        first=1,
        last=6,
        pages={"number": 4, "count": 9, "url": "?page="},
        next_on=date(2026, 10, 16),
    )


def households_context() -> Context:
    """Return a list of households."""
    names = [
        ("周满仓", "相对困难", 2136000, "checking"),
        ("吴望春", "深度困难", 1920000, "approved"),
        ("许知秋", "无法判断", None, "amend"),
    ]
    return desk(
        quarter_label="2026 年第三季度",
        every_quarter=False,
        empty={"text": "只查了2026 年第三季度。", "url": "?period=all", "action": "在全部季度里查"},
        filters=filters(choice("tier", "档次", "全部档次", "深度困难", "相对困难")),
        rows=[
            {
                "name": name,
                "url": "/x/",
                "masked_id": "9901**********1236",
                "persons": 4,
                "tier_label": tier,
                "total_fen": fen,
                "union_label": "柳堤街道工会",
                "status": status,
                "change": "新申报",
                "flagged": fen is None,
                "overridden": False,
                "signable": f"{number}:5d0c" if status == "checking" else "",
            }
            for number, (name, tier, fen, status) in enumerate(names)
        ],
        total=406,
        first=1,
        last=3,
        pages={"number": 1, "count": 9, "url": "?page="},
        sign_many={"url": "/x/", "hint": "只能一起签没有改判、没有缺事实的结论。"},
    )


def merges_context() -> Context:
    """Return pairs of filings: one to decide, one decided."""
    side = {"name": "罗小川", "sent": SIGNED_AT}
    pair = {
        "id": 7,
        "why": "身份证号一样，两家工会各报了一次。",
        "caution": "家庭人口不一样。",
        "may": True,
        "left": side | {"union_label": "柳堤街道工会", "where": "03 柳堤街道 第三季度.xlsx 第 12 行"},
        "right": side | {"union_label": "云雀速运站点工会", "where": "05 云雀速运.xlsx 第 4 行"},
        "rows": [
            {"label": "家庭人口", "left": "4 人", "right": "3 人", "same": False},
            {"label": "家庭年总收入", "left": "98,400.00 元", "right": "98,400.00 元", "same": True},
        ],
        "settled": None,
    }
    settled = pair | {"id": 8, "settled": {"same": False, "by": "沈清和", "at": SIGNED_AT}}
    return desk(pairs=[pair, settled], waiting=1)


BUCKET = {
    "id": 1,
    "label": "2026 年困难帮扶专项",
    "purpose": "困难职工生活、医疗、助学救助",
    "union_label": "青川市总工会",
    "year": 2026,
    "url": "/funds/1/",
    "allocated_fen": 80000000,
    "reserved_fen": 20277800,
    "paid_fen": 18462200,
    "available_fen": 41260000,
}


def funds_context() -> Context:
    """Return the buckets and what waits for them."""
    waiting = {
        "id": 418,
        "name": "周满仓",
        "url": "/x/",
        "tier_label": "相对困难",
        "union_label": "柳堤街道工会",
        "fen": 2136000,
        "signed_on": date(2026, 10, 13),
        "bucket_label": BUCKET["label"],
        "enough": True,
        "has_card": True,
        "add_card_url": "",
    }
    short = waiting | {"id": 419, "name": "吴望春", "enough": False}
    return desk(
        buckets=[BUCKET],
        waiting=[waiting, short, waiting | {"id": 420, "name": "许知秋", "has_card": False, "add_card_url": "/x/"}],
        may_read_payees=True,
        waiting_fen=6408000,
        may_reserve=True,
        why_not="",
        open_form=OpenBucketForm(benefits={"living_aid": "生活救助"}, this_year=SIGNED_AT.year),
    )


def fund_context() -> Context:
    """Return one bucket with reservations in every state."""
    one = {
        "id": 1,
        "name": "周满仓",
        "url": "/x/",
        "fen": 2136000,
        "at": SIGNED_AT,
        "by": "方圆",
        "may_post": False,
        "may_release": False,
        "awaited": False,
        "has_card": True,
        "add_card_url": "",
        "may_read_payee": False,
    }
    waits = one | {"state": "reserved", "may_post": True, "may_release": True, "awaited": True}
    lines = [
        {"account": "可用", "in_fen": None, "out_fen": 2136000},
        {"account": "已预留", "in_fen": 2136000, "out_fen": None},
    ]
    return desk(
        bucket=BUCKET,
        reservations=[
            waits | {"may_read_payee": True},
            waits | {"id": 5, "name": "许知秋", "has_card": False},
            one | {"id": 2, "state": "paid"},
            one | {"id": 3, "state": "released"},
            one | {"id": 4, "state": "unknown"},
        ],
        journal=[{"at": SIGNED_AT, "text": "预留：周满仓家庭", "by": "方圆", "lines": lines}],
        allocate_form=AllocateForm(),
        may_read_payees=True,
        pages={"number": 1, "count": 1, "url": "?page="},
    )


def payee_context() -> Context:
    """Return where one payout goes; the card is no card of anybody."""
    return desk(
        name="周满仓",
        fen=2136000,
        union_label="柳堤街道工会",
        bank="示例银行",
        card="62229900000000418",
        back="/funds/1/",
    )


def desk_pages() -> dict[str, tuple[str, Context]]:
    """Return the pages of the desk."""
    stranger = desk(nav=[], account=None, crumbs=[], next="")
    demo = [{"username": "shen", "password": "qingchuan-2026", "role": "市级帮扶专干"}]
    inbox, households, funds, fund = inbox_context(), households_context(), funds_context(), fund_context()
    calm = {"rows": [], "total": 0, "pages": {"number": 1, "count": 1, "url": "?page="}}
    return {
        "login": ("site/login.html", stranger | {"form": LoginForm(), "demo": demo}),
        "login-error": (
            "site/login.html",
            stranger | {"form": LoginForm({"username": "shen", "password": ""}), "demo": None},
        ),
        "inbox": ("site/inbox.html", inbox),
        "inbox-empty": ("site/inbox.html", inbox | calm),
        "households": ("hardship/households.html", households),
        "households-empty": ("hardship/households.html", households | calm),
        "merges": ("hardship/merges.html", merges_context()),
        "merges-empty": ("hardship/merges.html", desk(pairs=[], waiting=0)),
        "funds": ("site/funds.html", funds),
        "funds-empty": ("site/funds.html", funds | {"waiting": [], "buckets": []}),
        "funds-watching": (
            "site/funds.html",
            funds
            | {"may_reserve": False, "may_read_payees": False, "why_not": "只有财务可以预留。", "open_form": None},
        ),
        "funds-error": (
            "site/funds.html",
            funds | {"open_form": OpenBucketForm({}, benefits={"living_aid": "生活救助"}, this_year=SIGNED_AT.year)},
        ),
        "payee": ("site/payee.html", payee_context()),
        "payee-without-card": ("site/payee.html", payee_context() | {"bank": "", "card": ""}),
        "fund": ("site/fund.html", fund),
        "fund-empty": ("site/fund.html", fund | {"reservations": [], "journal": [], "allocate_form": None}),
        "fund-error": ("site/fund.html", fund | {"allocate_form": AllocateForm({"amount": "四十万", "paper": ""})}),
        "error-400": ("400.html", stranger),
        "error-403": ("403_csrf.html", stranger),
        "error-404": ("404.html", desk(crumbs=[])),
        "error-500": ("500.html", {}),
    }
