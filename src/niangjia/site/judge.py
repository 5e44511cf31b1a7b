"""``niangjia judge``: one household before one policy, on the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from niangjia.engines.rules.changes import changes
from niangjia.engines.rules.facts import FactValue
from niangjia.engines.rules.judge import judge
from niangjia.site.judge_text import verdict_text
from niangjia.site.shipped import find_policy
from niangjia.values.errors import NiangjiaError

AROUND_FACTS = ("on", "place", "facts")


class FactsNotReadable(NiangjiaError):
    """A facts file that cannot be read."""

    code = "facts_not_readable"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a facts file asks: the facts, and the day and place if it names them."""

    facts: Mapping[str, FactValue]
    on: date | None
    place: tuple[str, ...]


def run_judge(facts_path: Path | str, *, policy: str, on: date | None, place: str | None, as_json: bool) -> int:
    """Judge the household in a facts file and print the verdict; return the exit status, 0 or 1.

    ``on`` and ``place`` go before what the file says; ``place`` may list places from near to far, with commas.
    What is wrong is said in a sentence on the error output.
    """
    try:
        asked = facts_in(Path(facts_path))
        day = on or asked.on
        if day is None:
            raise FactsNotReadable('不知道按哪一天判：请加上 --on 2026-09-30，或者在文件里写 "on": "2026-09-30"')
        places = _places(place) if place else asked.place
        chosen_policy = find_policy(policy)
        verdict = judge(chosen_policy, asked.facts, on=day, place=places)
    except (NiangjiaError, OSError) as error:
        sys.stderr.write(f"错误：{error}\n")
        return 1
    text = (
        f"{verdict.to_json()}\n" if as_json else verdict_text(chosen_policy, verdict, changes(chosen_policy, verdict))
    )
    sys.stdout.write(text)
    return 0


def facts_in(path: Path) -> Asked:
    """Return what a facts file asks: ``{"on": …, "place": …, "facts": {…}}``, or the bare facts.

    Errors: ``FactsNotReadable`` with what to mend.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise FactsNotReadable(f"找不到文件 {path}") from error
    except UnicodeDecodeError as error:
        raise FactsNotReadable(f"{path.name} 不是 UTF-8 编码；请另存为 UTF-8 再试") from error
    except (json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise FactsNotReadable(f"{path.name} 第 {line} 行不是 JSON；请检查引号、逗号和括号") from error
    if not isinstance(content, dict):
        raise FactsNotReadable(f'{path.name} 里要是一组事实，例如 {{"persons": 3, "income_fen": 2700000}}')
    if "facts" not in content:
        return Asked(_facts(path, content), None, ())
    for key in content:
        if key not in AROUND_FACTS:
            raise FactsNotReadable(f"{path.name} 里的“{key}”不认识；外层只写 {'、'.join(AROUND_FACTS)}")
    return Asked(_facts(path, content["facts"]), _day(content.get("on")), _places(content.get("place")))


def _facts(path: Path, content: Any) -> Mapping[str, FactValue]:
    if not isinstance(content, dict):
        raise FactsNotReadable(f"{path.name} 的 facts 要是一组“名称: 值”")
    return content


def _day(value: Any) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise FactsNotReadable(f'on 写的是“{value}”，不是日期；请写成 "2026-09-30" 的样子') from error


def _places(value: Any) -> tuple[str, ...]:
    """Return places from near to far; none, one, a list, or one text with commas."""
    if value is None:
        return ()
    if isinstance(value, str):
        return tuple(part.strip() for part in value.replace("，", ",").split(",") if part.strip())
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    raise FactsNotReadable('place 要是一个地名，或从近到远的几个地名，例如 ["东渠街道", "青川市"]')
