"""What is asked at the front door and at the till."""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _


class SignInForm(forms.Form):
    """Name and password."""

    username = forms.CharField(
        label=_("登录名"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True})
    )
    password = forms.CharField(
        label=_("密码"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}), strip=False
    )


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
    """A code that was sent or is shown by an authenticator."""

    code = forms.CharField(
        label=_("验证码"),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "one-time-code", "class": "w-m"}),
        error_messages={"required": _("请输入收到的码")},
    )


class OwnIdentityForm(forms.Form):
    """Who somebody is, besides the phone in his hand."""

    name = forms.CharField(
        label=_("姓名"),
        max_length=60,
        help_text=_("和证件上一样"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    id_number = forms.CharField(
        label=_("证件号"),
        max_length=30,
        help_text=_("只用来核对是不是您本人，页面上不再显示"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
