"""One thing that waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that waits for somebody: what, for whom, until when, and where it is done.

    ``visit_id`` names the visit that is owed; ``mine`` says that it was handed to the one who looks.
    """

    kind: str
    subject_id: int
    title: str
    number: str
    step: str
    role: str
    union: str
    due_on: date | None
    state: str
    period: str
    union_id: int = 0
    programme: str = ""
    matter: str = ""
    visit_id: int = 0
    mine: bool = False
    page_id: int = 0
