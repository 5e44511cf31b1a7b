"""The charter of care: read from ``policy/charter.yaml``, where every day count has its source."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from niangjia.catalogue import Programme, practices_from
from niangjia.engines.lifecycle import lifecycle_from
from niangjia.programmes.care.facts import FACTS

POLICIES = Path(__file__).parent / "policy"
CHARTER: dict[str, Any] = yaml.safe_load((POLICIES / "charter.yaml").read_text(encoding="utf-8"))
PRESETS: dict[str, Any] = yaml.safe_load((POLICIES / "projects.yaml").read_text(encoding="utf-8"))
"""Projects and services that a union may take into its own library, with its own numbers."""

PROGRAMME = Programme(
    key=CHARTER["key"],
    label=CHARTER["label"],
    practice=CHARTER["practice"],
    practice_label=CHARTER["practice_label"],
    facts=FACTS,
    lifecycle=lifecycle_from(CHARTER),
    policies=(),
    benefits=CHARTER["benefits"],
    tiers=CHARTER["tiers"],
    figures=tuple(CHARTER["figures"]),
    reminders=CHARTER["reminders"],
    practices=practices_from(yaml.safe_load((POLICIES / "practices.yaml").read_text(encoding="utf-8"))),
)

CARD_SHOWN = timedelta(minutes=CHARTER["provisions"]["card_shown"]["count"])
"""How long a code on the phone holds."""
UNDO_WITHIN = timedelta(minutes=CHARTER["provisions"]["undo"]["count"])
"""How long a place may take back what it redeemed."""
