"""Door-knocking without signal: what a phone is told of a door, and how what it sends is kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from niangjia.casework import canvass
from niangjia.casework.access import Actor
from niangjia.casework.joining import AnotherName
from niangjia.casework.offline import Item, Subject
from niangjia.casework.queries import canvass as desk
from niangjia.engines.receiving import moved_since
from niangjia.programmes.membership.forms.ledger import SurveyForm
from niangjia.programmes.membership.queries.ledger import survey_lines
from niangjia.programmes.membership.services import ledger
from niangjia.programmes.membership.services.batch import NamesDiffer
from niangjia.records.surveys.models import Door, Stop, Survey
from niangjia.records.unions.models import Account
from niangjia.web.wording import masked

KINDS = (
    (forms.BooleanField, "yes"),
    (forms.MultipleChoiceField, "many"),
    (forms.ChoiceField, "choice"),
    (forms.CharField, "text"),
)
MASKED = ("phone", "id_number")
NEEDED = ("name", "occupation", "wish")


def pairs_of(field: forms.ChoiceField) -> list[tuple[str, str]]:
    """Return the choices of a field as key and word."""
    offered: Any = field.choices
    return [(str(key), str(word)) for key, word in offered if key != ""]


def field_told(name: str, field: forms.Field, **rest: Any) -> dict[str, Any]:
    """Return one field of a form as a phone draws it."""
    kind = next(word for cls, word in KINDS if isinstance(field, cls))
    told: dict[str, Any] = {"name": name, "label": str(field.label), "kind": kind, "help": str(field.help_text), **rest}
    if isinstance(field, forms.ChoiceField):
        told["choices"] = [list(pair) for pair in pairs_of(field)]
    return told


def read_survey(content: Mapping[str, Any]) -> tuple[SurveyForm, bool]:
    """Return the form of what a phone sent, and whether he wished to join.

    Nobody can be asked for a number any more: where it is missing or cannot be one, the form is read without it, and
    without joining.
    """
    form = SurveyForm(dict(content))
    if not form.is_valid() and set(form.errors) == {"id_number"}:
        form = SurveyForm({key: value for key, value in content.items() if key not in {"id_number", "joins"}})
    return form, bool(content.get("joins"))


class DoorKind:
    """A door, its card and its survey."""

    key = "survey"
    label = gettext_noop("上门登记")

    def items(self, actor: Actor) -> Sequence[Item]:
        """Return the doors handed to this account until today at which nobody answered yet."""
        stops = desk.own_stops(actor).filter(on__lte=actor.on).order_by("door__grid", "door__place", "id")
        answered = set(
            desk.standing(stops.values("owner_union"))
            .filter(door__in=stops.values("door"), round__to_on__isnull=True, consent__in=desk.ANSWERED)
            .values_list("door_id", flat=True)
        )
        return [
            Item(
                subject=stop.door.uid,
                title=canvass.address_of(stop.door),
                version=stop.door.version,
                form="survey",
                lines=((_("网格"), stop.door.grid), (_("这一轮"), stop.round.title)),
            )
            for stop in stops
            if stop.door_id not in answered
        ]

    def forms(self) -> Mapping[str, Sequence[Mapping[str, Any]]]:
        """Return the survey, as its page asks it."""
        given = {"show": ["consent", canvass.GIVEN]}
        fields = []
        for name, field in SurveyForm().fields.items():
            rest: dict[str, Any] = {"required": True} if name == "consent" else {**given, "required": name in NEEDED}
            if name == "id_number":
                rest["sound"] = _("证件号对不上，多半写错或写漏了一位；请对着证件再看一遍")
                rest["needed_with"] = ["joins", _("现在就入会，要写证件号；没带证件，就先不勾“现在就入会”，只登记")]
            fields.append(field_told(name, field, **rest))
        signature = {"name": "signature", "label": _("请本人签字"), "kind": "signature", "help": "", "required": False}
        photo = {"name": "photo", "label": _("照片"), "kind": "photo", "required": False}
        photo["help"] = _("不记拍照的地点和时间。")
        return {"survey": [*fields, {**signature, **given}, {**photo, **given}]}

    def subject(self, uid: UUID) -> Subject | None:
        """Return a door, whichever union it is in."""
        door = Door.everywhere.select_related("owner_union").filter(uid=uid).first()
        return Subject(door, door.owner_union_id, door.grid) if door else None

    def entitled(self, actor: Actor, subject: Subject) -> bool:
        """Say whether the door is handed to this account still."""
        return desk.own_stops(actor).filter(door=subject.row).exists()

    def moved(self, subject: Subject, *, base: int, own: Collection[str]) -> bool:
        """Say whether somebody else kept something at this door since."""
        kept = Survey.everywhere.filter(door=subject.row, version__gt=base).exclude(consent=canvass.ABSENT)
        changes = [(version, str(uid)) for version, uid in kept.values_list("version", "uid")]
        return moved_since(base, changes=changes, own=own)

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
        """Keep the survey of a door; the photo stays with what was sent.

        Who wished to join and whose number cannot be his is kept without it, and is no member: the ledger shows it.

        Errors: ``NotAsked`` where the form would not take it.
        """
        form, joins = read_survey(content)
        stop = Stop.everywhere.filter(door=subject.row, account=by).order_by("-id").first()
        if not form.is_valid() or stop is None:
            raise canvass.NotAsked("这份登记不完整，要人看过再定")
        rest: dict[str, Any] = {"uid": uid, "told_at": told_at, "replacing": replacing, "by": by, "at": at}
        rest |= {"during": stop.round, "consent": form.cleaned_data["consent"]}
        answered, known = form.answered, bool(form.cleaned_data.get("joins"))
        if answered is not None:
            answered = replace(answered, wants_in=joins)
        try:
            ledger.record_survey(subject.row, answered=answered, joins=known, **rest)
        except (AnotherName, NamesDiffer):
            if answered is None or not joins:
                raise
            without = replace(answered, person={**answered.person, "id_number": ""})
            ledger.record_survey(subject.row, answered=without, **rest)

    def shown(self, content: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
        """Return a survey as it was sent, field by field."""
        fields = SurveyForm().fields
        lines = []
        for name, value in content.items():
            if name not in fields or value in ("", [], False, None):
                continue
            field = fields[name]
            words = dict(pairs_of(field)) if isinstance(field, forms.ChoiceField) else {}
            values = value if isinstance(value, list) else [value]
            said = _("、").join(words.get(str(one), _("是") if one is True else str(one)) for one in values)
            lines.append((str(field.label), masked(said) if name in MASKED else said))
        return lines

    def standing(self, subject: Subject) -> Sequence[tuple[str, str]]:
        """Return what is kept at the door now."""
        return survey_lines(subject.row)


DOORS = DoorKind()
