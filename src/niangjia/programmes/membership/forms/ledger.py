"""What is asked in door-knocking: a round, the doors of a grid, who goes, and the answers at a door."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from niangjia.casework.canvass import ABSENT, GIVEN, REFUSED, Answered
from niangjia.casework.joining import WHAT_IS_WRONG
from niangjia.programmes.membership.programme import INDICATORS, choices_of
from niangjia.values.identifiers import identity
from niangjia.web import clock
from niangjia.web.forms import AskedField
from niangjia.web.sentences import told

PHONE_DIGITS = 11
WORDS_OF_GROUPS = (gettext_noop("房产中介员"), gettext_noop("都不是"))
"""Groups of the charter that no other form names."""
PERSON = ("name", "phone", "id_number", "employer")


class RoundForm(forms.Form):
    """A new round."""

    title = forms.CharField(
        label=_("这一轮叫什么"),
        max_length=60,
        help_text=_("例如“秋季摸底”"),
        error_messages={"required": _("请写这一轮叫什么，例如“秋季摸底”")},
    )


class DoorsForm(forms.Form):
    """The doors of one grid, a line each, in the order in which one walks."""

    grid = forms.CharField(
        label=_("网格"),
        max_length=40,
        help_text=_("例如“第 2 网格”或“3 号楼”"),
        error_messages={"required": _("请写是哪个网格，例如“3 号楼”")},
    )
    addresses = forms.CharField(
        label=_("门牌，一行一户"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=40000,
        help_text=_("照走的顺序写，例如“3 号楼 2 单元 501”。写过的不会重复。"),
        error_messages={"required": _("请至少写一户的门牌")},
    )

    def clean_addresses(self) -> list[str]:
        """Return the lines that say something."""
        return [line.strip() for line in self.cleaned_data["addresses"].splitlines() if line.strip()]


class GiveForm(forms.Form):
    """Who knocks on the doors of a grid on which day."""

    grid = forms.ChoiceField(label=_("哪个网格"), choices=(), error_messages={"required": _("请选去哪个网格")})
    account = forms.ChoiceField(label=_("谁去"), choices=(), error_messages={"required": _("请选谁去")})
    on = forms.DateField(
        label=_("哪天去"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("日期请写成 2026-10-20 的样子"), "required": _("请写哪天去，例如 2026-10-20")},
    )
    instead = forms.BooleanField(
        label=_("换人去"), required=False, help_text=_("勾上，才会把已经派出去、还没走的门改派过来。")
    )

    def __init__(
        self, *args: Any, grids: Iterable[tuple[str, str]], people: Iterable[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, options in (("grid", list(grids)), ("account", list(people))):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = options


def field_of(indicator: Mapping[str, Any]) -> forms.Field:
    """Return the field of one indicator. None is required by itself: without consent nothing is asked."""
    label = _(indicator["label"])
    if indicator["kind"] == "text":
        return forms.CharField(label=label, max_length=300, required=False)
    options = [(key, _(word)) for key, word in choices_of(indicator).items()]
    if indicator["kind"] == "many":
        return forms.MultipleChoiceField(
            label=label, choices=options, required=False, widget=forms.CheckboxSelectMultiple
        )
    return forms.ChoiceField(label=label, choices=options, required=False, widget=forms.RadioSelect)


def sound_number(text: str) -> str:
    """Return an identity number as it is filed; nothing for none.

    Errors: ``ValidationError`` for a number that cannot be one.
    """
    if not text.strip():
        return ""
    found = identity(text, on=clock.today())
    if found.flaw is not None:
        raise forms.ValidationError(told(WHAT_IS_WRONG[found.flaw]))
    return found.number


class NumberForm(forms.Form):
    """The number of somebody on the ledger who joins and had not told it."""

    id_number = forms.CharField(
        label=_("证件号"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "w-l", "spellcheck": "false"}),
        help_text=_("对着本人的证件写，例如身份证上的 18 位。"),
        error_messages={"required": _("请写证件号，例如身份证上的 18 位")},
    )

    def clean_id_number(self) -> str:
        """Return the number, if it can be one."""
        return sound_number(str(self.cleaned_data["id_number"]))


class SurveyForm(forms.Form):
    """What came of knocking at a door: consent first; without it nothing else is kept, whatever was filled in."""

    consent = forms.ChoiceField(
        label=_("愿意登记吗？"),
        help_text=_("登记只用来联系入会和服务，不给别人。"),
        choices=[(GIVEN, _("愿意登记")), (REFUSED, _("不愿意登记")), (ABSENT, _("没有人在家"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("请先问愿不愿意登记，再选一个")},
    )
    name = AskedField(label=_("姓名"), max_length=60, required=False)
    phone = forms.CharField(
        label=_("手机号"), max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    id_number = forms.CharField(
        label=_("证件号"), max_length=30, required=False, help_text=_("当场入会才需要；只登记可以不写。")
    )
    employer = forms.CharField(label=_("在哪里干活"), max_length=120, required=False)
    joins = forms.BooleanField(label=_("现在就入会"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= {one["key"]: field_of(one) for one in INDICATORS}
        self.order_fields([*("consent", *PERSON), *(one["key"] for one in INDICATORS), "joins"])

    def clean_id_number(self) -> str:
        """Return the number, if it can be one."""
        return sound_number(str(self.cleaned_data["id_number"]))

    def clean(self) -> dict[str, Any]:
        """Ask for what a consent needs, and forget the rest where there is none."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("consent") != GIVEN:
            for name in [*self.errors]:
                if name != "consent":
                    del self.errors[name]
            return {"consent": data.get("consent", "")}
        if not data.get("name"):
            self.add_error("name", _("请写姓名，例如“王秀兰”"))
        digits = "".join(one for one in data.get("phone") or "" if one.isdigit())
        if data.get("phone") and len(digits) != PHONE_DIGITS:
            self.add_error("phone", _("手机号要写 11 位数字，例如 15400000001"))
        data["phone"] = digits
        if data.get("joins") and not data.get("id_number") and "id_number" not in self.errors:
            self.add_error("id_number", _("现在就入会，要写证件号；没带证件，就先不勾“现在就入会”，只登记"))
        for one in INDICATORS:
            if one.get("required") and not data.get(one["key"]):
                self.add_error(one["key"], _("请选一个"))
        return data

    @property
    def answered(self) -> Answered | None:
        """What was answered, for the desk; nothing without consent."""
        data = self.cleaned_data
        if data["consent"] != GIVEN:
            return None
        occupation = data["occupation"]
        person = {name: data.get(name) or "" for name in PERSON}
        person |= {"group": "" if occupation == "none" else occupation}
        given = {one["key"]: data[one["key"]] for one in INDICATORS if data.get(one["key"])}
        personal = {one["key"] for one in INDICATORS if one.get("personal")}
        return Answered(
            person=person,
            answers={key: value for key, value in given.items() if key not in personal},
            told={key: str(value) for key, value in given.items() if key in personal},
            wants_in=bool(data.get("joins")),
        )
