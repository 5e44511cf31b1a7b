"""What is asked where help is given: presets, an award, a package, a delivery, a code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from niangjia.programmes.care.programme import CHARTER, PRESETS
from niangjia.values.money import Money
from niangjia.values.spans import span_key
from niangjia.web.forms import NumberAsWritten, dressed
from niangjia.web.sentences import told

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def yuan_field(label: Any, **more: Any) -> Any:
    """Return a field for an amount in yuan."""
    field = forms.DecimalField(
        label=label,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        widget=NumberAsWritten(),
        error_messages={"invalid": _("金额要写成数字，例如 1200.00"), "required": _("请写金额，例如 1200.00")},
        **more,
    )
    return dressed(field, unit=_("元"))


def chosen(label: Any, choices: Iterable[tuple[Any, Any]], **more: Any) -> forms.MultipleChoiceField:
    """Return a field of boxes to tick."""
    return forms.MultipleChoiceField(
        label=label, choices=list(choices), widget=forms.CheckboxSelectMultiple, **{"required": False, **more}
    )


class PresetForm(forms.Form):
    """Which presets to take into the library."""

    from_on = forms.DateField(label=_("从哪天起"), widget=DAY, error_messages={"required": _("请写从哪天起")})

    def __init__(self, *args: Any, presets: Sequence[Mapping[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["taken"] = chosen(
            _("要采用的"),
            [(one["value"], told(one["label"])) for one in presets],
            required=True,
            error_messages={"required": _("请勾上要采用的项目或服务")},
        )


class TermsForm(forms.Form):
    """Numbers of the union's own for one preset project."""

    preset = forms.ChoiceField(label=_("哪个项目"))
    cap_yuan = yuan_field(_("每户每年最多"))
    second_above_yuan = yuan_field(_("超过多少要第二位同事批"), required=False)
    source = forms.CharField(
        label=_("依据"), max_length=200, error_messages={"required": _("请写依据，例如“某工发〔2026〕3 号”")}
    )
    from_on = forms.DateField(label=_("从哪天起"), widget=DAY, error_messages={"required": _("请写从哪天起")})

    def __init__(self, *args: Any, presets: Sequence[Mapping[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["preset"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                (one["value"].partition(":")[2], told(one["label"]))
                for one in presets
                if one["value"].startswith("project:")
            ]


class AwardForm(forms.Form):
    """A project for one household: how much, why, with which papers.

    With ``needs_own_paid`` the project gives a share of what the household paid itself: then that is asked for.
    """

    amount_yuan = yuan_field(_("申请金额"))
    own_paid_yuan = yuan_field(_("这家人自己付了多少"), required=False)
    reason = forms.CharField(
        label=_("为什么要帮"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写一句为什么要帮，例如“9 月住院，自付较多”")},
    )

    def __init__(self, *args: Any, papers: Sequence[str], needs_own_paid: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["own_paid_yuan"].required = needs_own_paid
        self.fields["own_paid_yuan"].widget.is_required = needs_own_paid
        if papers:
            words = PRESETS["papers"]
            self.fields["papers"] = chosen(_("已经有的材料"), [(one, told(words.get(one, one))) for one in papers])

    def asked(self) -> dict[str, Any]:
        """Return what the desk is asked, in whole fen."""
        data = self.cleaned_data
        own_paid = data["own_paid_yuan"]
        return {
            "amount_fen": Money.yuan(data["amount_yuan"]).fen,
            "own_paid_fen": None if own_paid is None else Money.yuan(own_paid).fen,
            "reason": data["reason"],
            "papers": data.get("papers", []),
        }


class RefusalForm(forms.Form):
    """Why an award is refused."""

    refusal = forms.CharField(
        label=_("不批准的理由"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写清楚理由，本人会看到，例如“票据不是今年的”")},
    )


class PackageForm(forms.Form):
    """Which services a household gets each month, and until when."""

    to_month = forms.RegexField(
        r"^\d{4}-(0[1-9]|1[0-2])$",
        label=_("到哪个月为止"),
        required=False,
        widget=forms.TextInput(attrs={"type": "month"}),
        error_messages={"invalid": _("月份请写成 2027-03 的样子")},
    )

    def __init__(self, *args: Any, services: Iterable[Any], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.month = span_key("month", today)
        self.fields["services"] = chosen(
            _("每月给哪些"),
            [(str(one.pk), f"{told(one.label)} · {one.monthly} {told(one.unit)}") for one in services if one.monthly],
            required=True,
            error_messages={"required": _("请勾上要给的服务")},
        )

    def clean_to_month(self) -> str:
        """Refuse a month that is past: whatever is given would have ended before it began."""
        month = str(self.cleaned_data["to_month"])
        if month and month < self.month:
            raise ValidationError(_("这个月份已经过去了；请写这个月或以后的月份，或者空着"))
        return month


class CodeForm(forms.Form):
    """A code that was read from a card."""

    code = forms.CharField(
        label=_("卡上的码"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("请写卡上的码，例如 K7QM-3F9T-XPWD-22HC")},
    )


class DeliveryForm(forms.Form):
    """What was delivered on a day: names pasted, lines with numbers, or a number."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    """Made with the page: the same page sent twice is one delivery."""
    service = forms.ChoiceField(label=_("送了什么"))
    on = forms.DateField(label=_("哪一天"), widget=DAY, error_messages={"required": _("请写哪一天送的")})
    place = forms.CharField(label=_("在哪里"), max_length=120, required=False)
    roster = forms.CharField(
        label=_("名单"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("每行一个名字，可以从表格里粘贴。名单加密保存。"),
    )
    lines = forms.CharField(
        label=_("单位和数量"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("送的不是人数时用：每行一个单位，后面写数量，例如“青川纺织 120”。"),
    )
    quantity = forms.IntegerField(label=_("只有总数"), required=False, min_value=1, widget=NumberAsWritten())
    note = forms.CharField(label=_("备注"), max_length=200, required=False)

    def __init__(self, *args: Any, services: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["service"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(str(one.pk), told(one.label)) for one in services]

    def clean_lines(self) -> list[tuple[str, int]]:
        """Return the lines with their numbers.

        Errors: a line without a number, named by its place.
        """
        counted = []
        for number, line in enumerate(self.cleaned_data["lines"].splitlines(), start=1):
            words = line.replace("\t", " ").strip().rsplit(" ", 1)
            if not line.strip():
                continue
            if len(words) < 2 or not words[1].isascii() or not words[1].isdigit():
                raise forms.ValidationError(_("第 %(line)s 行后面要写数量，例如“青川纺织 120”") % {"line": number})
            counted.append((words[0].strip(), int(words[1])))
        return counted

    def clean(self) -> dict[str, Any]:
        """Refuse a delivery of nothing."""
        data: dict[str, Any] = super().clean() or {}
        data["names"] = [line.strip() for line in data.get("roster", "").splitlines() if line.strip()]
        if not self.errors and not (data["names"] or data.get("lines") or data.get("quantity")):
            self.add_error("roster", _("请贴上名单，或写上数量，例如 3584"))
        return data


class ReportForm(forms.Form):
    """Somebody who needs help today, with the little that is known."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    """Made with the page: the same page sent twice is one person."""
    name = forms.CharField(label=_("姓名"), max_length=60, error_messages={"required": _("请写姓名，例如“李师傅”也行")})
    phone = forms.CharField(
        label=_("电话"), max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    id_number = forms.CharField(
        label=_("身份证号"), max_length=18, required=False, help_text=_("不知道就先空着，补手续时再写。")
    )
    union = forms.ChoiceField(label=_("哪家工会去核实"))
    heard_by = forms.ChoiceField(label=_("怎么知道的"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("出了什么事"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写一句出了什么事，例如“带着两岁孩子送外卖，没人看孩子”")},
    )

    def __init__(self, *args: Any, unions: Iterable[Any], ways: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, choices in (
            ("union", [(str(one.pk), one.short_name) for one in unions]),
            ("heard_by", [(way, told(label)) for way, label in ways.items()]),
        ):
            field = self.fields[key]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices


class FirstHelpForm(forms.Form):
    """What is given at once, before any paper."""

    def __init__(self, *args: Any, services: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["services"] = chosen(_("现在先帮什么"), [(str(one.pk), told(one.label)) for one in services])


class ResultForm(forms.Form):
    """How a follow-up came out."""

    result = forms.ChoiceField(
        label=_("结果"), choices=[(key, _(label)) for key, label in CHARTER["emergency"]["results"].items()]
    )
    text = forms.CharField(label=_("说明"), max_length=400, required=False)


class PlanForm(forms.Form):
    """What goes on afterwards."""

    kind = forms.ChoiceField(
        label=_("接下来做什么"), choices=[(key, _(label)) for key, label in CHARTER["emergency"]["kinds"].items()]
    )


class PapersForm(forms.Form):
    """Which papers came in afterwards."""

    papers = chosen(
        _("补齐了哪些"),
        [(key, _(label)) for key, label in CHARTER["emergency"]["papers"].items()],
        required=True,
        error_messages={"required": _("请勾上补齐了哪些手续")},
    )
