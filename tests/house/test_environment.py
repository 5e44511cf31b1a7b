"""The environment is what the lock files say, and a run of the tests ends with an honest count."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tools import prepare_environment, prepare_test_services, run_tests
from tools.prepare_environment import LOCKS, ROOT

LOCKED = re.compile(r"^([a-z0-9-]+)==(\S+)", flags=re.MULTILINE)

REPORT = """<testsuites><testsuite>
<testcase classname="tests.values" name="test_good"/>
<testcase classname="tests.values" name="test_bad"><failure message="no"/></testcase>
<testcase classname="tests.values" name="test_broken"><error message="no"/></testcase>
<testcase classname="tests.browser" name="test_page"><skipped message="no Chromium"/></testcase>
</testsuite></testsuites>"""

TWO_TESTS = """
import pytest

@pytest.mark.django_db
def test_with_database(): pass

def test_without(): pass
"""


def locked(name: str) -> dict[str, str]:
    return dict(LOCKED.findall((ROOT / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("lock", LOCKS.values())
def test_every_dependency_is_locked_as_the_project_asks(lock: str) -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    versions = locked(lock)
    loose = [one for one in map(Requirement, asked) if not one.specifier.contains(versions.get(one.name, "0"))]
    assert loose == [], "run make lock"


def test_both_lock_files_agree() -> None:
    runtime, development = (locked(name) for name in LOCKS.values())
    assert {name: version for name, version in runtime.items() if development.get(name) != version} == {}


def test_the_runtime_stays_lean() -> None:
    assert set(locked(LOCKS["runtime"])).isdisjoint({"pytest", "playwright", "mypy", "pyarrow", "pandas"})
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    assert {Requirement(one).name for one in asked}.isdisjoint({"scipy", "numpy", "typst", "docxtpl"}), "extras"


def test_what_cannot_be_prepared_says_what_to_type(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(prepare_environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(prepare_environment, "OWN_TOOLS", tmp_path / "none")
    monkeypatch.setattr(prepare_environment, "system_python", lambda: str(tmp_path / "no-python"))
    monkeypatch.setattr(prepare_environment, "administrator", lambda: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(prepare_environment.CannotPrepare, match="apt-get install -y python3-venv"):
        prepare_environment.make_venv()


def test_a_given_database_is_used_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me@here/tests")
    with prepare_test_services.postgresql(install=False) as url:
        assert url == "postgresql://me@here/tests"


def test_a_browser_that_does_not_answer_is_no_browser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    advice = tmp_path / "chromium-browser"
    advice.write_text("#!/bin/sh\necho please install me\nexit 1\n")
    advice.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("NIANGJIA_CHROMIUM", str(advice))
    assert prepare_test_services.found_browser() != str(advice)


def test_a_report_is_counted_by_name(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    outcome = run_tests.counted(report, part="sqlite", code=1)
    assert (outcome.passed, len(outcome.failed), outcome.skipped) == (
        1,
        2,
        ["sqlite: tests.browser::test_page – no Chromium"],
    )


def test_a_run_that_broke_before_its_report_has_failed(tmp_path: Path) -> None:
    assert run_tests.counted(tmp_path / "none.xml", part="sqlite", code=3).failed == [
        "sqlite: pytest ended with code 3"
    ]


def test_only_database_tests_are_kept_for_the_second_database(tmp_path: Path) -> None:
    (tmp_path / "test_two.py").write_text(TWO_TESTS)
    words = ["-m", "pytest", "--collect-only", "-q", "-p", "tools.only_database_tests", "--rootdir", ".", str(tmp_path)]
    listed = subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    assert "test_with_database" in listed
    assert "test_without" not in listed
    assert "1 deselected" in listed


def test_what_ci_runs_is_the_test_command_of_the_readme() -> None:
    assert (ROOT / ".ci/run").read_text(encoding="utf-8").rstrip().endswith("make test")
    assert "make test" in (ROOT / "README.md").read_text(encoding="utf-8")
