"""What is asked when optional steps of a practice are switched, and when a practice is taken over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from niangjia.records.practices.models import Adoption
from niangjia.web.wording import date_text

DATE_ERRORS = {"invalid": _("日期请写成 2026-10-01 的样子"), "required": _("请写从哪天起")}


class StepForm(forms.Form):
    """An optional step, switched on or off from a day on, with its source."""

    step = forms.ChoiceField(label=_("哪个环节"), choices=())
    state = forms.ChoiceField(
        label=_("做不做"),
        choices=[("on", _("要做")), ("off", _("不做"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("请选要做还是不做")},
    )
    from_on = forms.DateField(
        label=_("从哪天起"), widget=forms.DateInput(attrs={"type": "date"}), error_messages=DATE_ERRORS
    )
    source = forms.CharField(
        label=_("来源"),
        max_length=200,
        error_messages={"required": _("请写来源，例如“青民发〔2026〕12号”")},
    )

    def __init__(self, *args: Any, steps: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["step"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(key, _(label)) for key, label in steps]


class TakeOverForm(forms.Form):
    """A union whose way of doing it is taken over, from a day on."""

    union = forms.TypedChoiceField(
        label=_("沿用哪家的"),
        choices=(),
        coerce=int,
        error_messages={"required": _("请选一家工会"), "invalid_choice": _("请选一家已经采用的工会")},
    )
    from_on = forms.DateField(
        label=_("从哪天起"), widget=forms.DateInput(attrs={"type": "date"}), error_messages=DATE_ERRORS
    )

    def __init__(self, *args: Any, models: Sequence[Adoption], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.models = {one.union_id: one for one in models}
        field = self.fields["union"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = [
                (one.union_id, f"{one.union.name} · {date_text(one.from_on, weekday=False)}") for one in models
            ]

    def clean(self) -> dict[str, Any]:
        """Refuse a day on which the other union did not run the practice yet."""
        data: dict[str, Any] = super().clean() or {}
        chosen = self.models.get(data.get("union", 0))
        if chosen is not None and data.get("from_on") and data["from_on"] < chosen.from_on:
            self.add_error("from_on", _("那家工会这一天还没有采用；请写它采用之后的一天"))
        return data | {"model": chosen}
