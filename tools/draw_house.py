"""Draws ``docs/explanation/house.md`` and its two pictures from the code: ``python -m tools.draw_house``.

The floors come from ``.importlinter``, the rooms from the packages that are there, the walk from the imports that
really lead from one floor to the next, the rules from ``tools.check_house``.
"""

from __future__ import annotations

import ast
import configparser
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import grimp

from tools.check_house import RULES
from tools.picture import Box, picture_of_floors, picture_of_walk
from tools.prepare_environment import ROOT

PAGE = Path("docs/explanation/house.md")
FLOORS_PICTURE = Path("docs/explanation/floors.svg")
WALK_PICTURE = Path("docs/explanation/walk.svg")
TOP = "niangjia"
NOT_ROOMS = frozenset({"migrations", "apps", "templatetags"})


@dataclass(frozen=True)
class Hop:
    """One stretch of the walk: who hands over to whom, and what happens there."""

    start: str
    end: str
    what: str


WALK = (
    Hop("programmes.*.urls", "programmes.*.views", "an address finds its page; the gate has asked the table of rights"),
    Hop("programmes.*.views", "programmes.*.forms", "what came in is checked once"),
    Hop("programmes.*.views", "programmes.*.services", "the page asks for a deed, by name"),
    Hop("programmes.*.services", "casework", "the window tells the desk"),
    Hop("casework", "engines", "the desk asks for thought: a verdict, the next step, a deadline"),
    Hop("casework", "records", "the desk writes record, ledger and trail in one transaction"),
    Hop("reports", "records", "a figure is read back, with the rows behind it"),
)


@cache
def import_graph() -> grimp.ImportGraph:
    """Return who imports whom in the house as it stands."""
    sys.path.insert(0, str(ROOT / "src"))
    return grimp.build_graph(TOP, cache_dir=None)


def contracts() -> dict[str, configparser.SectionProxy]:
    """Return the import contracts by their key."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter", encoding="utf-8")
    prefix = "importlinter:contract:"
    return {name.removeprefix(prefix): parser[name] for name in parser.sections() if name.startswith(prefix)}


def floors() -> list[list[str]]:
    """Return the floors from the top down, each with the packages that stand side by side on it."""
    layers = contracts()["floors"]["layers"].strip().splitlines()
    return [[name.strip(" ()") for name in layer.split("|")] for layer in layers]


def rooms(package: str) -> list[str]:
    """Return what stands in a package, by name."""
    graph, name = import_graph(), f"{TOP}.{package}"
    found = graph.find_children(name) if name in graph.modules else set()
    return sorted({child.rpartition(".")[2] for child in found} - NOT_ROOMS)


def first_sentence(package: str) -> str:
    """Return what a package or module says of itself in the first line of its docstring."""
    place = ROOT / "src" / TOP / Path(*package.split("."))
    source = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    told = ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or ""
    return told.partition("\n\n")[0].replace("\n", " ")


def crossings(hop: Hop) -> list[str]:
    """Return where the hop really happens: the windows whose files make it, or the rooms that are imported."""
    graph = import_graph()
    if "*" in hop.end:
        windows = {window: f"{TOP}.programmes.{window}" for window in rooms("programmes")}
        file = hop.end.rpartition(".")[2]
        pairs = {window: (f"{top}.{hop.start.rpartition('.')[2]}", f"{top}.{file}") for window, top in windows.items()}
        return sorted(window for window, (start, end) in pairs.items() if imported_rooms(graph, start, end))
    starts = graph.find_matching_modules(f"{TOP}.{hop.start}") if "*" in hop.start else {f"{TOP}.{hop.start}"}
    return sorted({room for start in starts for room in imported_rooms(graph, start, f"{TOP}.{hop.end}")} - NOT_ROOMS)


def imported_rooms(graph: grimp.ImportGraph, start: str, end: str) -> set[str]:
    """Return what ``start`` imports of ``end``: the rooms inside it, or its own name."""
    family = {start, *graph.find_descendants(start)} if start in graph.modules else set()
    imported = {name for module in family for name in graph.find_modules_directly_imported_by(module)}
    inside = {name.removeprefix(f"{end}.").partition(".")[0] for name in imported if name.startswith(f"{end}.")}
    return inside or ({end.rpartition(".")[2]} if end in imported else set())


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    """Return a table in Markdown."""
    lines = [head, tuple("---" for _ in head), *rows]
    return [f"| {' | '.join(line)} |" for line in lines]


def page() -> str:
    """Return the whole page."""
    levels = floors()
    named = [(str(len(levels) - number), name) for number, level in enumerate(levels) for name in level]
    lines = [
        "# The house",
        "",
        "Drawn from the code by `make docs`; a test fails when this page no longer tells the truth.",
        "",
        "## The floors",
        "",
        "Imports only go down. Neighbours on one floor do not import each other.",
        "",
        f"![The floors of the house and what stands on them]({FLOORS_PICTURE.name})",
        "",
        *table(("floor", "", "what it says of itself"), ((n, f"`{name}`", first_sentence(name)) for n, name in named)),
        "",
        "## The walk",
        "",
        "A story walks one way and never turns back: request, page, form, service, desk, engine, record, report.",
        "",
        f"![The walk of a request through the house]({WALK_PICTURE.name})",
        "",
        *table(
            ("from", "to", "what happens there", "by"),
            ((f"`{h.start}`", f"`{h.end}`", h.what, ", ".join(f"`{room}`" for room in crossings(h))) for h in WALK),
        ),
        "",
        "## The walls",
        "",
        "Ten import contracts (`.importlinter`):",
        "",
        *(f"- {contract['name']}" for contract in contracts().values()),
        "",
        "And what imports cannot show (`tools/check_house.py`):",
        "",
        *(f"- {' '.join((rule.__doc__ or '').split())}" for rule in RULES),
        "",
    ]
    return "\n".join(lines)


def drawn() -> dict[Path, str]:
    """Return every file that this tool writes, with its content."""
    levels = [[Box(name, rooms(name)) for name in level] for level in floors()]
    stations = [Box(hop.end.rpartition(".")[2], crossings(hop)) for hop in WALK if hop.end != "records"]
    shelves, figures = (crossings(hop) for hop in WALK if hop.end == "records")
    walk = [*stations, Box("records", shelves), Box("reports", figures)]
    return {
        PAGE: page(),
        FLOORS_PICTURE: picture_of_floors(levels),
        WALK_PICTURE: picture_of_walk(walk),
    }


def main() -> int:
    """Write the page and its pictures."""
    for path, content in drawn().items():
        (ROOT / path).write_text(content, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
