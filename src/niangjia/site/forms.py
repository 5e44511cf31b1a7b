"""What is asked at the front door and at the till."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from niangjia.casework.access.doors import DOORS
from niangjia.casework.delegation import MATTERS
from niangjia.records.unions.models import Union
from niangjia.web.sentences import told

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class SignInForm(forms.Form):
    """Name and password."""

    username = forms.CharField(
        label=_("登录名"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
        error_messages={"required": _("请写登录名")},
    )
    password = forms.CharField(
        label=_("密码"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
        error_messages={"required": _("请写密码")},
    )


class OpenBucketForm(forms.Form):
    """A fund for one purpose and one year; ``benefits`` are the purposes of every programme, with their words."""

    name = forms.CharField(label=_("资金名称"), max_length=120, help_text=_("例如：中央财政专项帮扶资金"))
    source = forms.CharField(label=_("依据的文件"), max_length=200, help_text=_("谁下达的，文号"))
    purpose = forms.ChoiceField(label=_("用途"))
    year = forms.TypedChoiceField(label=_("年度"), coerce=int)

    def __init__(self, *told: Any, benefits: dict[str, str], this_year: int, **more: Any) -> None:
        super().__init__(*told, **more)
        options: dict[str, list[tuple[int | str, StrOrPromise]]] = {
            "purpose": [(key, _(label)) for key, label in benefits.items()],
            "year": [(year, str(year)) for year in (this_year - 1, this_year, this_year + 1)],
        }
        for name, choices in options.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices
        self.fields["year"].initial = this_year


class AllocateForm(forms.Form):
    """Money that came into a bucket."""

    yuan = forms.DecimalField(
        label=_("拨入金额（元）"),
        min_value=Decimal("0.01"),
        max_digits=14,
        decimal_places=2,
        error_messages={
            "invalid": _("金额要写成数字，例如 50000.00"),
            "min_value": _("拨入的金额要大于 0，例如 50000.00"),
            "max_decimal_places": _("金额最多写到分，例如 50000.00"),
        },
    )
    voucher = forms.CharField(label=_("拨款凭证号"), max_length=60)
    note = forms.CharField(label=_("说明"), max_length=120, required=False)


class PhoneForm(forms.Form):
    """The phone that a code goes to."""

    phone = forms.RegexField(
        r"^\s*(?:\+?86)?[\s-]*1(?:[\s-]*\d){10}\s*$",
        label=_("手机号"),
        help_text=_("11 位，例如 13800001111"),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel", "class": "w-m"}),
        error_messages={"invalid": _("手机号要 11 位数字，例如 13800001111"), "required": _("请写手机号")},
    )

    def clean_phone(self) -> str:
        """Return the eleven digits."""
        return "".join(letter for letter in self.cleaned_data["phone"] if letter.isascii() and letter.isdigit())[-11:]


class CodeForm(forms.Form):
    """A code that was sent to a phone."""

    code = forms.CharField(
        label=_("验证码"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "one-time-code", "class": "w-m"}),
        error_messages={"required": _("请输入收到的码")},
    )


class AuthenticatorForm(CodeForm):
    """A code that an authenticator shows, or one of the codes kept on paper for the day it is lost."""

    code = forms.CharField(
        label=_("动态码"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "one-time-code", "class": "w-m"}),
        error_messages={"required": _("请输入手机验证器上的 6 位数字")},
    )


class OwnIdentityForm(forms.Form):
    """Who somebody is, besides the phone in his hand."""

    name = forms.CharField(
        label=_("姓名"),
        max_length=60,
        help_text=_("和证件上一样"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("请写您的姓名，和证件上一样")},
    )
    id_number = forms.CharField(
        label=_("证件号"),
        max_length=30,
        help_text=_("只用来核对是不是您本人，页面上不再显示"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("请写证件号，例如身份证上的 18 位")},
    )


def new_password(label: StrOrPromise) -> forms.CharField:
    """Return a field for a password that is being chosen."""
    return forms.CharField(
        label=label,
        help_text=_("至少 10 个字，不要用常见的密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("请写密码")},
    )


class InviteForm(forms.Form):
    """Whom to invite to which post."""

    union = forms.ModelChoiceField(
        label=_("工会"),
        queryset=Union.objects.none(),
        empty_label=None,
        error_messages={"required": _("请选在哪家工会任职")},
    )
    role = forms.ChoiceField(
        label=_("角色"),
        help_text=_("只能给您自己在那里也有的权限"),
        error_messages={"required": _("请选给什么角色")},
    )
    title = forms.CharField(
        label=_("职务"),
        max_length=40,
        help_text=_("例如：工会主席、帮扶专干"),
        error_messages={"required": _("请写职务，例如“工会主席”")},
    )
    name = forms.CharField(
        label=_("姓名"),
        max_length=60,
        help_text=_("只给您自己认，对方打开时可以改"),
        error_messages={"required": _("请写这位同事的姓名")},
    )

    def __init__(self, data: Any, *, unions: QuerySet[Union], roles: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["union"].queryset = unions  # type: ignore[attr-defined]  # framework-shape: a choice of rows
        self.fields["role"].choices = roles  # type: ignore[attr-defined]  # framework-shape: a choice of words


class AcceptForm(forms.Form):
    """How somebody who was invited signs in from now on; opened anew, only the password is asked."""

    name = forms.CharField(label=_("姓名"), max_length=60, error_messages={"required": _("请写您的姓名")})
    username = forms.RegexField(
        r"^[A-Za-z0-9._-]{3,30}$",
        label=_("登录名"),
        help_text=_("3 到 30 个英文字母或数字，自己好记就行"),
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
        error_messages={
            "invalid": _("登录名用 3 到 30 个英文字母、数字、点、横线"),
            "required": _("请写一个登录名，例如 wang-xl"),
        },
    )
    password = new_password(_("密码"))

    def __init__(self, data: Any, *, anew: bool, initial: dict[str, str]) -> None:
        super().__init__(data, initial=initial)
        if anew:
            del self.fields["name"], self.fields["username"]


class PasswordForm(forms.Form):
    """The password now, and another."""

    old = forms.CharField(
        label=_("现在的密码"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("请写现在的密码")},
    )
    password = new_password(_("新密码"))


class DelegateForm(forms.Form):
    """Whom a worker asks to act for him, in what, for how long."""

    delegate = forms.ChoiceField(label=_("请谁"), error_messages={"required": _("请选请谁代办")})
    matter = forms.ChoiceField(label=_("办什么事"), error_messages={"required": _("请选办什么事")})
    days = forms.IntegerField(
        label=_("多少天"),
        min_value=1,
        max_value=DOORS["delegation"]["most_days"],
        initial=DOORS["delegation"]["days"],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-m"}),
        error_messages={"invalid": _("天数要写成数字，例如 30"), "required": _("请写多少天，例如 30")},
    )

    def __init__(self, data: Any, *, colleagues: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["delegate"].choices = colleagues  # type: ignore[attr-defined]  # framework-shape: a choice of words
        self.fields["matter"].choices = [(key, told(label)) for key, label in MATTERS.items()]  # type: ignore[attr-defined]  # framework-shape: a choice of words


EXPORT_PURPOSES = {
    "report": gettext_noop("向上级报送"),
    "meeting": gettext_noop("开会讨论"),
    "work": gettext_noop("安排工作"),
    "check": gettext_noop("核对"),
}
"""What a list may be taken away for."""


class ExportForm(forms.Form):
    """What a list is taken away for."""

    purpose = forms.ChoiceField(
        label=_("导出来做什么"), widget=forms.RadioSelect, error_messages={"required": _("请选一个用途")}
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["purpose"].choices = [(key, told(label)) for key, label in EXPORT_PURPOSES.items()]  # type: ignore[attr-defined]  # framework-shape: a choice of words
