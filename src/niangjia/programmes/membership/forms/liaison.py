"""What is asked where contact is kept with the unions at the base."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niangjia.programmes.membership.forms.founding import day_field
from niangjia.programmes.membership.programme import CHARTER
from niangjia.web.sentences import told

LIAISON = CHARTER["liaison"]
LONGEST = 2000


def long_text(label: Any, needed: Any, **more: Any) -> forms.CharField:
    """Return a field for a few sentences."""
    return forms.CharField(
        label=label,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": needed},
        **more,
    )


class ContactForm(forms.Form):
    """One contact with a union."""

    on = day_field(gettext_lazy("哪天联系的"))
    told = long_text(gettext_lazy("说了什么"), gettext_lazy("请写说了什么"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"] = forms.ChoiceField(
            label=_("怎么联系的"),
            choices=[(key, told(label)) for key, label in LIAISON["ways"].items()],
            widget=forms.RadioSelect,
            error_messages={"required": _("请选怎么联系的")},
        )
        self.order_fields(["on", "way", "told"])


class AreaForm(forms.Form):
    """Who keeps contact with the unions of an area."""

    def __init__(
        self, *args: Any, areas: Iterable[tuple[str, str]], people: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        wrong = {"required": _("请选一个"), "invalid_choice": _("请在列出的里选一个")}
        self.fields["area"] = forms.ChoiceField(label=_("哪一片"), choices=list(areas), error_messages=wrong)
        self.fields["account"] = forms.ChoiceField(label=_("谁来联系"), choices=list(people), error_messages=wrong)


class RaiseForm(forms.Form):
    """What a union at the base raises."""

    text = long_text(gettext_lazy("什么事"), gettext_lazy("请写清楚是什么事，要上级做什么"))

    def __init__(self, *args: Any, unions: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wrong = {"required": _("请选一个"), "invalid_choice": _("请在列出的里选一个")}
        self.fields["union"] = forms.ChoiceField(label=_("哪家工会反映的"), choices=list(unions), error_messages=wrong)
        self.fields["kind"] = forms.ChoiceField(
            label=_("哪一类"),
            choices=[(key, told(label)) for key, label in LIAISON["kinds"].items()],
            error_messages=wrong,
        )
        self.order_fields(["union", "kind", "text"])


class AnswerForm(forms.Form):
    """What is answered."""

    text = long_text(gettext_lazy("怎么答复"), gettext_lazy("请写怎么答复，什么时候做到"))
