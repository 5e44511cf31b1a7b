"""Reads a tutorial as somebody would who follows it: the steps of its numbered lists, and its commands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

LABEL, TYPED = r"\*\*(?P<label>[^*]+)\*\*", r"`(?P<typed>[^`]+)`"
ENGLISH = {
    "sign in": rf"Sign in as {TYPED}",
    "sign out": r"Sign out",
    "phone": r"Take the phone",
    "desk": r"Sit down at the desk",
    "open": rf"Open {TYPED}",
    "note": r"Note the code down",
    "write code": rf"Write the code into {LABEL}",
    "tick": rf"Tick {LABEL}",
    "save": rf"Save {LABEL}, a {TYPED} file",
    "follow": rf"Follow {LABEL}",
    "press": rf"Press {LABEL}",
    "unfold": rf"Unfold {LABEL}",
    "write": rf"Write {TYPED} into {LABEL}",
    "choose": rf"Choose {TYPED} for {LABEL}",
    "hand in": rf"Hand in {TYPED} for {LABEL}",
    "see": rf"(?:You see|and) {LABEL}",
}
CHINESE = {
    "sign in": rf"用 {TYPED} 登录",
    "sign out": r"退出登录",
    "phone": r"拿起手机",
    "desk": r"坐到电脑前",
    "open": rf"打开 {TYPED}",
    "note": r"抄下那个码",
    "write code": rf"把那个码写进 {LABEL}",
    "tick": rf"勾上 {LABEL}",
    "save": rf"存下 {LABEL}，是一个 {TYPED} 文件",
    "follow": rf"点 {LABEL}",
    "press": rf"按 {LABEL}",
    "unfold": rf"展开 {LABEL}",
    "write": rf"把 {TYPED} 写进 {LABEL}",
    "choose": rf"把 {LABEL} 选成 {TYPED}",
    "hand in": rf"在 {LABEL} 里交上 {TYPED}",
    "see": rf"(?:看到|和) {LABEL}",
}
ITEM = re.compile(r"^\d+\. (.*(?:\n {2,}.*)*)", re.MULTILINE)
FENCED = re.compile(r"^```(sh|text)\n(.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that the reader is told to do or to see."""

    verb: str
    label: str = ""
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """One command of the tutorial, and the lines that it is said to answer with."""

    line: str
    answers: tuple[str, ...]


def items(page: Path) -> list[list[Step]]:
    """Return the steps of every item of the numbered lists of a tutorial."""
    words = CHINESE if page.name.endswith(".zh-CN.md") else ENGLISH
    return [steps_of(item, words) for item in ITEM.findall(page.read_text(encoding="utf-8"))]


def steps_of(item: str, words: dict[str, str]) -> list[Step]:
    """Return the steps of one item, in the order in which it names them."""
    found = [
        (match.start(), Step(verb, **{key: text for key, text in match.groupdict().items() if text}))
        for verb, shape in words.items()
        for match in re.finditer(shape, " ".join(item.split()))
    ]
    return [step for _at, step in sorted(found, key=lambda pair: pair[0])]


def commands(page: Path) -> list[Command]:
    """Return the commands of a tutorial, each with what it answers if that stands below it."""
    found: list[Command] = []
    for kind, text in FENCED.findall(page.read_text(encoding="utf-8")):
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if kind == "sh":
            found += [Command(line, ()) for line in lines]
        else:
            found[-1] = Command(found[-1].line, tuple(lines))
    return found
