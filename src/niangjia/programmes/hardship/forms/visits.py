"""What is asked on a visit: the consent, each fact as it was found, the second signature, kin, a need; who is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from niangjia.engines.rules.facts import Fact
from niangjia.engines.rules.words import fact_text
from niangjia.programmes.hardship.forms.survey import read_row
from niangjia.programmes.hardship.programme import CHARTER, PROGRAMME
from niangjia.values.periods import Quarter
from niangjia.web.forms import AskedField, NumberAsWritten, dressed
from niangjia.web.sentences import told

VISITS = CHARTER["visits"]
LARGEST_PHOTO_BYTES = 8 * 1024 * 1024
PHOTOS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}
SAME, OTHER, ALL_SAME = "same", "other", "all_same"
WRITTEN = ("value", "reason", "note")
"""The parts of a fact that somebody fills only when it was found otherwise."""
TRUTHS = {"yes": True, "no": False}


def words(table: Mapping[str, str]) -> list[tuple[str, Any]]:
    """Return a table of the charter as choices."""
    return [(key, _(label)) for key, label in table.items()]


class ConsentForm(forms.Form):
    """Whether the household agrees that its means be checked, and who signed."""

    answer = forms.ChoiceField(
        label=_("这家同意核对家庭经济状况吗？"),
        choices=[("given", _("同意，已经当面签了授权书")), ("refused", _("不同意核对"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("请先请他们看过授权书，再选同意或不同意")},
    )
    signer = AskedField(label=_("谁签的字"), max_length=60, required=False, help_text=_("写姓名，例如“王秀兰”"))
    photo = forms.FileField(
        label=_("授权书照片"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png", "capture": "environment"}),
    )

    named = forms.BooleanField(
        label=_("另外同意：公示时写姓，名字用星号代替"),
        required=False,
        help_text=_("单独问一句。不同意也照样办，公示时只写办件号。"),
    )

    def clean_photo(self) -> dict[str, Any] | None:
        """Take a photo by what it is, not by its name; refuse what is too large."""
        file = self.cleaned_data["photo"]
        if not file:
            return None
        if file.size > LARGEST_PHOTO_BYTES:
            raise forms.ValidationError(_("照片超过 8 MB；请用手机重拍一张，或先不传"))
        content = file.read()
        kind = next((kind for start, kind in PHOTOS.items() if content.startswith(start)), None)
        if kind is None:
            raise forms.ValidationError(_("这个文件不是照片；请拍成 JPG 或 PNG"))
        return {"photo": content, "media_type": kind}

    def clean(self) -> dict[str, Any]:
        """Ask for the signer of a consent."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("answer") == "given" and not data.get("signer"):
            self.add_error("signer", _("请写谁签的字，例如“王秀兰”"))
        return data


class LookForm(forms.Form):
    """One look: each of its facts as declared, found the same, or found otherwise with a reason."""

    def __init__(self, *args: Any, look: str, declared: Mapping[str, Any], period: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.facts = [PROGRAMME.facts[key] for key in VISITS["looks"][look]["facts"]]
        self.declared, self.period = declared, period
        for fact in self.facts:
            self.fields |= fact_fields(fact, declared.get(fact.key))

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The fields of each fact, as the page shows them together."""
        parts = ("seen", "value", "reason", "note")
        return [
            {
                "label": fact.question or fact.label,
                "declared": told(fact_text(fact, self.declared.get(fact.key))),
                **{part: self[f"{fact.key}_{part}"] for part in parts},
            }
            for fact in self.facts
        ]

    def clean(self) -> dict[str, Any]:
        """Read each value that was found otherwise, and ask for its reason."""
        data: dict[str, Any] = super().clean() or {}
        data["answers"] = {fact.key: self.answer(fact, data) for fact in self.facts}
        if ALL_SAME in self.data and any(written(self.data, fact.key) for fact in self.facts):
            self.add_error(None, _("这一页写了不一样的，没有按都一样存。写的都还在，请看一遍再存；真的一样就清空"))
        return data

    def answer(self, fact: Fact, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return what was found of one fact."""
        seen = data.get(f"{fact.key}_seen")
        if seen == SAME and written(self.data, fact.key):
            self.add_error(f"{fact.key}_seen", _("这一项写了看到的，又选了一样；不一样请选不一样，真的一样就清空"))
        if seen != OTHER:
            return {SAME: True}
        value = self.value_found(fact, str(data.get(f"{fact.key}_value") or ""))
        reason = data.get(f"{fact.key}_reason")
        if value is not None and value == self.declared.get(fact.key):
            return {SAME: True}
        if not reason:
            self.add_error(f"{fact.key}_reason", _("请选为什么不一样"))
        return {"value": value, "reason": reason, "note": data.get(f"{fact.key}_note") or ""}

    def value_found(self, fact: Fact, written: str) -> Any:
        """Return the value of a fact as it was written here; numbers are read as those of the survey."""
        field = f"{fact.key}_value"
        if not written:
            self.add_error(field, _("请写看到的是多少"))
            return None
        if fact.kind == "boolean":
            return TRUTHS[written]
        if fact.kind == "choice":
            return written
        reading = read_row({fact.key: written}, quarter=Quarter.parse(self.period))
        fault = next((one for one in reading.faults if one.key == fact.key), None)
        if fault is not None:
            self.add_error(field, f"{told(fault.why)}{_('；')}{told(fault.mend)}")
        return reading.facts[fact.key]


def written(data: Mapping[str, Any], key: str) -> bool:
    """Return whether something was written of a fact, as only what was found otherwise is."""
    return any(str(data.get(f"{key}_{part}") or "").strip() for part in WRITTEN)


def as_meant(data: QueryDict, facts: Iterable[str]) -> QueryDict:
    """Return a look as it was meant: what is written was found otherwise, and "all the same" says so of the rest."""
    meant, of_all = data.copy(), ALL_SAME in data
    told_apart = {key for key in facts if written(data, key)}
    for key in facts:
        field = f"{key}_seen"
        if of_all and not told_apart:
            meant[field] = SAME
        elif not data.get(field) and (key in told_apart or of_all):
            meant[field] = OTHER if key in told_apart else SAME
    return meant


def fact_fields(fact: Fact, declared: object) -> dict[str, forms.Field]:
    """Return the fields in which one fact is looked at."""
    same = _("一样") if declared is not None else _("还是不清楚")
    other = _("不一样") if declared is not None else _("看到了")
    label = told(fact.label)
    return {
        f"{fact.key}_seen": forms.ChoiceField(
            label=told(fact.question or fact.label),
            choices=[(SAME, same), (OTHER, other)],
            widget=forms.RadioSelect,
            error_messages={"required": _("请选一样或不一样")},
        ),
        f"{fact.key}_value": value_field(fact),
        f"{fact.key}_reason": forms.ChoiceField(
            label=_("为什么不一样"), choices=[("", _("请选")), *words(VISITS["reasons"])], required=False
        ),
        f"{fact.key}_note": forms.CharField(
            label=_("说明"), max_length=400, required=False, help_text=_("%(fact)s：看到了什么凭据") % {"fact": label}
        ),
    }


def value_field(fact: Fact) -> forms.Field:
    """Return the field for a value that was found."""
    label = _("看到的")
    if fact.kind == "integer":
        unit = {"fen / year": _("元"), "dm2": _("平方米")}.get(fact.unit, "")
        return dressed(forms.CharField(label=label, max_length=40, required=False, widget=NumberAsWritten()), unit=unit)
    known: list[tuple[str, Any]] = [("yes", _("是")), ("no", _("不是"))]
    choices = known if fact.kind == "boolean" else words(fact.choices)
    return forms.ChoiceField(label=label, choices=[("", _("请选")), *choices], required=False)


def initial_of(answers: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return what a visitor answered before, as the form shows it again."""
    shown: dict[str, Any] = {}
    for key, answer in answers.items():
        shown[f"{key}_seen"] = SAME if answer.get(SAME) else OTHER
        value, fact = answer.get("value"), PROGRAMME.facts[key]
        if isinstance(value, bool):
            shown[f"{key}_value"] = "yes" if value else "no"
        elif isinstance(value, int):
            hundredths = fact.unit.startswith("fen") or fact.unit == "dm2"
            shown[f"{key}_value"] = f"{value // 100}.{value % 100:02d}" if hundredths else str(value)
        else:
            shown[f"{key}_value"] = value
        shown |= {f"{key}_reason": answer.get("reason"), f"{key}_note": answer.get("note")}
    return shown


class AnswerForm(forms.Form):
    """The second signature, or why not; with ``asks_identity`` also whether the cards were seen."""

    answer = forms.ChoiceField(
        label=_("您看到的也是这样吗？"),
        choices=[("confirm", _("是，我签字")), ("contradict", _("不是，请县里定"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选是或不是")},
    )
    objection = forms.CharField(
        label=_("哪里不一样"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    identity_seen = forms.BooleanField(
        label=_("申报人的身份证和银行卡，我看过原件，和申报的一样"),
        required=False,
        help_text=_("申报是在手机上填的。没看过原件就别勾，档案里的电话和卡号先不换。"),
    )

    def __init__(self, *args: Any, asks_identity: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_identity:
            del self.fields["identity_seen"]

    def clean(self) -> dict[str, Any]:
        """Ask for the words of an objection."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("answer") == "contradict" and not data.get("objection"):
            self.add_error("objection", _("请写哪里不一样，例如“孩子去年已经毕业”"))
        return data


class KinForm(forms.Form):
    """What a visitor is to the household."""

    relation = forms.CharField(
        label=_("是什么关系"),
        max_length=40,
        help_text=_("例如“堂姐”"),
        error_messages={"required": _("请写是什么关系，例如“堂姐”")},
    )


class KinOfForm(KinForm):
    """Whom the county knows to be kin to a household."""

    account = forms.ChoiceField(label=_("谁"), choices=())

    def __init__(self, *args: Any, people: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["account"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(people)


class NeedForm(forms.Form):
    """A need seen on the spot."""

    kind = forms.ChoiceField(label=_("哪方面"), choices=words(VISITS["need_kinds"]))
    text = forms.CharField(
        label=_("看到了什么"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写看到了什么，例如“屋顶漏雨，孩子没有书桌”")},
    )


class PairForm(forms.Form):
    """Two people, picked by hand."""

    first = forms.ChoiceField(label=_("第一位"), choices=())
    second = forms.ChoiceField(label=_("第二位"), choices=())

    def __init__(self, *args: Any, people: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = list(people)
        for name in ("first", "second"):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices
        if len(choices) > 1:
            self.fields["second"].initial = choices[1][0]

    def clean(self) -> dict[str, Any]:
        """Refuse the same person twice."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("first") and data.get("first") == data.get("second"):
            self.add_error("second", _("两位要不是同一个人；请换一位"))
        return data


class HandOverForm(forms.Form):
    """Who goes instead of whom, and why."""

    place = forms.ChoiceField(label=_("换哪一位"), choices=())
    account = forms.ChoiceField(label=_("换成谁"), choices=())
    reason = forms.ChoiceField(label=_("为什么"), choices=words(VISITS["handovers"]))

    def __init__(
        self, *args: Any, places: Iterable[tuple[int, str]], people: Iterable[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("place", list(places)), ("account", list(people))):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices
