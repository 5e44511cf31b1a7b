"""What can be worked on without signal: each window offers its kinds when it starts, and the desk asks them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from niangjia.casework.access import Actor
from niangjia.records.unions.models import Account


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to be done today, as little of it as the visitor needs at the door.

    ``lines`` are what the card shows, in order; ``form`` names one of the kind's forms; ``version`` is what is known of
    it now; ``given`` is what the form needs to know of this one thing.
    """

    subject: UUID
    title: str
    version: int
    form: str
    lines: tuple[tuple[str, str], ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Subject:
    """What something was sent about, as it stands now: the union that answers, and the row."""

    row: Any
    union_id: int
    title: str


class Kind(Protocol):
    """One kind of work without signal."""

    key: str
    label: str

    def items(self, actor: Actor) -> Sequence[Item]:
        """Return what is handed to this account for its day."""

    def forms(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Return the forms that the phone draws, by name: fields in order."""

    def subject(self, uid: UUID) -> Subject | None:
        """Return what something was sent about, wherever it is."""

    def entitled(self, actor: Actor, subject: Subject) -> bool:
        """Say whether this account may still do it."""

    def moved(self, subject: Subject, *, base: int, own: Collection[str]) -> bool:
        """Say whether somebody else changed it since the phone had seen version ``base``."""

    def count(
        self,
        subject: Subject,
        content: Mapping[str, Any],
        *,
        uid: UUID,
        photo: bytes | None,
        told_at: datetime | None,
        replacing: int | None,
        by: Account,
        at: datetime,
    ) -> None:
        """Let the window's own service keep it, once for each ``uid``; ``replacing`` what came after that version."""

    def shown(self, content: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
        """Return a content as a person reads it, field by field."""

    def standing(self, subject: Subject) -> Sequence[tuple[str, str]]:
        """Return what is kept of the subject now, as a person reads it."""


_OFFERED: dict[str, Kind] = {}


def offer(kind: Kind) -> None:
    """Put a kind of work before the desk. Each window does so once, when it starts."""
    _OFFERED[kind.key] = kind


def kinds() -> Mapping[str, Kind]:
    """Return all kinds, in the order in which they were offered."""
    return _OFFERED
