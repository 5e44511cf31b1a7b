"""Figures of the register: who stands on it, who came, who left and why, who is looked after, who came back."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from niangjia.casework.queries import standings
from niangjia.records.cases.models import Exit, Signal, Standing
from niangjia.reports.measures.measure import Measure
from niangjia.reports.scope import Scope


def registered(scope: Scope) -> QuerySet[Standing]:
    """Return who stands on the register at the end of the period."""
    return standings.on_register(scope.union_ids, on=scope.as_of)


def entered(scope: Scope) -> QuerySet[Standing]:
    """Return who came onto the register in the period without having left hardship before."""
    first, last = scope.days
    return standings.entered(scope.union_ids, first=first, last=last)


def returned(scope: Scope) -> QuerySet[Standing]:
    """Return who came back in the period."""
    first, last = scope.days
    return standings.returned(scope.union_ids, first=first, last=last)


def left(scope: Scope, *counts_as: str) -> QuerySet[Exit]:
    """Return who left in the period, of those that count as one of ``counts_as``."""
    first, last = scope.days
    return standings.left(scope.union_ids, first=first, last=last, counts_as=counts_as)


def open_signals(scope: Scope) -> QuerySet[Signal]:
    """Return the signals that were noted by the end of the period and not yet answered then."""
    _begin, end = scope.moments
    unanswered = Q(answered_at__isnull=True) | Q(answered_at__gte=end)
    return standings.signals(scope.union_ids).filter(unanswered, noted_at__lt=end).exclude(state="kept")


MEASURES = (
    Measure(
        "on_register",
        gettext_lazy("期末还在台账上的家庭"),
        gettext_lazy("本期最后一天（本期没完的，到今天）还在困难职工台账上的家庭，跨工会只计一次。"),
        "household",
        registered,
        table="standing",
        section="exits",
    ),
    Measure(
        "households_entered",
        gettext_lazy("本期新进"),
        gettext_lazy("本期上台账的家庭，按上台账的日子算；换档的、合并的、脱困后返困的都不算新进。"),
        "household",
        entered,
        table="standing",
        section="exits",
    ),
    Measure(
        "left",
        gettext_lazy("本期脱困"),
        gettext_lazy("本期按脱困退出的家庭，按退出日算，跨工会只计一次；撤销了的不算。"),
        "household",
        lambda scope: left(scope, "left"),
        table="exit",
        section="exits",
    ),
    Measure(
        "left_to_floor",
        gettext_lazy("转政府兜底"),
        gettext_lazy("本期由低保、特困供养等兜底而退出的家庭，按退出日算；撤销了的不算。"),
        "household",
        lambda scope: left(scope, "floor"),
        table="exit",
        section="exits",
    ),
    Measure(
        "left_otherwise",
        gettext_lazy("其他原因退出"),
        gettext_lazy("本期因去世、迁出、误识别、本人申请等退出的家庭，按退出日算；撤销了的不算。"),
        "household",
        lambda scope: left(scope, "withdrawn"),
        table="exit",
        section="exits",
    ),
    Measure(
        "returned",
        gettext_lazy("本期返困"),
        gettext_lazy("脱困或转兜底以后又回到台账上的家庭，按回来的日子算。"),
        "household",
        returned,
        table="standing",
        section="exits",
    ),
    Measure(
        "in_transition",
        gettext_lazy("退出后帮扶没断"),
        gettext_lazy("期末已经退出、帮扶还在过渡期里继续、也没有返困的家庭。"),
        "household",
        lambda scope: standings.in_transition(scope.union_ids, on=scope.as_of),
        table="exit",
        section="exits",
    ),
    Measure(
        "signals_open",
        gettext_lazy("待核查的返困信号"),
        gettext_lazy("期末已经记下、还没有人核查答复的返困信号。"),
        "piece",
        open_signals,
        table="signal",
        section="exits",
    ),
)
