"""What is asked when a missing bank card is added."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext_lazy as _


class BankForm(forms.Form):
    """Bank and card of the head of a household, and that he agreed."""

    bank = forms.CharField(
        label=_("开户行"), max_length=60, error_messages={"required": _("请写开户行，例如“示例银行”")}
    )
    card_number = forms.RegexField(
        r"^(?:[ -]*\d){12,19}[ -]*$",
        label=_("银行卡号"),
        help_text=_("户主本人的卡，只写数字"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("请写银行卡号"), "invalid": _("卡号只写数字，请对照银行卡再看一遍")},
    )
    consent = forms.BooleanField(
        label=_("本人同意把救助款发到这张卡，卡的原件我看过"),
        error_messages={"required": _("要本人同意，才能写上这张卡")},
    )

    def clean_card_number(self) -> str:
        """Return the digits alone."""
        return re.sub(r"\D", "", self.cleaned_data["card_number"])
