"""What is asked about a wish: hers, the words for the wall, and who takes it up."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from niangjia.programmes.care.forms.needs import ProofField, SolveForm, words_of
from niangjia.programmes.care.programme import CHARTER

WISHES: dict[str, Any] = CHARTER["wishes"]
PHONE = re.compile(r"1[0-9]{10}")


def wish_words(key: str) -> list[tuple[str, Any]]:
    """Return the choices of one list of the charter."""
    return [(value, _(label)) for value, label in WISHES[key].items()]


class ReleaseForm(forms.Form):
    """The words for the wall."""

    released = forms.CharField(
        label=_("墙上这样写"),
        max_length=120,
        widget=forms.Textarea(attrs={"rows": 2, "lang": "zh-CN"}),
        help_text=_("不写姓名、住址、电话、病名，例如“一个读三年级的孩子想要一盏台灯”。"),
        error_messages={"required": _("请写墙上的话，例如“一个读三年级的孩子想要一盏台灯”")},
    )
    age_group = forms.ChoiceField(label=_("是谁的心愿"), required=False, choices=[])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["age_group"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("不说")), *wish_words("age_groups")]


class WishForm(ReleaseForm):
    """A wish as she told it, how she agreed to its being shown, and the words for the wall."""

    kind = forms.ChoiceField(label=_("哪方面的"), choices=words_of("kinds"))
    text = forms.CharField(
        label=_("本人怎么说的"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("只有办这件事的人看得到。"),
        error_messages={"required": _("请写本人的心愿，例如“想要一盏护眼台灯”")},
    )
    consent = forms.ChoiceField(
        label=_("本人同意放上墙"),
        choices=wish_words("consents"),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选本人是怎么同意的；没有同意的不能放上墙")},
    )
    field_order = ("kind", "text", "consent", "released", "age_group")


class ClaimForm(forms.Form):
    """Who takes a wish up."""

    name = forms.CharField(
        label=_("您的姓名"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "name", "class": "w-m"}),
        error_messages={"required": _("请写您的姓名，我们好称呼您")},
    )
    phone = forms.CharField(
        label=_("手机号"),
        max_length=20,
        help_text=_("只给工会联系您用，不放在网上。"),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "class": "w-m"}),
        error_messages={"required": _("请写手机号，工会要联系您")},
    )
    agreed = forms.BooleanField(
        label=_(WISHES["agree_to"]["label"]), error_messages={"required": _("请勾选同意，我们才能联系您")}
    )

    def clean_phone(self) -> str:
        """Return the eleven figures of a mobile phone."""
        phone = re.sub(r"[\s-]", "", str(self.cleaned_data["phone"]))
        if not PHONE.fullmatch(phone):
            raise forms.ValidationError(_("手机号要 11 位数字，例如 13800001111"))
        return phone


class FulfilForm(SolveForm):
    """What shows that a wish came true, and a word of thanks for the wall."""

    thanks = forms.CharField(
        label=_("墙上的一句谢谢"),
        max_length=120,
        required=False,
        help_text=_("可以不写。不写姓名，例如“孩子很喜欢这盏灯”。"),
    )
    proof = ProofField(label=_("照片或单据"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["told"].label = _("怎么实现的")


class FallForm(forms.Form):
    """Why a claim comes to nothing."""

    why = forms.ChoiceField(label=_("为什么落空"), choices=wish_words("falls_as"))
