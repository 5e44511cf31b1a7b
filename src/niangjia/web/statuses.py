"""The status words of the house: fixed words, each with the family that gives it its shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Status:
    """One status: its family (the shape) and its word."""

    family: str
    word: StrOrPromise


STATUSES = {
    "draft": Status("idle", _("草稿")),
    "submitted": Status("moving", _("已提交")),
    "accepted": Status("moving", _("已受理")),
    "amend": Status("yours", _("待补正")),
    "checking": Status("moving", _("核查中")),
    "published": Status("moving", _("公示中")),
    "approved": Status("helped", _("已批准")),
    "refused": Status("no", _("未通过")),
    "paid": Status("helped", _("已发放")),
    "closed": Status("helped", _("已办结")),
    "withdrawn": Status("idle", _("已撤回")),
    "not_filed": Status("idle", pgettext_lazy("摸排表", "未报")),
    "filed": Status("helped", pgettext_lazy("摸排表", "已报")),
    "to_mend": Status("yours", pgettext_lazy("摸排表", "要改")),
    "nil": Status("helped", pgettext_lazy("摸排表", "零报告")),
    "unreadable": Status("yours", pgettext_lazy("摸排表", "读不了")),
    "reading": Status("moving", pgettext_lazy("摸排表", "正在读")),
    "need_open": Status("moving", _("待办理")),
    "major_open": Status("moving", _("待上会")),
    "need_measured": Status("moving", _("办理中")),
    "need_solved": Status("yours", _("待确认")),
    "need_closed": Status("helped", _("已办结")),
    "wish_open": Status("idle", _("待认领")),
    "wish_claimed": Status("moving", _("已认领")),
    "wish_granted": Status("helped", _("已实现")),
    "wish_withdrawn": Status("idle", _("已撤回")),
    "emergency_open": Status("moving", _("待核实")),
    "emergency_helping": Status("moving", _("应急帮扶中")),
    "emergency_documented": Status("moving", _("手续已补齐")),
    "emergency_closed": Status("helped", _("已办结")),
    "award_asked": Status("moving", _("待审批")),
    # -- belonging
    "transfer_asked": Status("moving", _("等原工会放行")),
    "transfer_objected": Status("yours", _("原工会有异议")),
    "transferred": Status("helped", _("已转接")),
    "transfer_refused": Status("no", _("没有转成")),
    "transfer_withdrawn": Status("idle", _("已撤回")),
    # -- joining
    "join_asked": Status("moving", _("已提交")),
    "join_incomplete": Status("yours", _("待补正")),
    "admitted": Status("helped", _("已入会")),
    "declined": Status("no", _("未通过")),
    "join_withdrawn": Status("idle", _("已撤回")),
    # -- pairs
    "paired": Status("moving", _("结对中")),
    # -- unions
    "found_asked": Status("moving", _("已提交")),
    "found_incomplete": Status("yours", _("待补正")),
    "found_preparing": Status("moving", _("筹备中")),
    "found_elected": Status("moving", _("待确认")),
    "founded": Status("helped", _("已建会")),
    "found_refused": Status("no", _("未通过")),
    "found_withdrawn": Status("idle", _("已撤回")),
    "raised": Status("moving", _("待答复")),
    "answered": Status("yours", _("待确认")),
    "settled": Status("helped", _("已办结")),
}
"""Every status a page may show. The first eleven are the words of a case of hardship, then come those of a return, then
those of the care window, whose words are those of its charter."""
