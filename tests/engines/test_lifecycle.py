"""A case takes the steps of its charter and no others; a hall offers each programme once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from niangjia import catalogue
from niangjia.engines.lifecycle import Lifecycle, Step, StepNotAllowed, Within
from niangjia.programmes.hardship.programme import PROGRAMME

WAY = Lifecycle(
    (
        Step("judge", "filed", "judged", "county", "作认定", Within(10, "working_days", "示例")),
        Step("judge", "judged", "judged", "county", "重新认定"),
        Step("sign", "judged", "granted", "county", "签字"),
    ),
    {"filed": "已受理", "judged": "核查中", "granted": "已批准"},
)


def test_a_step_leads_on_from_where_the_charter_says() -> None:
    assert WAY.step("judge", "filed").within == Within(10, "working_days", "示例")
    assert WAY.step("judge", "judged").within is None


@pytest.mark.parametrize("asked", ["sign filed", "sign granted", "fly judged", "judge gone"])
def test_every_other_step_is_refused_in_words(asked: str) -> None:
    step, state = asked.split()
    with pytest.raises(StepNotAllowed, match=WAY.states.get(state, state)) as refused:
        WAY.step(step, state)
    assert refused.value.code == "step_not_allowed"


def test_what_is_owed_is_what_has_a_time() -> None:
    assert [(step.key, within.count) for step, within in WAY.owed("filed")] == [("judge", 10)]
    assert WAY.owed("judged") == WAY.owed("gone") == ()


def test_every_pair_of_state_and_step_that_is_not_in_the_charter_is_refused() -> None:
    way = PROGRAMME.lifecycle
    listed = {(step.key, step.from_state) for step in way.steps}
    assert len(listed) == len(way.steps), "one step a key and state"
    refused = 0
    for key in {step.key for step in way.steps}:
        for state in way.states:
            if (key, state) not in listed:
                with pytest.raises(StepNotAllowed):
                    way.step(key, state)
                refused += 1
    assert refused > 20
    assert {step.from_state for step in way.steps} | {step.to_state for step in way.steps} == set(way.states)


def test_a_hall_offers_each_programme_once() -> None:
    catalogue.offer(PROGRAMME)
    assert catalogue.programmes().count(PROGRAMME) == 1
    assert catalogue.programme("hardship") is PROGRAMME
    with pytest.raises(ValueError, match="已经有一个项目叫 hardship"):
        catalogue.offer(replace(PROGRAMME, label="别的"))
    with pytest.raises(KeyError):
        catalogue.programme("none")
