"""Bounds: how long things may be, who may look at the clock, and what never enters the repository."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tools.house_rules.tree import Finding, House

LONGEST_FILE = 400
LONGEST_FUNCTION = 60

THE_CLOCK = frozenset({"niangjia.web.clock"})
CLOCK_READS = frozenset(
    {
        "datetime.now",
        "datetime.utcnow",
        "datetime.today",
        "date.today",
        "timezone.now",
        "time.time",
        "time.time_ns",
        "time.localtime",
    }
)
CLOCK_READS_WITHOUT_A_MOMENT = frozenset({"localdate", "localtime"})
HIDDEN_CLOCKS = frozenset({"auto_now", "auto_now_add"})
IMPURE = frozenset({"random", "secrets", "uuid", "time", "os", "socket", "subprocess", "threading"})

HOSTS = tuple(
    ".".join(words)
    for words in (
        ("pypi", "org"),
        ("files", "pythonhosted", "org"),
        ("registry", "npmjs", "org"),
        ("deb", "debian", "org"),
        ("archive", "ubuntu", "com"),
        ("mirrors", "aliyun", "com"),
        ("tuna", "tsinghua", "edu"),
    )
)
FOLDERS = tuple(f"/{word}/" for word in ("work", "root", "farm", "Users", "tmp/studio", "home/runner"))
"""Written in pieces, so that this file itself stays free of what it looks for."""


def files_and_functions_are_short(house: House) -> Iterator[Finding]:
    """A file has at most 400 lines and a function 60: what is longer holds two ideas."""
    for source in house.sources:
        lines = source.text.count("\n")
        if lines > LONGEST_FILE:
            yield source.finding(1, f"{lines} lines; split by idea, at most {LONGEST_FILE}")
        for node in ast.walk(source.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > LONGEST_FUNCTION:
                    yield source.finding(
                        node, f"{node.name} has {length} lines; split by idea, at most {LONGEST_FUNCTION}"
                    )


def one_place_looks_at_the_clock(house: House) -> Iterator[Finding]:
    """Only ``niangjia.web.clock`` asks what time it is; everything else is told."""
    mend = "pass the moment in (at=…, on=…); only niangjia.web.clock looks at the clock"
    for source in house.product():
        if source.module in THE_CLOCK:
            continue
        for node in ast.walk(source.tree):
            match node:
                case ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr=name):
                    if f"{owner}.{name}" in CLOCK_READS:
                        yield source.finding(node, f"{owner}.{name}: {mend}")
                case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name), args=[], keywords=[]):
                    if name in CLOCK_READS_WITHOUT_A_MOMENT:
                        yield source.finding(node, f"{name}(): {mend}")
                case ast.ImportFrom(module="django.utils.timezone" | "time", names=names):
                    if {alias.name for alias in names} & {"now", "time", "time_ns"}:
                        yield source.finding(node, f"clock imported: {mend}")
                case ast.keyword(arg=name) if name in HIDDEN_CLOCKS:
                    yield source.finding(node.value, f"{name} looks at the clock behind the reader's back: {mend}")


def thought_is_pure(house: House) -> Iterator[Finding]:
    """Values and engines throw no dice, read no environment and start nothing: the same question, the same answer."""
    for source in house.product():
        if not source.within("niangjia.values", "niangjia.engines"):
            continue
        for node in ast.walk(source.tree):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            for module in modules:
                if module.partition(".")[0] in IMPURE:
                    yield source.finding(
                        node, f"an engine must not import {module}; pass in what it needs (seed, moment)"
                    )


def nothing_of_this_machine(house: House) -> Iterator[Finding]:
    """No tracked file names a folder of somebody's machine or a package registry."""
    unwanted = re.compile("|".join(re.escape(word) for word in (*HOSTS, *FOLDERS)))
    for path in house.files:
        content = (house.root / path).read_bytes()
        if b"\0" in content[:8000]:
            continue
        for number, line in enumerate(content.decode("utf-8", errors="replace").splitlines(), start=1):
            if found := unwanted.search(line):
                yield Finding(path.as_posix(), number, f"“{found[0]}” belongs to one machine or registry; leave it out")


def locks_hold_no_address(house: House) -> Iterator[Finding]:
    """Lock files name packages, versions and hashes; where they are fetched from is each place's own affair."""
    for path in house.files:
        is_lock = path.match("requirements*.txt") or path.match("tools/locks/*.txt")
        text = (house.root / path).read_text(encoding="utf-8") if is_lock else ""
        for number, line in enumerate(text.splitlines(), start=1):
            if "://" in line or "--index" in line or "--find-links" in line:
                yield Finding(path.as_posix(), number, "an address stands in a lock file; run make lock")
        if is_lock and "--hash=sha256:" not in text:
            yield Finding(path.as_posix(), 1, "no hashes; run make lock")
