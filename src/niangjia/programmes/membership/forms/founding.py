"""What is asked of whoever wants a union at the workplace, and of the union that decides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.casework.elections import CodeNotSound, Result, sound_code
from niangjia.casework.organising import Workplace
from niangjia.programmes.membership.programme import CHARTER
from niangjia.records.unions.models import Union
from niangjia.web.forms import dressed
from niangjia.web.sentences import told

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
ORGANISING = CHARTER["organising"]
MOST_PEOPLE = 1_000_000
PHONE_DIGITS = 7


def words(group: str) -> list[tuple[str, Any]]:
    """Return what may be chosen of a group of the charter."""
    return [(key, told(label)) for key, label in ORGANISING[group].items()]


def day_field(label: Any, **more: Any) -> forms.DateField:
    """Return a field for a day."""
    needed = {
        "required": gettext_lazy("请写日期，例如 2026-10-13"),
        "invalid": gettext_lazy("日期要写成 2026-10-13 的样子"),
    }
    return forms.DateField(label=label, widget=DAY, error_messages=needed, **more)


def people_field(label: Any, **more: Any) -> Any:
    """Return a field for a number of people."""
    field = forms.IntegerField(
        label=label,
        min_value=1,
        max_value=MOST_PEOPLE,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-m"}),
        error_messages={
            "required": gettext_lazy("请写人数，例如 30"),
            "invalid": gettext_lazy("人数要写成数字，例如 30"),
            "min_value": gettext_lazy("至少是 1 人"),
        },
        **more,
    )
    return dressed(field, unit=gettext_lazy("人"))


def checked_code(text: str) -> str:
    """Return a unified social credit code as it is kept, or say what is wrong with it."""
    try:
        return sound_code(text)
    except CodeNotSound as error:
        raise ValidationError(told(error)) from error


class FoundingForm(forms.Form):
    """What an applicant tells of the workplace."""

    name = forms.CharField(
        label=gettext_lazy("单位或行业的名称"),
        max_length=120,
        error_messages={"required": gettext_lazy("请写单位的全称，和营业执照上一样")},
    )
    code = forms.CharField(
        label=gettext_lazy("统一社会信用代码"),
        max_length=30,
        help_text=gettext_lazy("在营业执照上，18 位"),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("请写 18 位的统一社会信用代码")},
    )
    workers = people_field(gettext_lazy("有多少职工"))
    wishing = people_field(gettext_lazy("多少人愿意入会"))
    contact_name = forms.CharField(
        label=gettext_lazy("联系人"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("请写我们找谁联系")},
    )
    contact_phone = forms.CharField(
        label=gettext_lazy("联系电话"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"required": gettext_lazy("请写联系电话")},
    )
    meeting_on = day_field(gettext_lazy("打算哪天开会选举"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"] = forms.ChoiceField(label=_("建哪一种工会"), choices=words("kinds"), initial="enterprise")
        self.fields["papers"] = forms.MultipleChoiceField(
            label=_("手上有哪些材料"),
            choices=words("papers"),
            widget=forms.CheckboxSelectMultiple,
            required=False,
            help_text=_("缺的也可以先交，我们一次告诉您还差什么"),
        )
        self.order_fields(["name", "code", "kind", "workers", "wishing", "contact_name", "contact_phone", "papers"])

    def clean_code(self) -> str:
        """Check the code of the workplace."""
        return checked_code(self.cleaned_data["code"])

    def clean_contact_phone(self) -> str:
        """Check that a phone number has digits enough."""
        phone = str(self.cleaned_data["contact_phone"])
        if sum(letter.isdigit() for letter in phone) < PHONE_DIGITS:
            raise ValidationError(_("电话号码的位数不够，例如 13800000000 或 0951-1234567"))
        return phone

    def clean(self) -> dict[str, Any]:
        """Check that no more wish to join than work there."""
        data = super().clean() or self.cleaned_data
        if data.get("workers") and data.get("wishing") and data["wishing"] > data["workers"]:
            self.add_error("wishing", _("愿意入会的人不会比职工多；请再核对"))
        return data

    @property
    def workplace(self) -> Workplace:
        """What was told, for the desk."""
        return Workplace(**self.cleaned_data)


class ElectionForm(forms.Form):
    """What a meeting elected: an officer a line, the office before the name."""

    held_on = day_field(gettext_lazy("哪天开的会"))
    due = people_field(gettext_lazy("应到"))
    attended = people_field(gettext_lazy("实到"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = ORGANISING["terms"]["years"]
        self.fields["term_years"] = forms.TypedChoiceField(
            label=_("任期"),
            choices=[(year, _("%(n)s 年") % {"n": year}) for year in years],
            coerce=int,
            widget=forms.RadioSelect,
            error_messages={"required": _("请选任期")},
        )
        for office, label in words("offices"):
            self.fields[office] = forms.CharField(
                label=label,
                max_length=400,
                required=office == "chair",
                help_text=_("几个人用顿号隔开") if office != "chair" else "",
                error_messages={"required": _("还没有写主席是谁")},
            )
        self.fields["no_relatives"] = forms.BooleanField(
            label=told(ORGANISING["relatives"]["label"]),
            error_messages={"required": _("请确认当选的人里没有单位主要负责人的近亲属；有的话，要重新推选")},
        )

    @property
    def result(self) -> Result:
        """What was elected, for the desk."""
        data = self.cleaned_data
        officers = [
            (office, name.strip())
            for office in ORGANISING["offices"]
            for name in data[office].replace("，", "、").replace(",", "、").split("、")
            if name.strip()
        ]
        return Result(
            held_on=data["held_on"],
            due=data["due"],
            attended=data["attended"],
            term_years=data["term_years"],
            no_relatives=data["no_relatives"],
            officers=tuple(officers),
        )


class LackingForm(forms.Form):
    """What is missing, all of it at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lacking"] = forms.MultipleChoiceField(
            label=_("缺什么"),
            choices=words("papers"),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("请勾上缺的每一样，一次说清")},
        )


class ReasonForm(forms.Form):
    """Why something is refused or given back; the applicant reads it."""

    reason = forms.CharField(
        label=gettext_lazy("理由，申请人看得到"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("请写理由，申请人看得到")},
    )


class ConfirmForm(forms.Form):
    """The code on the certificate, where it is known already."""

    certificate = forms.CharField(
        label=gettext_lazy("工会法人证书上的统一社会信用代码"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("还没有就空着，以后在这家工会的页面上登记"),
    )

    def clean_certificate(self) -> str:
        """Check the code, where there is one."""
        written = self.cleaned_data["certificate"]
        return checked_code(written) if written else ""


class CertificateForm(forms.Form):
    """A certificate as a legal person, or its renewal."""

    code = forms.CharField(
        label=gettext_lazy("统一社会信用代码"),
        max_length=30,
        error_messages={"required": gettext_lazy("请写 18 位的统一社会信用代码")},
    )
    from_on = day_field(gettext_lazy("从哪天起有效"))
    until_on = day_field(gettext_lazy("有效到哪天"))

    def clean_code(self) -> str:
        """Check the code of the certificate."""
        return checked_code(self.cleaned_data["code"])

    def clean(self) -> dict[str, Any]:
        """Check that a certificate ends after it begins."""
        data = super().clean() or self.cleaned_data
        if data.get("from_on") and data.get("until_on") and data["until_on"] <= data["from_on"]:
            self.add_error("until_on", _("有效到的日子要在开始以后"))
        return data


class SplitForm(forms.Form):
    """What the new union is called, from which day on it stands, and who goes along."""

    name = forms.CharField(
        label=gettext_lazy("新工会的全称"),
        max_length=120,
        error_messages={"required": gettext_lazy("请写新工会的全称，例如“云雀快递城东站工会”")},
    )
    short_name = forms.CharField(
        label=gettext_lazy("简称"),
        max_length=40,
        widget=forms.TextInput(attrs={"class": "w-m"}),
        error_messages={"required": gettext_lazy("请写简称，例如“城东站”")},
    )
    kind = forms.ChoiceField(label=gettext_lazy("是哪一种工会"), choices=[])
    on = day_field(gettext_lazy("从哪天起"))
    employers = forms.MultipleChoiceField(
        label=gettext_lazy("整个单位分出去"), required=False, widget=forms.CheckboxSelectMultiple
    )
    people = forms.MultipleChoiceField(
        label=gettext_lazy("勾上分出去的会员"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, people: list[tuple[str, str]], employers: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offered = {"people": people, "employers": employers, "kind": split_kinds()}
        for name, choices in offered.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices
        for name in ("people", "employers"):
            if not offered[name]:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Want somebody who goes along."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not data.get("people") and not data.get("employers"):
            raise ValidationError(gettext_lazy("请至少勾一位会员或者一个单位，说明谁分出去"))
        return data


def split_kinds() -> list[tuple[str, Any]]:
    """Return the kinds of union that take members, which alone may be split off."""
    known = dict(Union._meta.get_field("kind").choices or ())
    return [(key, _(str(known[key]))) for key in CHARTER["joining"]["takes_members"]]


class ReshapeForm(forms.Form):
    """From which day a union changes."""

    on = day_field(gettext_lazy("从哪天起"))
