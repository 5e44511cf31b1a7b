"""The charter of hardship aid: read from ``policy/charter.yaml``, where every day count has its source."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from niangjia.catalogue import ExitReason, Programme, SignalKind, practices_from
from niangjia.engines.lifecycle import Within, lifecycle_from
from niangjia.programmes.hardship.facts import FACTS

POLICIES = Path(__file__).parent / "policy"
CHARTER: dict[str, Any] = yaml.safe_load((POLICIES / "charter.yaml").read_text(encoding="utf-8"))

DECLARING: dict[str, Any] = yaml.safe_load((POLICIES / "declaring.yaml").read_text(encoding="utf-8"))
"""How a worker declares herself: pages, limits, statements; read from ``policy/declaring.yaml``."""

PROGRAMME = Programme(
    key=CHARTER["key"],
    label=CHARTER["label"],
    practice=CHARTER["practice"],
    practice_label=CHARTER["practice_label"],
    facts=FACTS,
    lifecycle=lifecycle_from(CHARTER),
    policies=tuple(CHARTER["policies"]),
    benefits=CHARTER["benefits"],
    tiers=CHARTER["tiers"],
    figures=tuple(CHARTER["figures"]),
    reminders=CHARTER["reminders"],
    exit_line=CHARTER["exit_line"],
    exits={key: ExitReason(key, **told) for key, told in CHARTER["exits"].items()},
    signals={
        key: SignalKind(key, told["label"], Within(**told["relevant"])) for key, told in CHARTER["signals"].items()
    },
    aftercare={key: Within(**told) for key, told in CHARTER["aftercare"].items()},
    practices=practices_from(yaml.safe_load((POLICIES / "practices.yaml").read_text(encoding="utf-8"))),
)

RETURNS_DUE = Within(**CHARTER["returns"]["due"])
"""By when a union owes its return, counted from the last day of the quarter."""
