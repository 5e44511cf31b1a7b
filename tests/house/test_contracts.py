"""The import contracts hold for the house, and each of them can be broken."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = "from importlinter.cli import lint_imports_command as lint; lint(['--no-cache', '--no-logo'])"

ROOMS = (
    *("site", "stories", "programmes.errands", "programmes.jobs", "batch", "reports", "casework", "web", "outside"),
    *("engines.rules", "engines.columnar", "values"),
    *("records.trail", "records.unions", "records.people", "records.accounts"),
)
FILES = {
    "programmes.errands": (
        "urls",
        "views",
        "api",
        "apps",
        "services",
        "forms",
        "queries",
        "programme",
        "models",
        "facts",
    ),
    "engines": ("ledger", "lifecycle"),
    "records": ("scoped", "sealing"),
    "": ("catalogue",),
}
BROKEN_BY = {
    "1 Floors": ("casework/__init__.py", "import niangjia.reports"),
    "2 Windows": ("programmes/jobs/__init__.py", "import niangjia.programmes.errands.facts"),
    "3 Files": ("programmes/errands/forms.py", "import niangjia.programmes.errands.services"),
    "4 Engines": ("engines/ledger.py", "import niangjia.engines.columnar"),
    "5 Shelves": ("records/people/__init__.py", "import niangjia.records.accounts"),
    "6 Purity": ("engines/ledger.py", "import django"),
    "7 Thin": ("programmes/errands/views.py", "import niangjia.records.people"),
    "8 Query": ("batch/__init__.py", "import duckdb"),
    "9 Trail": ("programmes/errands/queries.py", "import niangjia.records.accounts"),
    "10 No circles": ("values/money.py", "import niangjia.values.periods"),
}


def lint(folder: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-c", LINT],
        cwd=folder,
        env={"PYTHONPATH": str(folder / "src"), "COLUMNS": "200", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def empty_house(tmp_path: Path) -> Path:
    """All rooms, nothing in them."""
    top = tmp_path / "src" / "niangjia"
    for room in ROOMS:
        folder = top.joinpath(*room.split("."))
        folder.mkdir(parents=True, exist_ok=True)
        for parent in (folder, *folder.relative_to(top).parents):
            (top / parent / "__init__.py").touch()
    for room, names in FILES.items():
        for name in names:
            top.joinpath(*room.split("."), f"{name}.py").touch()
    (top / "values" / "money.py").touch()
    (top / "values" / "periods.py").write_text("import niangjia.values.money\n")
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def test_the_house_keeps_its_contracts() -> None:
    code, said = lint(ROOT)
    assert code == 0, said


def test_an_empty_house_keeps_all_ten_contracts(empty_house: Path) -> None:
    code, said = lint(empty_house)
    assert code == 0, said
    assert "Contracts: 10 kept, 0 broken." in said


@pytest.mark.parametrize("contract", BROKEN_BY)
def test_each_contract_is_broken_by_what_it_forbids(empty_house: Path, contract: str) -> None:
    path, line = BROKEN_BY[contract]
    (empty_house / "src" / "niangjia" / path).write_text(line + "\n")
    code, said = lint(empty_house)
    broken = [row for row in said.splitlines() if row.endswith("BROKEN")]
    assert code == 1
    assert any(row.startswith((f"{contract} ", f"{contract}:")) for row in broken), said


@pytest.mark.parametrize("stray", ["attic/__init__.py", "records/odds.py", "programmes/errands/tasks.py"])
def test_a_room_that_the_plan_does_not_know_is_noticed(empty_house: Path, stray: str) -> None:
    target = empty_house / "src" / "niangjia" / stray
    target.parent.mkdir(exist_ok=True)
    target.touch()
    code, said = lint(empty_house)
    assert code != 0, said
