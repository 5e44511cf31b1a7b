"""hainan-courier-forum: couriers hear what a union is, and carry it back to their colleagues.

What the newspaper printed: a meeting answers five questions – what a union is, how to join, rights and duties, what it
does for you, what an employer gains – and those who attended carry the answers back. How many they were no page tells:
the numbers here are examples. Everybody is invented.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from niangjia.casework.applications import admit_applicant
from niangjia.casework.queries.belonging import open_membership
from niangjia.programmes.membership.queries.joining import faq_page
from niangjia.programmes.membership.services import joining
from niangjia.records.joinings.models import Joining
from niangjia.records.people.models import Worker
from niangjia.records.unions.models import Union
from niangjia.stories import invented
from niangjia.stories.replays import Reached, Stage
from niangjia.stories.staged import account_row, found, moment, union_row

FORUM, AFTER = date(2021, 9, 7), date(2021, 9, 8)
ATTENDED, COLLEAGUES = 12, 2
"""示例: how many sat in the meeting, and how many colleagues each of them brought along."""


def play(stage: Stage) -> Mapping[str, Reached]:
    """Answer the questions, let those who attended join, and follow the links that they pass on."""
    place = found(
        [
            union_row("county", "示例县总工会", "county", files_returns=False),
            union_row("couriers", "示例县快递行业工会联合会", "federation", "county", files_returns=False),
        ],
        [account_row("chair", "符某", "grassroots", "couriers")],
        place="示例县",
        on=date(2021, 1, 4),
    )
    union, chair = place.unions["couriers"], place.accounts["chair"]
    questions = len(faq_page(union)["questions"])
    attended = [join(union, number) for number in range(ATTENDED)]
    for one in attended:
        admit_applicant(one, by=chair, at=moment(FORUM, 16))
    stage.say("座谈会当天入会", ATTENDED, ATTENDED)
    brought = [
        join(union, ATTENDED + index * COLLEAGUES + turn, by=one.case.worker)
        for index, one in enumerate(attended)
        for turn in range(COLLEAGUES)
    ]
    for one in brought:
        admit_applicant(one, by=chair, at=moment(AFTER, 16))
    stage.say("同事带来的入会", len(brought), len(brought))
    return {"questions_answered": Reached(Decimal(questions), questions), **figures()}


def join(union: Union, number: int, *, by: Worker | None = None) -> Joining:
    """Let a courier ask to join; one whom a colleague brought follows that colleague's own link."""
    told = {
        "name": invented.name(number),
        "id_number": invented.id_number(number),
        "phone": invented.phone(number),
        "group": "courier",
    }
    held = None if by is None else open_membership(by)
    day, door = (FORUM, "trade") if by is None else (AFTER, "member")
    link = None if held is None else held.uid
    return joining.ask(union, told=told, door=door, brought_by=link, at=moment(day, 15))[0]


def figures() -> Mapping[str, Reached]:
    """Count who joined, who was brought along, and who brought somebody, from the rows."""
    joined = Joining.everywhere.filter(admitted=True)
    brought = joined.filter(brought_by__isnull=False)
    counted = {
        "joined_at_the_forum": joined.filter(brought_by=None).count(),
        "brought_along": brought.count(),
        "members_who_brought": brought.values("brought_by").distinct().count(),
    }
    return {figure: Reached(Decimal(count), count) for figure, count in counted.items()}
