"""What the rules look at: the files of one tree, read once."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

PYTHON_FOLDERS = ("src", "tests", "tools", "demo", "bench")
NOT_OURS = frozenset({".git", ".venv", ".tools", "var", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"})


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that does not stand as the house says, and how to mend it."""

    path: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.sentence}"


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the top of the tree, its text and its syntax."""

    path: Path
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax."""
        return ast.parse(self.text, filename=str(self.path))

    @cached_property
    def module(self) -> str:
        """Its name for ``import``, of a file under ``src``.

        >>> Source(Path("src/niangjia/web/clock.py"), "").module
        'niangjia.web.clock'
        """
        parts = self.path.with_suffix("").parts[1:]
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def within(self, *packages: str) -> bool:
        """Say whether the file lies in one of these packages.

        >>> Source(Path("src/niangjia/records/people/models.py"), "").within("niangjia.records")
        True
        """
        return any(f"{self.module}.".startswith(f"{package}.") for package in packages)

    def finding(self, node: ast.AST | int, sentence: str) -> Finding:
        """Return a finding at the line of ``node``."""
        line = node if isinstance(node, int) else getattr(node, "lineno", 1)
        return Finding(self.path.as_posix(), line, sentence)


@dataclass(frozen=True)
class House:
    """One tree to be checked."""

    root: Path

    @cached_property
    def files(self) -> tuple[Path, ...]:
        """Every file of the tree that is ours, by its path from the top: what git tracks or would track."""
        if (self.root / ".git").exists():
            words = ["git", "-C", str(self.root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
            listed = subprocess.run(words, capture_output=True, text=True, check=True).stdout.split("\0")
            paths = {Path(name) for name in listed if name}
        else:
            paths = {path.relative_to(self.root) for path in self.root.rglob("*")}
        ours = (path for path in paths if not NOT_OURS.intersection(path.parts))
        return tuple(sorted(path for path in ours if (self.root / path).is_file()))

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """Every Python file in the folders where Python is written."""
        ours = (path for path in self.files if path.suffix == ".py" and path.parts[0] in PYTHON_FOLDERS)
        return tuple(Source(path, (self.root / path).read_text(encoding="utf-8")) for path in ours)

    def product(self, *, migrations: bool = False) -> Iterator[Source]:
        """Yield the Python files of the product itself."""
        for source in self.sources:
            if source.path.parts[0] == "src" and (migrations or "migrations" not in source.path.parts):
                yield source

    def window_folders(self) -> list[Path]:
        """Return the folder of each window, and of the pattern that new windows are copied from."""
        windows = self.root / "src" / "niangjia" / "programmes"
        folders = [folder for folder in windows.glob("*") if folder.is_dir() and folder.name not in NOT_OURS]
        pattern = self.root / "tools" / "pattern"
        return sorted(folders) + ([pattern] if pattern.is_dir() else [])
