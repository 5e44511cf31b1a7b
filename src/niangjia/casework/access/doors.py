"""The numbers of the doors, read from ``doors.toml``: how long a code lives, how often it may be tried."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

DOORS: dict[str, dict[str, Any]] = tomllib.loads((Path(__file__).parent / "doors.toml").read_text(encoding="utf-8"))
"""By door, each number under its name; ``source`` says where the numbers come from."""
