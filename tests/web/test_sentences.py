"""What engines and desks say is said again in the reader's language, with its values, its quotations and its names."""

import pytest
from django.utils.translation import override

from niangjia.web.sentences import told

KEPT_LONG_AGO = [
    (
        "这个额度不够 7,500.00 元；请先拨入，或换一个同用途的额度",
        "This fund does not hold ¥7,500.00; please put money in first, or take another fund for the same purpose",
    ),
    (
        "请写：是 或 否",
        "please write: “是” (yes) or “否” (no)",
    ),
    (
        "请改成 4，或在成员表里补上、去掉人；人口包括职工本人",
        "please write 4, or add or remove people in the member list; the size includes the worker",
    ),
    (
        "如果是 3.6 万元，请写成“3.6万”；如果真是 3.6 元，请在备注里说明后写 0",
        (
            "If it is 3.6 ten thousand yuan, please write “3.6万”; "
            "if it really is 3.6 yuan, please say so in the remarks and write 0"
        ),
    ),
    (
        "办件现在是“已批准”，不能做这一步；请刷新页面看最新情况",
        "The case stands at “Approved”, so this step cannot be taken; please reload the page",
    ),
    (
        "青川市总工会定的“低保标准”没有写出处；请写明依据哪份文件",
        (
            "“subsistence line” as set by Qingchuan Federation of Trade Unions has no source; "
            "please say which document it rests on"
        ),
    ),
    (
        "2 × 低保标准",
        "2 × subsistence line",
    ),
    (
        "150,000.01 元以上",
        "¥150,000.01 or more",
    ),
    (
        "突发事件费用（扣除赔付后） 超过 50% × 家庭年总收入",
        "Cost of a sudden event (after compensation) is above 50% × Household income of the year",
    ),
    (
        "每次突发事件、每十二个月",
        "per sudden event, per twelve months",
    ),
    (
        "是，1 套",
        "yes, 1 home",
    ),
]


@pytest.mark.parametrize(("sentence", "english"), KEPT_LONG_AGO)
def test_a_sentence_is_known_by_its_pattern(sentence: str, english: str) -> None:
    with override("en"):
        assert told(sentence).lower() == english.lower()


@pytest.mark.parametrize("sentence", [sentence for sentence, _english in KEPT_LONG_AGO])
def test_a_chinese_reader_hears_what_was_said(sentence: str) -> None:
    with override("zh-hans"):
        assert told(sentence) == sentence


def test_what_nobody_has_words_for_stays_as_it_was() -> None:
    with override("en"):
        assert told("周满仓是户主") == "周满仓是户主"


def test_nothing_is_said_for_nothing() -> None:
    assert told(None) == told("") == ""
