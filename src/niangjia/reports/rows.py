"""How the rows behind a figure are listed: one table for each kind of row."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from niangjia import catalogue
from niangjia.casework.access import Actor
from niangjia.reports.measures.households import PROGRAMME
from niangjia.values.money import yuan_text
from niangjia.web.wording import date_text

Listed = tuple[list[dict[str, Any]], list[dict[str, Any]]]


def household_rows(cases: Any, actor: Actor) -> Listed:
    """Return the rows of a figure that counts households."""
    heads = (_("工会"), _("档次"), _("签字"))
    tiers = catalogue.programme(PROGRAMME).tiers
    rows = [
        {
            "label": case.household.head_name,
            "url": reverse("hardship:verdict", args=[case.pk]) if actor.may("see_verdicts") else "",
            "cells": cells(
                heads,
                case.owner_union.short_name,
                _(tiers.get(case.decided, "")),
                date_text(case.decided_at, weekday=False),
            ),
        }
        for case in cases.select_related("household", "owner_union")
    ]
    return columns_of(_("户主"), heads), rows


def money_rows(entitlements: Any, actor: Actor) -> Listed:
    """Return the rows of a figure that sums money."""
    heads = (_("工会"), _("救助"), _("金额（元）"), _("状态"))
    benefits = catalogue.programme(PROGRAMME).benefits
    rows = [
        {
            "label": one.household.head_name,
            "url": reverse("hardship:verdict", args=[one.case_id]) if actor.may("see_verdicts") else "",
            "cells": cells(
                heads,
                one.owner_union.short_name,
                _(benefits.get(one.benefit, one.benefit)),
                yuan_text(one.amount_fen),
                _(one.get_state_display()),
            ),
        }
        for one in entitlements.select_related("household", "owner_union")
    ]
    return columns_of(_("户主"), heads, numbers=(_("金额（元）"),)), rows


def return_rows(returns: Any, actor: Actor) -> Listed:
    """Return the rows of a figure that counts unions."""
    heads = (_("状态"), _("期限"))
    rows = [
        {
            "label": one.owner_union.name,
            "url": reverse("hardship:return", args=[one.pk]) if actor.may("see_returns") else "",
            "cells": cells(heads, _(one.get_state_display()), date_text(one.due_on, weekday=False)),
        }
        for one in returns.select_related("owner_union")
    ]
    return columns_of(_("工会"), heads), rows


def award_rows(entitlements: Any, actor: Actor) -> Listed:
    """Return the rows of a figure of awards."""
    heads = (_("工会"), _("用途"), _("金额（元）"), _("到账"))
    purposes = {key: label for one in catalogue.programmes() for key, label in one.benefits.items()}
    rows = [
        {
            "label": one.household.head_name,
            "url": reverse("care:award", args=[one.case_id]) if actor.may("see_care") else "",
            "cells": cells(
                heads,
                one.owner_union.short_name,
                _(purposes.get(one.benefit, one.benefit)),
                yuan_text(one.amount_fen),
                date_text(one.paid_at, weekday=False),
            ),
        }
        for one in entitlements.select_related("household", "owner_union")
    ]
    return columns_of(_("户主"), heads, numbers=(_("金额（元）"),)), rows


def delivery_rows(deliveries: Any, actor: Actor) -> Listed:
    """Return the rows of a figure of deliveries."""
    heads = (_("工会"), _("哪一天"), _("数量"))
    rows = [
        {
            "label": _(one.service.label),
            "url": reverse("care:delivery", args=[one.pk]) if actor.may("see_care") else "",
            "cells": cells(
                heads,
                one.owner_union.short_name,
                date_text(one.on, weekday=False),
                f"{one.quantity:,} {_(one.service.unit)}",
            ),
        }
        for one in deliveries.select_related("service", "owner_union")
    ]
    return columns_of(_("服务"), heads), rows


def allowance_rows(allowances: Any, actor: Actor) -> Listed:
    """Return the rows of a figure of monthly quotas."""
    heads = (_("工会"), _("服务"), _("每月"))
    rows = [
        {
            "label": one.household.head_name,
            "url": reverse("care:household", args=[one.household_id]) if actor.may("see_care") else "",
            "cells": cells(
                heads,
                one.owner_union.short_name,
                _(one.service.label),
                f"{one.monthly} {_(one.service.unit)}",
            ),
        }
        for one in allowances.select_related("service", "household", "owner_union")
    ]
    return columns_of(_("户主"), heads), rows


def redemption_rows(redemptions: Any, actor: Actor) -> Listed:
    """Return the rows of a figure of redemptions."""
    heads = (_("工会"), _("服务"), _("在哪里"), _("哪一天"))
    rows = [
        {
            "label": one.household.head_name,
            "url": reverse("care:household", args=[one.household_id]) if actor.may("see_care") else "",
            "cells": cells(
                heads,
                one.owner_union.short_name,
                _(one.service.label),
                one.place.short_name,
                date_text(one.redeemed_at, weekday=False),
            ),
        }
        for one in redemptions.select_related("service", "household", "owner_union", "place")
    ]
    return columns_of(_("户主"), heads), rows


def emergency_rows(emergencies: Any, actor: Actor) -> Listed:
    """Return the rows of a figure of emergencies."""
    heads = (_("工会"), _("哪一天"))
    rows = [
        {
            "label": one.case.household.head_name,
            "url": reverse("care:emergency", args=[one.case_id]) if actor.may("give_help") else "",
            "cells": cells(heads, one.owner_union.short_name, date_text(one.verified_at, weekday=False)),
        }
        for one in emergencies.select_related("case__household", "owner_union")
    ]
    return columns_of(_("户主"), heads), rows


def cells(heads: tuple[str, ...], *texts: str) -> list[dict[str, Any]]:
    """Return the cells of one row, each knowing its column."""
    return [
        {"text": text, "head": head, "num": head == _("金额（元）")} for head, text in zip(heads, texts, strict=True)
    ]


def columns_of(first: str, heads: tuple[str, ...], numbers: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Return the heads of a table of rows."""
    return [{"label": first, "num": False}, *({"label": head, "num": head in numbers} for head in heads)]


ROWS = {
    "household": household_rows,
    "money": money_rows,
    "return": return_rows,
    "award": award_rows,
    "delivery": delivery_rows,
    "allowance": allowance_rows,
    "redemption": redemption_rows,
    "emergency": emergency_rows,
}
"""By the name that a measure gives: the heads of the columns and the lines of some rows."""
