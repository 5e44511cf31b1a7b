"""A verdict that people decided otherwise than the rules: what it was and became, why, who proposed, who checked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from niangjia.casework import queries as desk
from niangjia.casework.queries.dossier import Dossier
from niangjia.programmes.hardship.queries.dossier_words import text, tier
from niangjia.records.cases.models import Assessment, Case, Override
from niangjia.web.sentences import told
from niangjia.web.wording import money_text, quarter_text, time_text


def in_force(override: Override | None, assessment: Assessment) -> dict[str, Any] | None:
    """Return the override that stands on a verdict, once its second person agreed to it."""
    if override is None or override.state != "confirmed":
        return None
    return {
        "from_label": tier(assessment.tier),
        "from_fen": assessment.total_fen,
        "tier_label": tier(override.tier),
        "total_fen": override.total_fen,
        "reason": override.reason,
        "by": override.proposed_by.name,
        "at": override.proposed_at,
        "checked_by": override.checked_by.name if override.checked_by else "",
        "checked_at": override.checked_at,
    }


def told_in_the_trail(case: Case) -> Iterable[dict[str, Any]]:
    """Yield of each override of a case, on whichever of its verdicts, that it was proposed, and how it was answered."""
    for one in desk.overrides_on([case]):
        words = {"before": tier(one.assessment.tier), "tier": tier(one.tier), "reason": one.reason}
        said = _("提出改判：规则判的是“%(before)s”，改为“%(tier)s”。理由：%(reason)s") % words
        yield {"at": one.proposed_at, "by": one.proposed_by.name, "text": said}
        if one.checked_at and one.checked_by:
            said = (
                _("同意改判为“%(tier)s”") if one.state == "confirmed" else _("不同意改判为“%(tier)s”，按规则的结论走")
            )
            yield {"at": one.checked_at, "by": one.checked_by.name, "text": said % words}


def overrides(kept: Dossier) -> dict[str, Any]:
    """Return the part of a file that tells every override: the tiers, the reason, who proposed, who answered."""
    return text(
        "overrides",
        (_("季度"), 2, "start"),
        (_("规则判的"), 2, "start"),
        (_("改为"), 2, "start"),
        (_("理由"), 3, "start"),
        (_("提议"), 2, "start"),
        (_("复核"), 2, "start"),
        rows=[
            (
                quarter_text(one.assessment.case.period),
                _("%(tier)s，%(fen)s")
                % {"tier": tier(one.assessment.tier), "fen": money_text(one.assessment.total_fen)},
                _("%(tier)s，%(fen)s") % {"tier": tier(one.tier), "fen": money_text(one.total_fen)},
                one.reason,
                _("%(who)s，%(when)s") % {"who": one.proposed_by.name, "when": time_text(one.proposed_at)},
                answered(one),
            )
            for one in kept.overrides
        ],
        label=_("改判"),
        empty=_("没有改判过。"),
    )


def worth(key: str, fen: int) -> str:
    """Return a tier with what it brings."""
    return _("%(tier)s，%(fen)s") % {"tier": tier(key), "fen": money_text(fen)}


def answered(one: Override) -> str:
    """Return who answered a proposal, when and how."""
    if one.checked_by is None or one.checked_at is None:
        return told(one.get_state_display())
    words = {"state": told(one.get_state_display()), "who": one.checked_by.name, "when": time_text(one.checked_at)}
    return _("%(state)s：%(who)s，%(when)s") % words
