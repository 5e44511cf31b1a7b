"""`make programme KEY=…` opens a window that stands by every rule of the house, untouched."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.house_rules.tree import House
from tools.new_programme import PATTERN_KEY, NotAKey, checked, with_window
from tools.run_tests import STYLE

ROOT = Path(__file__).resolve().parents[2]


def run(house: Path, *words: str) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join((str(house / "src"), str(house)))
    env = {**os.environ, "PYTHONPATH": paths, "NIANGJIA_HOME": str(house / "var"), "NIANGJIA_ENV": "development"}
    env["DJANGO_SETTINGS_MODULE"] = "niangjia.site.settings"
    return subprocess.run([sys.executable, *words], cwd=house, env=env, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the house in which one more window was just opened."""
    copy = tmp_path_factory.mktemp("house")
    for path in House(ROOT).files:
        (copy / path.parent).mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, copy / path)
    opened = run(copy, "-m", "tools.new_programme", "errands", "及时送")
    assert opened.returncode == 0, opened.stderr
    return copy


@pytest.mark.parametrize("check", STYLE)
def test_a_new_window_passes_every_check(house: Path, check: str) -> None:
    done = run(house, *STYLE[check])
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_new_window_opens_with_the_site(house: Path) -> None:
    done = run(house, "-m", "niangjia.site.manage", "check", "--fail-level", "ERROR")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_new_window_brings_its_tables(house: Path) -> None:
    done = run(house, "-m", "niangjia.site.manage", "makemigrations", "--check", "--dry-run")
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_new_window_is_in_the_pictures_and_in_the_table_of_rights(house: Path) -> None:
    assert "errands" in (house / "docs/explanation/floors.svg").read_text(encoding="utf-8")
    assert "及时送" in (house / "docs/reference/charters.md").read_text(encoding="utf-8")
    assert "`errands:ask`" in (house / "docs/reference/permissions.md").read_text(encoding="utf-8")


def test_nothing_of_the_pattern_stays_in_a_new_window(house: Path) -> None:
    folder = house / "src/niangjia/programmes/errands"
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    assert files
    assert [str(path) for path in files if PATTERN_KEY in path.read_text(encoding="utf-8").lower()] == []


@pytest.mark.parametrize("key", ["", "Errands", "及时送", "er", "1st", "class", "hardship", "emptywindow", "two words"])
def test_a_word_that_cannot_name_a_window_is_refused(key: str) -> None:
    with pytest.raises(NotAKey):
        checked(key)


def test_the_first_window_keeps_its_comma() -> None:
    assert with_window("WINDOWS = ()", "errands") == 'WINDOWS = ("errands",)'
