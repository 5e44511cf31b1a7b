"""Tags and filters write what a reader should see, in both languages."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from niangjia.web.forms import NumberAsWritten, dressed

NET = Fraction(5416000, 48)
MEASURE = {"value": NET, "op": "<", "line": 75000, "unit": "fen / person / month", "line_label": "低保标准"}


def shown(text: str, language: str = "zh-hans", **context: Any) -> str:
    with translation.override(language):
        return Template("{% load web i18n %}" + text).render(Context(context)).strip()


def test_a_status_has_its_word_and_its_shape() -> None:
    assert shown('{% status "amend" %}') == '<span class="tag tag-yours">待补正</span>'
    assert shown('{% status "amend" %}', "en") == '<span class="tag tag-yours">To complete</span>'


def test_a_status_nobody_knows_is_not_shown_as_anything() -> None:
    with pytest.raises(KeyError):
        shown('{% status "nearly" %}')


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (-2, '<span class="late">晚了 2 个工作日</span>'),
        (0, '<span class="due">今天到期</span>'),
        (3, '<span class="due">还剩 3 个工作日</span>'),
        (4, "还剩 4 个工作日"),
        (None, ""),
    ],
)
def test_a_deadline_says_what_is_left(left: int | None, said: str) -> None:
    assert shown("{% deadline left %}", left=left) == said


def test_one_working_day_is_singular_in_english() -> None:
    assert "1 working day left" in shown("{% deadline 1 %}", "en")
    assert "2 working days left" in shown("{% deadline 2 %}", "en")


@pytest.mark.parametrize(
    ("value", "op", "said"),
    [
        (NET, "<", "低于 750.00 元 高出 378.33 元"),
        (75000, "<=", "不高于 750.00 元 正好在线上"),
        (74999, ">", "超过 750.00 元 低 0.01 元"),
        (75001, ">=", "不低于 750.00 元 高出 0.01 元"),
    ],
)
def test_a_test_says_its_line_and_the_distance(value: Fraction | int, op: str, said: str) -> None:
    assert shown("{{ m|threshold }} {{ m|gap }}", m={**MEASURE, "value": value, "op": op}) == said


def test_the_place_of_a_household_is_said_in_words() -> None:
    axis = {
        "value": NET,
        "unit": "fen / person / month",
        "marks": [{"at": 75000, "label": "低保标准"}, {"at": 150000, "label": "两倍低保"}],
    }
    assert shown("{{ a|place_sentence }}", a=axis) == "不低于低保标准 750.00 元，低于两倍低保 1,500.00 元"
    assert shown("{{ a|place_sentence }}", a={**axis, "value": None}) == "还算不出来"
    assert shown("{{ a|place_sentence }}", "en", a={**axis, "value": 1}) == "below subsistence line (¥750.00)"


def test_a_change_says_what_grows_or_shrinks_and_by_how_much() -> None:
    change = {"label": "家庭人口", "now": 4, "then": 3, "unit": "person"}
    assert shown("{{ c|change_words }}", c=change) == "家庭人口减少 1 人"
    assert shown("{{ c|change_words }}", "en", c=change) == "Household size lower by 1 person"
    assert shown("{{ c|change_words }}", c={"label": "机动车", "now": "无", "then": "有机动车", "unit": ""}) == "机动车"
    assert shown("{{ c|change_words }}", c={"label": "工会会员", "now": True, "then": False, "unit": ""}) == "工会会员"


def test_a_text_without_english_is_marked_as_chinese_and_stays_harmless() -> None:
    assert shown("{{ t|said }}", "en", t="相对困难") == "Relative hardship"
    assert shown("{{ t|said }}", "en", t="<b>柳</b>") == '<span lang="zh-CN">&lt;b&gt;柳&lt;/b&gt;</span>'
    assert shown("{{ t|said }}", t="<b>柳</b>") == "&lt;b&gt;柳&lt;/b&gt;"
    assert shown("{{ t|said }}", "en", t=None) == ""


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (5400, "dm2", "54.00 平方米"),
        (Fraction(1350), "dm2 / person", "13.50 平方米"),
        (4, "person", "4 人"),
        (2, "home", "2 套住房"),
        (10, "person * month", "10 个人月"),
        (Fraction(1, 2), "1", "50.00%"),
        (2, "1", "2"),
        ("<=", "comparator", "不高于"),
        (False, "", "不是"),
        (None, "fen", "没有填"),
        ("青川市", "", "青川市"),
    ],
)
def test_a_quantity_is_written_in_its_unit(value: object, unit: str, said: str) -> None:
    assert shown("{{ v|quantity:u }}", v=value, u=unit) == said


@pytest.mark.parametrize(
    ("number", "count", "steps"),
    [(1, 1, []), (1, 3, ["1", "2", "3"]), (5, 9, ["1", "…", "3", "4", "5", "6", "7", "…", "9"])],
)
def test_a_pager_shows_the_ends_and_the_neighbours(number: int, count: int, steps: list[str]) -> None:
    html = shown("{% pager p %}", p={"number": number, "count": count, "url": "?page="})
    words = Template("{{ html|striptags }}").render(Context({"html": html.replace("<", " <")})).split()
    assert [word for word in words if word not in {"上一页", "下一页"}] == steps


class Asking(forms.Form):
    paid = dressed(
        forms.DecimalField(label="自付金额", help_text="报销之后的", widget=NumberAsWritten), unit="元", why="可以减去"
    )
    home = forms.ChoiceField(label="住房", choices=[("rent", "租房")], widget=forms.RadioSelect)


def test_what_is_to_mend_is_said_twice_in_the_same_words() -> None:
    html = shown("{% error_summary form %}{{ form }}", form=Asking({"paid": "一万二左右"}))

    assert html.count("请写成数字，例如 12000") == 2
    assert "还有 2 处要改" in html
    assert 'href="#id_paid"' in html
    assert 'value="一万二左右"' in html


def test_a_field_is_tied_to_its_hint_and_its_error() -> None:
    html = shown("{{ form }}", form=Asking({"paid": "x"}))
    assert 'aria-describedby="id_paid_helptext id_paid_error"' in html
    assert 'id="id_paid_helptext"' in html
    assert 'id="id_paid_error"' in html
    assert 'aria-describedby="id_home_error"' in html


def test_a_form_that_was_not_sent_has_nothing_to_mend() -> None:
    assert shown("{% error_summary form nothing %}", form=Asking(), nothing=None) == ""


def test_two_lines_of_the_same_words_say_which_field_each_is_about() -> None:
    class Door(forms.Form):
        name = forms.CharField(label="登录名")
        secret = forms.CharField(label="密码")

    html = shown("{% error_summary form %}", form=Door({}))
    assert "登录名：" in html
    assert "密码：" in html
