"""Every pair of colours that stands together on a page can be told apart, in every dress."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import niangjia.web

TOKENS = (Path(niangjia.web.__file__).parent / "static/web/tokens.css").read_text(encoding="utf-8")
GROUNDS = ("paper", "sheet", "sunk")
WORDS = [
    *[(ink, ground) for ink in ("ink", "ink-2", "ink-3", "red-ink", "pine", "amber") for ground in GROUNDS],
    *[(ink, tint) for ink in ("ink", "ink-2") for tint in ("amber-tint", "pine-tint", "red-tint")],
    ("red-ink", "red-tint"),
    ("pine", "pine-tint"),
    ("amber", "amber-tint"),
    ("ink-3", "pine-tint"),
    ("on-red", "red"),
    ("on-red", "red-deep"),
    ("on-mark", "pine"),
    ("on-mark", "amber"),
    ("paper", "ink"),
    ("qr-ink", "qr-paper"),
]
EDGES = [
    *[("edge", ground) for ground in GROUNDS],
    ("ink", "paper"),
    ("red-ink", "red-tint"),
    ("pine", "paper"),
    ("amber", "amber-tint"),
]


def colours(block: str) -> dict[str, str]:
    """Return the colour tokens that a block sets; three digits are six."""
    found = dict(re.findall(r"--([\w-]+):\s*#([0-9a-f]{3,6})\b", block))
    return {name: code if len(code) == 6 else "".join(2 * one for one in code) for name, code in found.items()}


def blocks() -> dict[str, dict[str, str]]:
    """Return the colours of every dress: each stands on the light one."""
    light = colours(TOKENS[: TOKENS.index("/* the desk")])
    care = colours(re.search(r"\[data-mode=care\] \{ font-size[^}]*\}", TOKENS)[0])
    by_device = colours(re.search(r"prefers-color-scheme: dark\) \{(.*?)\} \}", TOKENS, re.S)[1])
    paper = colours(re.search(r"@media print \{(.*)", TOKENS, re.S)[1])
    dark = light | by_device
    return {"light": light, "care": light | care, "dark": dark, "print": light | paper}


def luminance(code: str) -> float:
    """Return how light a colour is. Source: WCAG 2.2, relative luminance."""
    channels = [int(code[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_the_most_there_is() -> None:
    assert round(contrast("000000", "ffffff"), 2) == 21
    assert round(contrast("767676", "ffffff"), 2) == 4.54


@pytest.mark.parametrize("dress", ["light", "care", "dark", "print"])
def test_words_can_be_read(dress: str) -> None:
    tokens = blocks()[dress]
    too_faint = {
        (ink, ground): round(contrast(tokens[ink], tokens[ground]), 2)
        for ink, ground in WORDS
        if contrast(tokens[ink], tokens[ground]) < 4.5
    }
    assert too_faint == {}


@pytest.mark.parametrize("dress", ["light", "care", "dark", "print"])
def test_edges_of_controls_can_be_seen(dress: str) -> None:
    tokens = blocks()[dress]
    too_faint = {pair for pair in EDGES if contrast(tokens[pair[0]], tokens[pair[1]]) < 3}
    assert too_faint == set()


def test_dark_by_the_device_and_dark_by_choice_are_the_same() -> None:
    by_device = re.search(r"prefers-color-scheme: dark\) \{ :root[^{]*\{(.*?)\}", TOKENS, re.S)[1]
    by_choice = re.search(r":root\[data-theme=dark\] \{(.*?)\}", TOKENS, re.S)[1]
    assert by_device.split() == by_choice.split()


@pytest.mark.parametrize("dress", ["care", "dark", "print"])
def test_a_code_for_a_camera_is_dark_on_white_in_every_dress(dress: str) -> None:
    """A camera at a counter reads dark on light; many do not read it the other way round."""
    for token in ("qr-paper", "qr-ink"):
        assert blocks()[dress][token] == blocks()["light"][token]
    assert contrast(blocks()[dress]["qr-ink"], blocks()[dress]["qr-paper"]) > 12


def test_every_colour_used_is_a_token() -> None:
    sheet = (Path(niangjia.web.__file__).parent / "static/web/app.css").read_text(encoding="utf-8")
    used = set(re.findall(r"var\(--([\w-]+)", sheet))
    assert used - set(re.findall(r"--([\w-]+):", TOKENS)) == set()
    assert re.findall(r"#[0-9a-f]{3,6}\b", sheet) == []
