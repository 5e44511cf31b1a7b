"""What is asked when a household leaves, is visited again, or may be thrown back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from niangjia.programmes.hardship.programme import CHARTER, PROGRAMME

LONGEST = 1000


def day_field(label: Any) -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("日期请写成 2026-10-01 的样子"), "required": _("请写是哪一天，例如 2026-10-01")},
    )


def words_field(label: Any, *, required: Any, help_text: Any = "") -> forms.CharField:
    """Return a field for a few sentences."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": required},
    )


class PastDay(forms.Form):
    """A form with a day that is not still to come."""

    on = day_field(_("哪一天"))

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


class LeaveForm(PastDay):
    """Why a household leaves, from which day on, and in which words it hears of it."""

    reason = forms.ChoiceField(
        label=_("退出的原因"),
        choices=[(key, _(one.label)) for key, one in PROGRAMME.exits.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选退出的原因")},
    )
    told = words_field(
        _("写给这一家的话"),
        help_text=_("写清依据和以后找谁；这一家会照原话看到。不写病名和证件号码。"),
        required=_("请写给这一家的话，例如“您家两个季度的收入都高于标准；有变化请打 12351”"),
    )
    field_order = ("reason", "on", "told")


class UndoForm(forms.Form):
    """Why a leaving is to be undone."""

    told = words_field(_("为什么撤销"), required=_("请写明为什么撤销，例如“这一家提出异议，复核后收入算错了”"))


class RevisitForm(PastDay):
    """What a visit to a household that left found."""

    is_well = forms.TypedChoiceField(
        label=_("现在过得怎么样"),
        choices=[("yes", _("稳定")), ("no", _("有难处"))],
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("请选现在过得怎么样")},
    )
    told = words_field(_("看到、听到了什么"), required=_("请写几句，例如“在超市上班，孩子上学都好”"))


class SignalForm(PastDay):
    """What happened to a household, who told of it, and when it was."""

    kind = forms.ChoiceField(
        label=_("什么情况"),
        choices=[(key, _(one.label)) for key, one in PROGRAMME.signals.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选是什么情况")},
    )
    origin = forms.ChoiceField(
        label=_("怎么知道的"),
        choices=[(key, _(label)) for key, label in CHARTER["origins"].items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选是怎么知道的")},
    )
    told = words_field(_("经过"), required=_("请写几句经过，例如“9月住院，自付两万多”"))
    field_order = ("kind", "on", "origin", "told")


class AnswerForm(forms.Form):
    """What the check of a signal came to."""

    becomes = forms.ChoiceField(
        label=_("核查的结果"),
        choices=[("reopen", _("有影响，重新受理")), ("dismiss", _("不影响，继续关注"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选核查的结果")},
    )
    told = words_field(_("依据"), required=_("请写依据，例如“医保报销后自付不到两千元”"))
