"""What the pages of a declaration show: which union, what is done, what is missing, all answers to be looked over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from niangjia.casework import drafts
from niangjia.casework.access import Actor
from niangjia.outside.workbook.readings import CellFault
from niangjia.programmes.hardship.programme import DECLARING
from niangjia.records.papers.models import Draft
from niangjia.records.unions.models import Union
from niangjia.web.sentences import told

UNIONS_SHOWN = 30
ORDER = tuple(step["key"] for step in DECLARING["steps"])
FIRST_STEP = ORDER[0]


def step_named(key: str) -> dict[str, Any] | None:
    """Return one page of a declaration."""
    return next((step for step in DECLARING["steps"] if step["key"] == key), None)


def after(key: str) -> str:
    """Return the address of the page that follows one."""
    place = ORDER.index(key) + 1
    if place < len(ORDER):
        return address_of(ORDER[place])
    return reverse("hardship:declare_confirm")


def before(key: str) -> str:
    """Return the address of the page before one."""
    place = ORDER.index(key)
    return address_of(ORDER[place - 1]) if place else reverse("hardship:declare")


def address_of(key: str) -> str:
    """Return the address of a page."""
    return reverse("hardship:declare_papers") if key == "papers" else reverse("hardship:declare_step", args=[key])


def declaring_unions(draft: Draft, actor: Actor | None, *, like: str) -> dict[str, Any]:
    """Return the unions that one may declare to, those whose name holds ``like``; a proxy only to those in reach."""
    unions = Union.objects.filter(files_returns=True)
    if draft.proxy_id is not None:
        unions = unions.filter(pk__in=actor.union_ids("declare_for_others")) if actor else unions.none()
    if like:
        unions = unions.filter(name__contains=like)
    found = list(unions.order_by("code")[: UNIONS_SHOWN + 1])
    return {"unions": found[:UNIONS_SHOWN], "more": len(found) > UNIONS_SHOWN, "like": like}


def declaring_union(draft: Draft, actor: Actor | None, pk: int) -> Union | None:
    """Return one union that this draft may be declared to."""
    unions = Union.objects.filter(files_returns=True, pk=pk)
    if draft.proxy_id is not None:
        unions = unions.filter(pk__in=actor.union_ids("declare_for_others")) if actor else unions.none()
    return unions.first()


def task_list(draft: Draft, answers: Mapping[str, Any], faults: Sequence[CellFault], papers: int) -> dict[str, Any]:
    """Return every page with what is done and what is missing on it, and whether all of it may be filed."""
    faulty = {fault.key for fault in faults}
    tasks = []
    for step in DECLARING["steps"]:
        key = step["key"]
        seen = key in answers["pages"]
        bad = bool(faulty & set(step["fields"]))
        if key == "papers":
            state, note = ("done" if papers else "optional"), _("%(n)s 份") % {"n": papers}
        else:
            state, note = "todo" if not seen else "mend" if bad else "done", ""
        tasks.append({"label": told(step["label"]), "url": address_of(key), "state": state, "note": note})
    needed = [key for key in ORDER if key not in {"papers", "bank"}]
    complete = not faulty and draft.union is not None and all(key in answers["pages"] for key in needed)
    todo = next((task["url"] for task in tasks if task["state"] in {"todo", "mend"}), "")
    return {
        "tasks": tasks,
        "complete": complete,
        "next_url": todo or reverse("hardship:declare_confirm"),
        "left": sum(task["state"] in {"todo", "mend"} for task in tasks),
    }


def answers_page(
    answers: Mapping[str, Any], *, words: Callable[[str, str], str], wrong: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return all answers page by page, to be looked over.

    ``words`` tells an answer as it is shown, masked where it is personal; ``wrong`` what is to be mended, by field.
    """
    groups = []
    for step in DECLARING["steps"]:
        if step["key"] == "papers":
            continue
        lines = [
            {
                "label": told(DECLARING["asked"][key]["label"]),
                "text": words(key, answers["written"].get(key, "")),
                "wrong": wrong.get(key, ""),
            }
            for key in step["fields"]
        ]
        if step["key"] == "family":
            names = [f"{one['name']}（{told(one['relation'])}）" for one in answers["members"]]
            lines.insert(0, {"label": _("家里别的人"), "text": _("、").join(names) or _("只有本人"), "wrong": ""})
        groups.append({"label": told(step["label"]), "url": address_of(step["key"]), "lines": lines})
    return groups


def papers_page(draft: Draft) -> list[dict[str, Any]]:
    """Return the papers of a draft."""
    return [
        {
            "id": one.pk,
            "label": told(DECLARING["kinds"].get(one.kind, one.kind)),
            "kilobytes": max(1, one.size // 1024),
            "at": one.received_at,
        }
        for one in drafts.papers_in(draft)
    ]
