"""The documents tell the truth: what is drawn from the code is up to date, and every link leads somewhere."""

import re
from pathlib import Path

import pytest

from tools.draw_house import WALK, crossings, drawn
from tools.house_rules.tree import House
from tools.write_reference import written

ROOT = Path(__file__).resolve().parents[2]
PAGES = [path for path in House(ROOT).files if path.suffix == ".md"]
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def test_the_picture_of_the_house_is_up_to_date() -> None:
    stale = [str(path) for path, content in drawn().items() if (ROOT / path).read_text(encoding="utf-8") != content]
    assert stale == [], "run make docs"


def test_the_reference_is_up_to_date() -> None:
    stale = [str(path) for path, content in written().items() if (ROOT / path).read_text(encoding="utf-8") != content]
    assert stale == [], "run make docs"


@pytest.mark.parametrize("hop", WALK, ids=lambda hop: f"{hop.start} to {hop.end}")
def test_every_stretch_of_the_walk_is_really_walked(hop) -> None:
    assert crossings(hop)


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall((ROOT / page).read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (ROOT / page.parent / link).exists()] == []


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_readme_fits_a_short_walk(page: str) -> None:
    assert len((ROOT / page).read_text(encoding="utf-8").splitlines()) <= 120


def test_every_command_of_make_is_explained() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    commands = set(re.findall(r"^([a-z-]+):", text, flags=re.MULTILINE)) - {"runtime"}
    explained = set(re.findall(r"^([a-z-]+):.*## .+· .+$", text, flags=re.MULTILINE))
    assert commands == explained


def test_every_decision_stands_in_the_list() -> None:
    listed = (ROOT / "docs/adr/README.md").read_text(encoding="utf-8")
    decisions = [path for path in (ROOT / "docs/adr").glob("0*.md") if path.name not in listed]
    assert decisions == []
