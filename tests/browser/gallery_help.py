"""Sample contexts of helping: visits, leaving, objections, needs, pairs, projects. All of it is invented."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from niangjia.programmes.care.forms import provisions
from niangjia.programmes.care.forms.banks import BankForm
from niangjia.programmes.hardship.forms.exits import LeaveForm
from niangjia.programmes.hardship.forms.notices import ObjectionForm
from niangjia.programmes.hardship.forms.visits import LookForm
from tests.browser.gallery_letterhead import SIGNED_AT, Context, desk

TODAY = date(2026, 10, 13)
NO_ROWS: Context = {"rows": [], "total": 0, "first": 0, "last": 0, "pages": {"number": 1, "count": 1, "url": "?page="}}
NO_FILTERS: Context = {"fields": [], "export_url": "", "kept": []}


def tabs(*labels: str) -> list[Context]:
    """Return tabs with nothing behind them."""
    return [{"label": label, "count": 0, "url": "?", "current": not place} for place, label in enumerate(labels)]


def leaving() -> Context:
    """Return a household that stood on the register for a year, and may leave it."""
    standing = {
        "tier_label": "相对困难",
        "from_on": date(2025, 10, 9),
        "ended_on": None,
        "begins": "列为困难家庭",
        "ends": "",
        "union_label": "东渠社区",
    }
    return desk(
        name="周满仓",
        union_label="东渠社区",
        stands=True,
        words="连续 2 个季度高于标准",
        ready=True,
        since=date(2026, 4, 1),
        needed=6,
        proposed_url="",
        reasons=[{"label": "脱困", "second": True, "aid": True, "source": "示例"}],
        history={"standings": [standing], "exits": [], "returns": 0, "keep_until": None},
        form=LeaveForm({}, today=TODAY),
    )


def look() -> Context:
    """Return a look of a visit that came back with nothing answered."""
    asked: dict[str, Any] = {"look": "income", "declared": {"income_fen": 30_000_00}, "period": "2026Q3"}
    return desk(
        look={"label": "看收入", "text": "看工资条、存折；记下看到的。"},
        name="周满仓",
        number=2,
        count=5,
        steps=range(1, 6),
        back_url="/x/",
        form=LookForm({}, **asked),
    )


def report() -> Context:
    """Return the report of an emergency that came back empty."""
    unions = [SimpleNamespace(pk=1, short_name="柳堤街道")]
    return desk(form=provisions.ReportForm({}, unions=unions, ways={"phone": "电话"}))


def need() -> Context:
    """Return one line of the needs."""
    return {
        "name": "周满仓",
        "url": "/x/",
        "number": "N-0418",
        "kind": "就医",
        "origin": "走访",
        "major": False,
        "fenced": False,
        "union_label": "东渠社区",
        "raised": SIGNED_AT,
        "on": TODAY,
        "working_days_left": 0,
        "status": "need_open",
    }


def help_pages() -> dict[str, tuple[str, Context]]:
    """Return the newest pages where there is nothing yet, and where something is to mend."""
    some = tabs("全部", "没有办完的")
    needs = desk(tabs=some, share="", whole={"found": 0, "solved": 0}, filters=NO_FILTERS, may_raise=True, **NO_ROWS)
    one = {"rows": [need()], "total": 1, "first": 1, "last": 1}
    told = {"share": "25.00%", "whole": {"found": 4, "solved": 1}}
    pairs = desk(figures=[], tab="unpaired", tabs=tabs("还没结对"), filters=NO_FILTERS, group="", kept=[], **NO_ROWS)
    entry = {"shown_as": "周**", "union_label": "东渠社区", "tier_label": "相对困难"}
    project = {"id": 1, "label": "医疗救助", "cap_fen": 5_000_00, "own_paid_percent": 80, "source": "示例"}
    asking = desk(household={"name": "周满仓"}, projects=[], project=project)
    wishes = desk(counts={"found": 0, "waiting": 0, "claimed": 0, "granted": 0}, filters=NO_FILTERS, may_raise=True)
    objecting = desk(entry=entry, notice_url="/x/", last_on=TODAY, asks="青川市总工会", form=ObjectionForm({}))
    return {
        "visits-mine-empty": ("hardship/visits/mine.html", desk(going=[], done=[])),
        "visit-look-error": ("hardship/visits/look.html", look()),
        "leave-error": ("hardship/exits_leave.html", leaving()),
        "notices-empty": ("hardship/public_notices.html", desk(notices=[])),
        "object-error": ("hardship/object.html", objecting),
        "needs": ("care/needs.html", needs | told | one),
        "needs-empty": ("care/needs.html", needs),
        "pairs-empty": ("care/pairs.html", pairs),
        "award-error": ("care/ask.html", asking | {"form": provisions.AwardForm({}, papers=[])}),
        "bank": ("care/bank.html", desk(name="周满仓", union_label="东渠社区", form=BankForm(), back="/x/")),
        "bank-error": ("care/bank.html", desk(name="周满仓", union_label="东渠社区", form=BankForm({}), back="/x/")),
        "bank-known": ("care/bank.html", desk(name="周满仓", union_label="东渠社区", form=None, back="/x/")),
        "wishes-empty": ("care/wish_list.html", wishes | NO_ROWS),
        "emergencies-empty": ("care/emergencies.html", desk(open=[], closed=[])),
        "emergency-report-error": ("care/report.html", report()),
        "redeem-error": ("care/redeem_code.html", desk(form=provisions.CodeForm({}))),
    }
