"""The tree of unions through every change: right on each day, and nobody lost or counted twice."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from small_county import AT, LONG_AGO, County

from niangjia.casework.access import reshaping
from niangjia.casework.access.offices import found_union
from niangjia.casework.queries import tree
from niangjia.records.people.models import Membership, Worker
from niangjia.records.unions.models import INDUSTRY, TERRITORY, Path, Succession, Union

pytestmark = pytest.mark.django_db

START = date(2026, 1, 1)
MOST = 40
LATEST = START + timedelta(days=3 * MOST)


@dataclass
class Remembered:
    """What the tree ought to be, kept the plainest way: who stands below whom, who belongs where, day by day."""

    unions: list[Union] = field(default_factory=list)
    parent: dict[int, int | None] = field(default_factory=dict)
    closed: set[int] = field(default_factory=set)
    member_of: dict[int, int] = field(default_factory=dict)
    days: dict[date, tuple[dict[int, int | None], dict[int, int]]] = field(default_factory=dict)

    def keep(self, day: date) -> None:
        self.days[day] = (dict(self.parent), dict(self.member_of))

    def on(self, day: date) -> tuple[dict[int, int | None], dict[int, int]]:
        return self.days[max(kept for kept in self.days if kept <= day)]

    def above(self, union: int) -> list[int]:
        return chain(self.parent, union)


def chain(parent: dict[int, int | None], union: int) -> list[int]:
    found, here = [], union
    while True:
        found.append(here)
        above = parent[here]
        if above is None:
            return found
        here = above


def new(name: str, day: date) -> Union:
    return Union(code=name, name=name, short_name=name, kind="enterprise", place="青川市", founded_on=day)


def joined(union: Union, day: date) -> int:
    worker = Worker.everywhere.create(owner_union=union, name="某", known_at=AT)
    Membership.everywhere.create(worker=worker, owner_union=union, from_on=day, begins_as="joined")
    return worker.pk


def change(seen: Remembered, what: str, one: int, other: int, day: date) -> None:
    """Do one thing to the tree, and remember it; what is refused must have been wrong."""
    first, second = seen.unions[one % len(seen.unions)], seen.unions[other % len(seen.unions)]
    a, b = first.pk, second.pk
    told: dict[str, Any] = {"by": None, "at": AT}
    wrong = a in seen.closed
    try:
        if what == "join":
            if not wrong:
                seen.member_of[joined(first, day)] = a
            return
        if what == "found":
            if wrong:
                return
            union = found_union(new(f"u{len(seen.unions)}", day), parents={TERRITORY: first}, **told)
            seen.unions.append(union)
            seen.parent[union.pk] = a
            return
        if what == "move":
            wrong = wrong or b in seen.closed or a in seen.above(b)
            reshaping.move_union(first, line=TERRITORY, parent=second, on=day, **told)
            seen.parent[a] = b
        elif what == "merge":
            wrong = wrong or b in seen.closed or a in seen.above(b)
            reshaping.merge_unions(first, into=second, on=day, **told)
            end(seen, a, heir=b)
        elif what == "dissolve":
            wrong = wrong or seen.parent[a] is None
            reshaping.dissolve_union(first, on=day, **told)
            heir = seen.parent[a]
            assert heir is not None
            end(seen, a, heir=heir)
        else:
            wrong = wrong or seen.parent[a] is None
            going = [worker for worker, at in seen.member_of.items() if at == a][::2]
            part = new(f"u{len(seen.unions)}", day)
            reshaping.split_union(first, part=part, workers=going, **told)
            seen.unions.append(part)
            seen.parent[part.pk] = seen.parent[a]
            seen.member_of |= dict.fromkeys(going, part.pk)
    except reshaping.NotInTheTree:
        assert wrong, f"{what} {a} {b}"
    else:
        assert not wrong, f"{what} {a} {b}"


def end(seen: Remembered, union: int, *, heir: int) -> None:
    for child, above in list(seen.parent.items()):
        if above == union:
            seen.parent[child] = heir
    seen.parent[union] = heir
    seen.closed.add(union)
    seen.member_of |= {worker: heir for worker, at in seen.member_of.items() if at == union}


def closure(day: date) -> dict[tuple[int, int], int]:
    rows = Path.objects.filter(line=TERRITORY, valid_from__lte=day).exclude(valid_to__lte=day)
    found = [((one.ancestor_id, one.descendant_id), one.depth) for one in rows]
    assert len(found) == len(dict(found))
    return dict(found)


def closure_of(parent: dict[int, int | None]) -> dict[tuple[int, int], int]:
    return {(high, low): depth for low in parent for depth, high in enumerate(chain(parent, low))}


CHANGES = st.lists(
    st.tuples(
        st.sampled_from(["found", "found", "join", "join", "move", "merge", "split", "dissolve"]),
        st.integers(0, 99),
        st.integers(0, 99),
        st.integers(0, 2),
    ),
    max_size=MOST,
)


@settings(max_examples=40, deadline=None)
@given(CHANGES)
def test_the_tree_is_right_on_every_day_and_its_members_add_up(changes: list[tuple[str, int, int, int]]) -> None:
    with transaction.atomic():
        seen = Remembered()
        root = found_union(new("u0", START), parents={}, by=None, at=AT)
        seen.unions.append(root)
        seen.parent[root.pk] = None
        day = START
        seen.keep(day)
        for what, one, other, later in changes:
            day += timedelta(days=later)
            change(seen, what, one, other, day)
            seen.keep(day)
        today = day
        for asked in sorted({*seen.days, *(kept + timedelta(days=1) for kept in seen.days)}):
            parent, members = seen.on(asked)
            assert closure(asked) == closure_of(parent)
            adds_up(seen, parent, members, on=asked, tree_on=asked)
            adds_up(seen, seen.on(today)[0], members, on=asked, tree_on=today)
        transaction.set_rollback(True)


def adds_up(
    seen: Remembered, parent: dict[int, int | None], members: dict[int, int], *, on: date, tree_on: date
) -> None:
    """Each union has, below it, exactly those whose union lies there; its parts together are the whole."""
    for union in seen.unions:
        if union.pk not in parent:
            continue
        due = {worker for worker, at in members.items() if union.pk in chain(parent, at)}
        whole = tree.members_as_is(union.pk, on=on, today=tree_on)
        assert sorted(whole.values_list("worker_id", flat=True)) == sorted(due)
        assert sum(tree.member_counts(union.pk, on=on, tree_on=tree_on).values()) == len(due)
        if on == tree_on:
            assert set(tree.members_as_was(union.pk, on=on)) == set(whole)


def test_a_street_that_moves_takes_along_what_is_below_it_and_was_where_it_was(county: County) -> None:
    unions, on = county.unions, AT.date()
    joined(unions["community"], LONG_AGO)
    reshaping.move_union(
        unions["street"], line=TERRITORY, parent=unions["other-county"], on=on, by=county.accounts["cadre"], at=AT
    )
    before = on - timedelta(days=1)
    old, now = unions["county"].pk, unions["other-county"].pk
    assert [tree.members_as_was(one, on=before).count() for one in (old, now)] == [1, 0]
    assert [tree.members_as_was(one, on=on).count() for one in (old, now)] == [0, 1]
    assert [tree.members_as_is(one, on=before, today=on).count() for one in (old, now)] == [0, 1]
    assert not county.actor("cadre").unions("see_membership").filter(code="community").exists()
    assert county.actor("stranger").unions("see_membership").filter(code="community").exists()


def test_a_mill_that_is_merged_goes_on_as_another_on_both_lines_and_its_rows_stay_in_reach(county: County) -> None:
    unions, on = county.unions, AT.date()
    worker = joined(unions["mill"], LONG_AGO)
    row = reshaping.merge_unions(unions["mill"], into=unions["street"], on=on, by=county.accounts["cadre"], at=AT)
    spell = Membership.everywhere.get(worker_id=worker, to_on__isnull=True)
    assert (spell.owner_union, spell.begins_as, spell.from_on) == (unions["street"], "moved_along", on)
    assert Worker.everywhere.get(pk=worker).owner_union == unions["street"]
    assert [one.pk for one in tree.lineage(unions["street"].pk)] == [row.pk]
    assert county.actor("chair").unions("see_membership").filter(code="mill").exists()
    above = tree.ancestors(unions["mill"].pk, line=INDUSTRY, on=on)
    assert [one.code for one in above] == ["mill", "industry"]
    assert unions["mill"] not in tree.right_below(unions["street"].pk, on=on)
    with pytest.raises(reshaping.NotInTheTree, match="已经撤并"):
        reshaping.dissolve_union(unions["mill"], on=on, by=None, at=AT)


def test_what_changed_on_a_later_day_is_not_slipped_in_below(county: County) -> None:
    unions = county.unions
    told: dict[str, Any] = {"line": TERRITORY, "by": None, "at": AT}
    reshaping.move_union(unions["community"], parent=unions["street-2"], on=AT.date(), **told)
    earlier = AT.date() - timedelta(days=10)
    with pytest.raises(reshaping.ChangedLater):
        reshaping.move_union(unions["community"], parent=unions["street"], on=earlier, **told)
    with pytest.raises(reshaping.ChangedLater):
        reshaping.move_union(unions["mill"], parent=unions["community"], on=earlier, **told)
    joined(unions["street"], AT.date())
    with pytest.raises(reshaping.ChangedLater, match="以后入会"):
        reshaping.merge_unions(unions["street"], into=unions["street-2"], on=earlier, by=None, at=AT)


def test_a_union_at_the_head_of_its_line_is_neither_split_nor_dissolved(county: County) -> None:
    with pytest.raises(reshaping.NotInTheTree, match="没有工会可以接"):
        reshaping.dissolve_union(county.unions["county"], on=AT.date(), by=None, at=AT)
    with pytest.raises(reshaping.NotInTheTree, match="没有地方放"):
        reshaping.split_union(county.unions["county"], part=new("x", AT.date()), workers=(), by=None, at=AT)
    with pytest.raises(reshaping.NotInTheTree, match="这条线"):
        reshaping.merge_unions(county.unions["industry"], into=county.unions["street"], on=AT.date(), by=None, at=AT)
    assert not Succession.objects.exists()


def test_a_union_entered_late_stood_below_whatever_its_parent_stood_below_since(county: County) -> None:
    unions = county.unions
    reshaping.move_union(unions["street"], line=TERRITORY, parent=unions["other-county"], on=AT.date(), by=None, at=AT)
    before = AT.date() - timedelta(days=9)
    late = found_union(new("late", before), parents={TERRITORY: unions["street"]}, by=None, at=AT)
    at_first = [one.code for one in tree.ancestors(late.pk, line=TERRITORY, on=before)]
    now = [one.code for one in tree.ancestors(late.pk, line=TERRITORY, on=AT.date())]
    assert (at_first, now) == (["late", "street", "county"], ["late", "street", "other-county"])
