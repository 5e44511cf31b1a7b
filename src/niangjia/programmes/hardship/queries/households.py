"""Lists: the households of a quarter, the pairs that may be one, the policies and a union's own values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from niangjia.casework import queries as desk
from niangjia.casework.access import Actor
from niangjia.casework.privacy import masked
from niangjia.casework.queries import notices
from niangjia.casework.review import CANNOT_TELL, NO_TIER
from niangjia.engines.rules.facts import Fact
from niangjia.engines.rules.words import fact_text
from niangjia.programmes.hardship.programme import PROGRAMME
from niangjia.programmes.hardship.queries.rows import reading_of
from niangjia.programmes.hardship.queries.verdict import STATUS
from niangjia.records.cases.models import Assessment, Case, Override
from niangjia.records.papers.models import ReturnRow
from niangjia.records.people.models import Household, MergeProposal, Person
from niangjia.values.periods import Quarter
from niangjia.web.forms import row_number
from niangjia.web.sentences import told
from niangjia.web.wording import quarter_text

ON_A_PAGE = 50
EVERY_QUARTER = "all"
KEPT = ("q", "period", "union", "tier", "state", "sort")
ORDERS = {"name": "household__head_name", "tier": "tier", "union": "owner_union__code", "number": "number"}


def household_page(actor: Actor, asked: Mapping[str, str], *, periods: list[str], today: date) -> dict[str, Any]:
    """Return everything that ``hardship/households.html`` shows; ``asked`` is the query of the address."""
    period = period_of(asked, periods)
    cases = filtered(actor.rows(Case, "see_verdicts"), asked, period=period)
    ordered = cases.select_related("household", "owner_union", "row").order_by(
        "-period", ORDERS.get(asked.get("sort", ""), "number"), "id"
    )
    page = Paginator(ordered, ON_A_PAGE).get_page(asked.get("page"))
    shown = list(page.object_list)
    newest = desk.newest_assessments(shown)
    heads = desk.heads(shown)
    overridden = desk.overrides_in_force(newest.values())
    before = desk.tiers_in(shown, periods={quarter_before(case) for case in shown})
    ripe = ripe_for_signing(shown, today=today) if actor.may("sign_decisions") else set()
    return {
        "quarter_label": quarter_text(period) if period else _("全部季度"),
        "every_quarter": not period,
        "filters": filters(actor, asked, periods),
        "empty": nothing_found(asked, period),
        "rows": [
            listed(
                case,
                newest.get(case.pk),
                heads.get(case.home_id),
                before=before.get((case.home_id, quarter_before(case)), ""),
                ripe=case.pk in ripe,
                override=overridden.get(case.pk),
            )
            for case in shown
        ],
        "sign_many": {
            "url": reverse("hardship:sign_many"),
            "hint": _("只签打勾的；签字前请至少点开看过。自己上报的不能自己签。"),
        }
        if ripe
        else None,
        "total": page.paginator.count,
        "first": page.start_index(),
        "last": page.end_index(),
        "pages": {"number": page.number, "count": page.paginator.num_pages, "url": page_url(asked)},
        "sort": {"key": asked.get("sort", ""), "descending": False},
    }


def period_of(asked: Mapping[str, str], periods: Sequence[str]) -> str:
    """Return the quarter that is listed; empty for every quarter.

    Whoever looks for a name or a number and chose no quarter looks in all; whoever asks for nothing sees the newest.
    """
    chosen = asked.get("period", "")
    if chosen in periods:
        return chosen
    if chosen == EVERY_QUARTER or sought(asked) or not periods:
        return ""
    return periods[0]


def sought(asked: Mapping[str, str]) -> str:
    """Return the name or the number that is looked for."""
    return asked.get("q", "").replace("\0", "").strip()  # PostgreSQL knows no such character


def quarter_before(case: Case) -> str:
    """Return the quarter before that of a case."""
    return str(Quarter.parse(case.period).previous)


def nothing_found(asked: Mapping[str, str], period: str) -> dict[str, str]:
    """Return what the page says when it lists nobody: where it looked, and the way to look in every quarter."""
    if not period:
        return {"text": _("全部季度都查过。换个姓名或工会再查；刚上传的表，运行季度认定之后才有结论。")}
    return {
        "text": _("只查了%(quarter)s。刚上传的表，运行季度认定之后才有结论。") % {"quarter": quarter_text(period)},
        "url": f"?{urlencode(kept_of(asked) | {'period': EVERY_QUARTER})}",
        "action": _("在全部季度里查"),
    }


def filtered(cases: QuerySet[Case], asked: Mapping[str, str], *, period: str) -> QuerySet[Case]:
    """Return the cases that the filters ask for; only fields of this list can be asked for."""
    cases = cases.filter(programme=PROGRAMME.key)
    if period:
        cases = cases.filter(period=period)
    if asked.get("tier") in PROGRAMME.tiers:
        cases = cases.filter(tier=asked["tier"])
    if asked.get("union"):
        cases = cases.filter(owner_union_id=row_number(asked["union"]))
    if asked.get("state") in PROGRAMME.lifecycle.states:
        cases = cases.filter(state=asked["state"])
    if wanted := sought(asked):
        cases = cases.filter(Q(household__head_name__contains=wanted) | Q(number=wanted))
    return cases


def ripe_for_signing(cases: Sequence[Case], *, today: date) -> set[int]:
    """Return those of ``cases`` that can be signed now: nothing comes before the signature, or the notice is over.

    Whoever is in no tier is led on at once.
    """
    due, last_days = notices.cases_on_clock(cases, "grant"), notices.last_days(cases)
    return {
        case.pk
        for case in cases
        if (case.state == "published" and case.pk in last_days and today > last_days[case.pk])
        or (case.state in {"judged", "visited"} and (case.pk in due or case.tier == NO_TIER))
    }


def kept_of(asked: Mapping[str, str]) -> dict[str, str]:
    """Return what of the address of this list is kept from one page of it to the next."""
    return {key: asked[key] for key in KEPT if asked.get(key)}


def page_url(asked: Mapping[str, str]) -> str:
    """Return the address of this list up to the page number."""
    kept = kept_of(asked)
    return f"?{urlencode(kept)}&page=" if kept else "?page="


def filters(actor: Actor, asked: Mapping[str, str], periods: list[str]) -> dict[str, Any]:
    """Return the filters above the list."""

    def options(pairs: list[tuple[str, str]], chosen: str) -> list[dict[str, Any]]:
        return [{"value": value, "label": label, "selected": value == chosen} for value, label in pairs]

    unions = [(str(one.pk), one.short_name) for one in actor.unions("see_verdicts").order_by("code")]
    chosen = asked.get("period", "")
    quarters = [("", _("不选季度")), (EVERY_QUARTER, _("全部季度"))] + [(one, quarter_text(one)) for one in periods]
    tiers = [(key, _(label)) for key, label in PROGRAMME.tiers.items()]
    states = [(key, _(label)) for key, label in PROGRAMME.lifecycle.states.items()]
    return {
        "fields": [
            {"name": "q", "label": _("姓名或办件号"), "kind": "search", "value": asked.get("q", ""), "options": []},
            {
                "name": "period",
                "label": _("季度"),
                "kind": "select",
                "value": chosen,
                "options": options(quarters, chosen),
            },
            {
                "name": "union",
                "label": _("工会"),
                "kind": "select",
                "value": asked.get("union", ""),
                "options": options([("", _("全部工会")), *unions], asked.get("union", "")),
            },
            {
                "name": "tier",
                "label": _("档次"),
                "kind": "select",
                "value": asked.get("tier", ""),
                "options": options([("", _("全部档次")), *tiers], asked.get("tier", "")),
            },
            {
                "name": "state",
                "label": _("状态"),
                "kind": "select",
                "value": asked.get("state", ""),
                "options": options([("", _("全部状态")), *states], asked.get("state", "")),
            },
        ],
        "export_url": "",
        "kept": [],
    }


def listed(
    case: Case,
    assessment: Assessment | None,
    head: Person | None,
    *,
    before: str,
    ripe: bool,
    override: Override | None,
) -> dict[str, Any]:
    """Return one line of the list; what people agreed to decide otherwise stands in place of what the rules gave."""
    tier = override.tier if override else case.tier
    signable = ripe and tier != CANNOT_TELL and assessment is not None
    return {
        "name": case.home.head_name,
        "quarter_label": quarter_text(case.period),
        "url": reverse("hardship:verdict", args=[case.pk]) if assessment else "",
        "masked_id": masked(head, "id_number") if head else "",
        "persons": reading_of(case.row)["facts"].get("persons") if case.row else None,
        "tier_label": PROGRAMME.tiers.get(tier, ""),
        "overridden": override is not None,
        "total_fen": override.total_fen if override else assessment.total_fen if assessment else None,
        "union_label": case.owner_union.short_name,
        "status": STATUS[case.state],
        "change": change_words(tier, before),
        "flagged": tier == CANNOT_TELL,
        "signable": f"{case.pk}:{assessment.fingerprint}" if signable and assessment else "",
    }


def change_words(tier: str, before: str) -> str:
    """Return how a household stands against the quarter before: new, as it was, or what it was."""
    if not before:
        return _("上季度没有申报")
    if tier == before:
        return _("不变")
    return _("上季度：%(tier)s") % {"tier": _(PROGRAMME.tiers.get(before, before))}


def merge_page(actor: Actor) -> dict[str, Any]:
    """Return everything that ``hardship/merges.html`` shows."""
    proposals = list(
        actor.rows(MergeProposal, "decide_merges")
        .filter(second__owner_union_id__in=actor.union_ids("decide_merges"))
        .select_related("first__owner_union", "second__owner_union", "decided_by")
        .order_by("-state", "-id")
    )
    households = [household for one in proposals for household in (one.first_id, one.second_id)]
    rows = desk.filed_rows(households, periods=[one.period for one in proposals])
    return {
        "pairs": [pair(proposal, rows) for proposal in proposals],
        "waiting": desk.open_merges(actor).count(),
        "crumbs": [{"label": _("摸排"), "url": reverse("hardship:quarters")}, {"label": _("可能是一家"), "url": ""}],
    }


def pair(proposal: MergeProposal, rows: Mapping[tuple[int, str], ReturnRow]) -> dict[str, Any]:
    """Return two filings side by side."""
    left, right = (
        filing_of(household, rows.get((household.pk, proposal.period)))
        for household in (proposal.first, proposal.second)
    )
    same_head = proposal.first.head_index == proposal.second.head_index
    labels = {fact.key: fact.label for fact in PROGRAMME.facts.facts}
    differing = _("、").join(told(labels.get(key, key)) for key in proposal.differences)
    return {
        "id": proposal.pk,
        "why": _("两家工会报了同一个身份证号") if same_head else _("一份里的职工，在另一份里是家庭成员"),
        "caution": _("%(figures)s写得不一样；请先让一家核对、改过，再合并。") % {"figures": differing}
        if proposal.differences
        else "",
        "may": proposal.state == "open",
        "left": left,
        "right": right,
        "rows": compared(left, right),
        "settled": {
            "same": proposal.state == "merged",
            "by": proposal.decided_by.name if proposal.decided_by else "",
            "at": proposal.decided_at,
        }
        if proposal.state != "open"
        else None,
    }


def filing_of(household: Household, row: ReturnRow | None) -> dict[str, Any]:
    """Return one filing as the pair shows it."""
    reading = reading_of(row) if row else {"facts": {}, "others": []}
    return {
        "name": household.head_name,
        "union_label": household.owner_union.name,
        "union_short": household.owner_union.short_name,
        "where": where_filed(row) if row else "",
        "sent": row.read_at if row else household.opened_at,
        "facts": reading["facts"],
    }


def where_filed(row: ReturnRow) -> str:
    """Return where a filing came from: the place in a file, or the household itself."""
    if row.upload is None:
        return _("本人申报")
    return _("%(file)s %(sheet)s 第 %(row)s 行") % {"file": row.upload.name, "sheet": row.sheet, "row": row.row}


def compared(left: Mapping[str, Any], right: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the figures of two filings line by line."""

    def words(told: Mapping[str, Any], fact: Fact) -> str:
        value = told["facts"].get(fact.key)
        return "—" if value is None else fact_text(fact, value)

    return [
        {
            "label": fact.label,
            "left": words(left, fact),
            "right": words(right, fact),
            "same": left["facts"].get(fact.key) == right["facts"].get(fact.key),
        }
        for fact in PROGRAMME.facts.facts
        if left["facts"].get(fact.key) is not None or right["facts"].get(fact.key) is not None
    ]
