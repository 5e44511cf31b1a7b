"""A lean install runs: what the product imports is what its project file asks for."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULE_OF = {
    "pillow": "PIL",
    "django-csp": "csp",
    "django-htmx": "django_htmx",
    "python-calamine": "python_calamine",
    "python-stdnum": "stdnum",
    "pyyaml": "yaml",
}


def imports_when_run(tree: ast.Module) -> Iterator[str]:
    """Yield the first name of every import, those for the type checker alone left out."""
    for_types = {
        child
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for child in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in for_types:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


HEAVY = {"documents": ("docxtpl", "typst"), "matching": ("scipy",), "linkage": ("splink",)}
"""What an extra brings; imported by one door each, which says kindly what to install when it is not there."""


def test_the_product_imports_only_what_its_project_file_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = [wanted.split(">")[0].split("=")[0].split("<")[0].strip() for wanted in project["dependencies"]]
    allowed = {"niangjia", *sys.stdlib_module_names, *(MODULE_OF.get(name, name.replace("-", "_")) for name in names)}
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / "src").rglob("*.py")
        for name in imports_when_run(ast.parse(path.read_text(encoding="utf-8")))
        if name not in allowed and not any(name in heavy for heavy in HEAVY.values())
    }
    assert found == set()


def test_what_an_extra_brings_is_imported_by_its_own_door_alone() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for extra, heavy in HEAVY.items():
        assert {wanted.split(">")[0] for wanted in project["optional-dependencies"][extra]} == set(heavy)
        doors = {
            path.relative_to(ROOT / "src/niangjia").as_posix()
            for path in (ROOT / "src").rglob("*.py")
            for name in imports_when_run(ast.parse(path.read_text(encoding="utf-8")))
            if name in heavy
        }
        assert all(door.startswith(("engines/matching", "outside/documents", "outside/linkage")) for door in doors), (
            doors
        )
