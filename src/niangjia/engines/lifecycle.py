"""What a charter says of the way of a case: steps, who may take them, by when. It changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from niangjia.values.errors import NiangjiaError


class StepNotAllowed(NiangjiaError):
    """A step that does not lead on from where the case stands."""

    code = "step_not_allowed"


class PaperMissing(NiangjiaError):
    """A step before what it rests on lies in the file."""

    code = "paper_missing"


@dataclass(frozen=True, slots=True)
class Within:
    """By when a step is owed.

    Units: ``count`` is in ``unit``: ``working_days``, ``calendar_days`` or ``months``, from the day the state was
    reached. With ``by_hour`` a state that is reached later in the day, or on a day off, counts as reached on the next
    working day. ``count_number`` and ``by_hour_number`` name a number of a practice, ``practice/number``, that a union
    may replace by its own: where one is named, it holds instead.
    """

    count: int
    unit: str
    source: str
    by_hour: int | None = None
    count_number: str = ""
    by_hour_number: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: from a state to a state, by a role, perhaps within a time.

    ``without`` names the steps that a union must have switched off for this way to be open: where nobody visits, a
    judged case is published at once. ``papers`` names the kinds of paper that must lie in the file before, one of each
    group.
    ``keeps`` names the steps whose clocks run on while this one is taken: working on a need lengthens nothing.
    ``resumes`` names those whose clocks, stopped before, run on to the day they had.
    """

    key: str
    from_state: str
    to_state: str
    role: str
    label: str
    within: Within | None = None
    without: frozenset[str] = frozenset()
    papers: tuple[tuple[str, ...], ...] = ()
    keeps: frozenset[str] = frozenset()
    resumes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """All steps of a programme, the word for each state, and the steps that a union may switch off.

    ``papers`` has the word for each kind of paper, ``added_at`` where it comes into the file.

    >>> way = Lifecycle((Step("sign", "judged", "granted", "county", "签字"),), {"judged": "核查中"})
    >>> way.step("sign", "judged").to_state
    'granted'
    """

    steps: tuple[Step, ...]
    states: dict[str, str]
    optional: dict[str, str] = field(default_factory=dict)
    papers: dict[str, str] = field(default_factory=dict)
    added_at: dict[str, str] = field(default_factory=dict)

    def open_steps(self, state: str, *, off: frozenset[str] = frozenset()) -> tuple[Step, ...]:
        """Return the steps that lead on from ``state`` where the optional steps ``off`` are switched off."""
        return tuple(
            step for step in self.steps if step.from_state == state and step.without <= off and step.key not in off
        )

    def step(self, key: str, state: str, *, off: frozenset[str] = frozenset()) -> Step:
        """Return the step ``key`` out of ``state``.

        Errors: ``StepNotAllowed`` when no such step leads on from there.
        """
        for step in self.open_steps(state, off=off):
            if step.key == key:
                return step
        word = self.states.get(state, state)
        raise StepNotAllowed(f"办件现在是“{word}”，不能做这一步；请刷新页面看最新情况")

    def refuse_without_papers(self, step: Step, *, kinds: Collection[str]) -> None:
        """Refuse ``step`` while a paper that it needs is not among the ``kinds`` in the file.

        Errors: ``PaperMissing`` naming the paper, and where it is added.
        """
        for group in step.papers:
            if not any(kind in kinds for kind in group):
                paper, where = self.papers.get(group[0], group[0]), self.added_at.get(group[0], step.label)
                raise PaperMissing(f"还缺“{paper}”，“{step.label}”这一步要有了它才能办；请先补上：{where}")

    def owed(self, state: str, *, off: frozenset[str] = frozenset()) -> tuple[tuple[Step, Within], ...]:
        """Return the steps out of ``state`` that are owed within a time, each with it, in the order of the charter."""
        return tuple((step, step.within) for step in self.open_steps(state, off=off) if step.within is not None)


def step_from(row: Mapping[str, Any]) -> Step:
    """Return the step that one row of a charter describes.

    >>> row = {"key": "visit", "from": "visiting", "to": "visited", "role": "grassroots", "label": "走访"}
    >>> step_from({**row, "papers": [["yes", "no"], "report"]}).papers
    (('yes', 'no'), ('report',))
    """
    return Step(
        row["key"],
        row["from"],
        row["to"],
        row["role"],
        row["label"],
        within=Within(**row["within"]) if "within" in row else None,
        without=frozenset(row.get("without", ())),
        papers=tuple((group,) if isinstance(group, str) else tuple(group) for group in row.get("papers", ())),
        keeps=frozenset(row.get("keeps", ())),
        resumes=frozenset(row.get("resumes", ())),
    )


def lifecycle_from(charter: Mapping[str, Any]) -> Lifecycle:
    """Return the lifecycle that a charter describes: its ``steps``, ``states``, ``optional`` steps and ``papers``."""
    return Lifecycle(
        tuple(map(step_from, charter["steps"])),
        charter["states"],
        charter.get("optional", {}),
        charter.get("papers", {}),
        charter.get("added_at", {}),
    )
