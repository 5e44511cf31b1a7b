"""Schedules of three phones against the desk itself: it decides as the pure server does, and its rows say the same."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

import pytest
from phones_simulated import DOORS, Piece, PureServer, played
from played_ledger import content, open_grid, packed, receive, sent
from small_county import AT, County

from niangjia.casework.access.sign_in import end_sessions
from niangjia.records.surveys.models import Door, Package, Submission, Survey

pytestmark = pytest.mark.django_db

SCHEDULES = 12
FIRST_SEED = 20261013
WORLD = 1_000_000
"""How far apart the numbers of two schedules lie."""


@dataclass
class Desk:
    """The desk behind the words of the simulation; phone 0 is one chair's, the others another's two."""

    county: County
    doors: list[Door]
    seed: int
    packages: dict[int, Package] = field(default_factory=dict)

    def version(self, door: int) -> int:
        return Door.everywhere.get(pk=self.doors[door].pk).version

    def end_right(self, phone: int) -> None:
        end_sessions(self.packages[phone].account)
        self.packages[phone].account.refresh_from_db()

    def receive(self, phone: int, piece: Piece) -> str:
        number = self.seed * WORLD
        own = tuple(number + one for one in piece.own)
        told = content(piece.says, piece.uid % 1000)
        what = sent(self.doors[piece.door], number + piece.uid, told, base=piece.base, own=own)
        what = replace(what, told_at=AT + timedelta(hours=piece.hour))
        return receive(self.packages[phone], what).state


def test_the_desk_decides_as_the_pure_server_does(county: County) -> None:
    for index in range(SCHEDULES):
        seed = FIRST_SEED + index
        for code in ("chair", "community-chair"):
            county.accounts[code].refresh_from_db()
        doors = doors_of_two(county, seed)
        desk = Desk(county, doors, seed)
        desk.packages = {
            0: packed(county, "chair", device=seed),
            1: packed(county, "community-chair", device=seed * 2),
            2: packed(county, "community-chair", device=seed * 2 + 1),
        }
        real, pure = played(desk, seed, steps=24), played(PureServer(), seed, steps=24)
        assert real.answered == pure.answered, f"seed {seed}"
        within = Submission.everywhere.filter(subject__in=[door.uid for door in doors])
        pieces = {(one.uid, one.says) for phone in real.phones for one in phone.finished}
        assert within.count() == len(pieces), f"seed {seed}"
        counted = within.filter(state="counted").values_list("made_as", flat=True)
        kept = Survey.everywhere.filter(door__in=doors).values_list("uid", flat=True)
        assert sorted(map(str, counted)) == sorted(map(str, kept)), f"seed {seed}"
    assert UUID(int=FIRST_SEED * WORLD + 1) in set(Submission.everywhere.values_list("made_as", flat=True))


def doors_of_two(county: County, seed: int) -> list[Door]:
    """Return the doors of a fresh grid, each handed to both chairs: in two rounds that go on beside one another."""
    stops = open_grid(county, "community", doors=DOORS, title=f"{seed} 甲", grid=str(seed))
    open_grid(county, "community", doors=DOORS, title=f"{seed} 乙", grid=str(seed), by="chair")
    return [stop.door for stop in stops]
