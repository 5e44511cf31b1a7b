"""YAML read together with its line numbers, so that a fault can point at its line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import yaml

from niangjia.engines.rules.faults import Faults, PolicyError, did_you_mean

NAME = r"[a-z][a-z0-9_]*"


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a mapping with what stands beside it; ``line`` is 1-based."""

    key: str
    line: int
    node: yaml.Node


@dataclass(frozen=True, slots=True)
class Section:
    """One mapping of the file.

    >>> faults = Faults("a.yaml")
    >>> Section.of(yaml.compose("label: 困难帮扶"), faults, "政策").text("label")
    '困难帮扶'
    """

    what: str
    line: int
    entries: dict[str, Entry]
    faults: Faults

    @classmethod
    def of(
        cls, node: yaml.Node | None, faults: Faults, what: str, *, keys: Iterable[str] | None = None, line: int = 1
    ) -> Section:
        """Return ``node`` as a section; repeated keys, and keys not in ``keys``, are noted as faults."""
        if not isinstance(node, yaml.MappingNode):
            if node is not None:
                line = line_of(node)
            faults.add(line, f"{what}要写成“名称: 内容”的样子，每行一项")
            return cls(what, line, {}, faults)
        entries: dict[str, Entry] = {}
        allowed = None if keys is None else set(keys)
        for key_node, value_node in node.value:
            key, at = text_of(key_node), line_of(key_node)
            if key is None:
                faults.add(at, f"{what}里的名称要是一个词")
            elif key in entries:
                faults.add(at, f"{what}里的“{key}”写了两次（上一次在第 {entries[key].line} 行）；请留一个")
            elif allowed is not None and key not in allowed:
                faults.add(
                    at, f"{what}里没有“{key}”这一项{did_you_mean(key, allowed)}；可以写 {'、'.join(sorted(allowed))}"
                )
            else:
                entries[key] = Entry(key, at, value_node)
        return cls(what, line_of(node), entries, faults)

    def text(self, key: str, default: str | None = None) -> str:
        """Return the text beside ``key``; without ``default``, a missing or empty one is a fault."""
        entry = self.entries.get(key)
        if entry is None:
            if default is None:
                self.faults.add(self.line, f"{self.what}缺少 {key}")
            return default or ""
        text = text_of(entry.node)
        if text is None:
            self.faults.add(entry.line, f"{self.what}的 {key} 要是一段文字")
            return ""
        if not text.strip() and default is None:
            self.faults.add(entry.line, f"{self.what}的 {key} 是空的；请写上")
        return text.strip()

    def line_of(self, key: str) -> int:
        """Return the line ``key`` stands on, or that of the section."""
        return self.entries[key].line if key in self.entries else self.line

    def section(self, key: str, what: str, *, keys: Iterable[str] | None = None) -> Section:
        """Return the mapping beside ``key``; missing is an empty one."""
        if key not in self.entries:
            return Section(what, self.line, {}, self.faults)
        return Section.of(self.entries[key].node, self.faults, what, keys=keys)

    def items(self, key: str) -> list[yaml.Node]:
        """Return the list beside ``key``; missing is an empty one, a single text a list of one."""
        if key not in self.entries:
            return []
        entry = self.entries[key]
        if isinstance(entry.node, yaml.SequenceNode):
            return list(entry.node.value)
        if isinstance(entry.node, yaml.ScalarNode):
            return [entry.node] if entry.node.value.strip() else []
        self.faults.add(entry.line, f"{self.what}的 {key} 要写成列表，例如 [a, b]")
        return []

    def words(self, key: str) -> list[tuple[str, int]]:
        """Return the list of words beside ``key``, each with its line."""
        found = []
        for node in self.items(key):
            word = text_of(node)
            if word is None:
                self.faults.add(line_of(node), f"{self.what}的 {key} 里每一项要是一个词")
            else:
                found.append((word, line_of(node)))
        return found


def line_of(node: yaml.Node) -> int:
    """Return the 1-based line on which a node begins."""
    return int(node.start_mark.line) + 1


def text_of(node: yaml.Node) -> str | None:
    """Return a scalar as it is written – ``0.80`` stays ``0.80`` – or ``None`` for a list or mapping."""
    return str(node.value) if isinstance(node, yaml.ScalarNode) else None


def composed(text: str, faults: Faults) -> yaml.Node | None:
    """Return the YAML node of ``text``; a syntax error is noted with its line.

    Errors: ``PolicyError`` when it is not YAML at all.
    """
    try:
        return yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "格式有误"
        line = mark.line + 1 if mark else 1
        faults.add(line, f"YAML 格式读不懂（{problem}）；请检查缩进、冒号后的空格，以及 >、< 开头的值有没有加引号")
        raise PolicyError(faults.found) from error
    except RecursionError as error:
        faults.add(1, "这份文件套得太深，读不下去；请拆平一些")
        raise PolicyError(faults.found) from error
