"""Home visits without signal: the card and the six looks on a phone, sent into the same desk as the page's."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from niangjia.casework import visits
from niangjia.casework.access import Actor
from niangjia.casework.offline import Item, Subject
from niangjia.casework.queries import visits as desk
from niangjia.engines.rules.words import fact_text
from niangjia.programmes.hardship.forms.visits import OTHER, VISITS, ConsentForm, LookForm, fact_fields, initial_of
from niangjia.programmes.hardship.programme import PROGRAMME
from niangjia.programmes.hardship.services import visits as services
from niangjia.records.unions.models import Account
from niangjia.records.visits.models import Visit
from niangjia.web.sentences import told
from niangjia.web.wording import date_text

GIVEN = "given"
JPEG = "image/jpeg"
KINDS = ((forms.BooleanField, "yes"), (forms.ChoiceField, "choice"), (forms.CharField, "text"))
AS_DECLARED = "declared"
"""Any value that was declared: the words of the choices are then those for it."""
PARTS = ("seen", "value", "reason", "note")


def field_told(name: str, field: forms.Field, **rest: Any) -> dict[str, Any]:
    """Return one field of a form as a phone draws it."""
    kind = next(word for cls, word in KINDS if isinstance(field, cls))
    shown: dict[str, Any] = {
        "name": name,
        "label": str(field.label),
        "kind": kind,
        "help": str(field.help_text),
        **rest,
    }
    if isinstance(field, forms.ChoiceField):
        offered: Any = field.choices
        shown["choices"] = [[str(key), str(word)] for key, word in offered if key != ""]
    return shown


def consent_fields() -> list[dict[str, Any]]:
    """Return the consent to the check, which comes first, with its photo and who signed."""
    asked = ConsentForm().fields
    given = {"show": ["answer", GIVEN]}
    fields = [
        field_told("answer", asked["answer"], required=True),
        field_told("signer", asked["signer"], required=True, **given),
        field_told("named", asked["named"], **given),
    ]
    pictures = (("signature", _("请签字的人签在这里")), ("photo", str(asked["photo"].label)))
    return [*fields, *({"name": key, "label": label, "kind": key, "help": "", **given} for key, label in pictures)]


def look_fields(*, shown: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return every fact of the six looks: found the same, or otherwise with value, reason and words."""
    fields = []
    for look in VISITS["looks"].values():
        heading = {"heading": f"{_(look['label'])}{_('：')}{_(look['text'])}"}
        for key in look["facts"]:
            asked = fact_fields(PROGRAMME.facts[key], AS_DECLARED)
            seen = field_told(f"{key}_seen", asked[f"{key}_seen"], required=True, **shown, **heading)
            heading = {}
            otherwise = {"show": [f"{key}_seen", OTHER]}
            fields.append(seen)
            fields += [
                field_told(f"{key}_{part}", asked[f"{key}_{part}"], required=part in {"value", "reason"}, **otherwise)
                for part in PARTS[1:]
            ]
    return fields


class VisitKind:
    """A home visit that is still to be reported."""

    key = "visit"
    label = gettext_noop("入户走访")

    def items(self, actor: Actor) -> Sequence[Item]:
        """Return the visits handed to this account that nobody reported yet, with what was declared."""
        seats = (
            desk.own_seats(actor)
            .filter(visit__state="planned")
            .select_related(
                "visit__household", "visit__owner_union", "visit__case__row__filed_in", "visit__case__household"
            )
        )
        found = [seat.visit for seat in seats.order_by("visit__id")]
        clocks = desk.visit_clocks(visit.case_id for visit in found)
        return [self.item(visit, actor, clocks.get(visit.case_id)) for visit in found]

    def item(self, visit: Visit, actor: Actor, clock: Any) -> Item:
        """Return the card of one visit: whose, until when, what was declared, what was written so far."""
        declared = services.declared_facts(visit.case)
        draft = visits.draft_of(visit, actor.account)
        lines = [(_("工会"), visit.owner_union.short_name)]
        if clock is not None:
            lines.append((_("期限"), date_text(clock.due_on)))
        asides = {
            f"{key}_seen": _("申报的：") + told(fact_text(PROGRAMME.facts[key], declared.get(key)))
            for look in VISITS["looks"].values()
            for key in look["facts"]
        }
        initial = {name: value for answers in draft.values() for name, value in initial_of(answers).items()}
        return Item(
            subject=visit.uid,
            title=_("%(name)s家") % {"name": visit.household.head_name},
            version=0,
            form="asked" if visit.consent == GIVEN else "new",
            lines=tuple(lines),
            given={"initial": initial, "asides": asides},
        )

    def forms(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Return the report with the consent before it, and the one for a household that was asked already."""
        return {
            "new": [*consent_fields(), *look_fields(shown={"show": ["answer", GIVEN]})],
            "asked": look_fields(shown={}),
        }

    def subject(self, uid: UUID) -> Subject | None:
        """Return a visit, whichever union answers for it."""
        related = ("case__household", "case__owner_union", "case__row__filed_in", "household", "owner_union")
        visit = Visit.everywhere.select_related(*related).filter(uid=uid).first()
        return Subject(visit, visit.owner_union_id, visit.case.number) if visit else None

    def entitled(self, actor: Actor, subject: Subject) -> bool:
        """Say whether this account holds a place of the visit still."""
        return desk.own_seats(actor).filter(visit=subject.row).exists()

    def moved(self, subject: Subject, *, base: int, own: Collection[str]) -> bool:
        """Say whether somebody reported the visit since, or it was given up."""
        return bool(subject.row.state != "planned")

    def count(
        self,
        subject: Subject,
        content: Mapping[str, Any],
        *,
        uid: UUID,
        photo: bytes | None,
        told_at: datetime | None,
        replacing: int | None,
        by: Account,
        at: datetime,
    ) -> None:
        """File the report as the page would: consent, look after look, then the first signature.

        Errors: ``NothingToFile`` where a form would not take it; those of the visit desk.
        """
        visit: Visit = subject.row
        refused = self.keep_consent(visit, content, photo=photo, by=by, at=at)
        if not refused:
            declared = services.declared_facts(visit.case)
            for look in VISITS["looks"]:
                form = LookForm(dict(content), look=look, declared=declared, period=visit.period)
                if not form.is_valid():
                    raise services.NothingToFile("还有没看的；请把每一项都看过再交")
                services.save_look(visit, look=look, answers=form.cleaned_data["answers"], by=by, at=at)
        services.file_draft(visit, uid=uid, by=by, at=at)

    def keep_consent(
        self, visit: Visit, content: Mapping[str, Any], *, photo: bytes | None, by: Account, at: datetime
    ) -> bool:
        """Write down what the household answered, unless that is written; return whether it refused."""
        if visit.consent:
            return visit.consent != GIVEN
        form = ConsentForm({name: value for name, value in content.items() if name in {"answer", "signer", "named"}})
        if not form.is_valid():
            raise visits.ConsentMissing("还没有请这家签核对授权；先请他们签，或记下不同意")
        data = form.cleaned_data
        given = data["answer"] == GIVEN
        services.record_consent(
            visit,
            given=given,
            named=data["named"],
            signer=data["signer"],
            photo=photo,
            media_type=JPEG if photo else "",
            by=by,
            at=at,
        )
        return not given

    def shown(self, content: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
        """Return a report as it was sent: the consent, and what was found otherwise."""
        lines = [(_("谁签的字"), str(content["signer"]))] if content.get("signer") else []
        for look in VISITS["looks"].values():
            for key in look["facts"]:
                if content.get(f"{key}_seen") != OTHER:
                    continue
                reason = VISITS["reasons"].get(str(content.get(f"{key}_reason")), "")
                parts = [str(content.get(f"{key}_value", "")), _(reason) if reason else "", content.get(f"{key}_note")]
                label = told(PROGRAMME.facts[key].label)
                lines.append((label, _("，").join(str(part) for part in parts if part)))
        return lines

    def standing(self, subject: Subject) -> Sequence[tuple[str, str]]:
        """Return what was reported of this visit."""
        report = visits.standing_report(subject.row)
        if report is None:
            return []
        facts = visits.content_of(report)["facts"]
        differing = [one.fact for one in visits.discrepancies_of(report)]
        lines = [(_("谁交的"), report.filed_by.name)]
        return lines + [
            (told(PROGRAMME.facts[key].label), told(fact_text(PROGRAMME.facts[key], facts.get(key))))
            for key in differing
        ]


VISITS_OFFLINE = VisitKind()
