"""Opens a new window by copying the empty one: ``python -m tools.new_programme KEY [LABEL]``.

The copy stands in ``src/niangjia/programmes/KEY``; its key goes into ``niangjia.site.windows``, its addresses into the
table of rights, its first migration is written, and the pages drawn from the code are drawn anew.
"""

from __future__ import annotations

import keyword
import re
import subprocess
import sys
from pathlib import Path

from tools.prepare_environment import ROOT, say

PATTERN = ROOT / "tools" / "pattern"
PATTERN_RIGHTS = ROOT / "tools" / "pattern_rights.toml"
PATTERN_KEY = "emptywindow"
PATTERN_LABEL = "空窗口"
WINDOWS = ROOT / "src" / "niangjia" / "site" / "windows.py"
RIGHTS = ROOT / "src" / "niangjia" / "casework" / "access" / "matrix.toml"
PROGRAMMES = ROOT / "src" / "niangjia" / "programmes"
KEY = re.compile(r"[a-z][a-z0-9]{2,29}")
LISTED = re.compile(r"^WINDOWS = \((?P<keys>[^)]*)\)$", flags=re.MULTILINE)


class NotAKey(ValueError):
    """A word that cannot name a window."""


def checked(key: str) -> str:
    """Return ``key`` when it can name a new window.

    Errors: ``NotAKey`` with the reason.

    >>> checked("errands")
    'errands'
    """
    if not KEY.fullmatch(key) or keyword.iskeyword(key):
        raise NotAKey(
            f"“{key}” cannot name a window; write one English word in small letters: make programme KEY=errands"
        )
    if (PROGRAMMES / key).exists() or key == PATTERN_KEY:
        raise NotAKey(f"there is a window “{key}” already")
    return key


def renamed(text: str, *, key: str, label: str) -> str:
    """Return a text of the pattern with the name of the new window in it.

    >>> renamed("class EmptywindowConfig: label = 'emptywindow'  # 空窗口", key="errands", label="及时送")
    "class ErrandsConfig: label = 'errands'  # 及时送"
    """
    named = text.replace(PATTERN_KEY, key).replace(PATTERN_KEY.capitalize(), key.capitalize())
    return named.replace(PATTERN_LABEL, label)


def copy_window(key: str, *, label: str) -> Path:
    """Copy the empty window under its new name."""
    target = PROGRAMMES / key
    for source in sorted(PATTERN.rglob("*")):
        if source.is_dir() or "__pycache__" in source.parts:
            continue
        place = target / renamed(source.relative_to(PATTERN).as_posix(), key=key, label=label)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(renamed(source.read_text(encoding="utf-8"), key=key, label=label), encoding="utf-8")
    return target


def with_window(text: str, key: str) -> str:
    """Return the list of windows with one more.

    >>> with_window('WINDOWS = ("hardship",)', "errands")
    'WINDOWS = ("hardship", "errands")'
    """
    found = LISTED.search(text)
    if found is None:
        raise NotAKey(f"{WINDOWS.name} holds no line WINDOWS = (…)")
    keys = [*re.findall(r'"([a-z0-9]+)"', found["keys"]), key]
    inside = ", ".join(f'"{one}"' for one in keys) + ("," if len(keys) == 1 else "")
    return text[: found.start()] + f"WINDOWS = ({inside})" + text[found.end() :]


def open_window(key: str, *, label: str) -> Path:
    """Copy the window and make it known to the front door and to the table of rights."""
    target = copy_window(checked(key), label=label)
    WINDOWS.write_text(with_window(WINDOWS.read_text(encoding="utf-8"), key), encoding="utf-8")
    rights = renamed(PATTERN_RIGHTS.read_text(encoding="utf-8"), key=key, label=label)
    with RIGHTS.open("a", encoding="utf-8") as table:
        table.write(rights)
    return target


def finish(key: str) -> bool:
    """Write the first migration, and draw again what is drawn from the code."""
    steps = (
        ("-m", "niangjia.site.manage", "makemigrations", key, "--skip-checks", "--no-header", "--verbosity", "0"),
        ("-m", "tools.draw_house"),
        ("-m", "tools.write_reference"),
    )
    return all(subprocess.run([sys.executable, *step], cwd=ROOT, check=False).returncode == 0 for step in steps)


def main(arguments: list[str]) -> int:
    """Open the window that the arguments name."""
    key, label = (*arguments, "", "")[:2]
    try:
        target = open_window(key, label=label or key)
    except NotAKey as reason:
        say(str(reason))
        return 2
    if not finish(key):
        say(f"the window stands in {target.relative_to(ROOT)}, but the steps above did not finish")
        return 1
    say(f"the window stands in {target.relative_to(ROOT)}; docs/how-to/open-a-window.md says how to furnish it")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
