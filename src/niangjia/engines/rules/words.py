"""Expressions in plain Chinese, from the labels of what they name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from niangjia.engines.rules.facts import Fact, FactValue
from niangjia.engines.rules.policy import Policy
from niangjia.engines.rules.tree import (
    AllOf,
    AnyOf,
    Arithmetic,
    Case,
    Comparison,
    Converted,
    Extreme,
    FactName,
    Node,
    Not,
    Number,
    OneOf,
    ParameterName,
    PerPerson,
    Truth,
    VariableName,
    Word,
    walk,
)
from niangjia.engines.rules.units import Unit, quantity_text

COMPARATOR_WORDS: Mapping[str, str] = {
    "<": "低于",
    "<=": "不高于",
    ">": "超过",
    ">=": "不少于",
    "=": "等于",
    "<>": "不等于",
}
CYCLE_WORDS: Mapping[str, str] = {
    "household": "每户",
    "person": "每人",
    "child": "每名子女",
    "event": "每次突发事件",
    "quarter": "每季度",
    "twelve_months": "每十二个月",
    "year": "每年",
}
"""What ``once_per`` may name, and how it is read: for whom, and in which span."""

SPAN_BY_WORD: Mapping[str, str] = {
    "year": "year",
    "twelve_months": "twelve_months",
    "event": "twelve_months",
    "quarter": "quarter",
}
"""The words of ``once_per`` that say in which span; an event is told of for twelve months, by what it cost in them."""

ROUNDING_WORDS: Mapping[tuple[str, int], str] = {
    ("half_up", 1): "四舍五入到分",
    ("down", 1): "舍到分",
    ("up", 1): "进到分",
    ("half_up", 100): "四舍五入到元",
    ("down", 100): "舍到元",
    ("up", 100): "进到元",
}
OPERATOR_WORDS = {"+": "＋", "-": "－", "*": "×", "/": "÷"}


def span_of_cycle(once_per: Iterable[str]) -> str:
    """Return the span in which a benefit may be had once, as ``niangjia.values.spans`` names it.

    Where the policy says nothing of it, that is the quarter; a span that is named counts before the event.

    >>> [span_of_cycle(one) for one in (["household", "year"], ["event"], ["event", "year"], [])]
    ['year', 'twelve_months', 'year', 'quarter']
    """
    named = set(once_per)
    return next((span for word, span in SPAN_BY_WORD.items() if word in named), "quarter")


def label_of(policy: Policy, key: str) -> str:
    """Return the label of a fact, parameter or variable."""
    if key in policy.parameter_by_key:
        return policy.parameter_by_key[key].label
    return policy.variable_by_key[key].label if key in policy.variable_by_key else policy.schema[key].label


def fact_text(fact: Fact, value: FactValue) -> str:
    """Return the value of a fact as people read it.

    >>> fact_text(Fact("member", label="会员", kind="boolean"), True)
    '是'
    """
    if value is None:
        return "不清楚"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int):
        return quantity_text(value, Unit.parse(fact.unit))
    return fact.choices[value]


def in_words(policy: Policy, node: Node) -> str:  # noqa: C901, PLR0911, PLR0912  one-branch-per-kind: one answer for each kind of node
    """Return an expression in words, such as ``全年净收入 ÷ 12 ÷ 家庭人口``."""
    match node:
        case FactName(key=key) | ParameterName(key=key) | VariableName(key=key):
            return label_of(policy, key)
        case Number(value=value):
            return str(value)
        case Truth(value=value):
            return "是" if value else "否"
        case Word(text=text):
            return f"“{text}”"
        case Arithmetic(operator=operator, left=left, right=right):
            return f"{_inner(policy, left, operator)} {OPERATOR_WORDS[operator]} {_right(policy, right, operator)}"
        case Converted(to=to, of=of):
            return f"{_inner(policy, of, '*')} {'÷' if to == 'per_month' else '×'} 12"
        case PerPerson(of=of, persons=persons):
            return f"{_inner(policy, of, '*')} ÷ {label_of(policy, persons.key)}"
        case Comparison(left=left, comparator=comparator, right=right):
            word = (
                COMPARATOR_WORDS[comparator]
                if isinstance(comparator, str)
                else f"（{label_of(policy, comparator.key)}）"
            )
            return f"{_inner(policy, left, word)} {word} {_inner(policy, right, word)}"
        case OneOf(of=of, words=words):
            return f"{in_words(policy, of)}是{'、'.join(_choice_words(policy, of, words))}"
        case AllOf(parts=parts):
            return "，并且".join(_grouped(policy, part) for part in parts)
        case AnyOf(parts=parts):
            return "，或者".join(_grouped(policy, part) for part in parts)
        case Not(of=of):
            return f"不符合“{in_words(policy, of)}”"
        case Case(branches=branches, otherwise=otherwise):
            asked = "；".join(f"如果{in_words(policy, if_)}，就是{in_words(policy, then)}" for if_, then in branches)
            return f"{asked}；否则是{in_words(policy, otherwise)}"
        case Extreme(kind=kind, parts=parts):
            most = "最大" if kind == "greatest" else "最小"
            return f"{'、'.join(in_words(policy, part) for part in parts)} 中{most}的"
        case _:
            first, *others = [in_words(policy, part) for part in node.parts]
            return f"{first}（不清楚时按 {'、再不清楚按 '.join(others)} 算）"


def _grouped(policy: Policy, node: Node) -> str:
    words = in_words(policy, node)
    return f"（{words}）" if isinstance(node, AllOf | AnyOf | Case) else words


def _inner(policy: Policy, node: Node, operator: str) -> str:
    words = in_words(policy, node)
    weak = isinstance(node, Arithmetic) and node.operator in "+-"
    return f"（{words}）" if (weak and operator in "*/") or isinstance(node, Case) else words


def _right(policy: Policy, node: Node, operator: str) -> str:
    words = in_words(policy, node)
    grouped = isinstance(node, Arithmetic | Converted | PerPerson) and operator in "-/"
    return f"（{words}）" if grouped else _inner(policy, node, operator)


def _choice_words(policy: Policy, of: Node, words: tuple[str, ...]) -> list[str]:
    labels: dict[str, str] = {}
    for node in walk(of):
        if isinstance(node, FactName):
            labels = {**policy.schema[node.key].choices, **labels}
    return [labels.get(word, word) for word in words]
