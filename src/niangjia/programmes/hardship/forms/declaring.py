"""What a worker writes about herself: the pages of a declaration, read by the same checks as a row of the survey."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.outside.workbook.families import SPOUSE, Member
from niangjia.outside.workbook.form import Field
from niangjia.outside.workbook.readings import CellFault, RowReading
from niangjia.programmes.hardship.facts import NEW_EMPLOYMENT, VEHICLE
from niangjia.programmes.hardship.forms.faults import fault_words
from niangjia.programmes.hardship.forms.survey import read_row, survey_form
from niangjia.programmes.hardship.programme import CHARTER, DECLARING
from niangjia.values.periods import Quarter
from niangjia.web.forms import NumberAsWritten, dressed
from niangjia.web.sentences import told
from niangjia.web.wording import masked

UNITS = {"children_high_school": gettext_lazy("个"), "homes": gettext_lazy("套")}
KEYBOARDS = {
    "identity": {"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"},
    "phone": {"inputmode": "tel", "autocomplete": "tel"},
    "card": {"inputmode": "numeric", "autocomplete": "off"},
    "name": {"autocomplete": "name"},
}
CONTROLLED = {"new_employment": NEW_EMPLOYMENT, "vehicle": VEHICLE}
LONGEST = 200


class AsWritten(forms.CharField):
    """A field whose answer is kept as it was written; the survey's own checks judge it."""

    def validate(self, value: object) -> None:
        """Leave it to the survey."""


def choices_of(asked: Field) -> list[tuple[str, Any]]:
    """Return what may be chosen for a field: the word that the survey reads, and the word that is shown."""
    if asked.kind == "yes_no":
        return [("是", _("是")), ("否", _("否"))]
    if asked.codes:
        return [(one["label"], told(one["label"])) for one in DECLARING["causes"]]
    chosen = {key: one["label"] for key, one in DECLARING["words"][asked.key].items()}
    known = {**CONTROLLED[asked.key], **chosen}
    return [(label, told(label)) for label in known.values()]


def field_for(key: str, *, filled: str = "", kept: bool = False) -> forms.Field:
    """Return the field that asks for one answer; ``kept`` says that a personal one is written already, and hidden."""
    asked = survey_form().fields[key]
    words = DECLARING["asked"][key]
    needed = asked.required or key in DECLARING["must_have"]
    hint = told(words.get("text", ""))
    if kept:
        hint = _("已经写好了，不显示出来；不改就空着。")
    common: dict[str, Any] = {"label": told(words["label"]), "help_text": hint, "required": needed and not kept}
    if asked.kind in {"yes_no", "choice"} or asked.codes:
        field: forms.Field = AsWritten(**common, widget=forms.RadioSelect(choices=choices_of(asked)))
    elif asked.kind in {"money", "area", "count"}:
        field = AsWritten(**common, max_length=LONGEST, widget=NumberAsWritten())
    elif asked.kind == "text" and not asked.personal and key != "bank":
        field = AsWritten(**common, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    else:
        field = AsWritten(**common, max_length=LONGEST, widget=forms.TextInput(attrs=KEYBOARDS.get(asked.kind, {})))
    unit = {"money": _("元"), "area": _("平方米")}.get(asked.kind, UNITS.get(key, ""))
    return dressed(field, unit=unit, prefilled=filled)


class StepForm(forms.Form):
    """One page of a declaration.

    ``written`` is what stands in the draft. What identifies or pays a person is not shown again: left blank it stays.
    """

    def __init__(
        self,
        *args: Any,
        keys: Sequence[str],
        written: Mapping[str, str],
        filled: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.keys = tuple(keys)
        self.before = written
        for key in self.keys:
            personal = survey_form().fields[key].personal
            kept = personal and bool(written.get(key))
            self.fields[key] = field_for(key, filled=told(filled.get(key, "")), kept=kept)
            if not personal:
                self.fields[key].initial = written.get(key, "")

    @property
    def answers(self) -> dict[str, str]:
        """What was written on the page; a personal value that was left blank is the one from before."""
        said = {key: str(self.cleaned_data.get(key) or "").strip() for key in self.keys}
        return {
            key: self.before.get(key, "") if not text and survey_form().fields[key].personal else text
            for key, text in said.items()
        }

    def add_faults(self, faults: Iterable[CellFault]) -> None:
        """Write what is to be mended beside its field."""
        for fault in faults:
            if fault.key in self.fields:
                self.add_error(fault.key, fault_words(fault))


def answer_words(key: str, text: str) -> str:
    """Return an answer as it is shown: masked where it is personal, with its unit, in the reader's language."""
    asked = survey_form().fields[key]
    if not text:
        return _("没有") if asked.kind in {"money", "count"} else _("没有填")
    if asked.personal:
        return masked(text)
    if asked.kind in {"yes_no", "choice"} or asked.codes:
        return next((str(word) for value, word in choices_of(asked) if value == text), text)
    unit = {"money": _("元"), "area": _("平方米")}.get(asked.kind, UNITS.get(key, ""))
    return f"{text} {unit}".strip()


class MembersForm(StepForm):
    """The page of the household: its other members, a line each; blank lines are nobody."""

    def __init__(self, *args: Any, members: Sequence[Mapping[str, str]], lines: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.listed = members
        self.lines = max(lines, len(members))
        for line in range(self.lines):
            member = members[line] if line < len(members) else {}
            self.fields |= member_fields(line, member)

    @property
    def groups(self) -> list[dict[str, Any]]:
        """The fields of each line, for the page."""
        return [
            {"number": line + 1, "fields": [self[f"{part}_{line}"] for part in ("name", "relation", "id")]}
            for line in range(self.lines)
        ]

    @property
    def own_fields(self) -> list[Any]:
        """The fields of the page that are of no member."""
        return [self[key] for key in self.keys]

    @property
    def lines_wrong(self) -> bool:
        """Whether somebody stands here half written, or with a number that cannot be."""
        return any(name not in self.keys for name in self.errors)

    @property
    def members(self) -> list[dict[str, str]]:
        """Those who were written down."""
        found = []
        for line in range(self.lines):
            name, relation, number = (
                self.cleaned_data.get(f"{part}_{line}", "") for part in ("name", "relation", "id")
            )
            before = self.listed[line] if line < len(self.listed) else {}
            if name or (relation and number):
                kept = number or (before.get("id_number", "") if before.get("name") == name else "")
                found.append({"name": name, "relation": relation, "id_number": kept})
        return found

    def clean(self) -> dict[str, Any]:
        """Ask for what is missing of somebody half written, and read each number as the survey reads one."""
        cleaned = super().clean() or self.cleaned_data
        for line in range(self.lines):
            name, relation, number = (cleaned.get(f"{part}_{line}", "") for part in ("name", "relation", "id"))
            if (relation or number) and not name:
                self.add_error(f"name_{line}", _("请写上这个人的姓名；没有这个人就把这一行清空"))
            if name and not relation:
                self.add_error(f"relation_{line}", _("请选这个人是您的什么人"))
            for fault in number_faults(number):
                self.add_error(f"id_{line}", fault_words(fault))
        return cleaned


def member_fields(line: int, member: Mapping[str, str]) -> dict[str, forms.Field]:
    """Return the three fields of one line of the household."""
    relations = [("", _("请选择")), *((one["label"], told(one["label"])) for one in DECLARING["relations"])]
    kept = _("已经写好了，不显示出来；不改就空着。") if member.get("id_number") else _("没有可以空着")
    return {
        f"name_{line}": AsWritten(
            label=_("姓名"), required=False, max_length=60, initial=member.get("name", ""),
            widget=forms.TextInput(attrs={"autocomplete": "off"}),
        ),
        f"relation_{line}": AsWritten(
            label=_("是您的"), required=False, initial=member.get("relation", ""),
            widget=forms.Select(choices=relations),
        ),
        f"id_{line}": AsWritten(
            label=_("身份证号"), required=False, max_length=LONGEST, help_text=kept,
            widget=forms.TextInput(attrs=KEYBOARDS["identity"]),
        ),
    }  # fmt: skip


def number_faults(number: str, quarter: Quarter | None = None) -> list[CellFault]:
    """Return what is wrong with the identity number of a member; a child's is right."""
    if not number:
        return []
    reading = read_row({"id_number": number}, quarter=quarter or Quarter(2026, 1))
    return [fault for fault in reading.faults if fault.key == "id_number" and fault.kind != "not_a_worker"]


def reading_of_answers(answers: Mapping[str, Any], *, quarter: Quarter, authorised: bool = False) -> RowReading:
    """Return what a draft says, as one row of the survey."""
    members = [
        Member("", 0, one["name"], one["relation"], one["id_number"], spouse=one["relation"] == SPOUSE)
        for one in answers["members"]
    ]
    written = {key: text for key, text in answers["written"].items() if key in survey_form().fields}
    size = str(1 + len(members))
    consent = "是" if authorised else "否"
    return read_row({**written, "persons": size, "authorised": consent}, quarter=quarter, members=members)


def must_haves(written: Mapping[str, str]) -> list[CellFault]:
    """Return what a declaration asks for although a survey may leave it out."""
    fields = survey_form().fields
    return [
        CellFault("", key, fields[key].label, "missing", "", "没有填", "请填上，工会要靠它联系您")
        for key in DECLARING["must_have"]
        if not written.get(key)
    ]


class SelfTestForm(forms.Form):
    """Five questions, any of which may be left out: what is not known stays unknown."""

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = DECLARING["self_test"]
        if len(places) > 1:
            self.fields["place"] = forms.ChoiceField(label=_("您在哪里上班"), choices=places)
        for key, unit in (("persons", _("人")), ("income_fen", _("元")), ("costs_fen", _("元"))):
            field = AsWritten(
                label=told(asked[key]["label"]),
                help_text=told(asked[key]["text"]),
                required=False,
                max_length=LONGEST,
                widget=NumberAsWritten(),
            )
            self.fields[key] = dressed(field, unit=unit)
        for key in ("standing", "holdings"):
            options = [(name, told(option["label"])) for name, option in asked[key]["options"].items()]
            self.fields[key] = forms.ChoiceField(
                label=told(asked[key]["label"]), choices=options, widget=forms.RadioSelect, initial="unsure",
                error_messages={"required": gettext_lazy("请选一个；不清楚就选“说不准”")},
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Read the numbers as the survey reads them."""
        cleaned = super().clean() or self.cleaned_data
        spent = DECLARING["self_test"]["costs_facts"]
        asked = {"persons": "persons", "income_fen": "income_fen", spent["all"]: "costs_fen"}
        questions = DECLARING["self_test"]
        written = {fact: cleaned.get(key, "") for fact, key in asked.items() if cleaned.get(key)}
        reading = read_row(written, quarter=Quarter(2026, 1))
        for fault in reading.faults:
            if fault.key in written:
                key = asked[fault.key]
                self.add_error(key, fault_words(fault, asked_as=questions[key]["label"]))
        facts: dict[str, Any] = {fact: reading.facts[fact] for fact in written}
        if spent["all"] in written:
            facts |= dict.fromkeys(spent["none"], 0)
        self.cleaned_data["facts"] = facts | self.chosen("facts") | dict(asked_assumptions())
        return self.cleaned_data

    def chosen(self, what: str) -> dict[str, Any]:
        """Return what the chosen options say, as ``facts`` or as ``written``."""
        asked = DECLARING["self_test"]
        said: dict[str, Any] = {}
        for key in ("standing", "holdings"):
            option = asked[key]["options"].get(self.cleaned_data.get(key, ""), {})
            said |= option.get(what, {})
        return said

    @property
    def carried(self) -> dict[str, str]:
        """What may be taken over into a declaration, as it was written."""
        written = {"income_fen": self.cleaned_data.get("income_fen", "")} | self.chosen("written")
        return {key: text for key, text in written.items() if text}


def asked_assumptions() -> Mapping[str, Any]:
    """Return what the test takes as given."""
    assumed: Mapping[str, Any] = DECLARING["self_test"]["assumed"]
    return assumed


class PaperForm(forms.Form):
    """Papers from the camera, or files that are there already."""

    kind = forms.ChoiceField(label=gettext_lazy("这是什么材料"), choices=())
    photo = forms.FileField(
        label=gettext_lazy("拍照"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png", "capture": "environment"}),
    )
    file = forms.FileField(
        label=gettext_lazy("或选已有的照片、PDF"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
    )

    def __init__(self, *args: Any, proxy: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        if isinstance(kind, forms.ChoiceField):
            kind.choices = [
                (key, told(label)) for key, label in DECLARING["kinds"].items() if proxy or key != "proxy_consent"
            ]

    def clean(self) -> dict[str, Any]:
        """Ask for at least one of the two."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("photo") and not cleaned.get("file"):
            self.add_error("photo", _("请拍一张，或选一个文件"))
        return cleaned


class CodeForm(forms.Form):
    """A code, as it was typed."""

    code = forms.CharField(
        label=gettext_lazy("查询码"),
        max_length=60,
        help_text=gettext_lazy("14 位，例如 7KDM-XR4TH-9WVCA；大小写、横线都不要紧"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("请写上码，例如 7KDM-XR4TH-9WVCA")},
    )


class ResumeForm(CodeForm):
    """The code of a draft with what only its writer knows beside it."""

    last_four = forms.CharField(
        label=gettext_lazy("身份证号或手机号的后四位"),
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "class": "w-s"}),
        error_messages={"required": gettext_lazy("请写后四位，例如 028X")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("续填码")


class ConfirmForm(forms.Form):
    """The declaration, the consent to the check, that to be named: each ticked by itself, none ticked beforehand."""

    declaration = forms.BooleanField(
        error_messages={"required": gettext_lazy("请先看一遍，同意就在承诺前打勾；不打勾不能提交")},
    )
    check_consent = forms.BooleanField(required=False)
    notice_consent = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key in self.fields:
            self.fields[key].label = told(DECLARING["statements"][key]["label"])
        self.fields["check_consent"].help_text = _("不同意也能提交，但没有这份授权，按政策不能认定。以后可以撤回。")
        self.fields["notice_consent"].help_text = _("不同意也能提交，也能得到帮扶：公示时只写办件号，不写姓名。")


class WishForm(forms.Form):
    """A small wish that a household raises itself."""

    kind = forms.ChoiceField(label=gettext_lazy("哪方面的"), choices=())
    text = forms.CharField(
        label=gettext_lazy("什么心愿"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("小小的就好，例如“孩子想要一盏护眼台灯”。只有办这件事的人看得到这句话。"),
        error_messages={"required": gettext_lazy("请写是什么心愿，例如“想要一盏护眼台灯”")},
    )
    agreed = forms.BooleanField(
        label=gettext_lazy("我同意工会把心愿改写成不写姓名、住址的话，放上心愿墙"),
        error_messages={"required": gettext_lazy("请打勾；不同意放上墙，心愿就没有人看得到")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        if isinstance(kind, forms.ChoiceField):
            kind.choices = [(key, told(label)) for key, label in CHARTER["needs"]["kinds"].items()]
