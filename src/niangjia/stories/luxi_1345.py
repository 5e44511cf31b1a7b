"""luxi-1345: 2,300 households are visited with twelve questions; who is a member at work also registers at home.

What the newspaper printed: a database of 12 indicators, 1,200 who were no members became known, 2,100 joined. That
1,000 of them joined at work and the others at their door, is ours; so is that every ninth day of visits has no signal.
The walk to the nearest service place belongs to a window that is not open yet. Everybody is invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from niangjia.casework import belonging, canvass, joining, offline
from niangjia.casework.queries import canvass as desk
from niangjia.outside.pictures import Limits
from niangjia.programmes.membership.forms.ledger import SurveyForm
from niangjia.programmes.membership.programme import INDICATORS, SURVEY, choices_of
from niangjia.programmes.membership.services import ledger
from niangjia.records.people.models import Membership
from niangjia.records.surveys.models import Door, Stop, Survey
from niangjia.stories import invented
from niangjia.stories.replays import Reached, Stage
from niangjia.stories.staged import Place, account_row, found, moment, union_row

BEGINS = date(2025, 1, 6)
HOUSEHOLDS, NOT_IN, AT_WORK, JOINED_AT_HOME = 2300, 1200, 1000, 1100
COMMUNITIES, EMPLOYERS = 4, 5
NO_SIGNAL_EVERY = 9
LIMITS = Limits(**{key: SURVEY["offline"]["photo"][key] for key in Limits.__dataclass_fields__})


def play(stage: Stage) -> Mapping[str, Reached]:
    """Let a thousand join at work, visit every household, register at home who belongs elsewhere, admit who wishes."""
    place = district()
    join_at_work(place)
    stage.say("在单位入会", AT_WORK, AT_WORK)
    for number in range(COMMUNITIES):
        visit(place, number)
        stage.say("入户走访", number + 1, COMMUNITIES)
    return figures()


def district() -> Place:
    """Found the district, its communities and the employers' unions; the party secretary is the union's chair."""
    unions = [union_row("district", "示例新区总工会", "county", files_returns=False)]
    unions += [union_row(f"C{n}", f"第 {n} 社区工会", "community", "district") for n in range(COMMUNITIES)]
    unions += [union_row(f"E{n}", f"示例企业 {n} 工会", "enterprise", "district") for n in range(EMPLOYERS)]
    accounts = [account_row("cadre", "沈某", "county", "district")]
    accounts += [account_row(f"chair-{n}", f"书记兼主席 {n}", "grassroots", f"C{n}") for n in range(COMMUNITIES)]
    return found(unions, accounts, place="示例新区", on=date(2024, 1, 1))


def join_at_work(place: Place) -> None:
    """Let those who have an employer with a union join there."""
    at, by = moment(BEGINS, 8), place.accounts["cadre"]
    for number in range(AT_WORK):
        union = place.unions[f"E{number % EMPLOYERS}"]
        worker = joining.know_worker(
            union, name=invented.name(number), id_number=invented.id_number(number), by=by, at=at
        )
        joining.admit(worker, union=union, begins_as="joined", on=BEGINS, by=by, at=at)


def visit(place: Place, community: int) -> None:
    """Open the round of one community and knock on its doors, day by day; some days there is no signal."""
    chair = place.actor(f"chair-{community}", BEGINS)
    going = ledger.open_round(place.unions[f"C{community}"], title="1345 走访", by=chair.account, at=moment(BEGINS, 9))
    addresses = [f"第 {community} 社区 {number} 号" for number in range(community, HOUSEHOLDS, COMMUNITIES)]
    ledger.enter_doors(going, grid="全社区", addresses=addresses, by=chair.account, at=moment(BEGINS, 9))
    given, day = 0, BEGINS
    while given < len(addresses):
        day += timedelta(days=1)
        given += ledger.give_grid(chair, going, grid="全社区", to=chair.account, on=day, at=moment(BEGINS, 9))
    stops = Stop.everywhere.filter(round=going).select_related("door", "round", "owner_union").order_by("door__place")
    for count, stop in enumerate(stops):
        number = community + count * COMMUNITIES
        at = moment(stop.on, 9 + count % 9)
        if (stop.on - BEGINS).days % NO_SIGNAL_EVERY == 0:
            send_in_the_evening(place, stop, number, day=stop.on)
        else:
            form = SurveyForm(content(number))
            form.full_clean()
            ledger.record_survey(
                stop.door,
                during=going,
                consent=form.cleaned_data["consent"],
                answered=form.answered,
                joins=bool(form.cleaned_data.get("joins")),
                by=chair.account,
                at=at,
            )
        if number < AT_WORK:
            register_at_home(stop.door, by=chair.account, at=at)


def content(number: int) -> dict[str, Any]:
    """Return what is filled in at one door: who joined at work, who is not in yet, who does not want to be entered."""
    if number >= AT_WORK + NOT_IN:
        return {"consent": "refused"}
    told: dict[str, Any] = {
        "consent": "given",
        "name": invented.name(number),
        "phone": invented.phone(number),
        "id_number": invented.id_number(number),
    }
    for place, one in enumerate(INDICATORS):
        if one["kind"] == "text":
            told[one["key"]] = "示例"
            continue
        keys = list(choices_of(one))
        chosen = keys[(number + place) % len(keys)]
        told[one["key"]] = [chosen] if one["kind"] == "many" else chosen
    told["wish"] = "already" if number < AT_WORK else "yes"
    told["joins"] = AT_WORK <= number < AT_WORK + JOINED_AT_HOME
    return told


def send_in_the_evening(place: Place, stop: Stop, number: int, *, day: date) -> None:
    """Send what was written without signal, twice: the first answer was lost. It counts once."""
    chair = place.actor(stop.account.username, day)
    at = moment(day, 19)
    package = offline.issue_package(
        chair, union=stop.through, device=UUID(int=chair.account.pk), hours=SURVEY["offline"]["hours"]["count"], at=at
    )
    piece = offline.Sent("survey", UUID(int=number + 1), stop.door.uid, stop.door.version, content(number))
    for _again in range(2):
        offline.receive(package, piece, limits=LIMITS, at=at)


def register_at_home(door: Door, *, by: Any, at: Any) -> None:
    """Register somebody who belongs to a union at work where she lives, too (双报到); she is counted once."""
    survey = Survey.everywhere.select_related("worker", "owner_union").get(door=door)
    if survey.worker is not None and survey.was_member:
        belonging.register_tie(survey.worker, union=survey.owner_union, kind="residence", on=at.date(), by=by, at=at)


def figures() -> Mapping[str, Reached]:
    """Return the questions that were answered, the doors, who became known, and who joined; each worker once."""
    surveys = Survey.everywhere.filter(consent="given").select_related("owner_union")
    asked = {key for survey in surveys[:200] for key in (*survey.answers, *told_keys(survey))}
    ids = list(surveys.order_by("owner_union").values_list("owner_union", flat=True).distinct())
    visited = desk.visited_doors(ids).count()
    known = desk.known_workers(ids, on=BEGINS).filter(was_member=False).count()
    joined = Membership.everywhere.filter(begins_as="joined").values("worker").distinct().count()
    return {
        "survey_indicators": Reached(Decimal(len(asked)), surveys.count()),
        "households_visited": Reached(Decimal(visited), visited),
        "non_members_known": Reached(Decimal(known), known),
        "members_joined": Reached(Decimal(joined), joined),
    }


def told_keys(survey: Survey) -> list[str]:
    """Return which personal questions were answered; what was said stays sealed."""
    return list(canvass.told_of(survey))
