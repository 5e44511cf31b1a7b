"""The tree of unions as its pages show it: who is below, with members on a day, and one union with its history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from niangjia.casework.access import Actor, NotYours
from niangjia.casework.access.reshaping import lines_of
from niangjia.casework.elections import newest_certificate, newest_election, officers_on
from niangjia.casework.queries import tree
from niangjia.casework.queries.belonging import members_on
from niangjia.programmes.membership.programme import CHARTER
from niangjia.programmes.membership.queries.founding import crumbs
from niangjia.records.people.models import Worker
from niangjia.records.unions.models import INDUSTRY, TERRITORY, Liaison, Union
from niangjia.web.forms import row_number
from niangjia.web.sentences import told

SEE = "see_membership"
MOST_PEOPLE, MOST_EMPLOYERS = 200, 30
"""So many are offered at once; the others are found by name."""
ORGANISING = CHARTER["organising"]


def find_union(actor: Actor, pk: int, capability: str = SEE) -> Union:
    """Return one union within reach.

    Errors: ``NotYours`` when there is none.
    """
    found = actor.unions(capability).filter(pk=pk).first()
    if found is None:
        raise NotYours("没有找到这一页")
    return found


def day_asked(text: str | None, *, today: date) -> date:
    """Return the day that was asked for; today for none, for one to come, and for what is no day."""
    try:
        day = parse_date(text or "")
    except ValueError:
        day = None
    return min(day, today) if day else today


def tree_page(actor: Actor, asked: Mapping[str, str]) -> Mapping[str, Any]:
    """Return the unions right below one, each with its members on a day, in the tree as it was or as it is now.

    Errors: ``NotYours`` when the actor reaches none.
    """
    seat = actor.seat(SEE)
    pk = row_number(asked.get("below")) or (seat.pk if seat else 0)
    union = find_union(actor, pk)
    on, as_is = day_asked(asked.get("on"), today=actor.on), asked.get("as") == "is"
    line = INDUSTRY if asked.get("line") == INDUSTRY and INDUSTRY in lines_of(union) else TERRITORY
    tree_on = actor.on if as_is else on
    counts = tree.member_counts(union.pk, line=line, on=on, tree_on=tree_on)
    parts = tree.right_below(union.pk, line=line, on=tree_on)
    listed = {one.pk for one in parts}
    rest = sum(count for pk, count in counts.items() if pk not in listed)
    return {
        "union": union,
        "on": on,
        "today": actor.on,
        "as_is": as_is,
        "line": line,
        "lines": [(TERRITORY, _("地方")), (INDUSTRY, _("产业"))] if INDUSTRY in lines_of(union) else [],
        "total": sum(counts.values()),
        "own": rest,
        "rows": [
            {
                "name": one.name,
                "kind": one.get_kind_display(),
                "members": counts.get(one.pk, 0),
                "url": reverse("membership:union", args=[one.pk]),
                "below": f"?below={one.pk}&on={on:%Y-%m-%d}&as={'is' if as_is else 'was'}&line={line}",
            }
            for one in parts
        ],
        "union_url": reverse("membership:union", args=[union.pk]),
        "crumbs": crumbs(_("组织")),
    }


def union_page(actor: Actor, union: Union) -> Mapping[str, Any]:
    """Return the page of one union: its members, officers and their terms, certificate, lineage, who keeps contact."""
    on = actor.on
    members = tree.members_as_was(union.pk, on=on)
    own = members.filter(owner_union=union)
    election, certificate = newest_election(union.pk), newest_certificate(union.pk)
    liaison = Liaison.objects.within([union.pk]).filter(to_on__isnull=True).select_related("account").first()
    above = [one for one in tree.ancestors(union.pk, line=TERRITORY, on=on) if one.pk != union.pk]
    return {
        "union": union,
        "kind": union.get_kind_display(),
        "above": [one.name for one in reversed(above)],
        "on": on,
        "members": members.count(),
        "own": own.count(),
        "reserved": own.filter(standing="reserved").count(),
        "officers": [
            {"office": told(ORGANISING["offices"].get(one.office, one.office)), "name": one.name, "since": one.from_on}
            for one in officers_on(union.pk, on=on)
        ],
        "election": election,
        "term_ends": election is not None and election.remind_on <= on,
        "certificate": certificate,
        "renew": certificate is not None and certificate.renew_from <= on,
        "lineage": [lineage_line(one, union) for one in tree.lineage(union.pk)],
        "liaison": liaison,
        "may_keep": actor.unions("keep_elections").filter(pk=union.pk).exists(),
        "may_reshape": union.dissolved_on is None and actor.unions("reshape_unions").filter(pk=union.pk).exists(),
        "tree_url": f"{reverse('membership:unions')}?below={union.pk}",
        "crumbs": crumbs(_("组织"), "membership:unions", union.short_name),
    }


def lineage_line(one: Any, union: Union) -> dict[str, Any]:
    """Return one line of the history of a union."""
    came = one.successor_id == union.pk
    names = {"name": one.predecessor.name if came else one.successor.name}
    told_as = {
        ("merged", True): _("%(name)s并入"),
        ("merged", False): _("并入%(name)s"),
        ("split", True): _("从%(name)s分出"),
        ("split", False): _("分出%(name)s"),
        ("dissolved", True): _("%(name)s撤销，会员归到这里"),
        ("dissolved", False): _("撤销，会员归到%(name)s"),
    }
    return {"on": one.on, "text": told_as[(one.kind, came)] % names}


def split_page(actor: Actor, union: Union, like: str) -> dict[str, Any]:
    """Return who may be ticked: members of the union itself, found by name, and the employers they work for."""
    held = members_on([union.pk], on=actor.on).filter(to_on__isnull=True)
    named = held.filter(worker__name__contains=like) if like else held
    total = named.count()
    shown = named.select_related("worker").order_by("worker__pinyin", "worker_id")[:MOST_PEOPLE]
    works = held.exclude(worker__employer="").order_by().values_list("worker__employer").annotate(whole=Count("pk"))
    return {
        "people": [(str(one.worker_id), with_employer(one.worker)) for one in shown],
        "employers": [
            (
                employer,
                ngettext("%(employer)s，%(n)s 人", "%(employer)s，%(n)s 人", whole)
                % {"employer": employer, "n": whole},
            )
            for employer, whole in works.order_by("-whole", "worker__employer")[:MOST_EMPLOYERS]
        ],
        "more": max(0, total - MOST_PEOPLE),
        "crumbs": crumbs(_("组织"), "membership:unions", union.short_name),
    }


def with_employer(worker: Worker) -> str:
    """Return a worker's name, with where he works if that is known."""
    return (
        _("%(name)s，%(employer)s") % {"name": worker.name, "employer": worker.employer}
        if worker.employer
        else worker.name
    )


def targets(actor: Actor, union: Union, like: str) -> list[Union]:
    """Return the unions within reach that ``union`` may be moved below or merged into, found by name."""
    there = actor.unions("reshape_unions").filter(dissolved_on__isnull=True).exclude(pk=union.pk)
    below = tree.below(union.pk, on=actor.on)
    found = there.exclude(pk__in=below)
    return list((found.filter(name__contains=like) if like else found).order_by("code")[:30])
