"""What is asked when a practice is adopted, and when one of its numbers is replaced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.catalogue import Number
from niangjia.programmes.membership.forms.founding import day_field
from niangjia.web.sentences import told

MOST = 10_000


class AdoptForm(forms.Form):
    """From which day, and as whom."""

    from_on = day_field(gettext_lazy("从哪天起"))

    def __init__(self, *args: Any, models: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["taken_from"] = forms.ChoiceField(
            label=_("照谁的样子"),
            choices=[("", _("照这里写的")), *models],
            required=False,
            error_messages={"invalid_choice": _("请在列出的里选一个")},
        )
        self.order_fields(["taken_from", "from_on"])


class NumberForm(forms.Form):
    """A number of the union's own, with its source."""

    value = forms.IntegerField(
        label=gettext_lazy("换成多少"),
        min_value=0,
        max_value=MOST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "w-m"}),
        error_messages={
            "required": gettext_lazy("请写一个数，例如 15"),
            "invalid": gettext_lazy("要写成数字，例如 15"),
            "min_value": gettext_lazy("不能比 0 小"),
        },
    )
    from_on = day_field(gettext_lazy("从哪天起"))
    source = forms.CharField(
        label=gettext_lazy("依据"),
        max_length=200,
        error_messages={"required": gettext_lazy("请写依据，例如“某工发〔2026〕3 号”")},
    )

    def __init__(self, *args: Any, numbers: Mapping[str, Number], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"] = forms.ChoiceField(
            label=_("哪个数"),
            choices=[(key, told(one.label)) for key, one in numbers.items() if not one.by_law],
            error_messages={"required": _("请选一个"), "invalid_choice": _("请在列出的里选一个")},
        )
        self.order_fields(["number", "value", "from_on", "source"])
