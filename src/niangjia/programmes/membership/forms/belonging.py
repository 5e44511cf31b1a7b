"""What is asked when a membership changes, when somebody registers beside, and when somebody goes elsewhere."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from niangjia.casework.privacy import FIELDS
from niangjia.programmes.membership.programme import CHARTER

BECOMES = ("retired", "unemployed", "left", "died")


def day_field(label: Any) -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("日期请写成 2026-10-01 的样子"), "required": _("请写是哪一天，例如 2026-10-01")},
    )


class PastDay(forms.Form):
    """A form with a day that is not still to come."""

    on = day_field(_("从哪一天起"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["on"].initial = today

    def clean_on(self) -> date:
        """Refuse a day to come."""
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError(_("这一天还没有到；请写今天或今天以前"))
        return day


class StandingForm(PastDay):
    """What becomes of a membership, and from which day on."""

    becomes = forms.ChoiceField(
        label=_("会籍怎么变"),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选会籍怎么变")},
    )
    field_order = ("becomes", "on")

    def __init__(self, *args: Any, standing: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, today=today, **kwargs)
        ends = {key: _(CHARTER["ends"][key]) for key in BECOMES}
        kept = {key: _("保留会籍：%(why)s") % {"why": ends[key]} for key in CHARTER["reserves"]}
        words = ends | (kept if standing == "active" else {})
        keys = BECOMES if standing == "active" else ("returned", "left", "died")
        field = self.fields["becomes"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(key, words.get(key, _("恢复会籍"))) for key in keys]


class OneWorker(forms.Form):
    """Who came in person: the name with a number, as his papers say."""

    name = forms.CharField(
        label=_("姓名"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "w-m"}),
        error_messages={"required": _("请写他证件上的姓名")},
    )
    number = forms.CharField(
        label=_("证件号"),
        max_length=40,
        required=False,
        help_text=_("没有带证件的，可以只写手机号。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("手机号"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel", "class": "w-m"}),
    )

    def clean(self) -> dict[str, Any]:
        """Want a number or a phone."""
        data: dict[str, Any] = super().clean() or {}
        if not data.get("number") and not data.get("phone"):
            self.add_error("number", _("证件号和手机号请至少写一个"))
        return data


class RegisterForm(OneWorker, PastDay):
    """Who registers beside, as what, from which day on."""

    kind = forms.ChoiceField(
        label=_("为什么来报到"),
        choices=[("residence", _("住在这里")), ("workplace", _("在这里上班")), ("industry", _("干这一行"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选为什么来报到")},
    )
    field_order = ("name", "number", "phone", "kind", "on")


class AskTransferForm(forms.Form):
    """Where a member wants to go."""

    to_name = forms.CharField(
        label=_("转到哪个工会"),
        max_length=120,
        help_text=_("请写工会全称或者简称。"),
        error_messages={"required": _("请写转到哪个工会，例如“河东街道总工会”")},
    )


class MyTransferForm(forms.Form):
    """Where a member works now, and that he wants to go."""

    employer = forms.CharField(
        label=_("您现在在哪里做"),
        max_length=60,
        help_text=_("单位、站点或接单平台的名字。"),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("请写您现在在哪里做，例如“顺达快递城东站”")},
    )
    agreed = forms.BooleanField(
        label=_("我自愿转会，同意两家工会为办转会看我的姓名和会籍"),
        error_messages={"required": _("请勾选自愿转会；不勾就不能办")},
    )


class LeaveForm(forms.Form):
    """That a member wants to leave, asked a second time."""

    sure = forms.BooleanField(
        label=_("我要退会，今天起不再是会员"), error_messages={"required": _("要退会，请勾选；不退，回会员卡就行")}
    )


class ObjectForm(forms.Form):
    """Why a member should stay."""

    reason = forms.ChoiceField(
        label=_("有什么异议"),
        choices=[(key, _(label)) for key, label in CHARTER["objections"].items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一个理由；没有理由的请放行")},
    )


class RevealForm(forms.Form):
    """Which value is wanted in the clear, and what for."""

    field = forms.ChoiceField(
        label=_("看哪一项"),
        choices=[(key, _(FIELDS[key])) for key in ("phone", "id_number")],
        error_messages={"required": _("请选要看哪一项")},
    )
    purpose = forms.ChoiceField(
        label=_("用途"),
        choices=[("", _("请选")), ("identity", _("核对身份")), ("contact", _("联系本人"))],
        error_messages={"required": _("请先选用途")},
    )
