"""What is asked about pairs: a contact, a cadre, a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from niangjia.programmes.care.programme import CHARTER
from niangjia.web.sentences import told

REACHED = (("yes", _("联系上了")), ("no", _("没联系上，改天再打")))
CHANNELS = (("phone", _("打电话")), ("visit", _("上门")), ("message", _("发信息")))


def choices_of(words: dict[str, str]) -> list[tuple[str, str]]:
    """Return the choices that a part of the charter offers, in the reader's language."""
    return [(key, told(label)) for key, label in words.items()]


class ContactForm(forms.Form):
    """One try to speak with the household. ``key`` is made with the page, so that sending twice counts once."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    channel = forms.ChoiceField(label=_("怎么联系的"), choices=CHANNELS, initial="phone")
    reached = forms.ChoiceField(
        label=_("联系上了吗"),
        choices=REACHED,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选联系上了没有")},
    )
    note = forms.CharField(
        label=_("说了什么"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("加密保存，只有这一户的干部和县里看得到。"),
    )
    need_kind = forms.ChoiceField(label=_("有需求吗"), required=False, choices=())
    need_text = forms.CharField(
        label=_("需要什么"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("例如：老人的降压药快吃完了。记下就开始办，有期限。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["need_kind"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("没有")), *choices_of(CHARTER["needs"]["kinds"])]

    def clean(self) -> dict[str, Any]:
        """Refuse half a need: a kind without words, words without a kind, a need from somebody not reached."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("need_text") and not data.get("need_kind"):
            self.add_error("need_kind", _("请选是哪一类需求，例如“药品”"))
        if data.get("need_kind") and not data.get("need_text"):
            self.add_error("need_text", _("请写需要什么，例如“两罐婴儿奶粉”"))
        if data.get("need_kind") and data.get("reached") == "no":
            self.add_error("reached", _("没联系上就先不记需求；联系上了再选“联系上了”"))
        return data


class PairForm(forms.Form):
    """Why a household is paired."""

    kind = forms.ChoiceField(label=_("为什么结对"), choices=())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices_of(CHARTER["pairing"]["kinds"])


class HandOverForm(forms.Form):
    """Why a household gets another cadre."""

    reason = forms.ChoiceField(label=_("为什么交接"), choices=())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices_of(CHARTER["pairing"]["hand_over"])


class EndForm(forms.Form):
    """Why a pairing ends."""

    reason = forms.ChoiceField(
        label=_("为什么结束"),
        choices=(),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选为什么结束")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices_of(CHARTER["pairing"]["ends"])
