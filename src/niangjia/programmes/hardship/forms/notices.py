"""What is asked about public notices: what to publish, what somebody says against it, what is answered."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from niangjia.web.forms import dressed


class ObjectionForm(forms.Form):
    """What somebody says against a published household, in their own name."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("哪里不对"),
        min_length=6,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("写您知道的事实，例如“他家今年五月买了新车”。"),
        error_messages={
            "required": _("请写哪里不对，例如“他家今年五月买了新车”"),
            "min_length": _("请写得具体些，至少 6 个字"),
        },
    )
    name = dressed(
        forms.CharField(
            label=_("您的姓名"),
            max_length=60,
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
            error_messages={"required": _("请写您的姓名；只有查这件事的人看得到")},
        ),
        why=_("只有查这件事的人看得到，不会告诉被提异议的家庭和工会"),
    )
    phone = forms.RegexField(
        r"^[0-9+\- ]{7,20}$",
        label=_("您的电话"),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "class": "w-m"}),
        error_messages={
            "required": _("请写您的电话，查的时候可能要问您"),
            "invalid": _("电话请写成数字，例如 0953-3012345"),
        },
    )


class CodeForm(forms.Form):
    """The code that came with an objection."""

    code = forms.CharField(
        label=_("查询码"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "w-m"}),
        error_messages={"required": _("请写查询码，12 位，例如 ABCD EFGH 2345")},
    )


class AnswerForm(forms.Form):
    """Whether an objection holds, and why."""

    result = forms.ChoiceField(
        label=_("查下来"),
        choices=[("upheld", _("异议成立，重新认定")), ("unfounded", _("异议不成立"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选查下来成立不成立")},
    )
    answer = forms.CharField(
        label=_("答复"),
        min_length=6,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("提异议的人会照原话看到；请不要写别人的收入、病情和电话。"),
        error_messages={
            "required": _("请写答复，例如“车是邻居停的，查过登记，不是他家的”"),
            "min_length": _("答复请写得具体些，至少 6 个字"),
        },
    )


class PublishForm(forms.Form):
    """Which of the households that may be published are to be: of a tier, of a union, or all."""

    tier = forms.ChoiceField(label=_("档次"), required=False, choices=())
    union = forms.TypedChoiceField(label=_("工会"), required=False, choices=(), coerce=int, empty_value=None)

    def __init__(self, *args: Any, page: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tier, union = self.fields["tier"], self.fields["union"]
        if isinstance(tier, forms.ChoiceField) and isinstance(union, forms.TypedChoiceField):
            tier.choices = [("", _("所有档次")), *((one["key"], _(one["label"])) for one in page["tiers"])]
            union.choices = [("", _("全部工会")), *((one["id"], one["label"]) for one in page["unions"])]
