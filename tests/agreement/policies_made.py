"""Makes well-typed policies for the agreement tests: any expression the grammar allows, over a small set of facts."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from niangjia.engines.rules.facts import Fact, FactSchema

SCHEMA = FactSchema(
    "made",
    (
        Fact("earned", label="挣的", kind="integer", unit="fen / year", maximum=10**12),
        Fact("spent", label="花的", kind="integer", unit="fen / year", maximum=10**12),
        Fact("balance", label="结余", kind="integer", unit="fen / year", minimum=-(10**9), maximum=10**9),
        Fact("monthly", label="每月的", kind="integer", unit="fen / month", maximum=10**8),
        Fact("persons", label="人口", kind="integer", unit="person", minimum=1, maximum=20),
        Fact("children", label="子女", kind="integer", unit="child", maximum=19),
        Fact("score", label="分数", kind="integer", minimum=-5, maximum=5),
        Fact("member", label="会员", kind="boolean"),
        Fact("listed", label="在册", kind="boolean"),
        Fact("trade", label="行业", kind="choice", choices={"none": "无", "rider": "骑手", "driver": "司机"}),
        Fact("vehicle", label="车", kind="choice", choices={"none": "无", "car": "汽车"}),
    ),
)
LEAVES = {
    "fen / year": ["earned", "spent", "balance", "cap"],
    "fen / month": ["monthly", "monthly_line"],
    "fen / person / month": ["line"],
    "person": ["persons", "few"],
    "child": ["children"],
    "1": ["score", "share", "times", "1"],
}
UNITS = list(LEAVES)

PARAMETERS = """
parameters:
  line: {label: 线, unit: fen / person / month, values: [
    {place: 青川市, from: 2026-01-01, is: 720 yuan, source: 例},
    {place: 青川市, from: 2026-07-01, is: 750.01 yuan, source: 例}]}
  monthly_line: {label: 月线, unit: fen / month, values: [
    {from: 2026-01-01, until: 2026-09-30, is: 1500 yuan, source: 例},
    {place: 东渠街道, from: 2026-07-01, is: 1 fen, source: 例}]}
  cap: {label: 上限, unit: fen / year, values: [{from: 2025-01-01, is: 16000 yuan, source: 例}]}
  share: {label: 比例, unit: 1, least: -2, values: [{from: 2025-01-01, is: 33.33%, source: 例}]}
  times: {label: 倍数, unit: 1, values: [
    {from: 2026-01-01, is: 1.5, source: 例}, {from: 2026-07-01, is: 2, source: 例}]}
  few: {label: 几个, unit: person, values: [{from: 2025-01-01, is: 3, source: 例}]}
  how: {label: 怎么比, unit: comparator, values: [
    {from: 2025-01-01, is: "<=", source: 例}, {from: 2026-07-01, is: "<", source: 例}]}
  over: {label: 怎么超, unit: comparator, values: [{place: 青川市, from: 2025-01-01, is: ">", source: 例}]}
"""

CORNERS = (
    "per_month(earned) > share * monthly",
    "greatest(per_month(earned), share * monthly) = share * monthly",
    "least(per_month(earned), share * monthly, monthly / times) <> per_month(spent)",
    "coalesce(per_month(earned), share * monthly) <= monthly",
    "case when member then per_month(earned) when listed then share * monthly else monthly end >= monthly",
    "earned / balance > spent / balance",
    "earned / balance / score <= share",
    "score / (score - score) > 0 or member",
    "not (score / (score - score) > 0 and listed)",
    "coalesce(earned / balance, spent / earned, 1) < share",
    "greatest(earned / balance, 1) = greatest(1, earned / balance)",
    "least(earned / balance, score) < greatest(score, spent / earned)",
    "1 / share > times / score",
    "per_person(earned / score) >= per_person(spent / times)",
    "per_person_month(earned - spent) < line and per_person_month(balance) >= line - line",
    "compare(per_year(monthly), how, earned) or compare(earned, over, share * spent)",
    "case when score > 0 then earned / score when score < 0 then spent / score else balance end > cap",
    "coalesce(case when vehicle = 'car' then trade else 'none' end, 'rider') in ('rider', 'driver')",
    "coalesce(member, listed, false) and coalesce(listed, member, true)",
    "score / (1 / (1 + 1)) > times",
    "1 / greatest(earned / balance, 0) > share or 1 / least(spent / balance, 0) < share",
    "score * score * score - score > score / share or balance between 0 - cap and cap",
)
"""Expressions that meet what differs between engines: signs of divisors, division by nought, unknown parts,
denominators that have to be brought together."""


def policy_of(conditions: Sequence[str]) -> str:
    """Return a policy with one test for each condition."""
    lines = ["policy: made", "label: 边角", "facts: made", PARAMETERS, "tests:"]
    lines += [f"  t{n}: {{label: 测试, that: {quoted(text)}, source: 例}}" for n, text in enumerate(conditions)]
    lines += ["tiers:", "  one: {label: 一, needs: [t0], unless: [t1]}", "otherwise: {label: 无}", "benefits:"]
    amount = "'greatest(share * earned, 0) / (1 + 1 + 1)'"
    for rule in ("half_up", "down", "up"):
        lines.append(f"  {rule}: {{label: 救助, is: {amount}, round: {rule} to yuan, source: 例}}")
    return "\n".join(lines) + "\n"


class PolicyMaker:
    """Makes the text of one policy from one seed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.variables: list[tuple[str, str]] = []

    def text(self) -> str:
        """Return a whole policy."""
        lines = ["policy: made", f"label: 造的政策 {self.random.random()}", "facts: made", PARAMETERS, "variables:"]
        for number in range(self.random.randint(1, 4)):
            unit = self.random.choice(UNITS)
            expression = self.number(unit, self.random.randint(1, 3))
            lines.append(f"  v{number}: {{label: 变量{number}, unit: {unit}, is: {quoted(expression)}}}")
            self.variables.append((f"v{number}", unit))
        tests = [f"t{number}" for number in range(self.random.randint(3, 5))]
        lines.append("tests:")
        truths = [quoted(self.truth(self.random.randint(1, 3))) for _ in tests]
        lines += [
            f"  {test}: {{label: 测试, that: {truth}, source: 例}}" for test, truth in zip(tests, truths, strict=True)
        ]
        lines.append(f"preconditions: [{', '.join(self.random.sample(tests, self.random.randint(0, 1)))}]")
        return "\n".join([*lines, *self.outcomes(tests)]) + "\n"

    def outcomes(self, tests: list[str]) -> list[str]:
        """Return tiers, benefits and stacking."""
        lines = ["tiers:"]
        tiers = ["deep", "relative", "accident"][: self.random.randint(1, 3)]
        for tier in tiers:
            needs = self.random.sample(tests, self.random.randint(0, 2))
            excepted = f", except: [{self.random.choice(tests)}]" if self.random.random() < 0.5 else ""
            unless = f"[{{test: {self.random.choice(tests)}{excepted}}}]" if self.random.random() < 0.6 else "[]"
            lines.append(f"  {tier}: {{label: {tier}, needs: [{', '.join(needs)}], unless: {unless}}}")
        lines += ["otherwise: {label: 无}", "benefits:"]
        for benefit in ("aid", "help"):
            rounding = f"{self.random.choice(['half_up', 'down', 'up'])} to {self.random.choice(['fen', 'yuan'])}"
            amounts = ", ".join(f"{tier}: {quoted(self.amount())}" for tier in tiers)
            ceiling = f", at_most: {quoted(self.amount())}" if self.random.random() < 0.5 else ""
            lines.append(f"  {benefit}: {{label: 救助, is: {{{amounts}}}{ceiling}, round: {rounding}, source: 例}}")
        if self.random.random() < 0.4:
            tier = self.random.choice(tiers)
            lines.append(f"stacking: [{{tier: {tier}, of: [aid, help], keep: largest, source: 例}}]")
        return lines

    def amount(self) -> str:
        """Return an amount that is never below zero."""
        return f"greatest({self.number('fen / year', self.random.randint(1, 2))}, 0)"

    def leaf(self, unit: str) -> str:
        """Return a name of that unit, or nought."""
        known = LEAVES[unit] + [key for key, its in self.variables if its == unit] * 2
        return self.random.choice([*known, "0"] if self.random.random() < 0.2 else known)

    def number(self, unit: str, depth: int) -> str:
        """Return an expression that yields a number of that unit."""
        if depth == 0:
            return self.leaf(unit)
        makers = [self.sum, self.extreme, self.case, self.known, self.scaled, self.shared]
        if unit == "fen / month":
            makers += [self.monthly] * 2
        if unit == "fen / year":
            makers += [self.yearly]
        if unit == "fen / person / month":
            makers += [self.per_person] * 3
        if unit == "1":
            makers += [self.quotient] * 2
        return self.random.choice(makers)(unit, depth - 1)

    def sum(self, unit: str, depth: int) -> str:
        operator = self.random.choice(["+", "-"])
        return f"({self.number(unit, depth)} {operator} {self.number(unit, depth)})"

    def extreme(self, unit: str, depth: int) -> str:
        parts = ", ".join(self.number(unit, depth) for _ in range(self.random.randint(2, 3)))
        return f"{self.random.choice(['greatest', 'least'])}({parts})"

    def case(self, unit: str, depth: int) -> str:
        branches = " ".join(
            f"when {self.truth(depth)} then {self.number(unit, depth)}" for _ in range(self.random.randint(1, 2))
        )
        return f"case {branches} else {self.number(unit, depth)} end"

    def known(self, unit: str, depth: int) -> str:
        return f"coalesce({self.number(unit, depth)}, {self.number(unit, depth)})"

    def scaled(self, unit: str, depth: int) -> str:
        return f"({self.leaf('1')} * {self.number(unit, depth)})"

    def shared(self, unit: str, depth: int) -> str:
        divisor = self.random.choice(["share", "times", "score", f"({self.leaf('1')} - {self.leaf('1')})"])
        divisor = "share" if divisor.strip("()") == "0 - 0" else divisor
        return f"({self.number(unit, depth)} / {divisor})"

    def monthly(self, unit: str, depth: int) -> str:
        return f"per_month({self.never_nought('fen / year', depth)})"

    def yearly(self, unit: str, depth: int) -> str:
        return f"per_year({self.never_nought('fen / month', depth)})"

    def per_person(self, unit: str, depth: int) -> str:
        if self.random.random() < 0.5:
            return f"per_person({self.never_nought('fen / month', depth)})"
        return f"per_person_month({self.never_nought('fen / year', depth)})"

    def quotient(self, unit: str, depth: int) -> str:
        below = self.random.choice(["fen / year", "person", "child", "fen / month"])
        return f"({self.number(below, depth)} / {self.never_nought(below, depth)})"

    def never_nought(self, unit: str, depth: int) -> str:
        """Return an expression that has a unit of its own, which a bare 0 has not."""
        own = {"fen / year": "earned", "fen / month": "monthly", "person": "few", "child": "children"}[unit]
        return f"({self.number(unit, depth)} + {own})" if self.random.random() < 0.5 else own

    def truth(self, depth: int) -> str:
        """Return an expression that yields a truth."""
        if depth == 0:
            return self.random.choice(
                ["member", "listed", "trade = 'rider'", "vehicle <> 'car'", "trade in ('none', 'driver')"]
            )
        kind = self.random.choice(
            ["compare", "compare", "chosen", "and", "or", "not", "between", "known", "case", "choice"]
        )
        unit = self.random.choice(UNITS)
        left, right = self.number(unit, depth - 1), self.number(unit, depth - 1)
        if kind == "compare":
            return f"{left} {self.random.choice(['<', '<=', '>', '>=', '=', '<>'])} {right}"
        if kind == "chosen":
            return f"compare({left}, {self.random.choice(['how', 'over'])}, {right})"
        if kind == "between":
            return f"{left} between {right} and {self.number(unit, depth - 1)}"
        if kind == "choice":
            return f"coalesce(trade, case when {self.truth(depth - 1)} then 'none' else 'rider' end) = 'none'"
        one, other = self.truth(depth - 1), self.truth(depth - 1)
        return {
            "and": f"({one} and {other})",
            "or": f"({one} or {other})",
            "not": f"not ({one})",
            "known": f"coalesce({one}, {other})",
            "case": f"case when {one} then {other} else {self.truth(depth - 1)} end",
        }[kind]


def quoted(text: str) -> str:
    """Return a text as YAML in single quotes."""
    return "'" + text.replace("'", "''") + "'"
