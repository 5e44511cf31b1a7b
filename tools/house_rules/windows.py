"""Windows: all of one shape, and every number of their policies accounted for."""

from __future__ import annotations

from collections.abc import Iterator

import yaml

from tools.house_rules.tree import NOT_OURS, Finding, House

REQUIRED = frozenset(
    f"{name}.py"
    for name in (
        "__init__",
        "urls",
        "views",
        "apps",
        "services",
        "forms",
        "queries",
        "programme",
        "models",
        "facts",
    )
)
OPTIONAL = frozenset({"api.py", "policy", "templates", "migrations"})


def windows_have_their_files(house: House) -> Iterator[Finding]:
    """A window has exactly the files of its shape (one that grew may be a package of the same name)."""
    for folder in house.window_folders():
        path = folder.relative_to(house.root).as_posix()
        here = {
            f"{entry.name}.py" if (entry / "__init__.py").exists() and entry.name != "migrations" else entry.name
            for entry in folder.iterdir()
        } - NOT_OURS
        for name in sorted(REQUIRED - here):
            yield Finding(path, 1, f"{name} is missing; copy it from tools/pattern")
        for name in sorted(here - REQUIRED - OPTIONAL):
            yield Finding(
                path, 1, f"{name} has no place in a window; put the idea in one of {', '.join(sorted(REQUIRED))}"
            )


def fields_of(node: yaml.Node | None) -> dict[str, yaml.Node]:
    """Return the fields of a mapping in YAML by name; of anything else, none."""
    pairs = node.value if isinstance(node, yaml.MappingNode) else []
    return {key.value: value for key, value in pairs}


def policies_name_unit_and_source(house: House) -> Iterator[Finding]:
    """Every parameter of a policy has a unit, and every value of it the source it was taken from."""
    for path in house.files:
        if path.suffix != ".yaml" or "policy" not in path.parts:
            continue
        document = yaml.compose((house.root / path).read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        for name, parameter in fields_of(fields_of(document).get("parameters")).items():
            told = fields_of(parameter)
            line = parameter.start_mark.line + 1
            if not getattr(told.get("unit"), "value", ""):
                yield Finding(
                    path.as_posix(), line, f"parameter {name} has no unit; add one, such as: unit: fen / year"
                )
            values = told.get("values")
            for value in values.value if isinstance(values, yaml.SequenceNode) else []:
                if not getattr(fields_of(value).get("source"), "value", ""):
                    line = value.start_mark.line + 1
                    yield Finding(path.as_posix(), line, f"a value of {name} has no source; name its clause, or 示例")
