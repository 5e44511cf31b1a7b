"""What is asked when a quarter is opened, and when steps of a practice are switched or a practice is taken over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from niangjia.web.wording import quarter_text


class OpeningForm(forms.Form):
    """Which quarter is opened."""

    period = forms.ChoiceField(
        label=_("哪个季度"),
        choices=(),
        widget=forms.RadioSelect,
        error_messages={"required": _("请选一个季度"), "invalid_choice": _("只能开启这个季度或上个季度")},
    )

    def __init__(self, *args: Any, quarters: Sequence[Mapping[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["period"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(one["key"], quarter_text(one["label"])) for one in quarters]
            waiting = [one["key"] for one in quarters if one["unions"]]
            field.initial = waiting[0] if waiting else None
