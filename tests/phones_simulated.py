"""Three phones and a server with a bad network between them, played from a seed; and the server as pure thought.

The phones do what ``offline_send.js`` does: a finished piece gets its number and is kept before it is sent, and is sent
until an answer comes. The pure server decides by the same two functions as the desk.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from random import Random
from typing import Protocol

from niangjia.engines.receiving import Arrival, Kept, fate_of, moved_since

PHONES, DOORS, STEPS = 3, 3, 30
STATE_OF = {"count": "counted", "conflict": "conflict", "quarantine": "quarantined"}


@dataclass(frozen=True)
class Piece:
    """One finished piece of work: its number, its door, what the phone had seen, what it says, the phone's hour."""

    uid: int
    door: int
    base: int
    own: tuple[int, ...]
    says: str
    hour: int


class Server(Protocol):
    """What the phones talk to."""

    def version(self, door: int) -> int:
        """Return the version of a door, as a fresh package tells it."""

    def receive(self, phone: int, piece: Piece) -> str:
        """Take a piece and return its state; it may come as often as it likes."""

    def end_right(self, phone: int) -> None:
        """End the right of whoever holds a phone."""


@dataclass
class PureServer:
    """The server without a database."""

    kept: dict[int, list[tuple[str, str, int]]] = field(default_factory=dict)
    changes: dict[int, list[tuple[int, str]]] = field(default_factory=dict)
    ended: set[int] = field(default_factory=set)

    def version(self, door: int) -> int:
        return len(self.changes.get(door, []))

    def end_right(self, phone: int) -> None:
        self.ended.add(phone)

    def receive(self, phone: int, piece: Piece) -> str:
        known = self.kept.setdefault(piece.uid, [])
        changes = self.changes.setdefault(piece.door, [])
        moved = moved_since(piece.base, changes=changes, own=[str(one) for one in piece.own])
        arrival = Arrival(piece.says, entitled=phone not in self.ended, in_time=True, moved=moved)
        verdict = fate_of(arrival, known=[Kept(says) for says, _state, _door in known])
        if verdict.fate == "again":
            return next(state for says, state, _door in known if says == piece.says)
        if verdict.fate == "count":
            changes.append((len(changes) + 1, str(piece.uid)))
        known.append((piece.says, STATE_OF[verdict.fate], piece.door))
        return STATE_OF[verdict.fate]


@dataclass
class Phone:
    """One phone: what it has seen, what it has finished, what is still to be sent. All of it survives a crash."""

    number: int
    skew: int
    seen: dict[int, int] = field(default_factory=dict)
    own: dict[int, tuple[int, ...]] = field(default_factory=dict)
    outbox: list[Piece] = field(default_factory=list)
    finished: list[Piece] = field(default_factory=list)
    heard: dict[tuple[int, str], str] = field(default_factory=dict)

    def finish(self, door: int, uid: int, says: str, hour: int) -> None:
        """Give a piece its number and keep it, before anything is sent."""
        own = self.own.get(door, ())
        piece = Piece(uid, door, self.seen.get(door, 0), own, says, hour + self.skew)
        self.outbox.append(piece)
        self.finished.append(piece)
        self.own[door] = (*own, uid)

    def hear(self, piece: Piece, state: str) -> None:
        """Take a piece out of the outbox once its answer came."""
        self.heard[piece.uid, piece.says] = state
        self.outbox = [one for one in self.outbox if (one.uid, one.says) != (piece.uid, piece.says)]


@dataclass
class World:
    """The phones, the server, and what is still under way between them."""

    server: Server
    dice: Random
    phones: list[Phone]
    under_way: list[tuple[Phone, Piece]] = field(default_factory=list)
    answers: list[tuple[Phone, Piece, str]] = field(default_factory=list)
    answered: list[tuple[int, str, str]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(1, 10_000)))

    def step(self, hour: int) -> None:
        """Let one thing happen."""
        phone = self.dice.choice(self.phones)
        what = self.dice.choices(
            ("finish", "send", "arrive", "reply", "refresh", "restore", "end"), (6, 8, 8, 6, 2, 0.6, 0.3)
        )[0]
        if what == "finish":
            phone.finish(self.dice.randrange(DOORS), next(self.numbers), f"{phone.number}-{hour}", hour)
        elif what == "send" and phone.outbox:
            self.under_way += [(phone, self.dice.choice(phone.outbox))] * self.dice.choice((0, 1, 1, 2, 3))
        elif what == "arrive" and self.under_way:
            self.arrive(self.dice.randrange(len(self.under_way)))
        elif what == "reply" and self.answers:
            self.reply(self.dice.randrange(len(self.answers)))
        elif what == "refresh" and not phone.outbox:
            phone.seen = {door: self.server.version(door) for door in range(DOORS)}
            phone.own = {}
        elif what == "restore" and phone.finished:
            self.restore(phone)
        elif what == "end" and phone.number == 0:
            self.server.end_right(phone.number)

    def restore(self, phone: Phone) -> None:
        """Put an older copy of a phone back: a number that was used comes again with another content."""
        piece = self.dice.choice(phone.finished)
        twin = replace(piece, says=piece.says + "'")
        phone.outbox.append(twin)
        phone.finished.append(twin)

    def arrive(self, index: int) -> None:
        """Let one of what is under way arrive, in whatever order; sometimes it is dropped."""
        phone, piece = self.under_way.pop(index)
        if self.dice.random() < 0.2:
            return
        state = self.server.receive(phone.number, piece)
        self.answered.append((piece.uid, piece.says, state))
        self.answers.append((phone, piece, state))

    def reply(self, index: int) -> None:
        """Let one answer come back; sometimes it is lost."""
        phone, piece, state = self.answers.pop(index)
        if self.dice.random() < 0.6:
            phone.hear(piece, state)

    def heal(self) -> None:
        """Let the network work again: whatever is under way arrives, and every phone sends until it has heard."""
        while self.under_way:
            self.arrive(self.dice.randrange(len(self.under_way)))
        for phone in self.phones:
            while phone.outbox:
                piece = phone.outbox[0]
                state = self.server.receive(phone.number, piece)
                self.answered.append((piece.uid, piece.says, state))
                phone.hear(piece, state)


def played(server: Server, seed: int, *, steps: int = STEPS) -> World:
    """Play one schedule from its seed, to its end."""
    dice = Random(seed)
    phones = [Phone(number, skew=dice.choice((-5000, -30, 0, 30, 5000))) for number in range(PHONES)]
    world = World(server, dice, phones)
    for hour in range(steps):
        world.step(hour)
    world.heal()
    return world
