"""Checks the rules of the house that import-linter cannot see: ``python -m tools.check_house [FOLDER]``.

Each rule is one function whose docstring says it; each finding names file and line and says how to mend it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tools.house_rules import bounds, windows, words, writes
from tools.house_rules.tree import Finding, House

Rule = Callable[[House], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    windows.windows_have_their_files,
    windows.policies_name_unit_and_source,
    writes.shared_records_are_written_by_the_desks,
    writes.no_signals,
    writes.money_is_taken_by_conditional_update,
    writes.scope_is_never_left_open,
    words.suppressions_say_why,
    words.modules_have_speaking_names,
    words.definitions_have_speaking_names,
    bounds.files_and_functions_are_short,
    bounds.one_place_looks_at_the_clock,
    bounds.thought_is_pure,
    bounds.nothing_of_this_machine,
    bounds.locks_hold_no_address,
)


def findings(root: Path) -> list[Finding]:
    """Return what every rule has to say about the tree at ``root``, in the order of the files."""
    house = House(root)
    return sorted(finding for rule in RULES for finding in rule(house))


def main(arguments: list[str]) -> int:
    """Print the findings; the exit code says whether there were any."""
    root = Path(arguments[0] if arguments else ".").resolve()
    found = findings(root)
    for finding in found:
        print(finding)
    print(f"{len(RULES)} rules of the house, {len(found)} findings", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
