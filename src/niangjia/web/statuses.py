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
}
"""Every status a page may show. The first eleven are the words of a case, the rest those of a return."""
