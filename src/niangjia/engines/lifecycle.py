"""What a charter says of the way of a case: steps, who may take them, by when. It changes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from niangjia.values.errors import NiangjiaError


class StepNotAllowed(NiangjiaError):
    """A step that does not lead on from where the case stands."""

    code = "step_not_allowed"


@dataclass(frozen=True, slots=True)
class Within:
    """By when a step is owed.

    Units: ``count`` is in ``unit``: ``working_days`` or ``calendar_days``, from the day the state was reached.
    """

    count: int
    unit: str
    source: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step: from a state to a state, by a role, perhaps within a time."""

    key: str
    from_state: str
    to_state: str
    role: str
    label: str
    within: Within | None = None


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """All steps of a programme, and the word for each state.

    >>> way = Lifecycle((Step("sign", "judged", "granted", "county", "签字"),), {"judged": "核查中"})
    >>> way.step("sign", "judged").to_state
    'granted'
    """

    steps: tuple[Step, ...]
    states: dict[str, str]

    def step(self, key: str, state: str) -> Step:
        """Return the step ``key`` out of ``state``.

        Errors: ``StepNotAllowed`` when no such step leads on from there.
        """
        for step in self.steps:
            if step.key == key and step.from_state == state:
                return step
        word = self.states.get(state, state)
        raise StepNotAllowed(f"办件现在是“{word}”，不能做这一步；请刷新页面看最新情况")

    def owed(self, state: str) -> tuple[tuple[Step, Within], ...]:
        """Return the steps out of ``state`` that are owed within a time, each with it, in the order of the charter."""
        return tuple((step, step.within) for step in self.steps if step.from_state == state and step.within is not None)
