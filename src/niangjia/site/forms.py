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
