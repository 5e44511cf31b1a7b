"""The charter of this window, and the practices it can run: read from ``policy/``, every number with its source."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from niangjia.catalogue import Programme, practices_from
from niangjia.engines.lifecycle import lifecycle_from
from niangjia.programmes.membership.facts import FACTS

POLICIES = Path(__file__).parent / "policy"
CHARTER: dict[str, Any] = yaml.safe_load((POLICIES / "charter.yaml").read_text(encoding="utf-8"))
SURVEY: dict[str, Any] = yaml.safe_load((POLICIES / "indicators.yaml").read_text(encoding="utf-8"))
"""What is asked at a door, and how long a phone may keep it."""
INDICATORS: list[dict[str, Any]] = SURVEY["indicators"]


def choices_of(indicator: Mapping[str, Any]) -> Mapping[str, str]:
    """Return the choices of an indicator, key by key; those of the occupation are the groups of the charter.

    >>> list(choices_of(INDICATORS[0]))[:2]
    ['truck', 'ride_hailing']
    """
    found: Mapping[str, str] = indicator.get("answers") or CHARTER[SURVEY["groups_from"]]
    return found


PROGRAMME = Programme(
    key=CHARTER["key"],
    label=CHARTER["label"],
    practice=CHARTER["practice"],
    practice_label=CHARTER["practice_label"],
    facts=FACTS,
    lifecycle=lifecycle_from(CHARTER),
    policies=(),
    reminders=CHARTER["reminders"],
    benefits={key: told["label"] for key, told in CHARTER["benefits"].items()},
    practices=practices_from(yaml.safe_load((POLICIES / "practices.yaml").read_text(encoding="utf-8"))),
)
