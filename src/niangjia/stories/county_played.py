"""The county as it is being played: its people, its folder, and what a chair or a cadre does again and again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from niangjia.casework.access import Actor, actor_of
from niangjia.casework.assessment import latest_assessment
from niangjia.programmes.hardship import services
from niangjia.records.cases.models import Case
from niangjia.records.unions.models import Account, Union
from niangjia.values.periods import Quarter

Say = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Played:
    """The county as played: its unions and accounts by name, and the folder of this quarter's returns."""

    book: dict[str, Any]
    folder: Path
    unions: dict[str, Union]
    accounts: dict[str, Account]

    def actor(self, username: str, on: date) -> Actor:
        """Return one of the accounts as it acts on a day."""
        return actor_of(self.accounts[username], on=on)

    def chair_of(self, code: str) -> str:
        """Return who files the return of a union: its chair, else the county."""
        return next(
            (one["username"] for one in self.book["account"] if one["union"] == code and one["role"] == "grassroots"),
            "cadre2",
        )


def file_return(county: Played, code: str, quarter: Quarter, name: str, content: bytes, *, at: datetime) -> None:
    """Send one union's workbook in, as its chair would."""
    actor = county.actor(county.chair_of(code), at.date())
    filed_in = services.return_of(actor, county.unions[code], period=str(quarter), at=at)
    services.receive_return(filed_in, name=name, content=content, by=actor.account, at=at)


def sign(case: Case, county: Played, *, at: datetime) -> None:
    """Sign one verdict, exactly as it stands."""
    assessment = latest_assessment(case)
    if assessment is not None and assessment.tier != "cannot_tell":
        services.sign(case, seen=assessment.fingerprint, keeps_standing=True, by=county.accounts["cadre"], at=at)


def returns_in(county: Played) -> dict[str, Path]:
    """Return this quarter's workbooks by the union that sends them."""
    folder = next(path for path in sorted((county.folder / "returns").iterdir()) if path.is_dir())
    return {
        one["code"]: path
        for one in county.book["union"]
        for path in sorted(folder.iterdir())
        if "returns" in one and path.name.startswith(one["returns"])
    }
