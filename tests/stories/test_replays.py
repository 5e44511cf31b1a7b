"""Replays: what is held against the printed figures, and how it is said."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal

import pytest

from niangjia.site.cli import main
from niangjia.site.replay import played, shown
from niangjia.stories.replays import (
    Published,
    Reached,
    StoryNotTold,
    account_of,
    all_hold,
    published_figures,
    published_table,
)


@pytest.mark.parametrize(
    ("bound", "reached", "holds"),
    [
        ("exact", 17, True),
        ("exact", 18, False),
        ("at_least", 17, True),
        ("at_least", 16, False),
        ("at_most", 17, True),
        ("at_most", 18, False),
    ],
)
def test_a_figure_holds_as_its_page_means_it(bound: str, reached: int, holds: bool) -> None:
    assert Published("x", "x", bound, Decimal(17)).holds(Decimal(reached), scale=100) is holds


def test_a_rounded_figure_is_divided_by_the_scale_and_says_so() -> None:
    lines = account_of("yunnan-out-of-hardship", {"households_left_hardship": Reached(Decimal(690), 690)}, scale=100)
    line = next(line for line in lines if line.published.key == "households_left_hardship")
    assert line.holds
    assert any("按 1/100：690" in text for text in shown("yunnan-out-of-hardship", lines, scale=100))
    assert not account_of("yunnan-out-of-hardship", {"households_left_hardship": line.reached}, scale=10)[5].holds


def test_a_figure_that_was_not_reached_does_not_hold_and_one_of_another_window_is_not_judged() -> None:
    lines = account_of("yunnan-out-of-hardship", {}, scale=100)
    assert {line.holds for line in lines} == {False, None}
    assert not all_hold(lines)
    assert any("evaluation 第三方评估" in text for text in shown("yunnan-out-of-hardship", lines, scale=100))


def test_nothing_reached_is_not_everything_held() -> None:
    assert not all_hold(())


@pytest.mark.parametrize("practice", published_table())
def test_every_published_figure_can_be_read(practice: str) -> None:
    assert published_figures(practice)


def test_a_practice_without_a_replay_is_refused_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(StoryNotTold, match="qingtongxia-quarterly"):
        published_figures("nowhere")
    assert main(["replay", "nowhere"]) == 2
    assert "没有 nowhere 这个做法的回放" in capsys.readouterr().err


def test_the_command_lists_the_practices(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["replay", "--list"]) == 0
    assert all(practice in capsys.readouterr().out for practice in ["zhangye-one-plus-one"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "practice",
    [
        "jinfeng-emergency",
        "zhangye-one-plus-one",
        "qingtongxia-quarterly",
        "hainan-courier-forum",
        "wuxi-join-and-serve",
    ],
)
def test_a_replay_reaches_every_figure_that_was_printed(practice: str) -> None:
    lines = account_of(practice, played(practice, scale=100), scale=100)
    assert [text for text in shown(practice, lines, scale=100) if "没有达到" in text] == []
    assert all_hold(lines)


@pytest.mark.parametrize(
    ("practice", "figures"),
    [
        ("yunnan-out-of-hardship", 6),
        ("weihai-active-ground", 3),
        ("luxi-1345", 4),
        ("chengmai-online-approval", 4),
    ],
)
def test_the_command_plays_what_is_large_in_a_database_of_its_own(practice: str, figures: int) -> None:
    """Thousands of needs, doors and members are played once, by the command: another database says nothing new."""
    command = [sys.executable, "-c", "import sys; from niangjia.site.cli import main; sys.exit(main(sys.argv[1:]))"]
    done = subprocess.run(
        [*command, "replay", practice, "--scale", "1000"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert f"{figures} / {figures} 个数字达到" in done.stdout
