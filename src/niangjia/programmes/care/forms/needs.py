"""What is asked about a need: what it is, who does what by when, what shows that it is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from niangjia.programmes.care.programme import CHARTER
from niangjia.records.unions.models import Union
from niangjia.web.wording import date_text

NEEDS: dict[str, Any] = CHARTER["needs"]
KINDS_OF_FILES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"%PDF-": "application/pdf"}
"""The first bytes of what may be handed in as proof, each with its media type."""
SameName = Callable[[int, str, UUID | None], Mapping[int, date]]
"""By union, name and the key of the page: the households of those of one name, each with the day it last told."""
SOMEBODY_ELSE = "else"
DATE_ERRORS = {"invalid": _("日期请写成 2026-10-20 的样子"), "required": _("请写哪天前办好")}


def words_of(key: str) -> list[tuple[str, Any]]:
    """Return the choices of one list of the charter."""
    return [(value, _(label)) for value, label in NEEDS[key].items()]


class ProofField(forms.FileField):
    """A photo or a scanned paper; what it is follows from its first bytes, not from its name."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
            error_messages={"empty": _("这个文件是空的，请换一个")},
            **kwargs,
        )

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuse a file that is too large or none of the kinds; keep its media type with it."""
        file = super().clean(data, initial)
        if not file:
            return None
        if file.size > NEEDS["proof_bytes"]["count"]:
            raise forms.ValidationError(_("文件太大；请把照片压小一点再传"))
        head = file.read(16)
        file.seek(0)
        file.media_type = next((kind for start, kind in KINDS_OF_FILES.items() if head.startswith(start)), "")
        if not file.media_type:
            raise forms.ValidationError(_("请传照片（JPG、PNG）或 PDF"))
        return file


class NeedForm(forms.Form):
    """A need of a household, or a difficulty at work that a worker told of."""

    kind = forms.ChoiceField(label=_("哪方面的"), choices=words_of("kinds"))
    text = forms.CharField(
        label=_("什么难处"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("照本人的话写。只有办这件事的人看得到。"),
        error_messages={"required": _("请写清楚难在哪里，例如“厨房屋顶漏雨，两个月了”")},
    )
    origin = forms.ChoiceField(label=_("怎么知道的"), choices=words_of("origins"))
    major = forms.BooleanField(label=_("要上会、招标才能办；其他的马上办"), required=False)
    against_employer = forms.BooleanField(label=_("这件事是反映用人单位的，只让县级工会看到"), required=False)


class DifficultyForm(NeedForm):
    """A difficulty at work that a union raises for one of its workers, of whom it tells the name alone.

    ``same_name`` finds those of the same name who told of one before: then it is asked whether this is one of them.
    """

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    """Made with the page: the same page sent twice is one difficulty."""

    union = forms.ModelChoiceField(queryset=Union.objects.none(), label=_("哪家工会的职工"), empty_label=None)
    worker = forms.CharField(
        label=_("提出的职工"),
        max_length=60,
        help_text=_("只记姓名，不告诉用人单位是谁提的。"),
        error_messages={"required": _("请写是哪位职工提出的，例如“张三”")},
    )
    same = forms.ChoiceField(
        label=_("同一个人吗"),
        required=False,
        widget=forms.RadioSelect,
        help_text=_("有同名的职工提过难事。"),
    )
    field_order = ("union", "worker", "same", "text", "origin", "major", "against_employer")

    def __init__(
        self,
        *args: Any,
        unions: QuerySet[Union],
        same_name: SameName,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["kind"]
        self.same_name = same_name
        self.asked_again = self.fields.pop("same")
        field = self.fields["union"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = unions

    def clean(self) -> dict[str, Any]:
        """Ask whether it is the same person as soon as the name is known; without an answer nothing is kept."""
        data: dict[str, Any] = super().clean() or {}
        data["household"] = None
        union, worker = data.get("union"), data.get("worker")
        known = self.same_name(union.pk, worker, data.get("key")) if union and worker else {}
        if not known:
            return data
        days = {str(pk): _("是，%(day)s提过的那一位") % {"day": date_text(day)} for pk, day in known.items()}
        if isinstance(self.asked_again, forms.ChoiceField):
            self.asked_again.choices = [*days.items(), (SOMEBODY_ELSE, _("不是，是另一位同名的"))]
        self.fields["same"] = self.asked_again
        self.order_fields(self.field_order)
        said = self.data.get("same", "")
        if said in days:
            data["household"] = int(said)
        elif said != SOMEBODY_ELSE:
            self.add_error("same", _("有同名的职工提过难事。请选是不是同一位"))
        return data


class MeasureForm(forms.Form):
    """Who does what by when; of a meeting its day, of a tender its number."""

    kind = forms.ChoiceField(label=_("哪一种"), choices=words_of("measure_kinds"))
    what = forms.CharField(
        label=_("怎么办"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("请写怎么办，例如“请维修队周四上门补漏”")},
    )
    department = forms.CharField(
        label=_("谁来办"),
        max_length=60,
        required=False,
        help_text=_("部门或人，例如“县住建局、社区网格员”。空着就是本工会。"),
    )
    due_on = forms.DateField(
        label=_("哪天前"), widget=forms.DateInput(attrs={"type": "date"}), error_messages=DATE_ERRORS
    )
    decided_on = forms.DateField(
        label=_("开会的日子"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": DATE_ERRORS["invalid"]},
    )
    reference = forms.CharField(label=_("纪要或招标编号"), max_length=80, required=False)
    file = ProofField(label=_("纪要、招标书的照片"))

    def __init__(self, *args: Any, major: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not major:
            for name in ("kind", "decided_on", "reference", "file"):
                del self.fields[name]


class SolveForm(forms.Form):
    """What shows that a need is cleared."""

    told = forms.CharField(
        label=_("怎么办好的"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("一句话就行；或者传一张照片、一张单据。"),
    )
    proof = ProofField(label=_("照片或单据"))

    def clean(self) -> dict[str, Any]:
        """Refuse to be left empty: what is called done is shown."""
        data: dict[str, Any] = super().clean() or {}
        if not data.get("told", "").strip() and not data.get("proof") and "proof" not in self.errors:
            self.add_error("told", _("请附上一张照片或单据，或写一句怎么办好的"))
        return data


class CodeForm(forms.Form):
    """The code by which somebody follows what she asked for."""

    code = forms.CharField(
        label=_("查询码"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "w-m"}),
        error_messages={"required": _("请写查询码，十二位字母和数字，登记时给您的")},
    )

    def clean_code(self) -> str:
        """Return the code without spaces and in capitals, as it was given out."""
        return "".join(str(self.cleaned_data["code"]).split()).replace("-", "").upper()


class AnswerForm(CodeForm):
    """Whether it is cleared, in her own words."""

    answer = forms.ChoiceField(choices=[("cleared", _("办好了")), ("lacking", _("还没有办好"))])
    lacking = forms.CharField(required=False, max_length=400)
