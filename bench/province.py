"""A province of 200,000 people: ``python bench/province.py [PEOPLE]`` builds it, and measures what its pages ask.

Every search stands beside what others do, a scan for what contains the text, in the same run, as a ratio. Times are the
processor's, so that whoever else works on the machine does not show; on PostgreSQL, whose work is another process's,
they are by the clock on the wall. The people are invented.

With ``--folder DIR`` the province stands on disk and stays there: a second run finds it and only measures. Without, it
is gone afterwards. ``--postgresql`` takes a throw-away server.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from tqdm import tqdm

from niangjia.site.replay import empty_house

PEOPLE = 200_000
TIMES = 5
QUARTER = "2026Q4"
SIGN_IN_WITH = "a-password-for-a-bench"
LEVELS = (("province", "p"), ("county", "p-0-0"), ("enterprise", "p-0-0-0-1"))
"""As seen from where it is measured, with the code of the union."""
PAGES = (
    ("first page of the window", "county", "membership:home", ""),
    ("members, first page", "county", "membership:members", ""),
    ("members, a page in the middle", "county", "membership:members", "?page=middle"),
    ("members, the last page", "county", "membership:members", "?page=last"),
    ("members, registered beside", "county", "membership:members", "?tab=ties"),
    ("tree of unions", "county", "membership:unions", ""),
    ("ledger of who is not in", "county", "membership:ledger", ""),
    ("ledger, by a wish", "county", "membership:ledger", "?wish=yes"),
    ("ledger, by a name", "county", "membership:ledger", "?q=王"),
    ("rounds", "county", "membership:rounds", ""),
    ("applications", "county", "membership:joinings", ""),
    ("pairs that look alike", "county", "membership:duplicates", ""),
    ("transfers", "county", "membership:transfers", ""),
    ("liaison", "county", "membership:liaison", ""),
    ("inbox", "county", "inbox", ""),
    ("scorecard", "county", "scorecard", ""),
    ("first page of a leader", "leader", "leader", ""),
)


def shown(rows: Iterable[Any], *, what: str, total: int) -> Iterator[Any]:
    """Yield ``rows``, showing on a terminal how far it is."""
    yield from tqdm(rows, desc=what, total=total, file=sys.stderr, leave=False, disable=None)


def took(ask: Callable[[], Any], times: int = TIMES) -> tuple[float, Any]:
    """Return the median of some runs in milliseconds, and the answer."""
    from django.db import connection

    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    spent = []
    for _time in range(times):
        begun = clock()
        answer = ask()
        spent.append((clock() - begun) * 1000)
    return statistics.median(spent), answer


def first_page(rows: Any) -> tuple[int, list[int]]:
    """Return what a page asks: how many there are, and the first fifty."""
    return rows.count(), [one.pk for one in rows.order_by("name", "pk")[:50]]


def compare(what: str, ours: Callable[[], Any], theirs: Callable[[], Any]) -> str:
    """Return one line: both times, the ratio, and whether both found as many."""
    quick, found = took(ours)
    slow, also = took(theirs)
    same = "the same" if found[0] == also[0] else f"others {also[0]}"
    return f"{what:<38} {quick:9.1f} ms {slow:9.1f} ms {slow / max(quick, 0.1):7.1f} x   {found[0]} found, {same}"


def searches(actor: Any) -> Iterator[str]:
    """Yield a line for each way to find somebody, beside a scan for what contains the text."""
    from niangjia.casework.queries.workers import workers
    from niangjia.casework.search import search
    from niangjia.records.people.models import Worker
    from niangjia.stories import invented

    reach = workers(actor)
    one = Worker.everywhere.filter(owner_union__code=LEVELS[-1][1]).order_by("pk")[0]
    texts = {
        "two letters of a name": (one.name[1:], reach.filter(name__contains=one.name[1:])),
        "a whole name": (one.name, reach.filter(name__contains=one.name)),
        "a family name": (one.name[0], reach.filter(name__contains=one.name[0])),
        "two letters of an employer": ("白鹭", reach.filter(employer__contains="白鹭")),
        "four letters of an employer": ("白鹭枫林", reach.filter(employer__contains="白鹭枫林")),
        "initials": (one.initials, reach.filter(initials__contains=one.initials)),
        "sounds, from the beginning": (one.pinyin[:7], reach.filter(pinyin__contains=one.pinyin[:7])),
    }
    for what, (text, scan) in texts.items():
        yield compare(what, lambda text=text: first_page(search(reach, text)), lambda scan=scan: first_page(scan))
    spent, found = took(lambda: first_page(search(reach, invented.id_number(1))))
    yield f"{'a whole identity number':<38} {spent:9.1f} ms   {found[0]} found"
    spent, found = took(lambda: first_page(search(reach, invented.phone(1))))
    yield f"{'a whole phone number':<38} {spent:9.1f} ms   {found[0]} found"


def counts(actor: Any) -> Iterator[str]:
    """Yield a line for the number of members and for each rate of belonging."""
    from niangjia.casework.queries.belonging import members_on
    from niangjia.reports.measures.rates import MEASURES
    from niangjia.reports.scope import Scope
    from niangjia.stories.province import AT

    within = actor.union_ids("see_membership")
    spent, count = took(members_on(within, on=AT.date()).count)
    yield f"{'members counted':<38} {spent:9.1f} ms   {count}"
    for one in MEASURES:
        spent, value = took(lambda one=one: one.value(Scope(within, QUARTER, AT.date())), 1)
        yield f"{f'measure {one.key}':<38} {spent:9.1f} ms   {value}"


def joins(unions: list[Any], account: Any) -> str:
    """Return a line for one person who joins: asked on the phone, checked, admitted at the desk."""
    from niangjia.casework import applications
    from niangjia.programmes.membership.services import joining
    from niangjia.records.people.models import Worker
    from niangjia.stories import invented
    from niangjia.stories.province import AT

    new = iter(range(Worker.everywhere.count() + 1_000_000, 10_000_000))

    def join() -> None:
        number = next(new)
        told = {
            "name": invented.name(number),
            "id_number": invented.id_number(number),
            "phone": invented.phone(number),
        }
        asked, _code = joining.ask(unions[0], told=told, door="own", at=AT)
        applications.admit_applicant(asked, by=account, at=AT)

    spent, _none = took(join, 20)
    return f"{'one person joins, asked to admitted':<38} {spent:9.1f} ms"


def pages(level: str, last: int) -> Iterator[str]:
    """Yield a line for each page as somebody of this level sees it, with how many questions it asked."""
    from django.db import connection
    from django.test import Client
    from django.urls import reverse

    from niangjia.stories import invented

    clients = {role: Client() for role in ("county", "leader")}
    for role, client in clients.items():
        client.post("/login/", {"username": f"{level}-{role}", "password": SIGN_IN_WITH})
    asked: list[tuple[str, Callable[[], Any]]] = []
    for what, role, name, query in PAGES:
        url = reverse(name, args=[QUARTER] if name == "scorecard" else [])
        url += query.replace("middle", str(max(last // 2, 1))).replace("last", str(max(last, 1)))
        asked.append((what, lambda client=clients[role], url=url: client.get(url)))
    for what, text in (
        ("a name", invented.name(37)),
        ("two letters", "白鹭"),
        ("initials", "zab"),
        ("an identity number", invented.id_number(1)),
    ):
        url = reverse("membership:find_workers")
        asked.append((f"found by {what}", lambda url=url, text=text: clients["county"].post(url, {"q": text})))
    for what, ask in asked:
        times: list[float] = []

        def timed(execute: Any, *told: Any, times: list[float] = times) -> Any:
            spent, answered = took(lambda: execute(*told), 1)
            times.append(spent)
            return answered

        with connection.execute_wrapper(timed):
            answer = ask()
        spent, _answer = took(ask, 3)
        yield (
            f"{what:<38} {spent:9.1f} ms   {answer.status_code}, {len(times)} questions,"
            f" the slowest {max(times, default=0):.0f} ms"
        )


def build(people: int) -> None:
    """Build the province: unions, people, a canvass of every community, and accounts of each level."""
    from django.db import connection

    from niangjia.batch.members import enter_people
    from niangjia.casework.access.offices import give_post
    from niangjia.records.unions.models import Account, Union
    from niangjia.stories.province import AT, SINCE, build_tree, canvass_community, people_of

    begun = time.perf_counter()
    leaves = build_tree()
    tree = time.perf_counter()
    print(f"{connection.vendor}: {Union.objects.count()} unions in {tree - begun:.1f} s")
    entered = enter_people(shown(people_of(leaves, people), what="people", total=people), by=None, at=AT)
    done = time.perf_counter()
    print(f"{entered} people in {done - tree:.1f} s, {entered / (done - tree):,.0f} a second", flush=True)
    for level, code in LEVELS:
        for role in ("county", "leader"):
            account = Account.objects.open(f"{level}-{role}", password=SIGN_IN_WITH, name=level)
            give_post(account, union=Union.objects.get(code=code), role=role, title="", from_on=SINCE, by=None, at=AT)
    walker, begun = Account.objects.get(username="province-county"), time.perf_counter()
    communities = [one for one in leaves if one.kind == "community"]
    doors = sum(canvass_community(one, by=walker) for one in shown(communities, what="doors", total=len(communities)))
    spent = time.perf_counter() - begun
    print(f"{doors} doors in {spent:.1f} s, {doors / spent:,.0f} a second")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measure() -> None:
    """Print what was measured in the database that is open."""
    from niangjia.casework.access import actor_of
    from niangjia.casework.queries.belonging import members_on
    from niangjia.records.unions.models import Account, Union
    from niangjia.stories.province import AT

    print(joins(list(Union.objects.filter(code=LEVELS[-1][1])), Account.objects.get(username="county-county")))
    for level, _code in LEVELS:
        actor = actor_of(Account.objects.get(username=f"{level}-county"), on=AT.date())
        print(f"-- as seen from {level}; ours, what contains the text, and how many times longer it takes")
        for line in (*searches(actor), *counts(actor)):
            print(line, flush=True)
        last = -(-members_on(actor.union_ids("see_membership"), on=AT.date()).count() // 50)
        print(f"-- pages, as seen from {level}")
        for line in pages(level, last):
            print(line, flush=True)


@contextmanager
def house(folder: Path | None, *, postgresql: bool) -> Iterator[bool]:
    """Open the house in ``folder``, else in one that is gone afterwards; yield whether a province stands there."""
    with ExitStack() as left:
        url = ""
        if postgresql:
            from tools.prepare_test_services import obtain_server, throw_away_cluster

            programs = obtain_server(install=False)
            if programs is None:
                raise SystemExit("there is no PostgreSQL on this machine")
            url = left.enter_context(throw_away_cluster(programs)).replace("@/niangjia?", "@/postgres?")
        left.enter_context(empty_house(folder, url=url))
        from niangjia.records.unions.models import Account

        yield Account.objects.filter(username="province-county").exists()


def main(arguments: list[str]) -> None:
    """Build the province where none stands yet, and print what was measured."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("people", nargs="?", type=int, default=PEOPLE)
    asked.add_argument("--folder", type=Path, help="where the province stands, and stays")
    asked.add_argument("--postgresql", action="store_true", help="in a throw-away PostgreSQL")
    asked.add_argument("--build", action="store_true", help="only build")
    told = asked.parse_args(arguments)
    with house(told.folder, postgresql=told.postgresql) as stands:
        from niangjia.stories.province import AT

        os.environ["NIANGJIA_DEMO_DAY"] = AT.date().isoformat()
        warnings.filterwarnings("ignore", message="No directory at")
        if not stands:
            build(told.people)
        if not told.build:
            measure()


if __name__ == "__main__":
    main(sys.argv[1:])
