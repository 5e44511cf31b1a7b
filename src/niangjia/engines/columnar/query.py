"""One policy as one query: the same tree that the closure runs, printed once."""

from __future__ import annotations

from functools import lru_cache

from niangjia.engines.columnar.printer import Printer, SqlPlain, SqlWhole, Steps, quoted, sql_type
from niangjia.engines.rules.bounds import parameter_ratio
from niangjia.engines.rules.exact import Ratio
from niangjia.engines.rules.facts import Fact
from niangjia.engines.rules.policy import CANNOT_TELL, Benefit, Parameter, Policy, Tier

FACT_TYPES = {"integer": "BIGINT", "boolean": "BOOLEAN", "choice": "VARCHAR"}


def fact_type(fact: Fact) -> str:
    """Return the SQL type of a fact's column.

    >>> fact_type(Fact("member", label="会员", kind="boolean"))
    'BOOLEAN'
    """
    return FACT_TYPES[fact.kind]


def parameter_type(parameter: Parameter) -> str:
    """Return the SQL type of a parameter's column; a number is kept as a whole number of its unit's smallest step."""
    return sql_type(parameter_ratio(parameter)[0]) if parameter.unit else "VARCHAR"


@lru_cache(maxsize=64)
def query(policy: Policy) -> str:
    """Return the policy as one DuckDB query.

    It reads ``facts_given`` (``row_number``, ``context``, ``fact_…``) and ``values_in_force`` (``context``,
    ``parameter_…``), and answers for each row: ``tier``, each test, each benefit in fen, and each variable with its
    denominator. A row whose day or place has no values is kept: the values are joined from the left.
    """
    return _Assembly(policy).sql()


class _Assembly:
    """Puts the printed parts of a policy together, step by step."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._steps = Steps()
        self._variables: dict[str, Ratio[SqlWhole]] = {}
        self._tests: dict[str, SqlPlain] = {}
        self._printer = Printer(policy, self._steps, self._variables.__getitem__)

    def sql(self) -> str:
        """Return the whole query."""
        for variable in self._policy.variables:
            ratio = self._printer.number(variable.tree)
            name = f"variable_{variable.key}"
            self._variables[variable.key] = Ratio(
                self._named(ratio.numerator, name), self._named(ratio.denominator, f"{name}_below"), ratio.fixed
            )
        for test in self._policy.tests:
            self._tests[test.key] = self._named_plain(self._printer.plain(test.tree), f"test_{test.key}")
        tier = self._named_plain(self._tier(), "tier")
        amounts = {one.key: self._amount(one, tier) for one in self._policy.benefits}
        for stacking in self._policy.stackings:
            amounts |= self._only_largest({key: amounts[key] for key in stacking.of}, stacking.tier, tier)
        answers = ["row_number", f'{tier.text} AS "tier"']
        answers += [f'{plain.text} AS "{key}"' for key, plain in self._tests.items()]
        answers += [f'{plain.text} AS "{key}"' for key, plain in amounts.items()]
        for key, ratio in self._variables.items():
            answers += [f'{ratio.numerator.text} AS "{key}"', f'{ratio.denominator.text} AS "{key}_below"']
        return self._written(answers)

    def _named(self, whole: SqlWhole, name: str) -> SqlWhole:
        plain = self._named_plain(SqlPlain(whole.text, whole.step), name)
        return SqlWhole(plain.text, whole.interval, plain.step)

    def _named_plain(self, plain: SqlPlain, name: str) -> SqlPlain:
        """Return a column called ``name``; what is a column or a bare number already stays as it is."""
        if plain.text.startswith('"') or plain.text.lstrip("-").isdigit():
            return plain
        return SqlPlain(*self._steps.column(plain.text, plain.step, name))

    def _tier(self) -> SqlPlain:
        """Return the first tier that holds; *cannot tell* if one before it is unknown."""
        text, step = "", 0
        for tier in self._policy.tiers:
            holds = self._printer.kept_plain(self._holds(tier))
            text += f"WHEN {holds.text} IS NULL THEN {quoted(CANNOT_TELL)} WHEN {holds.text} THEN {quoted(tier.key)} "
            step = max(step, holds.step)
        return SqlPlain(f"(CASE {text}ELSE {quoted(self._policy.otherwise.key)} END)", step)

    def _holds(self, tier: Tier) -> SqlPlain:
        printer, tests = self._printer, self._tests
        barred = [
            printer.all_of([tests[one.test], printer.negation(printer.any_of([tests[key] for key in one.unless]))])
            for one in tier.exclusions
        ]
        needed = [tests[key] for key in (*self._policy.preconditions, *tier.needs)]
        return printer.all_of([*needed, printer.negation(printer.any_of(barred))])

    def _amount(self, benefit: Benefit, tier: SqlPlain) -> SqlPlain:
        """Return the rounded amount for the tier: nought for one not listed, unknown where the tier is."""
        text, step = f"WHEN {quoted(CANNOT_TELL)} THEN NULL ", tier.step
        for key, tree in benefit.capped.items():
            ratio = self._printer.number(tree)
            whole = self._printer.rounded(ratio, benefit.rounding.rule, benefit.rounding.step_fen)
            text += f"WHEN {quoted(key)} THEN {whole.text} "
            step = max(step, whole.step)
        return SqlPlain(f"(CASE {tier.text} {text}ELSE 0 END)", step)

    def _only_largest(self, amounts: dict[str, SqlPlain], for_tier: str, tier: SqlPlain) -> dict[str, SqlPlain]:
        """Return the amounts when only the largest of them is paid in that tier; of equals the first."""
        kept = {key: self._printer.kept_plain(plain) for key, plain in amounts.items()}
        step = max(tier.step, *(plain.step for plain in kept.values()))
        unknown = " OR ".join(f"{plain.text} IS NULL" for plain in kept.values())
        keys, found = list(kept), {}
        for place, key in enumerate(keys):
            mine = kept[key].text
            best = " AND ".join(
                f"{mine} {'>' if other < place else '>='} {kept[keys[other]].text}"
                for other in range(len(keys))
                if other != place
            )
            paid = f"CASE WHEN {unknown} THEN NULL WHEN {best} THEN {mine} ELSE 0 END"
            found[key] = SqlPlain(f"(CASE WHEN {tier.text} = {quoted(for_tier)} THEN {paid} ELSE {mine} END)", step)
        return found

    def _written(self, answers: list[str]) -> str:
        facts = [f'given."fact_{fact.key}"' for fact in self._policy.schema.facts]
        values = [f'in_force."parameter_{parameter.key}"' for parameter in self._policy.parameters]
        columns = ",\n    ".join(["given.row_number", *facts, *values])
        joined = "facts_given AS given\n  LEFT JOIN values_in_force AS in_force ON given.context = in_force.context"
        steps = [f"step_0 AS NOT MATERIALIZED (\n  SELECT\n    {columns}\n  FROM {joined}\n)"]
        for number, added in enumerate(self._steps.added, start=1):
            columns = ",\n    ".join(["*", *(f'{text} AS "{name}"' for text, name in added.items())])
            steps.append(f"step_{number} AS NOT MATERIALIZED (\n  SELECT\n    {columns}\n  FROM step_{number - 1}\n)")
        answered = ",\n  ".join(answers)
        named = ",\n".join(steps)
        return f"WITH {named}\nSELECT\n  {answered}\nFROM step_{len(steps) - 1}\nORDER BY row_number\n"
