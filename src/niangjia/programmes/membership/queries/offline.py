"""What a phone takes along for its day, and what it sent that waits for a person's choice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from niangjia.casework import offline
from niangjia.casework.access import Actor, NotYours
from niangjia.programmes.membership.programme import SURVEY
from niangjia.records.surveys.models import Package, Submission

RULES: Mapping[str, Any] = SURVEY["offline"]


def package_told(actor: Actor, package: Package) -> dict[str, Any]:
    """Return a package as the phone keeps it: its secret, its items, and the forms to draw."""
    items = offline.items_for(actor)
    return {
        "token": offline.token_of(package),
        "uid": str(package.uid),
        "secret": offline.secret_of(package),
        "hours": RULES["hours"]["count"],
        "warn": RULES["warn"]["count"],
        "items": [
            {
                "kind": key,
                "kind_label": _(offline.kinds()[key].label),
                "subject": str(item.subject),
                "title": item.title,
                "version": item.version,
                "form": item.form,
                "lines": [list(line) for line in item.lines],
                "given": dict(item.given),
            }
            for key, listed in items.items()
            for item in listed
        ],
        "forms": {key: kind.forms() for key, kind in offline.kinds().items() if items.get(key)},
    }


def whys() -> dict[str, str]:
    """Return why something waits, in words."""
    return {
        "twin": _("同一份送来了两个不同的内容"),
        "moved": _("手机记的时候，别人也在这一户记过"),
        "right": _("送来时，这一户已经不归送的人走"),
        "expired": _("手机上的走访包已经过期"),
        "refused": _("内容不完整，或这一户已经办到别的环节"),
    }


def submissions_page(actor: Actor) -> dict[str, Any]:
    """Return everything that ``membership/submissions.html`` shows."""
    words = whys()
    return {
        "rows": [
            {
                "kind": _(offline.kinds()[one.kind].label) if one.kind in offline.kinds() else one.kind,
                "url": reverse("membership:submission", args=[one.pk]),
                "sent_by": one.account.name,
                "union_label": one.owner_union.short_name,
                "received": one.received_at,
                "why": words.get(one.why, ""),
                "left": one.state == "quarantined",
            }
            for one in offline.waiting(actor)[:100]
        ]
    }


def find_submission(actor: Actor, pk: int) -> Submission:
    """Return one submission within reach.

    Errors: ``NotYours`` when there is none.
    """
    found = (
        actor.rows(Submission, "decide_submissions")
        .filter(pk=pk)
        .select_related("account", "owner_union", "decided_by")
        .first()
    )
    if found is None:
        raise NotYours("没有找到这一页")
    return found


def submission_page(kept: Submission) -> dict[str, Any]:
    """Return everything that ``membership/submission.html`` shows: both sides."""
    kind = offline.kinds().get(kept.kind)
    subject = kind.subject(kept.subject) if kind else None
    return {
        "id": kept.pk,
        "kind": _(kind.label) if kind else kept.kind,
        "title": subject.title if subject else "",
        "why": whys().get(kept.why, ""),
        "state": kept.state,
        "open": kept.state in {"conflict", "quarantined"},
        "sent_by": kept.account.name,
        "received": kept.received_at,
        "told_at": kept.told_at,
        "sent": kind.shown(offline.content_of(kept)) if kind else [],
        "pictures": offline.picture_links([kept]),
        "standing": kind.standing(subject) if kind and subject else [],
        "may_replace": kept.kind == "survey",
        "decided_by": kept.decided_by.name if kept.decided_by else "",
    }
