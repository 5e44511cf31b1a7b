"""Help in the invented county: a library, guidance that leads on, pairs, needs, wishes, an emergency, and leaving."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from niangjia.casework import watch
from niangjia.casework.access.offices import end_post
from niangjia.casework.emergency import finish_follow_up, keep_reported, start_emergency
from niangjia.casework.provision.allowances import STANDING, allow, redeem
from niangjia.casework.provision.awards import ask_award, grant_award
from niangjia.casework.provision.cards import issue_card
from niangjia.casework.provision.deliveries import deliver
from niangjia.casework.provision.library import projects_for
from niangjia.casework.queries.needs import find_on_wall
from niangjia.programmes.care.services import help as care_help
from niangjia.programmes.care.services import needs, pairs, wishes
from niangjia.programmes.care.services.library import adopt_project, adopt_service
from niangjia.programmes.hardship.services import exits
from niangjia.records.cases.models import Exit, Standing
from niangjia.records.people.models import Household
from niangjia.records.provisions.models import FollowUp, Project, ServiceItem
from niangjia.records.tasks.models import Need
from niangjia.records.unions.models import Post
from niangjia.stories import invented
from niangjia.stories.county_played import Played, Say
from niangjia.stories.staged import moment

LISTED_ON = date(2026, 1, 5)
PROJECTS = ("living", "medical", "schooling", "accident", "condolence", "temporary", "autumn_study")
PACKAGE = ("supermarket", "laundry", "haircut")
SERVICES = (*PACKAGE, "childcare", "counselling", "volunteers", "posts", "visits")
PAIRED_ON = date(2026, 10, 16)
LEFT = 1
"""How many of those who may leave have left."""
HELPERS = ("helper", "helper2", "helper3", "helper4", "helper5", "helper6")


def keep_library(county: Played) -> None:
    """Take the presets over: what help there is, how much, and where it is handed out."""
    given: dict[str, Any] = {"from_on": LISTED_ON, "by": county.accounts["cadre"], "at": moment(LISTED_ON)}
    for key in PROJECTS:
        adopt_project(county.unions["QC"], key, **given)
    for key in SERVICES:
        adopt_service(county.unions["QC"], key, places=[county.unions["QC03"], county.unions["QC07"]], **given)


def clear_guidance(county: Played, *, solved: datetime, say: Say) -> None:
    """Let the unions work off what a rule led the households of a quarter to; each says that it is done."""
    opened = Need.everywhere.filter(origin="rule", case__state="need_open").select_related(
        "case__owner_union", "case__need"
    )
    told = [
        needs.Clearing(
            need=need,
            what="约好时间，当面讲清",
            due_on=solved.date(),
            told="已当面讲清怎么办，材料也给了",
            solved_by=county.accounts[county.chair_of(need.case.owner_union.code)],
            solved_at=solved,
            confirmed_at=solved + timedelta(days=1),
        )
        for need in opened.order_by("id")
    ]
    needs.clear_needs(told)
    say("指引办结", len(told), len(told))


def play(county: Played, *, say: Say) -> None:
    """Play what helped beside the money, up to the evening before the demonstration's day."""
    register = list(
        Standing.everywhere.filter(ended_on__isnull=True, from_on__lt=PAIRED_ON)
        .select_related("family__owner_union")
        .order_by("id")
    )
    homes = [one.family for one in register]
    clear_guidance(county, solved=moment(date(2026, 10, 21), 16), say=say)
    pair_some(county, homes)
    say("结对", 1, 5)
    raise_needs(county, homes)
    hang_wishes(county, homes)
    say("需求和心愿", 2, 5)
    hand_out(county, homes)
    say("兑换和项目", 3, 5)
    help_at_once(county)
    say("应急帮扶", 4, 5)
    leave_register(county)
    say("退出和回访", 5, 5)


def pair_some(county: Played, homes: Sequence[Household]) -> None:
    """Pair a dozen households; most were called that day, one not at all, one has a cadre who moved away."""
    cadre, at = county.accounts["cadre"], moment(PAIRED_ON, 14)
    for number, home in enumerate(homes[: 2 * len(HELPERS)]):
        helper = county.accounts[HELPERS[number % len(HELPERS)]]
        pairing = pairs.pair(home, cadre=helper, kind="hardship", by=cadre, at=at)
        if number == 1:
            continue
        pairs.log_contact(
            pairing,
            key=UUID(int=10_000 + number),
            channel="phone",
            reached=number != len(HELPERS),
            note="打过电话，家里都好" if number else "想给老人量血压",
            need_kind="" if number else "checkup",
            need_text="" if number else "老人行动不便，想请人上门量血压",
            by=helper,
            at=at + timedelta(hours=1, minutes=number),
        )
    moved = county.accounts[HELPERS[-1]]
    end_post(Post.objects.get(account=moved), on=date(2026, 10, 28), by=cadre, at=moment(date(2026, 10, 27), 17))


def raise_needs(county: Played, homes: Sequence[Household]) -> None:
    """Raise needs: one waits, one is in hand, one solved and to be confirmed, one major with its meeting held."""
    cadre = county.accounts["cadre"]
    day = date(2026, 10, 28)
    told: dict[str, Any] = {"origin": "visit", "by": cadre, "at": moment(day, 9)}
    needs.raise_need(homes[2], kind="housing", text="厨房屋顶漏雨", **told)
    in_hand = needs.raise_need(homes[3], kind="medical", text="慢性病卡没有办下来", **told)
    needs.measure(in_hand, what="陪着去医保窗口", due_on=date(2026, 10, 29), by=cadre, at=moment(day, 11))
    solved = needs.raise_need(homes[4], kind="legal", text="两个月工资没发", against_employer=True, **told)
    needs.solve(solved, told="调解好了，工资已经到账", by=cadre, at=moment(day, 17))
    asked = date(2026, 9, 15)
    major = needs.raise_difficulty(
        county.unions["QC06"], worker="周大年", text="车间没有更衣淋浴间", major=True, by=cadre, at=moment(asked)
    )
    needs.measure(
        major,
        what="班子会决定改建",
        kind="meeting",
        due_on=date(2026, 12, 10),
        decided_on=date(2026, 10, 9),
        reference="青总工纪〔2026〕9号",
        by=cadre,
        at=moment(date(2026, 10, 9), 16),
    )


WISHES = (
    ("schooling", "孩子想要一个新书包", "", "child"),
    ("schooling", "一个读小学的孩子想要一本字典", "released", "child"),
    ("living", "一位职工想要一台旧缝纫机", "released", "adult"),
    ("schooling", "一个孩子想要一盏台灯", "claimed", "child"),
    ("living", "一个孩子想要一双球鞋", "granted", "child"),
)
"""What is wished for, in which words, how far it has come, and by whom."""


def hang_wishes(county: Played, homes: Sequence[Household]) -> None:
    """Raise wishes: one waits for its words, two hang on the wall, one is claimed, one came true."""
    cadre, day = county.accounts["cadre"], date(2026, 10, 20)
    for number, (kind, text, stage, age_group) in enumerate(WISHES):
        wish = wishes.raise_wish(
            homes[5 + number],
            kind=kind,
            text=text,
            consent="spoken",
            released=text if stage else "",
            age_group=age_group,
            by=cadre,
            at=moment(day, 10),
        )
        if stage in {"claimed", "granted"}:
            at = moment(day + timedelta(days=number), 20)
            wishes.claim_wish(find_on_wall(wish.pk), name="热心人", phone=invented.phone(800_001 + number), at=at)
        if stage == "granted":
            wishes.fulfil(wish, told="球鞋送到了", thanks="谢谢，鞋正合脚", by=cadre, at=moment(date(2026, 10, 27), 16))


def hand_out(county: Played, homes: Sequence[Household]) -> None:
    """Hand out in kind and by project: a household with quotas and its card, a grant, one that waits, headcounts."""
    cadre, chair, partner = (county.accounts[name] for name in ("cadre", "chair", "partner"))
    street, at = county.unions["QC03"], moment(date(2026, 10, 12), 9)
    home = next(one for one in homes if one.owner_union_id == street.pk)
    for key in PACKAGE:
        offered = ServiceItem.everywhere.get(key=key)
        allowance = allow(home, offered, from_month="2026-10", basis=STANDING, by=chair, at=at)
        if key == PACKAGE[0]:
            redeem(allowance, place=street, key=UUID(int=20_000), by=partner, at=at + timedelta(days=4))
    issue_card(home, by=chair, at=at)
    condolence = next(one for one in projects(county) if one.key == "condolence")
    granted, _waits = (
        ask_award(one, condolence, amount_fen=800_00, reason="入冬慰问", by=chair, at=moment(date(2026, 10, 26), 9 + n))
        for n, one in enumerate(homes[10:12])
    )
    grant_award(granted, by=cadre, at=moment(date(2026, 10, 27), 9))
    visits = ServiceItem.everywhere.get(key="visits")
    for number in range(3):
        on = date(2026, 10, 12 + 7 * number)
        roster = [invented.name(900 + 10 * number + one) for one in range(6 + number)]
        deliver(visits, union=street, on=on, roster=roster, key=UUID(int=21_000 + number), by=chair, at=moment(on, 17))


def projects(county: Played) -> list[Project]:
    """Return the project library of the county."""
    return projects_for(county.unions["QC"].pk, on=LISTED_ON)


def help_at_once(county: Played) -> None:
    """Help a rider with a small child the day the video was seen; the papers are owed still."""
    chair, seen = county.accounts["chair"], date(2026, 10, 27)
    home = keep_reported(county.unions["QC03"], {"name": "骆远", "phone": invented.phone(810_001)}, at=moment(seen, 10))
    emergency = start_emergency(
        home, heard_by="video", text="单亲父亲带两岁孩子送餐", kind="care", by=chair, at=moment(seen, 10)
    )
    offered = {one.key: one for one in ServiceItem.everywhere.all()}
    care_help.verify_and_help(emergency, services=[offered["childcare"]], by=chair, at=moment(seen, 16))
    care_help.give_package(home, [offered[key] for key in PACKAGE], emergency=emergency, by=chair, at=moment(seen, 17))
    care_help.plan(emergency, kind="job", by=chair, at=moment(seen, 17))
    call = FollowUp.everywhere.filter(emergency=emergency, kind="call").get()
    finish_follow_up(call, result="reached", by=chair, at=moment(seen + timedelta(days=1), 10))


def leave_register(county: Played) -> None:
    """Let some leave who have stood above the line long enough; note what may throw one of them back."""
    cadre, second = county.accounts["cadre"], county.accounts["cadre2"]
    on = date(2026, 10, 22)
    ready = exits.ready_to_leave(county.actor("cadre", on).union_ids("see_verdicts"), on=on)[:LEFT]
    left = exits.leave_many(
        ready,
        reason="out_of_hardship",
        told="您家的收入已经连续几个季度高于标准。帮扶还会接着做，有变化请打 12351。",
        on=on,
        by=cadre,
        second=second,
        at=moment(on, 15),
    )
    gone: Exit | None = left.made[0] if left.made else None
    if gone is not None:
        watch.note_signal(
            gone.standing.family,
            kind="bill",
            origin="neighbours",
            told="户主十月住院，自己付了两万多",
            on=date(2026, 10, 24),
            by=cadre,
            at=moment(date(2026, 10, 27), 14),
        )
