"""Door-knocking of the played quarter: a round with doors in each county, and what a phone sent that waits."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from uuid import UUID

from PIL import Image
from small_county import AT, County

from niangjia.casework import offline
from niangjia.casework.canvass import Answered
from niangjia.outside.pictures import Limits
from niangjia.programmes.membership.services import ledger
from niangjia.records.surveys.models import Door, Package, Stop, Submission, Survey
from niangjia.stories import invented

LIMITS = Limits(4_000_000, 40_000_000, 1600, 400_000)
ANSWERS = {"occupation": "courier", "wish": "yes", "hours": "over10"}
KNOCKERS = {"community": "community-chair", "foreign": "foreign-chair"}


def answered(name: str, number: int, *, shows_card: bool = False, **answers: str) -> Answered:
    """Return what somebody at a door says who agrees to be entered; who joins shows the card."""
    person = {"name": name, "phone": f"1540007{number:04d}", "group": "courier", "employer": "云雀速运"}
    person |= {"id_number": card_of(number)} if shows_card else {}
    return Answered(person=person, answers={**ANSWERS, **answers}, told={"difficulty": "孩子没人看"})


def card_of(number: int) -> str:
    """Return the number on the card of somebody at a door."""
    return invented.id_number(7000 + number)


def content(name: str, number: int, **rest: object) -> dict[str, object]:
    """Return the like as a phone sends it."""
    phone = f"1540007{number:04d}"
    return {"consent": "given", "name": name, "phone": phone, "occupation": "courier", "wish": "yes", **rest}


def open_grid(
    county: County,
    code: str,
    *,
    doors: int,
    title: str = "秋季摸底",
    grid: str = "3 号楼",
    by: str = "",
    at: datetime = AT,
) -> list[Stop]:
    """Open a round of a union with one grid, and hand it to whoever knocks there."""
    actor = county.actor(by or KNOCKERS[code])
    going = ledger.open_round(county.unions[code], title=title, by=actor.account, at=at)
    addresses = [f"{code} {grid} {number:03d}" for number in range(1, doors + 1)]
    ledger.enter_doors(going, grid=grid, addresses=addresses, by=actor.account, at=at)
    ledger.give_grid(actor, going, grid=grid, to=actor.account, on=at.date(), at=at)
    return list(Stop.everywhere.filter(round=going).select_related("door", "round").order_by("door__place"))


def packed(county: County, username: str, *, device: int = 1, at: datetime = AT) -> Package:
    """Hand somebody a package on one of their devices."""
    actor = county.actor(username, at.date())
    union = actor.seat("work_offline")
    assert union is not None
    return offline.issue_package(actor, union=union, device=UUID(int=device), hours=72, at=at)


def sent(door: Door, uid: int, told: dict[str, object], *, base: int = 0, own: tuple[int, ...] = ()) -> offline.Sent:
    """Return what a phone sends of a door."""
    before = tuple(str(UUID(int=one)) for one in own)
    return offline.Sent("survey", UUID(int=uid), door.uid, base, told, before)


def receive(package: Package, piece: offline.Sent, *, at: datetime = AT) -> Submission:
    return offline.receive(package, piece, limits=LIMITS, at=at)


def play_ledger(county: County) -> None:
    """Let two doors be answered in each county, one refused; and let one phone contradict another."""
    for number, code in enumerate(("community", "foreign"), start=1):
        stops = open_grid(county, code, doors=4)
        by = county.accounts[KNOCKERS[code]]
        ledger.record_survey(
            stops[0].door,
            during=stops[0].round,
            consent="given",
            answered=answered("华十", number, shows_card=True),
            by=by,
            at=AT,
        )
        ledger.record_survey(stops[1].door, during=stops[1].round, consent="refused", by=by, at=AT)
        package = packed(county, KNOCKERS[code])
        first, second = 700 + number, 800 + number
        for uid, told in ((first, content("金十一", 20 + number)), (second, content("金十二", 30 + number))):
            receive(package, replace(sent(stops[2].door, uid, told), signature=drawn(), photo=drawn()))


def drawn() -> str:
    """Return a small picture as a phone sends it."""
    kept = BytesIO()
    Image.new("RGB", (40, 20), "white").save(kept, "PNG")
    return "data:image/png;base64," + b64encode(kept.getvalue()).decode()


def signed_piece(county: County, *, photo: str = "") -> Submission:
    """Return a piece of the community that came with a signature, and with a photo if one is given."""
    stop = Stop.everywhere.filter(owner_union__code="community", ended_at__isnull=True).order_by("-door__place")[0]
    piece = sent(stop.door, 901, content("魏十四", 44))
    return receive(packed(county, "community-chair"), replace(piece, signature=drawn(), photo=photo))


def waiting_piece() -> Submission:
    """Return a piece of the community that waits for a choice."""
    found = Submission.everywhere.filter(owner_union__code="community", state="conflict").first()
    assert found is not None
    return found


def not_yet() -> Survey:
    """Return the survey of somebody of the community who is not in yet."""
    found = Survey.everywhere.filter(owner_union__code="community", worker__name="华十").first()
    assert found is not None
    return found


def no_card() -> Survey:
    """Return the survey of somebody of the community who showed no card."""
    found = Survey.everywhere.filter(owner_union__code="community", worker__id_index="").first()
    assert found is not None
    return found
