"""Writes: shared records only by the desks, money only by conditional updates, nothing by signals, nothing unscoped."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tools.house_rules.tree import Finding, House, Source

SHELVES = "niangjia.records"
HANDS = ("niangjia.casework", "niangjia.batch")
WRITES = frozenset(
    {
        "create",
        "get_or_create",
        "update_or_create",
        "bulk_create",
        "bulk_update",
        "update",
        "delete",
        "save",
        *(
            "acreate",
            "aget_or_create",
            "aupdate_or_create",
            "abulk_create",
            "abulk_update",
            "aupdate",
            "adelete",
            "asave",
        ),
    }
)
MONEY = frozenset({"available", "reserved", "posted", "spent", "balance"})
PAGE_FILES = frozenset({"queries", "views", "api", "forms", "home", "funds"})
"""Files whose rows end on a page; services and commands may look further, as jobs do."""


def root_name(node: ast.expr | None) -> str:
    """Return the name that a chain of calls and attributes begins with: of ``Person.objects.all()``, ``Person``."""
    while node is not None:
        match node:
            case ast.Name(id=name):
                return name
            case ast.Attribute(value=inner) | ast.Subscript(value=inner) | ast.Call(func=inner):
                node = inner
            case _:
                return ""
    return ""


def names_from_the_shelves(source: Source) -> set[str]:
    """Return the names that a file takes from the shelves by import."""
    names: set[str] = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith(f"{SHELVES}."):
            names |= {alias.asname or alias.name for alias in node.names}
    return names


def mentions(annotation: ast.expr | None, names: set[str]) -> bool:
    """Say whether an annotation speaks of one of ``names``."""
    if annotation is None:
        return False
    spoken = {node.id for node in ast.walk(annotation) if isinstance(node, ast.Name)}
    quoted = {str(node.value) for node in ast.walk(annotation) if isinstance(node, ast.Constant)}
    return bool((spoken | quoted) & names)


def shared_names(function: ast.AST, shelves: set[str]) -> set[str]:
    """Return the names that hold a shared record inside a function: by annotation, or by what is assigned to them."""
    known = set(shelves)
    for node in ast.walk(function):
        match node:
            case ast.arg(arg=name, annotation=annotation) if mentions(annotation, shelves):
                known.add(name)
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation) if mentions(annotation, shelves):
                known.add(name)
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if root_name(value) in known:
                known.add(name)
            case ast.For(target=ast.Name(id=name), iter=rows) if root_name(rows) in known:
                known.add(name)
    return known


def shared_records_are_written_by_the_desks(house: House) -> Iterator[Finding]:
    """No shared record is created, saved or deleted outside casework and batch."""
    for source in house.product():
        if source.within(*HANDS, SHELVES):
            continue
        shelves = names_from_the_shelves(source)
        functions = [node for node in ast.walk(source.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        found = {
            (call.lineno, call.func.attr, root_name(call.func.value))
            for function in functions
            for call in ast.walk(function)
            if isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and call.func.attr in WRITES
            and root_name(call.func.value) in shared_names(function, shelves)
        }
        for line, verb, name in sorted(found):
            yield source.finding(line, f"{name} … .{verb}() writes a shared record; call a verb of niangjia.casework")


def no_signals(house: House) -> Iterator[Finding]:
    """Nothing happens behind the reader's back: no signal is received, so every write stands in a service."""
    for source in house.product():
        for node in ast.walk(source.tree):
            module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            from_signals = module.endswith(("signals", "django.dispatch"))
            if from_signals or any(name.endswith((".signals", "django.dispatch")) for name in names):
                yield source.finding(node, "signals hide what happens; call the verb where the deed is done")


def is_money(name: str) -> bool:
    """Say whether an attribute holds money."""
    return name in MONEY or name.endswith("_fen")


def money_is_taken_by_conditional_update(house: House) -> Iterator[Finding]:
    """Money in a row is never changed in memory and written back: two at once would lose one of the changes."""
    mend = "changes money in memory; use .filter(…__gte=amount).update(…=F(…) - amount) and look at the row count"
    for source in house.product():
        for node in ast.walk(source.tree):
            match node:
                case ast.AugAssign(target=ast.Attribute(attr=name)) if is_money(name):
                    yield source.finding(node, f".{name} {mend}")
                case ast.Assign(targets=[ast.Attribute(attr=name)], value=ast.BinOp() as sum_) if is_money(name):
                    read = {inner.attr for inner in ast.walk(sum_) if isinstance(inner, ast.Attribute)}
                    if name in read:
                        yield source.finding(node, f".{name} {mend}")


def scope_is_never_left_open(house: House) -> Iterator[Finding]:
    """What reaches a page was asked for within the unions of the one who looks: pages never use ``everywhere``."""
    for source in house.product():
        behind_a_page = source.within("niangjia.programmes", "niangjia.reports", "niangjia.site", "niangjia.web")
        if not behind_a_page or not PAGE_FILES.intersection(source.path.with_suffix("").parts):
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Attribute) and node.attr == "everywhere":
                yield source.finding(
                    node, ".everywhere leaves the scope open; ask niangjia.casework for the rows in scope"
                )
