"""What a demonstration shows at the door: the accounts of the invented county."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings

from niangjia.web import clock

SHOWN = "demonstration.toml"


def accounts_shown() -> list[dict[str, Any]] | None:
    """Return the accounts to try, in a demonstration; otherwise ``None``."""
    path = Path(settings.HOME) / SHOWN
    if clock.demonstration_day() is None or not path.is_file():
        return None
    county = county_shown(path)
    return [
        {"username": one["username"], "password": county["password"], "role": one["title"]}
        for one in county["account"]
        if one.get("shown", True)
    ]


def county_shown(path: Path) -> dict[str, Any]:
    """Return the book of the invented county."""
    return tomllib.loads(path.read_text(encoding="utf-8"))
