"""Needs and wishes of the played quarter: of both counties, at every stage of their way."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

from small_county import AT, County

from niangjia.casework.queries.needs import find_on_wall
from niangjia.programmes.care.services import needs, wishes
from niangjia.records.people.models import Household
from niangjia.records.tasks.models import Need

NEEDS = SimpleNamespace(everywhere=Need.everywhere.filter(case__matter="need"))
"""The needs proper, where an address names one: wishes, awards and emergencies have pages of their own."""
DUE_ON = AT.date() + timedelta(days=1)


def play_needs(county: County, households: dict[str, Household]) -> None:
    """Raise, measure, solve and confirm; wish, release and claim."""
    for key, cadre, second in (("mill 郑七", "cadre", "second"), ("foreign 冯九", "stranger", "foreign-chair")):
        by, other, household = county.accounts[cadre], county.accounts[second], households[key]
        told = {"kind": "housing", "origin": "visit", "by": by, "at": AT}
        closed = needs.raise_need(household, text="厨房屋顶漏雨", **told)
        needs.measure(closed, what="请维修队上门", due_on=DUE_ON, by=by, at=AT)
        needs.solve(closed, told="补好了", by=by, at=AT)
        needs.confirm_by_call(closed, by=other, at=AT)
        solved = needs.raise_need(household, text="想换一扇门", **told)
        needs.solve(solved, told="换好了", by=by, at=AT)
        needs.raise_need(household, text="车间没有更衣室", major=True, **told)
        measured = needs.raise_need(household, text="窗户关不严", **told)
        needs.measure(measured, what="请木工来看", due_on=DUE_ON, department="物业", by=by, at=AT)
        shown = {"kind": "reading", "consent": "spoken", "by": by, "at": AT}
        claimed = wishes.raise_wish(household, text="想要一盏灯", released="一个孩子想要一盏台灯", **shown)
        wishes.claim_wish(find_on_wall(claimed.pk), name="热心人", phone="15400099001", at=AT)
        wishes.raise_wish(household, text="想要一本书", released="一个孩子想要一本字典", age_group="child", **shown)
