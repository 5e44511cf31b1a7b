"""A county's unions and people come from one file; reading it twice changes nothing."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from small_county import AT, LONG_AGO, County

from niangjia.casework.access.roster import RosterNotUnderstood, enter_roster
from niangjia.records.unions.models import Account, Union
from niangjia.records.unions.models import Path as TreePath

ROSTER = """
[[union]]
code = "T2"
name = "河西社区工会"
kind = "community"
territory = "T1"

[[union]]
code = "T1"
name = "河西街道总工会"
kind = "street"
territory = "county"

[[account]]
username = "new-chair"
name = "某"
role = "grassroots"
title = "主席"
union = "T2"
"""


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    file = tmp_path / "roster.toml"
    file.write_text(ROSTER, encoding="utf-8")
    return file


def test_a_roster_is_entered_with_its_parents_in_any_order(county: County, roster: Path) -> None:
    out = StringIO()
    call_command("enter_roster", str(roster), stdout=out)
    below = TreePath.objects.get(ancestor=county.unions["county"], descendant__code="T2")
    assert below.depth == 2
    assert Account.objects.get(username="new-chair").posts.get().union.code == "T2"
    assert "新建工会 2 家，账号 1 个" in out.getvalue()


def test_reading_it_again_changes_nothing(county: County, roster: Path) -> None:
    call_command("enter_roster", str(roster), stdout=StringIO())
    kept = Account.objects.get(username="new-chair").password
    out = StringIO()
    call_command("enter_roster", str(roster), stdout=out)
    assert "新建工会 0 家，账号 0 个" in out.getvalue()
    assert Account.objects.get(username="new-chair").password == kept


@pytest.mark.parametrize(
    ("wrong", "right"), [('territory = "county"', 'territory = "nobody"'), ('role = "grassroots"', 'role = "king"')]
)
def test_a_roster_with_a_mistake_enters_nothing(county: County, roster: Path, wrong: str, right: str) -> None:
    before = Union.objects.count()
    roster.write_text(ROSTER.replace(wrong, right), encoding="utf-8")
    with pytest.raises(CommandError, match="什么都没有写"):
        call_command("enter_roster", str(roster))
    assert (Union.objects.count(), Account.objects.filter(username="new-chair").exists()) == (before, False)


def test_an_account_in_an_unknown_union_is_refused(county: County) -> None:
    row = {"username": "x", "name": "某", "role": "county", "title": "t", "union": "nowhere"}
    with pytest.raises(RosterNotUnderstood):
        enter_roster({"account": [row]}, place="青川市", from_on=LONG_AGO, password=lambda _name: "p", at=AT)
