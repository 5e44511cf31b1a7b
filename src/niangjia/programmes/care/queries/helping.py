"""Awards, deliveries and emergencies as their pages show them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from niangjia.casework.access import Actor
from niangjia.casework.provision.deliveries import roster_of
from niangjia.casework.provision.library import services_for
from niangjia.casework.queries.awards import may_sign
from niangjia.programmes.care.programme import CHARTER
from niangjia.programmes.care.queries import pair_pages
from niangjia.programmes.care.queries.household import quota_lines
from niangjia.programmes.care.queries.needs import ways_of_needs
from niangjia.programmes.care.queries.words import KINDS, STATUS, paper_label, purpose_label
from niangjia.records.cases.models import Clock
from niangjia.records.provisions.models import Award, Delivery, Emergency, FollowUp, ServiceItem
from niangjia.records.sealing import unseal
from niangjia.records.unions.models import Union
from niangjia.web.sentences import told

NEWEST = 50


def award_rows(actor: Actor) -> QuerySet[Award]:
    """Return the awards within reach, those that wait first, then the newest."""
    return (
        actor.rows(Award, "see_care")
        .select_related("case__household", "case__owner_union", "project")
        .order_by("granted_at", "-id")
    )


def award_list(actor: Actor) -> dict[str, Any]:
    """Return the page of awards: what waits for a signature, and what was decided last."""
    rows = award_rows(actor)
    waiting = [award_line(one) for one in rows.filter(case__state="award_asked")]
    decided = [award_line(one) for one in rows.exclude(case__state="award_asked").order_by("-id")[:NEWEST]]
    return {"waiting": waiting, "decided": decided, "crumbs": crumbs(_("项目申请"))}


def award_line(one: Award) -> dict[str, Any]:
    """Return one award in a list."""
    return {
        "name": one.case.home.head_name,
        "label": one.project.label,
        "fen": one.amount_fen,
        "union_label": one.case.owner_union.short_name,
        "asked_at": one.asked_at,
        "status": STATUS.get(one.case.state, one.case.state),
        "url": reverse("care:award", args=[one.case_id]),
    }


def award_page(actor: Actor, award: Award) -> dict[str, Any]:
    """Return the page of one award."""
    project, above = award.project, award.project.second_above_fen
    needs_two = above is not None and award.amount_fen > above
    waits = award.case.state == "award_asked"
    human = actor.account.natural_person
    return {
        **award_line(award),
        "id": award.case_id,
        "number": award.case.number,
        "purpose_label": purpose_label(project.purpose),
        "own_paid_fen": award.own_paid_fen,
        "cap_fen": project.cap_fen,
        "own_paid_percent": project.own_paid_percent,
        "source": project.source,
        "reason": unseal(award, "reason"),
        "refusal": unseal(award, "refusal"),
        "papers": [{"key": one, "label": paper_label(one), "in": one in award.papers} for one in project.papers],
        "asked_by": award.asked_by.name,
        "seconded_by": award.seconded_by.name if award.seconded_by else "",
        "granted_by": award.granted_by.name if award.granted_by else "",
        "granted_at": award.granted_at,
        "needs_two": needs_two,
        "signs": may_sign(actor, award),
        "refuses": may_sign(actor, award) and actor.may("grant_awards"),
        "own": waits and award.asked_by.natural_person == human and actor.may("grant_awards"),
        "signed": waits and award.seconded_by is not None and award.seconded_by.natural_person == human,
        "may_add_papers": actor.may("give_help") and award.case.state == "award_asked",
        "household_url": reverse("care:household", args=[award.case.household_id]),
        "crumbs": crumbs(_("项目申请"), "care:awards", award.case.home.head_name),
    }


def crumbs(label: str, name: str = "", below: str = "") -> list[dict[str, str]]:
    """Return the way down from the first page of this window: to a page, or to one thing below the page ``name``."""
    way = [{"label": _("帮扶"), "url": reverse("care:home")}]
    if not name:
        return [*way, {"label": label, "url": ""}]
    return [*way, {"label": label, "url": reverse(name)}, {"label": below, "url": ""}]


def delivery_list(actor: Actor) -> dict[str, Any]:
    """Return the page of deliveries: by kind, and the newest."""
    rows = actor.rows(Delivery, "see_care")
    kinds = rows.values("kind").annotate(times=Count("pk"), quantity=Sum("quantity"), people=Sum("headcount"))
    return {
        "kinds": [{**one, "label": KINDS.get(one["kind"], one["kind"])} for one in kinds.order_by("kind")],
        "rows": [
            {
                "on": one.on,
                "label": one.service.label,
                "unit": one.service.unit,
                "place": one.place,
                "quantity": one.quantity,
                "headcount": one.headcount,
                "union_label": one.owner_union.short_name,
                "url": reverse("care:delivery", args=[one.pk]),
            }
            for one in rows.select_related("service", "owner_union").order_by("-on", "-id")[:NEWEST]
        ],
        "may_record": actor.may("give_help"),
        "crumbs": crumbs(_("送服务")),
    }


def delivery_page(delivery: Delivery) -> dict[str, Any]:
    """Return one delivery with the lines behind it."""
    return {
        "label": delivery.service.label,
        "unit": delivery.service.unit,
        "on": delivery.on,
        "place": delivery.place,
        "quantity": delivery.quantity,
        "headcount": delivery.headcount,
        "note": delivery.note,
        "union_label": delivery.owner_union.short_name,
        "lines": [{"text": text, "number": number} for text, number in roster_of(delivery)],
        "crumbs": crumbs(_("送服务"), "care:deliveries", told(delivery.service.label)),
    }


def services_of_seat(actor: Actor, *, today: date) -> list[ServiceItem]:
    """Return the services that the reader's own union may give."""
    seat = actor.seat("give_help")
    return [] if seat is None else services_for(seat.pk, on=today)


def helping_unions(actor: Actor) -> list[Union]:
    """Return the unions for which the reader may start help, the nearest to people first."""
    return list(actor.unions("give_help").filter(dissolved_on__isnull=True).order_by("code"))


def emergency_list(actor: Actor) -> dict[str, Any]:
    """Return the emergencies within reach, those still open first."""
    rows = actor.rows(Emergency, "give_help").select_related("case__household", "owner_union").order_by("-id")
    still_open = rows.exclude(case__state="emergency_closed")
    closed = rows.filter(case__state="emergency_closed")[:NEWEST]
    return {
        "open": [emergency_line(one) for one in still_open],
        "closed": [emergency_line(one) for one in closed],
        "crumbs": crumbs(_("应急帮扶")),
    }


def emergency_line(one: Emergency) -> dict[str, Any]:
    """Return one emergency in a list."""
    return {
        "name": one.case.home.head_name,
        "union_label": one.owner_union.short_name,
        "since": one.case.opened_at,
        "status": one.case.state,
        "url": reverse("care:emergency", args=[one.case_id]),
    }


def emergency_page(emergency: Emergency, *, today: date) -> dict[str, Any]:
    """Return one emergency: what happened, what was given, what goes on, by when."""
    case = emergency.case
    clock = Clock.objects.filter(case=case, stopped_at__isnull=True).order_by("due_on").first()
    follow_ups = FollowUp.objects.within([emergency.owner_union_id]).filter(emergency=emergency)
    papers = CHARTER["emergency"]["papers"]
    return {
        **emergency_line(emergency),
        "number": case.number,
        "state": case.state,
        "heard_by": emergency.get_heard_by_display(),
        "text": unseal(case.need, "text"),
        "verified_at": emergency.verified_at,
        "verified_by": emergency.verified_by.name if emergency.verified_by else "",
        "due_on": clock.due_on if clock else None,
        "due_today": bool(clock and clock.due_on == today),
        "given": [
            {"label": one.service.label, "on": one.on}
            for one in Delivery.objects.within([emergency.owner_union_id])
            .filter(case=case)
            .select_related("service")
            .order_by("id")
        ],
        "quotas": quota_lines(case.home, today=today),
        "follow_ups": [
            {
                "id": one.pk,
                "label": CHARTER["emergency"]["kinds"].get(one.kind, one.kind),
                "due_on": one.due_on,
                "result": CHARTER["emergency"]["results"].get(one.result, ""),
                "text": unseal(one, "text"),
                "done_at": one.done_at,
            }
            for one in follow_ups.order_by("due_on", "id")
        ],
        "papers": [papers.get(one, one) for one in emergency.papers],
        "household_url": reverse("care:household", args=[case.household_id]),
        "crumbs": crumbs(_("应急帮扶"), "care:emergencies", case.home.head_name),
    }


def home_page(actor: Actor) -> dict[str, Any]:
    """Return the ways on from the first page, each with how much waits there."""
    awards = actor.rows(Award, "see_care").filter(case__state="award_asked").count()
    ways = [
        {
            "label": _("项目库和服务清单"),
            "text": _("有哪些项目、给谁、最多多少"),
            "url": reverse("care:library"),
            "count": None,
        },
        {"label": _("项目申请"), "text": _("等着批的和批过的"), "url": reverse("care:awards"), "count": awards},
        {
            "label": _("送服务"),
            "text": _("走访、岗位、托管，送了什么"),
            "url": reverse("care:deliveries"),
            "count": None,
        },
    ]
    if actor.may("give_help"):
        still_open = actor.rows(Emergency, "give_help").exclude(case__state="emergency_closed").count()
        ways.insert(
            0,
            {
                "label": _("应急帮扶"),
                "text": _("当天先帮，手续后补"),
                "url": reverse("care:emergencies"),
                "count": still_open,
            },
        )
    if actor.may("redeem_services"):
        ways.append(
            {
                "label": _("扫码兑换"),
                "text": _("扫家庭的卡，或输入卡上的码"),
                "url": reverse("care:redeem_code"),
                "count": None,
            }
        )
    ways += pair_pages.ways(actor)  # -- pairs
    # -- needs
    ways += ways_of_needs(actor)
    # -- wishes
    return {"ways": ways}
