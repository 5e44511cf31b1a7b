"""A province of 200,000 people: ``python bench/province.py [PEOPLE]`` builds it, and measures what its pages ask.

Every measure stands beside what others do – a scan for what contains a text – in the same run, as a ratio. The people
are invented; the database is gone afterwards.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from niangjia.site.replay import empty_house

PEOPLE = 200_000
TIMES = 5


def took(ask: Callable[[], Any]) -> tuple[float, Any]:
    """Return the median of some runs in milliseconds, and the answer."""
    spent = []
    for _time in range(TIMES):
        begun = time.perf_counter()
        answer = ask()
        spent.append((time.perf_counter() - begun) * 1000)
    return statistics.median(spent), answer


def first_page(rows: Any) -> tuple[int, list[int]]:
    """Return what a page asks: how many there are, and the first fifty."""
    return rows.count(), [one.pk for one in rows.order_by("name", "pk")[:50]]


def compare(what: str, ours: Callable[[], Any], theirs: Callable[[], Any]) -> str:
    """Return one line: both times, the ratio, and whether both found as many."""
    quick, found = took(ours)
    slow, also = took(theirs)
    same = "the same" if found[0] == also[0] else f"others {also[0]}"
    return f"{what:<38} {quick:9.1f} ms {slow:9.1f} ms {slow / quick:7.1f} x   {found[0]} found, {same}"


def measure(actor: Any) -> Iterator[str]:
    """Yield the lines that are printed."""
    from niangjia.casework.queries.belonging import members_on
    from niangjia.casework.queries.workers import workers
    from niangjia.casework.search import search
    from niangjia.records.people.models import Worker
    from niangjia.stories import invented
    from niangjia.stories.province import AT

    reach = workers(actor)
    name = invented.name(37)
    held = members_on(actor.union_ids("see_membership"), on=AT.date())
    spent, count = took(held.count)
    yield f"members counted: {count} in {spent:.1f} ms"
    spent, _page = took(lambda: list(held.select_related("worker", "owner_union").order_by("-pk")[:50]))
    yield f"first page of the list: {spent:.1f} ms"
    texts = {
        "two letters of a name": (name[1:], reach.filter(name__contains=name[1:])),
        "a whole name": (name, reach.filter(name__contains=name)),
        "two letters of an employer": ("白鹭", reach.filter(employer__contains="白鹭")),
        "four letters of an employer": ("白鹭枫林", reach.filter(employer__contains="白鹭枫林")),
    }
    for what, (text, scan) in texts.items():
        yield compare(what, lambda text=text: first_page(search(reach, text)), lambda scan=scan: first_page(scan))
    one = Worker.everywhere.filter(name=name).first()
    if one is not None:
        sounds = (("initials", "initials", one.initials), ("sounds, from the beginning", "pinyin", one.pinyin[:7]))
        for what, column, text in sounds:
            yield compare(
                what,
                lambda text=text: first_page(search(reach, text)),
                lambda column=column, text=text: first_page(reach.filter(**{f"{column}__contains": text})),
            )
    number = invented.id_number(1)
    spent, found = took(lambda: first_page(search(reach, number)))
    yield f"a whole identity number: {spent:.1f} ms, {found[0]} found"


def main(arguments: list[str]) -> None:
    """Build the province, and print what was measured."""
    people = int(arguments[0]) if arguments else PEOPLE
    with empty_house():
        from django.db import connection

        from niangjia.batch.members import enter_people
        from niangjia.casework.access import actor_of
        from niangjia.casework.access.offices import give_post
        from niangjia.records.unions.models import Account, Union
        from niangjia.stories.province import AT, SINCE, build_tree, people_of

        begun = time.perf_counter()
        leaves = build_tree()
        tree = time.perf_counter()
        entered = enter_people(people_of(leaves, people), by=None, at=AT)
        done = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        print(f"{connection.vendor}: {Union.objects.count()} unions in {tree - begun:.1f} s")
        print(f"{entered} people in {done - tree:.1f} s, {entered / (done - tree):,.0f} a second")
        for level, code in (("province", "p"), ("county", "p-0-0"), ("community", "p-0-0-0-0")):
            account = Account.objects.open(level, password="a-password-for-a-bench", name=level)
            union = Union.objects.get(code=code)
            give_post(account, union=union, role="county", title="", from_on=SINCE, by=None, at=AT)
            print(f"-- as seen from a {level}; ours, what contains the text, and how many times longer it takes")
            for line in measure(actor_of(account, on=AT.date())):
                print(line)


if __name__ == "__main__":
    main(sys.argv[1:])
