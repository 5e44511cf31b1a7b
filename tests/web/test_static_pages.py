"""What the strict content policy and the narrow road ask of templates and static files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import niangjia

PACKAGE = Path(niangjia.__file__).parent
STATIC = PACKAGE / "web/static/web"
TEMPLATES = sorted(PACKAGE.rglob("*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_template_has_no_style_or_script_of_its_own(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle\s*=|<style|javascript:|\son[a-z]+\s*=\s*[\"']", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_template_asks_nothing_of_other_hosts(path: Path) -> None:
    assert not re.search(r"(?:href|src|action)=[\"']?(?:https?:)?//", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_form_that_posts_carries_its_token(path: Path) -> None:
    forms = re.findall(r"<form\b[^>]*method=\"post\".*?</form>", path.read_text(encoding="utf-8"), re.S)
    assert all("{% csrf_token %}" in form for form in forms)


def test_the_static_files_stay_small() -> None:
    assert (STATIC / "desk.js").stat().st_size <= 4096
    assert (STATIC / "tokens.css").stat().st_size + (STATIC / "app.css").stat().st_size <= 32 * 1024


def test_the_style_sheets_fetch_nothing() -> None:
    assert not any(re.search(r"url\(|@import", path.read_text(encoding="utf-8")) for path in STATIC.glob("*.css"))
