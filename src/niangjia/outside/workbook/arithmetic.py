"""A formula of plain numbers, worked out where the file did not store its result."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from fractions import Fraction

LONGEST = 120
MOST = 10**15
"""Excel keeps fifteen digits; beyond them programs differ."""
OPERATORS: Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def worked_out(formula: str) -> Fraction | None:
    """Return what a formula of numbers and ``+ - * /`` comes to; ``None`` for every other formula.

    What it comes to depends on no other cell, so that whichever program opens it will show the same.

    >>> worked_out("1100*12"), worked_out("=(300+50.5)*2"), worked_out("SUM(A1:A2)"), worked_out("1/0")
    (Fraction(13200, 1), Fraction(701, 1), None, None)
    """
    text = formula.strip().removeprefix("=").strip()
    if len(text) > LONGEST:
        return None
    try:
        value = _value(ast.parse(text, mode="eval").body)
    except (SyntaxError, ValueError, ZeroDivisionError):
        return None
    return value if abs(value) < MOST else None


def _value(node: ast.expr) -> Fraction:
    """Return the value of a part of a formula.

    Errors: ``ValueError`` for anything but numbers and the four operations.
    """
    if isinstance(node, ast.Constant) and type(node.value) in {int, float}:
        return Fraction(str(node.value))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.UAdd | ast.USub):
        value = _value(node.operand)
        return -value if isinstance(node.op, ast.USub) else value
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        return OPERATORS[type(node.op)](_value(node.left), _value(node.right))
    raise ValueError(type(node).__name__)
