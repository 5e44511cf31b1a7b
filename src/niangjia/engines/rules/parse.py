"""From a small SQL scalar dialect to the tree. What is not listed here is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from niangjia.engines.rules.faults import NotWellFormed, did_you_mean
from niangjia.engines.rules.tree import (
    AllOf,
    AnyOf,
    Arithmetic,
    Case,
    Comparator,
    Comparison,
    Converted,
    Extreme,
    FactName,
    FirstKnown,
    Node,
    Not,
    Number,
    OneOf,
    ParameterName,
    PerPerson,
    Truth,
    VariableName,
    Word,
)

LONGEST = 2000
"""An expression longer than this is no rule that anybody can check."""

FUNCTIONS = "greatest、least、coalesce、case、compare、per_month、per_year、per_person、per_person_month"
Sql = Any
"""An expression of sqlglot; the names of its own base classes change from version to version."""

OPERATORS: dict[type[Any], Any] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/"}
COMPARED: dict[type[Any], Comparator] = {
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.EQ: "=",
    exp.NEQ: "<>",
}
FORBIDDEN: tuple[tuple[type[Any], str], ...] = (
    (exp.Query, "子查询"),
    (exp.Subquery, "子查询"),
    (exp.Window, "窗口函数"),
    (exp.Cast, "类型转换"),
    (exp.AggFunc, "汇总函数"),
    (exp.Like, "文字匹配"),
    (exp.DPipe, "文字拼接"),
    (exp.Null, "NULL"),
    (exp.Is, "IS"),
    (exp.Mod, "取余 %（百分数请写成参数，如 is: 80%）"),
    (exp.IntDiv, "整除"),
    (exp.Alias, "别名"),
)


@dataclass(frozen=True, slots=True)
class Names:
    """The names an expression may use.

    ``persons`` is the fact that ``per_person`` divides by; ``faulty`` are names that are declared, but whose own
    declaration has a fault.

    >>> Names({"income": FactName("income")}, persons=None).known["income"].key
    'income'
    """

    known: Mapping[str, FactName | ParameterName | VariableName]
    persons: FactName | None
    faulty: frozenset[str] = frozenset()


class LeansOnFault(NotWellFormed):
    """An expression that names something whose own declaration has a fault: mending that one comes first."""

    code = "leans_on_fault"


def parsed(text: str, names: Names) -> Node:
    """Return the tree of one expression.

    Errors: ``NotWellFormed`` for bad syntax, an unknown name, a forbidden function or a number other than 0 and 1.

    >>> parsed("income > 0", Names({"income": FactName("income")}, persons=None))
    Comparison(left=FactName(key='income'), comparator='>', right=Number(value=0))
    """
    if len(text) > LONGEST:
        raise NotWellFormed(f"这条式子有 {len(text)} 个字符，太长了；请拆成几个变量，每条不超过 {LONGEST} 个")
    try:
        expression = sqlglot.parse_one(text, read="duckdb")
        return _Reader(names).node(expression)
    except SqlglotError as error:
        raise NotWellFormed(f"式子“{text}”读不懂：请检查括号、运算符和逗号是否齐全") from error
    except RecursionError as error:
        raise NotWellFormed("这条式子套得太深；请拆成几个变量") from error


class _Reader:
    """Turns one parsed expression into the tree, node by node."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._calls: dict[str, tuple[int, Callable[..., Node]]] = {
            "compare": (3, self._compare),
            "per_month": (1, lambda x: Converted("per_month", self.node(x))),
            "per_year": (1, lambda x: Converted("per_year", self.node(x))),
            "per_person": (1, lambda x: PerPerson(self.node(x), self._persons())),
            "per_person_month": (1, lambda x: PerPerson(Converted("per_month", self.node(x)), self._persons())),
        }

    def node(self, expression: Sql) -> Node:
        """Return the tree of ``expression``."""
        kind = type(expression)
        if kind in OPERATORS:
            return Arithmetic(OPERATORS[kind], self.node(expression.left), self.node(expression.right))
        if kind in COMPARED:
            return self._comparison(COMPARED[kind], expression)
        reader = self._readers().get(kind)
        if reader is None:
            raise NotWellFormed(_refusal(expression))
        return reader(expression)

    def _readers(self) -> dict[type[Any], Callable[[Any], Node]]:
        return {
            exp.Paren: lambda e: self.node(e.this),
            exp.Column: self._name,
            exp.Literal: self._literal,
            exp.Boolean: lambda e: Truth(bool(e.this)),
            exp.Neg: lambda e: Arithmetic("-", Number(0), self.node(e.this)),
            exp.Not: lambda e: Not(self.node(e.this)),
            exp.And: lambda e: AllOf(tuple(self.node(part) for part in e.flatten())),
            exp.Or: lambda e: AnyOf(tuple(self.node(part) for part in e.flatten())),
            exp.In: self._one_of,
            exp.Between: self._between,
            exp.Case: self._case,
            exp.If: self._if,
            exp.Greatest: lambda e: Extreme("greatest", self._parts(e)),
            exp.Least: lambda e: Extreme("least", self._parts(e)),
            exp.Coalesce: lambda e: FirstKnown(self._parts(e)),
            exp.Anonymous: self._call,
        }

    def _parts(self, expression: Sql) -> tuple[Node, ...]:
        return tuple(self.node(part) for part in (expression.this, *expression.expressions))

    def _name(self, column: exp.Column) -> Node:
        word = column.name
        if word in self._names.faulty:
            raise LeansOnFault(f"“{word}”自己还有错", word)
        if column.table or word not in self._names.known:
            written = f"{column.table}.{word}" if column.table else word
            hint = did_you_mean(word, self._names.known)
            raise NotWellFormed(f"名称“{written}”不认识：它不是事实、参数，也不是变量{hint}", word)
        return self._names.known[word]

    def _persons(self) -> FactName:
        if self._names.persons is None:
            raise NotWellFormed("不能用 per_person：事实里没有（或不止一个）以 person 为单位的人数", "per_person")
        return self._names.persons

    def _literal(self, literal: exp.Literal) -> Node:
        if literal.is_string:
            return Word(literal.name)
        if literal.name not in ("0", "1"):
            raise NotWellFormed(
                f"式子里不能直接写数字 {literal.name}：请写成参数，带上单位、日期和出处（只有 0 和 1 可以直接写）",
                literal.name,
            )
        return Number(int(literal.name))

    def _comparison(self, comparator: Comparator, expression: Sql) -> Node:
        left, right = self.node(expression.left), self.node(expression.right)
        if isinstance(left, Word):
            left, right = right, left
        if isinstance(right, Word) and comparator in ("=", "<>"):
            found = OneOf(left, (right.text,))
            return found if comparator == "=" else Not(found)
        return Comparison(left, comparator, right)

    def _one_of(self, expression: exp.In) -> Node:
        words = [self.node(part) for part in expression.expressions]
        if not words or not all(isinstance(word, Word) for word in words):
            raise NotWellFormed("in 后面只能列出选项，例如 vehicle in ('none', 'mobility_aid')", "in")
        return OneOf(self.node(expression.this), tuple(word.text for word in words if isinstance(word, Word)))

    def _between(self, expression: exp.Between) -> Node:
        if expression.args.get("symmetric"):
            raise NotWellFormed("between 后面不能写 symmetric", "symmetric")
        middle = self.node(expression.this)
        low, high = self.node(expression.args["low"]), self.node(expression.args["high"])
        return AllOf((Comparison(middle, ">=", low), Comparison(middle, "<=", high)))

    def _case(self, expression: exp.Case) -> Node:
        if expression.this is not None or expression.args.get("default") is None:
            raise NotWellFormed("case 要写成 case when 条件 then 值 else 值 end，并且一定要有 else", "case")
        branches = tuple((self.node(branch.this), self.node(branch.args["true"])) for branch in expression.args["ifs"])
        return Case(branches, self.node(expression.args["default"]))

    def _if(self, expression: exp.If) -> Node:
        if expression.args.get("false") is None:
            raise NotWellFormed("if 要写成 if(条件, 值, 否则的值)", "if")
        branch = (self.node(expression.this), self.node(expression.args["true"]))
        return Case((branch,), self.node(expression.args["false"]))

    def _compare(self, left: Sql, comparator: Sql, right: Sql) -> Node:
        named = self.node(comparator)
        if not isinstance(named, ParameterName):
            raise NotWellFormed(
                "compare 的第二项要写比较符参数的名称，例如 compare(净收入, 比较符, 低保标准)", "compare"
            )
        return Comparison(self.node(left), named, self.node(right))

    def _call(self, expression: exp.Anonymous) -> Node:
        name = str(expression.this).lower()
        if name not in self._calls:
            raise NotWellFormed(_refusal(expression), str(expression.this))
        count, build = self._calls[name]
        if len(expression.expressions) != count:
            raise NotWellFormed(f"{name} 要 {count} 项，这里写了 {len(expression.expressions)} 项", name)
        return build(*expression.expressions)


def _refusal(expression: Sql) -> str:
    """Return the sentence that refuses ``expression``."""
    for kind, words in FORBIDDEN:
        if isinstance(expression, kind):
            return f"式子里不能用{words}；可以用四则运算、比较、and、or、not 和 {FUNCTIONS}"
    name = str(expression.this) if isinstance(expression, exp.Anonymous) else expression.key
    hint = did_you_mean(name, FUNCTIONS.split("、"))
    return f"式子里不能用 {name}；可以用四则运算、比较、and、or、not 和 {FUNCTIONS}{hint}"
