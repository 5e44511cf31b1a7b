"""What is asked in door-knocking: a round, the doors of a grid, who goes, and the answers at a door."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from io import StringIO
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from niangjia.casework.canvass import ABSENT, GIVEN, REFUSED, Answered
from niangjia.casework.joining import WHAT_IS_WRONG
from niangjia.programmes.membership.programme import INDICATORS, choices_of
from niangjia.values.identifiers import identity
from niangjia.values.text import squeezed
from niangjia.web import clock
from niangjia.web.forms import AskedField
from niangjia.web.sentences import told

PHONE_DIGITS = 11
WORDS_OF_GROUPS = (gettext_noop("房产中介员"), gettext_noop("都不是"))
"""Groups of the charter that no other form names."""
HEADS_OF_DOORS = ("门牌", "门牌号", "门牌地址", "房号", "详细地址", "家庭住址", "家庭地址", "居住地址", "地址", "住址")
"""How the column of the doors is headed in tables; of two the one that stands first here."""
PERSON = ("name", "phone", "id_number", "employer")


class RoundForm(forms.Form):
    """A new round."""

    title = forms.CharField(
        label=_("这一轮叫什么"),
        max_length=60,
        help_text=_("例如“秋季摸底”"),
        error_messages={"required": _("请写这一轮叫什么，例如“秋季摸底”")},
    )


def rows_of(text: str) -> list[list[str]]:
    r"""Return the cells of what was written or pasted; without tabs each line is one cell.

    >>> rows_of("网格\t门牌\n1\t3 号楼 501\n\n")
    [['网格', '门牌'], ['1', '3 号楼 501']]
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    lines = csv.reader(StringIO(plain), delimiter="\t") if "\t" in plain else ([line] for line in plain.split("\n"))
    rows = [[" ".join(cell.split()) for cell in line] for line in lines]
    return [row for row in rows if any(row)]


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
        strip=False,
        help_text=_("照走的顺序写，例如“3 号楼 2 单元 501”。写过的不会重复。也可以从表格里连表头粘贴。"),
        error_messages={"required": _("请至少写一户的门牌")},
    )

    def clean_addresses(self) -> list[str]:
        """Return what says something, line by line; of a table the column of the doors, without its heading."""
        rows = rows_of(str(self.cleaned_data["addresses"]))
        heads = [squeezed(cell) for cell in rows[0]] if rows else []
        named = next((heads.index(word) for word in HEADS_OF_DOORS if word in heads), None)
        if named is None:
            used = {column for row in rows for column, cell in enumerate(row) if cell}
            if len(used) > 1:
                raise forms.ValidationError(
                    _("粘贴了几列，看不出哪一列是门牌；请只粘贴门牌那一列，或者连表头一起粘贴，表头写“门牌”")
                )
            column = min(used, default=0)
        else:
            column, rows = named, rows[1:]
        found = [row[column] for row in rows if len(row) > column and row[column]]
        if not found:
            raise forms.ValidationError(self.fields["addresses"].error_messages["required"])
        return found


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
