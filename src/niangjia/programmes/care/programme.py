"""The charter of care: read from ``policy/charter.yaml``, where every day count has its source."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from niangjia.catalogue import Programme
from niangjia.engines.lifecycle import lifecycle_from
from niangjia.programmes.care.facts import FACTS

CHARTER: dict[str, Any] = yaml.safe_load(
    (Path(__file__).parent / "policy" / "charter.yaml").read_text(encoding="utf-8")
)

PROGRAMME = Programme(
    key=CHARTER["key"],
    label=CHARTER["label"],
    practice=CHARTER["practice"],
    practice_label=CHARTER["practice_label"],
    facts=FACTS,
    lifecycle=lifecycle_from(CHARTER),
    policies=(),
    figures=tuple(CHARTER["figures"]),
    reminders=CHARTER["reminders"],
)
