"""一户一档: the file of one household as sections of plain words; the page and the PDF show the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from niangjia.casework.access import Actor
from niangjia.casework.privacy import FIELDS, PURPOSES, masked
from niangjia.casework.queries.dossier import Dossier, dossier
from niangjia.engines.rules.words import fact_text
from niangjia.programmes.hardship.programme import CHARTER, PROGRAMME
from niangjia.programmes.hardship.queries.dossier_help import contacts, money, needs, pairs, visits
from niangjia.programmes.hardship.queries.dossier_words import day, text, tier
from niangjia.programmes.hardship.queries.overriding import overrides
from niangjia.programmes.hardship.queries.rows import reading_of
from niangjia.programmes.hardship.queries.six_clear import six_clear
from niangjia.records.cases.models import Case
from niangjia.records.papers.models import ReturnRow
from niangjia.web.sentences import told
from niangjia.web.wording import money_text, quarter_text, time_text

SEXES = {"F": lambda: _("女"), "M": lambda: _("男")}


def file_page(case: Case, actor: Actor) -> dict[str, Any]:
    """Return everything that ``hardship/file.html`` and the PDF show of the household of ``case``."""
    kept = dossier(case.home_id, programme=PROGRAMME.key)
    reading = reading_of(case.row) if case.row else {"person": {}, "facts": {}}
    clear = six_clear(kept, reading)
    done = sum(one["clear"] for one in clear)
    return {
        "name": case.home.head_name,
        "number": case.number,
        "union_label": case.owner_union.name,
        "case_id": case.pk,
        "verdict_url": reverse("hardship:verdict", args=[case.pk]),
        "clear": clear,
        "named": any(paper.kind == "notice_consent" for paper in kept.papers),
        "done": done,
        "of": len(clear),
        "percent": 100 * done // len(clear),
        "source": CHARTER["six_clear"]["source"],
        "sections": [
            with_lines({"key": key, "note": "", "facts": [], "columns": [], "rows": [], "empty": "", **section})
            for key, section in sections(kept, reading, case.row, actor)
        ],
        "crumbs": [
            {"label": _("家庭"), "url": f"{reverse('hardship:households')}?period={case.period}"},
            {"label": _("%(name)s家庭") % {"name": case.home.head_name}, "url": ""},
        ],
    }


def with_lines(section: dict[str, Any]) -> dict[str, Any]:
    """Return a part with its rows as the page draws them: a head, and cells that know their column."""
    columns = section["columns"][1:]
    lines = [
        {
            "head": row[0],
            "cells": [
                {"label": name, "text": cell, "num": side == "end"}
                for (name, _parts, side), cell in zip(columns, row[1:], strict=True)
            ],
        }
        for row in section["rows"]
    ]
    return section | {"lines": lines}


def sections(
    kept: Dossier, reading: dict[str, Any], row: ReturnRow | None, actor: Actor
) -> Iterable[tuple[str, dict[str, Any]]]:
    """Yield the parts of a file, in the order in which an office files them."""
    yield "worker", worker(kept, reading)
    yield "members", members(kept)
    yield "facts", declared(reading, row)
    yield "standing", standings(kept)
    yield "verdicts", verdicts(kept)
    yield "overrides", overrides(kept)
    yield "money", money(kept)
    yield "visits", visits(kept)
    yield "notices", notices(kept, actor)
    yield "needs", needs(kept)
    yield "pairs", pairs(kept)
    yield "contacts", contacts(kept)
    yield "papers", papers(kept)
    yield "steps", steps(kept, actor)
    yield "looks", looks(kept)


def worker(kept: Dossier, reading: dict[str, Any]) -> dict[str, Any]:
    """Return who the worker is; every number with its middle hidden."""
    head = next((person for person in kept.members if person.relation == "本人"), None)
    person = reading["person"]
    lines = [
        (_("姓名"), head.name if head else ""),
        (_("性别"), SEXES.get(str(person.get("sex")), lambda: "")()),
        (_("出生日期"), str(person.get("birth") or "")),
        (_("身份证号"), masked(head, "id_number") if head else ""),
        (_("手机号"), masked(head, "phone") if head else ""),
        (_("工作状态"), str(person.get("work_status") or "")),
        (_("主要致困原因"), str(person.get("cause") or "")),
        (_("开户行"), head.bank if head else ""),
        (_("银行卡号"), masked(head, "card_number") if head else ""),
    ]
    return {"label": _("职工"), "facts": [(label, value or _("没有填")) for label, value in lines]}


def members(kept: Dossier) -> dict[str, Any]:
    """Return those who live with the worker."""
    return text(
        "members",
        (_("姓名"), 2, "start"),
        (_("关系"), 1, "start"),
        (_("身份证号"), 3, "start"),
        rows=[
            (one.name, told(one.relation), masked(one, "id_number") or _("没有填"))
            for one in kept.members
            if one.relation != "本人"
        ],
        label=_("家庭成员"),
        empty=_("没有登记别的家庭成员。"),
    )


def declared(reading: dict[str, Any], row: ReturnRow | None) -> dict[str, Any]:
    """Return the facts as the newest filing of this quarter tells them."""
    facts = reading["facts"]
    when = _("%(day)s报的") % {"day": day(row.read_at)} if row else ""
    return {
        "label": _("申报的情况"),
        "note": when,
        "facts": [(told(fact.label), told(fact_text(fact, facts.get(fact.key)))) for fact in PROGRAMME.facts.facts],
    }


def standings(kept: Dossier) -> dict[str, Any]:
    """Return in which tier the household stood on the register, from when to when."""
    exits = CHARTER.get("exits", {})
    return text(
        "standing",
        (_("档次"), 2, "start"),
        (_("从"), 2, "start"),
        (_("到"), 2, "start"),
        (_("怎么结束的"), 2, "start"),
        rows=[
            (
                tier(one.tier),
                day(one.from_on),
                day(one.ended_on) if one.ended_on else _("现在"),
                exit_words(exits, one.ends_as),
            )
            for one in kept.standings
        ],
        label=_("建档沿革"),
        empty=_("还没有建档。"),
    )


def exit_words(exits: Any, key: str) -> str:
    """Return why a standing ended, in the words of the charter where it has them."""
    known = exits.get(key)
    return told(str(known["label"])) if known else {"changed": _("换了档次"), "merged": _("合并到另一户")}.get(key, "—")


def verdicts(kept: Dossier) -> dict[str, Any]:
    """Return the verdict of each quarter, with who signed it."""
    rows = []
    for case in kept.cases:
        assessment = kept.assessments.get(case.pk)
        decision = kept.decisions.get(assessment.pk) if assessment else None
        total = decision.total_fen if decision else assessment.total_fen if assessment else None
        signed = (
            _("%(who)s，%(when)s") % {"who": decision.signed_by.name, "when": day(decision.signed_at)}
            if decision
            else ""
        )
        rows.append(
            (
                quarter_text(case.period),
                tier(decision.tier if decision else case.tier)
                + (_("（改判）") if decision and decision.override_id else ""),
                money_text(total) if total is not None else "—",
                told(PROGRAMME.lifecycle.states.get(case.state, case.state)),
                signed or "—",
            )
        )
    return text(
        "verdicts",
        (_("季度"), 2, "start"),
        (_("结论"), 2, "start"),
        (_("金额"), 2, "end"),
        (_("状态"), 1, "start"),
        (_("签字"), 3, "start"),
        rows=rows,
        label=_("各季度的认定"),
        empty=_("还没有作过认定。"),
    )


def notices(kept: Dossier, actor: Actor) -> dict[str, Any]:
    """Return when the household stood in public; how many objected is told to whoever answers, and nobody else."""
    note = ""
    if actor.may("publish_notices") and kept.objections:
        note = ngettext("%d 份异议", "%d 份异议", kept.objections) % kept.objections
    return text(
        "notices",
        (_("从"), 2, "start"),
        (_("到"), 2, "start"),
        (_("公开写的"), 3, "start"),
        rows=[(day(one.notice.published_at), day(one.notice.last_on), one.shown_as) for one in kept.entries],
        label=_("公示"),
        empty=_("还没有公示过。"),
    ) | {"note": note}


def papers(kept: Dossier) -> dict[str, Any]:
    """Return which papers lie in the file."""
    return text(
        "papers",
        (_("材料"), 3, "start"),
        (_("哪一期"), 1, "start"),
        (_("收到"), 2, "start"),
        rows=[
            (told(CHARTER["papers"].get(one.kind, one.kind)), one.period or "—", day(one.received_at))
            for one in kept.papers
        ],
        label=_("材料"),
        empty=_("还没有材料。"),
    )


def steps(kept: Dossier, actor: Actor) -> dict[str, Any]:
    """Return every step of every quarter; an objection is nobody's business but that of whoever answers it."""
    labels = {(step.key, step.from_state): step.label for step in PROGRAMME.lifecycle.steps}
    shown = [one for one in kept.steps if one.key != "object" or actor.may("publish_notices")]
    return text(
        "steps",
        (_("时间"), 2, "start"),
        (_("季度"), 2, "start"),
        (_("做了什么"), 3, "start"),
        (_("谁"), 2, "start"),
        rows=[
            (
                time_text(one.at),
                quarter_text(one.case.period),
                told(labels.get((one.key, one.from_state), one.key)),
                one.by.name if one.by else _("群众") if one.key == "object" else _("本人"),
            )
            for one in shown
        ],
        label=_("办理经过"),
        empty=_("还没有办过。"),
    )


def looks(kept: Dossier) -> dict[str, Any]:
    """Return who saw a number in the clear, or took the file away."""
    words: dict[str, Callable[[dict[str, Any]], str]] = {
        "reveal": lambda detail: (
            _("看了完整的%(field)s，用途：%(purpose)s")
            % {
                "field": told(FIELDS.get(str(detail.get("field")), "")),
                "purpose": told(PURPOSES.get(str(detail.get("purpose")), "")),
            }
        ),
        "download": lambda _detail: _("导出了这份档案"),
    }
    return text(
        "looks",
        (_("时间"), 2, "start"),
        (_("谁"), 2, "start"),
        (_("做了什么"), 4, "start"),
        rows=[(time_text(one.at), one.actor_name, words[one.verb](one.detail)) for one in kept.looks],
        label=_("谁看过、带走过"),
        empty=_("还没有人看过完整号码，也没有人导出过。"),
    )
