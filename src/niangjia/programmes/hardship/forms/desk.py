"""What is asked at the desk: a file, a tier, a reason, a purpose, a value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from niangjia.casework.privacy import PURPOSES
from niangjia.engines.rules import ChosenValue, ChosenValues, Policy
from niangjia.engines.rules.parameters import values_in_force
from niangjia.programmes.hardship.programme import PROGRAMME
from niangjia.records.unions.models import Union
from niangjia.values.errors import NiangjiaError
from niangjia.web.forms import AskedField
from niangjia.web.sentences import told

LARGEST_FILE_BYTES = 20 * 1024 * 1024
MOST_PASTED = 500_000
"""Characters; what is longer is sent as a file."""
NO_OTHER_TIERS = ("cannot_tell",)


class UploadForm(forms.Form):
    """A workbook, and for which union when one may send for several."""

    union = forms.ModelChoiceField(queryset=Union.objects.none(), label=_("哪家工会的"), empty_label=None)
    file = forms.FileField(
        label=_("摸排表"),
        help_text=_("Excel（.xlsx、.xls）或 CSV 都行；列名、顺序不一样也行。同一份传两遍也不会重复。"),
        error_messages={"required": _("请选一个文件，例如“三季度摸排表.xlsx”"), "empty": _("这个文件是空的，请换一个")},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.csv,.xlsm"}),
    )

    def __init__(self, *args: Any, unions: QuerySet[Union] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["union"]
        if unions is None or len(unions) <= 1:
            del self.fields["union"]
        elif isinstance(field, forms.ModelChoiceField):
            field.queryset = unions

    def clean_file(self) -> Any:
        """Refuse a file that is too large to be a return."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE_BYTES:
            raise forms.ValidationError(_("文件超过 20 MB。摸排表里请不要放照片；删掉照片后再传"))
        return file


class PasteForm(forms.Form):
    """What was copied in Excel, pasted into the page."""

    pasted = forms.CharField(
        label=_("从 Excel 粘贴"),
        help_text=_("在 Excel 里选中要报的行（最好连表头），复制，粘贴到这里。没有表头的，列要和下载的表格一样排。"),
        max_length=MOST_PASTED,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "class": "code", "spellcheck": "false", "autocomplete": "off"}),
        error_messages={
            "required": _("还没有粘贴内容。请在 Excel 里选中要报的行，复制，再粘贴到框里"),
            "max_length": _("内容太多，一次放不下；请存成文件再传"),
        },
    )


class RowForm(forms.Form):
    """One field for each cell of a row that is to be mended."""

    def __init__(self, *args: Any, faults: Sequence[dict[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for fault in faults:
            self.fields[fault["key"]] = AskedField(
                label=told(fault["label"]),
                help_text=told(fault["mend"]),
                required=False,
                max_length=200,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )


class OverrideForm(forms.Form):
    """Another tier than the rules gave, and why."""

    tier = forms.ChoiceField(label=_("改为"), choices=())
    reason = forms.CharField(
        label=_("理由"),
        min_length=10,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("请写明改判的理由，例如“9月20日确诊重病，票据还没有下来”"),
            "min_length": _("理由请写得具体些，至少 10 个字"),
        },
    )

    def __init__(self, *args: Any, but: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["tier"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                (key, _(label)) for key, label in PROGRAMME.tiers.items() if key not in {but, *NO_OTHER_TIERS}
            ]


class SendBackForm(forms.Form):
    """What is missing."""

    reason = forms.CharField(
        label=_("要补什么"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写清楚要补什么，例如“补上次子的在读证明”")},
    )


class RevealForm(forms.Form):
    """What a personal value is wanted for."""

    purpose = forms.ChoiceField(
        label=_("用途"),
        choices=[(key, _(label)) for key, label in PURPOSES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选用途")},
    )


class ValueForm(forms.Form):
    """A value of the union's own, from a day on, with its source."""

    parameter = forms.ChoiceField(label=_("哪个数"), choices=())
    value = forms.CharField(
        label=_("是多少"), max_length=60, help_text=_("和政策里一样写：780.00 yuan、80%、40 m2、<=")
    )
    from_on = forms.DateField(
        label=_("从哪天起"),
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("日期请写成 2026-10-01 的样子"), "required": _("请写从哪天起")},
    )
    source = forms.CharField(
        label=_("来源"),
        max_length=200,
        error_messages={"required": _("请写来源，例如“青民发〔2026〕12号”")},
    )
    understood = forms.BooleanField(label=_("上面这些家庭我看过了，保存不会重判"), required=False)

    def __init__(self, *args: Any, policy: Policy, place: Sequence[str], origin: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.policy, self.place, self.origin = policy, place, origin
        field = self.fields["parameter"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(one.key, _(one.label)) for one in policy.parameters]

    def clean(self) -> dict[str, Any]:
        """Refuse a value that the policy cannot take, in the words of the rule engine."""
        data: dict[str, Any] = super().clean() or {}
        if {"parameter", "value", "from_on", "source"} <= data.keys():
            value = ChosenValue(data["parameter"], data["from_on"], data["value"], data["source"])
            try:
                values_in_force(
                    self.policy,
                    on=data["from_on"],
                    place=tuple(self.place),
                    chosen=(ChosenValues(self.origin, (value,)),),
                )
            except NiangjiaError as error:
                self.add_error("value", told(error))
            data["chosen"] = value
        return data
