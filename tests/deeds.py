"""Every deed of every desk, ready to be done once to the played quarter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from declaring_deeds import DECLARING_DEEDS
from deeds_of_accounts import DEEDS_OF_ACCOUNTS
from deeds_of_belonging import DEEDS_OF_BELONGING
from deeds_of_help import DEEDS_OF_HELP
from deeds_of_joining import DEEDS_OF_JOINING
from deeds_of_ledger import DEEDS_OF_LEDGER
from deeds_of_needs import DEEDS_OF_NEEDS
from deeds_of_notices import DEEDS_OF_NOTICES
from deeds_of_unions import DEEDS_OF_UNIONS
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db.models import Model
from django.test import Client
from played_exits import let_leave
from played_quarter import PERIOD, PlayedQuarter, household, workbook
from small_county import AT, LONG_AGO, PASSWORD
from visiting import fresh, with_visits

from niangjia.casework import (
    adoption,
    intake,
    leaving,
    messages,
    needs,
    papers,
    payment,
    placement,
    privacy,
    progress,
    review,
    standing,
    watch,
)
from niangjia.casework.access import offices
from niangjia.casework.assessment import latest_assessment
from niangjia.casework.reminders import Reminding, remind_of_clocks, remind_of_returns
from niangjia.programmes.hardship import services
from niangjia.records.accounts.models import Bucket, Entitlement, Fund
from niangjia.records.cases.models import Case, Decision, Exit, Override, Signal, Standing
from niangjia.records.papers.models import Return, ReturnRow, Upload
from niangjia.records.people.models import MergeProposal, Person
from niangjia.records.placements.models import Pairing
from niangjia.records.practices.models import Adoption
from niangjia.records.trail.models import Event
from niangjia.records.unions.models import Post, Union
from niangjia.records.visits.models import Visit

LATER = AT + timedelta(days=1)
RULE = Reminding(before=3, again=2, source="示例")
OWED = placement.Owed(LATER.date(), LATER.date())
Deed = Callable[[PlayedQuarter], Any]


def first(model: Any, **lookup: Any) -> Any:
    found = model.everywhere.filter(**lookup).order_by("id").first()
    assert found is not None, f"{model.__name__} {lookup}"
    return found


def new_union(played: PlayedQuarter) -> Any:
    union = Union(code="new", name="新", short_name="新", kind="street", place="", founded_on=LONG_AGO)
    return offices.found_union(union, parents={"territory": played.county.unions["county"]}, by=None, at=LATER)


def judged_again(played: PlayedQuarter) -> Any:
    case = Case.everywhere.get(pk=played.case("foreign", "陈十").pk)
    return services.run_quarter(played.county.actor("stranger"), period=case.period, at=LATER)


def some_row(played: PlayedQuarter, number: int) -> intake.FiledRow:
    upload = first(Upload, owner_union=played.county.unions["street"])
    reading = services.reading_of_upload(upload).rows[0]
    return services.filed(reading, mended={"number": str(number)})


def mended(played: PlayedQuarter) -> Any:
    row = first(ReturnRow, owner_union=played.county.unions["community"], verdict="fix", replaced_by=None)
    return services.mend_row(row, written={"persons": "3"}, by=played.county.accounts["chair"], at=LATER)


def received(played: PlayedQuarter) -> Any:
    county = played.county
    content = workbook(county, "street", [household(60, "新户")])
    filed_in = first(Return, owner_union=county.unions["street"])
    return intake.receive_upload(filed_in, name="b.xlsx", content=content, by=county.accounts["chair"], at=LATER)


def filed(played: PlayedQuarter) -> Any:
    upload = first(Upload, owner_union=played.county.unions["street"])
    Upload.everywhere.filter(pk=upload.pk).update(state="received")
    rows = [some_row(played, 1)]
    return intake.file_rows(upload, rows, nil=False, notices=(), by=played.county.accounts["chair"], at=LATER)


def refused(played: PlayedQuarter) -> Any:
    upload = first(Upload, owner_union=played.county.unions["street"])
    Upload.everywhere.filter(pk=upload.pk).update(state="received")
    return intake.refuse_upload(upload, why="读不了", by=played.county.accounts["chair"], at=LATER)


def signed(played: PlayedQuarter) -> Any:
    case = played.case("mill", "郑七")
    assessment = latest_assessment(case)
    assert assessment is not None
    return services.sign(case, seen=assessment.fingerprint, by=played.county.accounts["second"], at=LATER)


def entitlement(played: PlayedQuarter, state: str) -> Entitlement:
    found: Entitlement = (
        Entitlement.everywhere.select_related("decision__signed_by")
        .filter(state=state, owner_union__code__in=("street", "community"))
        .order_by("id")[0]
    )
    return found


def bucket(played: PlayedQuarter, purpose: str = "living_aid") -> Bucket:
    found: Bucket = first(Bucket, owner_union=played.county.unions["county"], purpose=purpose)
    return found


def till(played: PlayedQuarter) -> dict[str, Any]:
    return {"by": played.county.accounts["finance"], "at": LATER}


def cadre(played: PlayedQuarter) -> dict[str, Any]:
    return {"by": played.county.accounts["cadre"], "at": LATER}


def reserved(played: PlayedQuarter) -> Any:
    one = entitlement(played, "entitled")
    return payment.reserve(one, bucket=bucket(played, one.benefit), **till(played))


def posted_to(path: str, **data: str) -> Any:
    return Client().post(path, data)


def signed_out(played: PlayedQuarter) -> Any:
    client = Client()
    client.post("/login/", {"username": "leader", "password": PASSWORD})
    return client.post("/logout/")


def adopted(played: PlayedQuarter) -> Adoption:
    return Adoption.objects.get(union=played.county.unions["county"])


def judged_on(played: PlayedQuarter) -> Case:
    return Case.everywhere.get(pk=played.case("mill", "郑七").pk)


def read(played: PlayedQuarter) -> int:
    chair = played.county.accounts["chair"]
    told = {"kind": "reminder", "text": "请报表", "address": "", "at": LATER}
    messages.notify([chair], key="to be read", union=played.county.unions["street"], **told)
    return messages.read_messages(messages.own_messages(played.county.actor("chair")), by=chair, at=LATER)


def sent(played: PlayedQuarter) -> Visit:
    """Send two people to a household, by hand; its county visits from now on."""
    county = played.county
    with_visits(county)
    accounts = [county.accounts[name].pk for name in ("industry-chair", "helper")]
    case = Case.everywhere.select_related("owner_union", "household").get(pk=played.case("mill", "王八").pk)
    return fresh(services.assign_by_hand(county.actor("cadre"), case, accounts=accounts, at=LATER))


def reported(played: PlayedQuarter) -> Visit:
    visit = sent(played)
    services.report_visit(visit, consent="王八", by=played.county.accounts["industry-chair"], at=LATER)
    return fresh(visit)


def contested(played: PlayedQuarter) -> Visit:
    visit = reported(played)
    services.contradict_visit(visit, objection="没有进门", by=played.county.accounts["helper"], at=LATER)
    return fresh(visit)


def visit_of(played: PlayedQuarter) -> Visit:
    return fresh(first(Visit, case=played.case("mill", "郑七")))


def held(played: PlayedQuarter) -> Pairing:
    """Return the pairing of a household of the street."""
    return Pairing.everywhere.get(household=played.case("street", "钱二").household, ended_on__isnull=True)


DEEDS: dict[str, Deed] = {
    "access.offices.found_union": new_union,
    "access.offices.start_line": lambda p: offices.start_line(
        p.county.unions["street-2"], line="industry", by=None, at=LATER
    ),
    "access.offices.give_post": lambda p: offices.give_post(
        p.county.accounts["newcomer"],
        union=p.county.unions["mill"],
        role="leader",
        title="",
        from_on=LONG_AGO,
        by=None,
        at=LATER,
    ),
    "access.offices.end_post": lambda p: offices.end_post(
        Post.objects.get(account=p.county.accounts["second"]), on=LATER.date(), by=None, at=LATER
    ),
    **DEEDS_OF_UNIONS,
    "access.sign_in.sign_in": lambda _p: posted_to("/login/", username="leader", password=PASSWORD),
    "access.sign_in.count_failure": lambda _p: posted_to("/login/", username="leader", password=f"not {PASSWORD}"),
    "access.sign_in.sign_out": signed_out,
    "adoption.adopt": lambda p: adoption.adopt(
        p.county.unions["mill"],
        practice="qingtongxia-quarterly",
        policy="sample",
        from_on=LONG_AGO,
        taken_from=p.county.unions["county"],
        **cadre(p),
    ),
    "adoption.choose_value": lambda p: adoption.choose_value(
        adopted(p), parameter="homes_limit", is_text="3", from_on=LONG_AGO, source="示例", **cadre(p)
    ),
    "assessment.assess": judged_again,
    "intake.households.propose_merge": lambda p: intake.propose_merge(
        p.case("mill", "郑七").household, p.case("mill", "王八").household, period=PERIOD, differences=(), at=LATER
    ),
    "intake.households.apply_merge": lambda p: intake.apply_merge(
        first(MergeProposal, state="open", second__owner_union__code="mill"), same=True, **cadre(p)
    ),
    "intake.returns.expect_returns": lambda p: intake.expect_returns(
        [p.county.unions["street"]], period="2026Q4", due_on=LATER.date(), **cadre(p)
    ),
    "intake.returns.receive_upload": received,
    "intake.returns.refuse_upload": refused,
    "intake.returns.file_rows": filed,
    "intake.returns.file_nil": lambda p: intake.file_nil(
        first(Return, owner_union=p.county.unions["street-2"]), **cadre(p)
    ),
    "intake.returns.mend_row": mended,
    "payment.open_fund": lambda p: payment.open_fund(
        p.county.unions["county"], name="又一笔", source="示例", **till(p)
    ),
    "payment.open_bucket": lambda p: payment.open_bucket(
        first(Fund, owner_union=p.county.unions["county"]), purpose="living_aid", year=2027, **till(p)
    ),
    "payment.allocate": lambda p: payment.allocate(bucket(p), amount_fen=5, key="v", note="", **till(p)),
    "payment.reserve": reserved,
    "payment.post": lambda p: payment.post(entitlement(p, "reserved"), **till(p)),
    "payment.release": lambda p: payment.release(entitlement(p, "reserved"), **till(p)),
    "privacy.reveal": lambda p: privacy.reveal(
        first(Person, relation="本人"), field="phone", purpose="contact", **cadre(p)
    ),
    "privacy.write_download": lambda p: privacy.write_download(first(Upload), **cadre(p)),
    "progress.advance": lambda p: progress.advance(judged_on(p), step="send_back", **cadre(p)),
    "review.sign": signed,
    "review.send_back": lambda p: review.send_back(judged_on(p), reason="补", **cadre(p)),
    "review.propose_override": lambda p: review.propose_override(
        judged_on(p), tier="deep", amounts_fen={"living_aid": 1}, reason="理由", **cadre(p)
    ),
    "review.check_override": lambda p: review.check_override(
        first(Override, state="open"), agreed=True, by=p.county.accounts["leader"], at=LATER
    ),
    "adoption.switch_step": lambda p: adoption.switch_step(
        adopted(p), step="assign", is_on=True, from_on=LATER.date(), source="示例", **cadre(p)
    ),
    # -- opening, messages
    "messages.notify": lambda p: messages.notify(
        [p.county.accounts["chair"]],
        key="k",
        kind="reminder",
        text="请报表",
        union=p.county.unions["street"],
        address="",
        at=LATER,
    ),
    "messages.read_messages": read,
    "reminders.remind_of_returns": lambda p: remind_of_returns(
        [first(Return, owner_union=p.county.unions["street"])],
        rule=RULE,
        addresses={first(Return, owner_union=p.county.unions["street"]).pk: "/"},
        early=True,
        on=LATER.date(),
        at=LATER,
    ),
    "reminders.remind_of_clocks": lambda _p: remind_of_clocks(
        programme="hardship", rule=RULE, labels={}, address="/", on=AT.date() + timedelta(days=60), at=LATER
    ),
    # -- papers
    **DECLARING_DEEDS,
    "papers.keep_paper": lambda p: papers.keep_paper(
        p.case("mill", "郑七").household, kind="check_consent", period=PERIOD, told={"signer": "郑七"}, **cadre(p)
    ),
    # -- visits
    "visits.assigning.assign": sent,
    "visits.assigning.hand_over": lambda p: services.hand_over_visit(
        p.county.actor("cadre"),
        sent(p),
        place=1,
        account=p.county.accounts["second"].pk,
        reason="ill",
        at=LATER,
    ),
    "visits.assigning.send_again": lambda p: services.send_again(contested(p), **cadre(p)),
    "visits.recusal.declare_kin": lambda p: services.declare_kin(
        p.case("mill", "郑七").household, account=p.county.accounts["chair"], relation="表兄", **cadre(p)
    ),
    "visits.reporting.record_consent": lambda p: services.record_consent(
        visit_of(p), signer="郑七", by=p.county.accounts["helper"], at=LATER
    ),
    "visits.reporting.save_draft": lambda p: services.save_look(
        visit_of(p), look="people", answers={}, by=p.county.accounts["helper"], at=LATER
    ),
    "visits.reporting.file_report": reported,
    "visits.reporting.confirm_report": lambda p: services.confirm_visit(
        reported(p), by=p.county.accounts["helper"], at=LATER
    ),
    "visits.reporting.contradict_report": contested,
    # -- notices
    **DEEDS_OF_NOTICES,
    # -- exits
    "standing.keep": lambda p: standing.keep(p.case("street", "钱二"), **cadre(p)),
    "standing.follow": lambda p: standing.follow(
        p.case("street", "钱二").household, p.case("mill", "郑七").household, **cadre(p)
    ),
    "leaving.leave": lambda p: let_leave(
        first(Standing, ended_on=None), reason="floor_support", by=p.county.accounts["cadre"], at=LATER
    ),
    "leaving.check_exit": lambda p: leaving.check_exit(
        first(Exit, state="proposed"), agreed=True, by=p.county.accounts["second"], at=LATER
    ),
    "leaving.propose_undo": lambda p: leaving.propose_undo(first(Exit, state="stands"), told="误", **cadre(p)),
    "leaving.check_undo": lambda p: leaving.check_undo(
        first(Exit, state="undoing"), agreed=True, by=p.county.accounts["second"], at=LATER
    ),
    "watch.note_signal": lambda p: watch.note_signal(
        p.case("street", "钱二").household, kind="bill", origin="visit", told="住院", on=LATER.date(), **cadre(p)
    ),
    "watch.dismiss_signal": lambda p: watch.dismiss_signal(first(Signal, state="open"), told="已报销", **cadre(p)),
    "watch.reopen": lambda p: watch.reopen(first(Signal, state="open"), told="要再看", **cadre(p)),
    "watch.log_revisit": lambda p: watch.log_revisit(
        first(Exit, state="stands"), told="都好", is_well=True, on=LATER.date(), **cadre(p)
    ),
    "standing.enter": lambda p: standing.enter(
        p.case("community", "李四").household, decision=first(Decision, tier="relative"), **cadre(p)
    ),
    # -- pairs
    "placement.pair": lambda p: placement.pair(
        p.case("mill", "郑七").household, cadre=p.county.accounts["helper"], kind="care", owed=OWED, most=9, **cadre(p)
    ),
    "placement.pair_many": lambda p: placement.pair_many(
        [(p.case("mill", "王八").household, p.county.accounts["helper"])], kind="care", owed=OWED, most=9, **cadre(p)
    ),
    "placement.log_contact": lambda p: placement.log_contact(
        held(p), key=UUID(int=99), channel="visit", reached=True, owed=OWED, **cadre(p)
    ),
    "placement.hand_over": lambda p: placement.hand_over(
        held(p), to=p.county.accounts["second"], reason="load", owed=OWED, most=9, **cadre(p)
    ),
    "placement.end_pairing": lambda p: placement.end_pairing(held(p), reason="died", **cadre(p)),
    # -- needs
    "needs.open_need": lambda p: needs.open_need(
        p.case("mill", "郑七").household,
        matter="need",
        kind="living",
        origin="visit",
        text="屋顶漏雨",
        state="need_open",
        **cadre(p),
    ),
    **DEEDS_OF_NEEDS,
    # -- provisions
    **DEEDS_OF_HELP,
    # -- belonging
    **DEEDS_OF_BELONGING,
    # -- ledger
    **DEEDS_OF_LEDGER,
    # -- joining
    **DEEDS_OF_JOINING,
    # -- accounts
    **DEEDS_OF_ACCOUNTS,
}


def written_down(*besides: type[Model]) -> list[Any]:
    """Return everything that is kept, sessions and events apart, and what is named ``besides``."""
    models = [model for model in apps.get_models() if model not in (Session, Event, *besides)]
    return [list(model._base_manager.order_by("pk").values()) for model in models if model.__name__ != "Head"]
