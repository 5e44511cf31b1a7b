"""The parts of a file that tell what was done for a household: visits, money, needs, pairing, contacts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from niangjia import catalogue
from niangjia.casework.queries.dossier import Dossier
from niangjia.programmes.hardship.programme import CHARTER, PROGRAMME
from niangjia.programmes.hardship.queries.dossier_words import day, text
from niangjia.records.tasks.models import Need
from niangjia.web.sentences import told
from niangjia.web.wording import money_text, quarter_text, span_text

CARE = "care"


def money(kept: Dossier) -> dict[str, Any]:
    """Return what the household was promised and paid."""
    return text(
        "money",
        (_("项目"), 3, "start"),
        (_("哪一期"), 1, "start"),
        (_("金额"), 2, "end"),
        (_("状态"), 1, "start"),
        (_("到账"), 2, "start"),
        rows=[
            (
                told(PROGRAMME.benefits.get(one.benefit, one.benefit)),
                span_text(one.period_key),
                money_text(one.amount_fen),
                told(one.get_state_display()),
                day(one.paid_at),
            )
            for one in kept.entitlements
        ],
        label=_("享受的政策和资金"),
        empty=_("还没有享受过。"),
    )


def visits(kept: Dossier) -> dict[str, Any]:
    """Return who went there, when, and how it stands."""
    return text(
        "visits",
        (_("季度"), 2, "start"),
        (_("走访人"), 3, "start"),
        (_("走访日"), 2, "start"),
        (_("状态"), 2, "start"),
        rows=[
            (
                quarter_text(one.period),
                _("、").join(seat.account.name for seat in kept.seats.get(one.pk, ())),
                day(one.confirmed_at),
                told(one.get_state_display()),
            )
            for one in kept.visits
        ],
        label=_("走访"),
        empty=_("还没有走访过。"),
    )


def needs(kept: Dossier) -> dict[str, Any]:
    """Return what the household needs, how far it is, and who answers."""
    return text(
        "needs",
        (_("编号"), 3, "start"),
        (_("需要什么"), 2, "start"),
        (_("哪来的"), 2, "start"),
        (_("登记"), 2, "start"),
        (_("状态"), 1, "start"),
        rows=[
            (
                one.case.number,
                care_word("kinds", one.kind),
                care_word("origins", one.origin),
                day(one.case.opened_at),
                need_state(one),
            )
            for one in kept.needs
        ],
        label=_("需求和措施"),
        empty=_("没有登记过需求。"),
    )


def care_word(of: str, key: str) -> str:
    """Return a word of the care window's charter, as the need itself knows it."""
    words = CHARTER["needs"][of]
    return told(words.get(key, key))


def need_state(need: Need) -> str:
    """Return how far a need is, in the words of the care window."""
    states = catalogue.programme(CARE).lifecycle.states
    return told(states.get(need.case.state, need.case.state))


def pairs(kept: Dossier) -> dict[str, Any]:
    """Return who answers, or answered, for the household."""
    return text(
        "pairs",
        (_("结对干部"), 2, "start"),
        (_("从"), 2, "start"),
        (_("到"), 2, "start"),
        rows=[
            (one.cadre.name, day(one.from_on), day(one.ended_on) if one.ended_on else _("现在"))
            for one in kept.pairings
        ],
        label=_("结对帮扶"),
        empty=_("还没有结对。"),
    )


def contacts(kept: Dossier) -> dict[str, Any]:
    """Return every try to speak with the household; what was said stays with whoever wrote it."""
    return text(
        "contacts",
        (_("日期"), 2, "start"),
        (_("谁"), 2, "start"),
        (_("怎么联系的"), 2, "start"),
        (_("结果"), 2, "start"),
        rows=[
            (
                day(one.at),
                one.by.name,
                told(one.get_channel_display()),
                _("联系上了") if one.reached else _("没有联系上"),
            )
            for one in kept.contacts
        ],
        label=_("联系记录"),
        empty=_("还没有联系记录。"),
    )
