"""What is asked of whoever joins, and of the desk that answers."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from niangjia.casework.joining import WHAT_IS_WRONG
from niangjia.programmes.membership.programme import CHARTER
from niangjia.values.identifiers import identity
from niangjia.values.text import compatible, person_name
from niangjia.web import clock
from niangjia.web.sentences import told

PHONE = re.compile(r"1[0-9]{10}")
ASKED = {"name": ("name",), "id_number": ("id_number",), "phone": ("phone",), "work": ("group", "employer")}
"""The fields of a form by what the desk may ask for; a card is shown and not written."""


def missing_choices() -> list[tuple[str, Any]]:
    """Return what the desk may ask for."""
    return [(key, _(label)) for key, label in CHARTER["joining"]["missing"].items()]


class WhoForm(forms.Form):
    """Who somebody is: name, number, phone."""

    name = forms.CharField(
        label=_("姓名"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "name", "class": "w-m"}),
        error_messages={"required": _("请写您的姓名，和证件上一样")},
    )
    id_number = forms.CharField(
        label=_("证件号"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "w-l", "spellcheck": "false"}),
        help_text=_("身份证、港澳台居民居住证或通行证、外国人永久居留身份证都可以。"),
        error_messages={"required": _("请写证件号，例如身份证上的 18 位")},
    )
    phone = forms.CharField(
        label=_("手机号"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "class": "w-m"}),
        error_messages={"required": _("请写手机号，工会要告诉您结果")},
    )

    def clean_name(self) -> str:
        """Return the name as it is filed."""
        name = person_name(str(self.cleaned_data["name"]))
        if not name:
            raise forms.ValidationError(_("请写您的姓名，和证件上一样"))
        return name

    def clean_id_number(self) -> str:
        """Return the number, if it can be one."""
        found = identity(str(self.cleaned_data["id_number"]), on=clock.today())
        if found.flaw is not None:
            raise forms.ValidationError(told(WHAT_IS_WRONG[found.flaw]))
        return found.number

    def clean_phone(self) -> str:
        """Return the eleven figures of a mobile phone."""
        phone = compatible(str(self.cleaned_data["phone"])).removeprefix("+86").replace("-", "")
        if not PHONE.fullmatch(phone):
            raise forms.ValidationError(_("手机号要 11 位数字，例如 13800001111"))
        return phone


class JoinForm(WhoForm):
    """What is asked of whoever joins."""

    group = forms.ChoiceField(label=_("您做什么"), choices=[], error_messages={"required": _("请选您做什么工作")})
    employer = forms.CharField(
        label=_("在哪里做"),
        max_length=60,
        required=False,
        help_text=_("单位、站点或接单平台的名字。"),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    agreed = forms.BooleanField(
        label=_("我自愿加入工会，同意工会为办入会核对我的姓名和证件号"),
        error_messages={"required": _("请勾选自愿加入；不勾就不能办")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["group"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("请选")), *((key, _(label)) for key, label in CHARTER["groups"].items())]


class CompleteForm(JoinForm):
    """What the desk asked for, and nothing else."""

    def __init__(self, *args: Any, missing: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {field for key in missing for field in ASKED.get(key, ())}
        for field in set(self.fields) - asked:
            del self.fields[field]
        if "employer" in self.fields:
            self.fields["employer"].required = True
            self.fields["employer"].error_messages["required"] = _("请写单位、站点或接单平台的名字")


class CodeForm(forms.Form):
    """The code by which an application is followed."""

    code = forms.CharField(
        label=_("查询码"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "class": "w-l"}),
        help_text=_("申请的时候给您的 12 位码，例如 7KQ2-MM4X-9P3T。"),
        error_messages={"required": _("请写查询码；丢了请找工会再要一个")},
    )

    def clean_code(self) -> str:
        """Return the code as it was issued."""
        return re.sub(r"[^0-9A-Z]", "", compatible(str(self.cleaned_data["code"])).upper())


class TradesForm(forms.Form):
    """Which trades a union takes in from all around."""

    trades = forms.MultipleChoiceField(
        label=_("接哪些行业的职工"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("一个都不勾，就只接自己单位的人。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["trades"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(key, _(label)) for key, label in CHARTER["groups"].items() if key != "none"]


class AdmitForm(forms.Form):
    """That the desk saw the card, where the door of identities could not say yes."""

    card_seen = forms.BooleanField(label=_("我看过本人的证件，人和证件一致"), required=False)


class AskForm(forms.Form):
    """What is missing, all of it at once."""

    missing = forms.MultipleChoiceField(
        label=_("要补什么"),
        choices=missing_choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请勾选要补什么，一次说清")},
    )
    told = forms.CharField(label=_("再说一句"), max_length=200, required=False, help_text=_("例如“站点名字写全称”。"))


class DeclineForm(forms.Form):
    """Why it cannot be this time."""

    told = forms.CharField(
        label=_("为什么这次不能入会，还能怎么办"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写明原因，例如“您在外市工作，请到工作地的工会申请，电话 12351”")},
    )


class BatchForm(forms.Form):
    """The table of a station: pasted, or in a file."""

    union = forms.ChoiceField(label=_("加入哪家工会"), choices=[], error_messages={"required": _("请选加入哪家工会")})
    pasted = forms.CharField(
        label=_("从表格里粘贴"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "姓名、证件号、手机号、群体、单位，一人一行；有表头更好。群体写“快递员”“骑手”“保洁”这样的叫法就行。"
        ),
    )
    file = forms.FileField(label=_("或者上传表格"), required=False)
    agreed = forms.BooleanField(
        label=_("这些人都是本人自愿，我核对过证件"), error_messages={"required": _("请先问过本人、核对过证件，再勾选")}
    )

    def __init__(self, *args: Any, unions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["union"]
        if isinstance(field, forms.ChoiceField):
            field.choices = unions

    def clean(self) -> dict[str, Any]:
        """Return what was sent, if anything was."""
        data = super().clean() or {}
        if not data.get("pasted", "").strip() and not data.get("file") and "file" not in self.errors:
            self.add_error("pasted", _("请粘贴名单，或选一个表格文件"))
        return data
