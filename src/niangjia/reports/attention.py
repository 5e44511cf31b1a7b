"""What deserves attention: what is late, what waits, what lies unspent; with the page where it can be mended."""

from __future__ import annotations

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from niangjia.casework.access import Actor
from niangjia.casework.queries import standings
from niangjia.records.accounts.models import Bucket, Entitlement
from niangjia.records.cases.models import Clock
from niangjia.records.notices.models import Objection
from niangjia.records.papers.models import Return
from niangjia.records.provisions.models import FollowUp
from niangjia.reports.measures.households import PROGRAMME
from niangjia.reports.measures.needs import overdue
from niangjia.reports.measures.pairs import overdue_contacts
from niangjia.reports.scope import Scope
from niangjia.values.money import yuan_text
from niangjia.values.periods import Quarter
from niangjia.web.wording import date_text

VISITING = ("assign", "visit")
"""The steps of a case whose clocks a home visit stops."""
NAMED = 5
"""So many unions that have not reported are named; of more only the number is said."""


def attention(actor: Actor, scope: Scope, *, outside: bool) -> list[dict[str, str]]:
    """Return what deserves a look today, whatever the period; outside the county, nothing that tells of a handful."""
    found = late_returns(actor, scope)
    if outside:
        return found
    for look in (
        late_visits,
        late_needs,
        open_objections,
        open_signals,
        late_contacts,
        late_follow_ups,
        unreserved,
        unspent,
    ):
        found += look(actor, scope)
    return found


def flag(text: str, *, url: str = "", action: str = "", hint: str = "") -> list[dict[str, str]]:
    """Return one line of what deserves a look."""
    return [{"text": text, "url": url, "action": action, "hint": hint}]


def page(actor: Actor, name: str, capability: str, *args: str) -> str:
    """Return an address for whoever may open it."""
    return reverse(name, args=args) if actor.may(capability) else ""


def late_returns(actor: Actor, scope: Scope) -> list[dict[str, str]]:
    """Return the unions whose return of the period is still owed."""
    owed = Return.objects.within(scope.union_ids).filter(period__in=scope.quarters, state="expected")
    late = list(owed.select_related("owner_union").order_by("due_on", "owner_union__code"))
    if len(late) > NAMED:
        text = ngettext("有 %(count)s 家工会还没有报摸排表", "有 %(count)s 家工会还没有报摸排表", len(late))
        url = page(actor, "hardship:quarter", "see_returns", late[0].period)
        hint = _("期限 %(day)s") % {"day": date_text(late[0].due_on, year=False)}
        return flag(text % {"count": len(late)}, url=url, action=_("看摸排"), hint=hint)
    return [
        line
        for one in late
        for line in flag(
            _("%(union)s还没有报摸排表") % {"union": one.owner_union.short_name},
            url=page(actor, "hardship:quarter", "see_returns", one.period),
            action=_("看摸排"),
            hint=_("期限 %(day)s") % {"day": date_text(one.due_on, year=False)},
        )
    ]


def late_visits(actor: Actor, scope: Scope) -> list[dict[str, str]]:
    """Return how many visits are past their day: those nobody was sent on yet, and those under way."""
    late = Clock.objects.filter(step__in=VISITING, stopped_at__isnull=True, due_on__lt=actor.on)
    here = late.filter(case__programme=PROGRAMME, case__owner_union_id__in=scope.union_ids)
    count = here.filter(case__household__merged_into__isnull=True).values("case").distinct().count()
    text = ngettext("有 %(count)s 户走访过了期限", "有 %(count)s 户走访过了期限", count) % {"count": count}
    url = page(actor, "hardship:visits", "assign_visits")
    return flag(text, url=url, action=_("看走访")) if count else []


def late_needs(actor: Actor, scope: Scope) -> list[dict[str, str]]:
    """Return how many needs are past their day."""
    count = overdue(scope.during(str(Quarter.of(actor.on)))).count()
    text = ngettext("有 %(count)s 件需求过了期限", "有 %(count)s 件需求过了期限", count) % {"count": count}
    return flag(text, url=page(actor, "care:needs", "see_care"), action=_("看需求")) if count else []


def open_objections(actor: Actor, scope: Scope) -> list[dict[str, str]]:
    """Return how many objections to a public notice wait for an answer."""
    waiting = Objection.objects.within(scope.union_ids).filter(state="open").order_by("due_on", "id")
    periods = list(waiting.values_list("entry__notice__period", flat=True))
    if not periods:
        return []
    text = ngettext("有 %(count)s 条公示异议等着答复", "有 %(count)s 条公示异议等着答复", len(periods))
    url = page(actor, "hardship:notices", "publish_notices", periods[0])
    return flag(text % {"count": len(periods)}, url=url, action=_("看公示"))


def open_signals(actor: Actor, scope: Scope) -> list[dict[str, str]]:
    """Return how many signals of a relapse wait to be checked."""
    count = standings.signals(scope.union_ids, "open").count()
    text = ngettext("有 %(count)s 条返困信号等着核查", "有 %(count)s 条返困信号等着核查", count) % {"count": count}
    return flag(text, url=page(actor, "hardship:watch", "see_exits"), action=_("看返困关注")) if count else []


def late_contacts(actor: Actor, scope: Scope) -> list[dict[str, str]]:
    """Return how many paired households wait for a contact that is late."""
    count = overdue_contacts(scope.during(str(Quarter.of(actor.on)))).count()
    text = ngettext("有 %(count)s 对结对过了联系的日子", "有 %(count)s 对结对过了联系的日子", count) % {"count": count}
    return flag(text, url=page(actor, "care:pairs", "make_pairs"), action=_("看结对")) if count else []


def late_follow_ups(actor: Actor, scope: Scope) -> list[dict[str, str]]:
    """Return how many calls and other follow-ups of help in an emergency are past their day."""
    late = FollowUp.objects.within(scope.union_ids).filter(done_at__isnull=True, due_on__lt=actor.on)
    count = late.exclude(emergency__case__need__against_employer=True).count()
    text = ngettext("有 %(count)s 件应急帮扶的后续过了日子", "有 %(count)s 件应急帮扶的后续过了日子", count)
    url = page(actor, "care:emergencies", "give_help")
    return flag(text % {"count": count}, url=url, action=_("看应急帮扶")) if count else []


def unreserved(actor: Actor, scope: Scope) -> list[dict[str, str]]:
    """Return how many signed benefits wait for their money."""
    count = Entitlement.objects.within(scope.union_ids).filter(state="entitled").count()
    text = ngettext("有 %(count)s 笔签了字，还没有预留资金", "有 %(count)s 笔签了字，还没有预留资金", count)
    return flag(text % {"count": count}, url=page(actor, "funds", "see_funds"), action=_("看资金")) if count else []


def unspent(actor: Actor, scope: Scope) -> list[dict[str, str]]:
    """Return how much of the year's money nobody has been promised yet."""
    buckets = Bucket.objects.within(scope.union_ids).filter(year=scope.days[1].year)
    fen = int(buckets.aggregate(held=Sum("available_fen"))["held"] or 0)
    text = _("本年还有 %(yuan)s 元没有安排") % {"yuan": yuan_text(fen)}
    return flag(text, url=page(actor, "funds", "see_funds"), action=_("看资金")) if fen else []
