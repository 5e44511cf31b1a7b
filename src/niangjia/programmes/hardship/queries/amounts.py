"""What a verdict brings in money: each amount and how it came about, and what is not given a second time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from niangjia.casework.claims import OneOf
from niangjia.casework.provision.library import projects_for
from niangjia.casework.queries import money
from niangjia.engines.rules import Policy, Verdict
from niangjia.engines.rules.verdict import BenefitShown, Piece
from niangjia.engines.rules.words import span_of_cycle
from niangjia.programmes.hardship.programme import CHARTER, PROGRAMME
from niangjia.records.cases.models import Case, Decision, Override
from niangjia.values.money import yuan_text
from niangjia.values.periods import Quarter
from niangjia.values.spans import span_key
from niangjia.web.sentences import told
from niangjia.web.wording import span_text


def choices_in(policy: Policy, case: Case, *, on: date) -> dict[str, tuple[OneOf, ...]]:
    """Return for each tier of which benefits a household has one in a year.

    The policy says so for its verdicts; the library of the household's unions for projects, also beside a verdict.
    """
    shelf, ours = [one for one in projects_for(case.owner_union_id, on=on) if one.group], CHARTER["benefits_group"]
    groups = {group: {one.purpose for one in shelf if one.group == group} for group in {one.group for one in shelf}}
    groups[ours] = groups.get(ours, set()) | {benefit.key for benefit in policy.benefits}
    found: dict[str, tuple[OneOf, ...]] = {}
    for tier in policy.tier_labels:
        single = {one.group for one in shelf if tier in one.tiers and tier not in one.several}
        found[tier] = (
            *(OneOf(ours, frozenset(one.of), of_verdicts=True) for one in policy.stackings if one.tier == tier),
            *(OneOf(group, frozenset(groups[group]), of_verdicts=False) for group in sorted(single)),
        )
    return found


@dataclass(frozen=True, slots=True)
class Given:
    """A case beside what its household has from elsewhere: by benefit, what it has instead and may have one of."""

    case: Case
    others: Mapping[str, money.Instead]


def given_before(case: Case, policy: Policy, *, tier: str, on: date) -> Given:
    """Return what stands beside the amounts of a case in a tier; what it was given in this very case does not."""
    return Given(case, money.given_instead(case, choices_in(policy, case, on=on).get(tier, ())))


def amount(benefit: BenefitShown, given: Given) -> dict[str, Any]:
    """Return one benefit of the page: its amount and how it came about; what was had before says so."""
    return not_given(benefit, given, fen=benefit.amount_fen) or {
        "label": benefit.label,
        "fen": benefit.amount_fen,
        "note": product(benefit),
        "uncapped_fen": benefit.before_ceiling.rounded if benefit.capped and benefit.before_ceiling else None,
    }


def overridden_amounts(override: Override, verdict: Verdict, given: Given) -> list[dict[str, Any]]:
    """Return the benefits of a tier that people decided on instead of the rules'; what was had before says so."""
    return [
        not_given(benefit, given, fen=override.amounts_fen[benefit.key])
        or {
            "label": benefit.label,
            "fen": override.amounts_fen[benefit.key],
            "note": _("按改判后的档次计算"),
            "uncapped_fen": None,
        }
        for benefit in verdict.benefits
        if override.amounts_fen.get(benefit.key)
    ]


def not_given(benefit: BenefitShown, given: Given, *, fen: int | None) -> dict[str, Any] | None:
    """Return what the page says of a benefit that is not given now: it was had, or another one instead of it."""
    case, other = given.case, given.others.get(benefit.key)
    period_key = span_key(span_of_cycle(benefit.once_per), Quarter.parse(case.period).first_day)
    had = money.had_in(case, benefit=benefit.key, period_key=period_key)
    if had is not None:
        words = {"period": span_text(had.period_key), "yuan": yuan_text(had.amount_fen)}
        note = _("%(period)s已领过 %(yuan)s 元，不重复发") % words
    elif other is not None and fen != 0:
        label = told(PROGRAMME.benefits.get(other.benefit, _("别的一项")))
        words = {"union": other.union, "label": label}
        note = _("%(union)s今年给过“%(label)s”，这一档一年只给一项") % words
    else:
        return None
    return {"label": benefit.label, "fen": 0, "note": note, "uncapped_fen": None}


def passed_over(decision: Decision) -> str:
    """Return what is said to the signer of what the signed verdict names and did not bring; empty when it all came."""
    labels = [told(PROGRAMME.benefits.get(key, key)) for key in money.passed_over(decision)]
    if not labels:
        return ""
    return _("%(labels)s这次不另给：今年已经有过这一项，或者有过只能选一的另一项。金额旁边写着是哪一项。") % {
        "labels": _("、").join(labels)
    }


def product(benefit: BenefitShown) -> str:
    """Return how an amount came about: plain numbers as they are, everything else by its name and value."""
    return " ".join(
        f"{piece.sign if position else ''} {piece_words(piece)}".strip()
        for position, piece in enumerate(benefit.pieces)
    )


def piece_words(piece: Piece) -> str:
    """Return one factor in words."""
    if piece.value is None:
        return f"{_(piece.label)} ?"
    money = piece.value.unit.startswith("fen")
    return f"{_(piece.label)} {yuan_text(piece.value.rounded)}" if money else piece.value.text
