"""Every Chinese text of a page has its English; the compiled catalogues say what the written ones say."""

from __future__ import annotations

import gettext
import io
import re
from pathlib import Path

import pytest

import niangjia
from niangjia.web.words import (
    CHINESE,
    Said,
    Word,
    brought_up_to_date,
    catalogue_text,
    compiled,
    read_catalogue,
    words_in_code,
    words_in_policy,
    words_in_template,
    words_of_house,
)

PACKAGE = Path(niangjia.__file__).parent
LOCALE = PACKAGE / "web/locale"
CATALOGUES = sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))
ENGLISH = read_catalogue((LOCALE / "en/LC_MESSAGES/django.po").read_text(encoding="utf-8"))
PLACES = re.compile(r"%\(\w+\)\w|%[sd]")
QUOTED_CHINESE = re.compile(r"[\"“][^\"”]*[\"”]|无|元|千")
"""Chinese that an English sentence quotes from a workbook."""


def test_every_text_has_its_english() -> None:
    said = {one.word for one in ENGLISH if all(one.forms)}
    missing = sorted(word.message for word in words_of_house(PACKAGE) - said)
    assert missing == [], "run the command `words`, then write these in locale/en/LC_MESSAGES/django.po"


def test_no_english_is_a_guess() -> None:
    assert [one.word.message for one in ENGLISH if one.fuzzy] == []


def test_the_english_fills_in_what_the_chinese_fills_in() -> None:
    strayed = [
        one.word.message
        for one in ENGLISH
        if CHINESE.search(one.word.message)
        and any(set(PLACES.findall(form)) - set(PLACES.findall(one.word.message)) for form in one.forms)
    ]
    assert strayed == []


def test_nothing_filled_in_is_lost_in_the_plural() -> None:
    lost = [
        one.word.message
        for one in ENGLISH
        if CHINESE.search(one.word.message)
        and all(one.forms)
        and set(PLACES.findall(one.word.message)) - set(PLACES.findall(one.forms[-1]))
    ]
    assert lost == []


def test_the_english_is_english() -> None:
    left = [form for one in ENGLISH for form in one.forms if CHINESE.search(QUOTED_CHINESE.sub("", form))]
    assert left == []


@pytest.mark.parametrize("source", CATALOGUES, ids=lambda path: path.parent.parent.name)
def test_the_compiled_catalogue_is_the_written_one(source: Path) -> None:
    entries = read_catalogue(source.read_text(encoding="utf-8"))
    assert source.with_suffix(".mo").read_bytes() == compiled(entries), "run the command `words`"
    assert catalogue_text(entries) == source.read_text(encoding="utf-8")


def test_a_compiled_catalogue_is_read_by_gettext() -> None:
    header = Said(Word(""), ("Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n",))
    entries = [
        header,
        Said(Word("人"), ("person",)),
        Said(Word("满足", context="检验结果"), ("Met",)),
        Said(Word("%(n)s 户", plural="%(n)s 户"), ("%(n)s household", "%(n)s households")),
        Said(Word("猜的"), ("a guess",), fuzzy=True),
    ]
    words = gettext.GNUTranslations(io.BytesIO(compiled(entries)))

    assert words.gettext("人") == "person"
    assert words.pgettext("检验结果", "满足") == "Met"
    assert words.ngettext("%(n)s 户", "%(n)s 户", 3) == "%(n)s households"
    assert words.gettext("猜的") == "猜的"


def test_texts_are_found_where_they_are_written(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        '{% load i18n %}{% translate "退出" %}{% blocktranslate count n=x %}{{ n }} 户{% plural %}{{ n }} 户'
        '{% endblocktranslate %}{{ a|default:_("没有填") }}{% translate "满足" context "检验结果" %}',
        encoding="utf-8",
    )
    code = tmp_path / "code.py"
    code.write_text('_("保存")\npgettext_lazy("摸排表", "未报")\nngettext("甲", "甲们", n)\n', encoding="utf-8")
    policy = tmp_path / "policy.yaml"
    policy.write_text(
        "label: 困难帮扶\ntests: {a: {label: 是会员, that: member}}\notherwise: {then: {x: 法律咨询}}\n",
        encoding="utf-8",
    )

    assert set(words_in_template(page)) == {
        Word("退出"),
        Word("%(n)s 户", plural="%(n)s 户"),
        Word("没有填"),
        Word("满足", context="检验结果"),
    }
    assert set(words_in_code(code)) == {Word("保存"), Word("未报", context="摸排表"), Word("甲", plural="甲们")}
    assert set(words_in_policy(policy)) == {Word("困难帮扶"), Word("是会员"), Word("法律咨询")}


def test_a_catalogue_is_written_as_it_was_read() -> None:
    entries = [
        Said(Word('引号"与\n换行', context="试"), ('quote " and\nline',)),
        Said(Word("人", plural="人"), ("one", "many")),
    ]
    assert sorted(read_catalogue(catalogue_text(entries)), key=lambda one: one.word) == sorted(
        entries, key=lambda one: one.word
    )


def test_new_texts_come_in_and_vanished_ones_go() -> None:
    old = [
        Said(Word("旧的"), ("old",)),
        Said(Word("留下的"), ("stays",)),
        Said(Word("Enter a number."), ("请写成数字",)),
    ]
    new = brought_up_to_date(old, {Word("留下的"), Word("新的")})
    assert {one.word.message: one.forms for one in new} == {
        "留下的": ("stays",),
        "Enter a number.": ("请写成数字",),
        "新的": ("",),
    }
