"""What may be wrong with a policy, a fact or a chosen value, each said so that a person can mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field

from niangjia.values.errors import NiangjiaError


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in a policy file, with the line to mend.

    >>> print(Fault("sample.yaml", 12, "缺少 unit"))
    sample.yaml 第 12 行：缺少 unit
    """

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file} 第 {self.line} 行：{self.sentence}"


class PolicyError(NiangjiaError):
    """A policy file that cannot be used; ``faults`` lists everything to mend, in the order of the lines.

    >>> PolicyError([Fault("a.yaml", 2, "缺少 label")]).faults[0].line
    2
    """

    code = "policy_error"

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class NotWellFormed(NiangjiaError):
    """A part of a policy that cannot be understood; ``word`` helps to find its line."""

    code = "not_well_formed"

    def __init__(self, sentence: str, word: str = "") -> None:
        self.word = word
        super().__init__(sentence)


class UnknownFact(NiangjiaError):
    """A fact that the programme does not know."""

    code = "unknown_fact"


class FactNotUnderstood(NiangjiaError):
    """A fact whose value is of the wrong kind."""

    code = "fact_not_understood"


class FactOutOfRange(NiangjiaError):
    """A fact beyond its bounds: below zero, or more than the desk accepts."""

    code = "fact_out_of_range"


class ValueNotAccepted(NiangjiaError):
    """A value chosen by a union that the policy cannot take."""

    code = "value_not_accepted"


@dataclass(slots=True)
class Faults:
    """Collects what is wrong while a policy file is read, so that its author mends it in one go.

    >>> faults = Faults("a.yaml")
    >>> faults.add(3, "缺少 source")
    >>> [str(fault) for fault in faults.found]
    ['a.yaml 第 3 行：缺少 source']
    """

    file: str
    found: list[Fault] = field(default_factory=list)

    def add(self, line: int, sentence: str) -> None:
        """Note one fault."""
        fault = Fault(self.file, line, sentence)
        if fault not in self.found:
            self.found.append(fault)

    def refuse(self) -> None:
        """Stop here if anything was wrong.

        Errors: ``PolicyError`` with every fault found so far.
        """
        if self.found:
            raise PolicyError(self.found)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return a hint at the known name nearest to ``word``, or nothing.

    >>> did_you_mean("subsistance_line", ["subsistence_line", "persons"])
    '；是不是 subsistence_line？'
    >>> did_you_mean("xyz", ["persons"])
    ''
    """
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"；是不是 {near[0]}？" if near else ""
