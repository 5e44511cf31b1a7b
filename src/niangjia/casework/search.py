"""Finding a worker: by name, by its sounds or their first letters, by two letters of name or employer, by a number.

What can be found by text stands in a table of terms of its own, asked with equality or a range, so that it is as fast
and answers the same on SQLite and PostgreSQL. Numbers are found by their keyed index alone. Who may find whom is
always asked of the worker's own row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from pypinyin import Style, pinyin

from niangjia.records.people.models import Worker, WorkerTerm
from niangjia.records.sealing import blind_index
from niangjia.values.names import COMPOUND_SURNAMES, initials_of, pinyin_of
from niangjia.values.text import compatible

NAME, SOUNDS, INITIALS, EMPLOYER = "n", "p", "i", "e"
OF_A_COMPANY = re.compile(r"(股份|集团|控股)?(有限)?(责任)?(分|总)?公司")
CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+")
NUMBER = re.compile(r"[0-9A-Z]*[0-9]{6,}[0-9A-Z]*")
ROWS_AT_ONCE = 2000
LONGEST = 60
FEW, MANY = 2000, 20_000
"""Up to so few in reach, each is asked for a term; beyond so many, the term is asked for everybody."""


def pieces(text: str) -> Iterator[str]:
    """Yield every two letters that stand together in the Chinese of ``text``; one that stands alone is a piece itself.

    >>> list(pieces("欧阳修")), list(pieces("李")), list(pieces("顺丰 SF 速运"))
    (['欧阳', '阳修'], ['李'], ['顺丰', '速运'])
    """
    for run in CHINESE.findall(text):
        yield from ("".join(pair) for pair in pairwise(run)) if len(run) > 1 else (run,)


@lru_cache(maxsize=4096)
def readings(letter: str) -> tuple[str, ...]:
    """Return every way in which one letter may be read, the usual one first.

    >>> readings("单")
    ('dan', 'chan', 'shan')
    """
    [ways] = pinyin(letter, style=Style.NORMAL, heteronym=True) or [[]]
    return tuple(dict.fromkeys(way for way in ways if way.isascii()))


@lru_cache(maxsize=16384)
def typed_ways(name: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return how a name may be typed: by its sounds, and by their first letters.

    A first letter that is read in two ways gives two.

    >>> [sorted(ways) for ways in typed_ways("单小红")]
    [['chanxiaohong', 'danxiaohong', 'shanxiaohong'], ['cxh', 'dxh', 'sxh']]
    """
    sounds, first_letters = {pinyin_of(name)}, {initials_of(name)}
    if CHINESE.match(name):
        rest, rest_letters = pinyin_of(name[1:]), initials_of(name[1:])
        sounds |= {f"{way}{rest}" for way in readings(name[0])}
        first_letters |= {f"{way[0]}{rest_letters}" for way in readings(name[0])}
    return frozenset(sounds - {""}), frozenset(first_letters - {""})


@lru_cache(maxsize=4096)
def pieces_of_employer(employer: str) -> frozenset[str]:
    """Return the pieces by which an employer is found; what every company is called finds none.

    >>> sorted(pieces_of_employer("顺达物流有限公司"))
    ['物流', '达物', '顺达']
    """
    return frozenset(pieces(OF_A_COMPANY.sub(" ", employer)))


def terms_of(worker: Worker) -> set[tuple[str, str]]:
    """Return the terms by which ``worker`` is found, each with its kind."""
    name = worker.name
    family = {name[:1]} | ({name[:2]} if name[:2] in COMPOUND_SURNAMES else set())
    sounds, first_letters = typed_ways(name)
    return {
        *((NAME, piece) for piece in {*pieces(name), *family}),
        *((SOUNDS, sound[:LONGEST]) for sound in sounds),
        *((INITIALS, letters[:LONGEST]) for letters in first_letters),
        *((EMPLOYER, piece) for piece in pieces_of_employer(worker.employer)),
    }


def index_workers(workers: Iterable[Worker]) -> int:
    """Write the terms of ``workers`` anew; return how many there are. Running it again changes nothing."""
    rows: list[WorkerTerm] = []
    keys: list[int] = []
    for worker in workers:
        keys.append(worker.pk)
        rows += [WorkerTerm(worker=worker, kind=kind, term=term) for kind, term in sorted(terms_of(worker))]
    with transaction.atomic():
        for start in range(0, len(keys), ROWS_AT_ONCE):
            WorkerTerm.objects.filter(worker__in=keys[start : start + ROWS_AT_ONCE]).delete()
        WorkerTerm.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
    return len(rows)


def index_everybody() -> int:
    """Write the terms of all workers anew; return how many there are."""
    terms, last = 0, 0
    while some := list(Worker.everywhere.filter(pk__gt=last, merged_into__isnull=True).order_by("pk")[:ROWS_AT_ONCE]):
        terms += index_workers(some)
        last = some[-1].pk
    return terms


def beginning_with(letters: str) -> Q:
    """Return the condition that a term begins with ``letters`` (a to z, digits): a range, which an index answers.

    >>> beginning_with("wang")
    <Q: (AND: ('term__gte', 'wang'), ('term__lt', 'wanh'))>
    """
    stem = letters.rstrip("z")
    from_here = Q(term__gte=letters)
    return from_here & Q(term__lt=stem[:-1] + chr(ord(stem[-1]) + 1)) if stem else from_here


def search(reach: QuerySet[Worker], text: str) -> QuerySet[Worker]:
    """Return those of ``reach`` who are found by what somebody typed, by name; nothing typed finds nobody.

    A number of six digits or more is an identity number or a phone, whole. Letters are the sounds of a name or their
    first letters, from the beginning. Anything else are letters of the name, or of the employer.
    """
    typed = compatible(text).strip()
    plain = typed.replace(" ", "").replace("-", "").upper().removeprefix("+86")
    found = reach.none()
    if NUMBER.fullmatch(plain):
        found = reach.filter(pk__in=known_by(plain))
    elif plain.isascii() and plain.isalnum():
        found = reach.filter(
            having(beginning_with(plain.lower()) & Q(kind__in=(SOUNDS, INITIALS)), among=counted_up_to(MANY, reach))
        )
    elif parts := list(pieces(typed)):
        found = reach.filter(lettered(typed, parts, among=counted_up_to(MANY, reach)))
    elif plain:
        found = reach.filter(name=typed)
    return found.order_by("name", "pk")


def known_by(number: str) -> list[int]:
    """Return who has a number as identity number or phone: found by the keyed indexes, one question each."""
    everybody = Worker.everywhere.order_by("pk")
    by_number = everybody.filter(id_index=blind_index("id", number)).values_list("pk", flat=True)
    return [*by_number, *everybody.filter(phone_index=blind_index("phone", number)).values_list("pk", flat=True)]


def counted_up_to(most: int, rows: QuerySet[Any]) -> int:
    """Return how many ``rows`` there are, or ``most`` and one more: no more of them are looked at."""
    return rows.order_by().values("pk")[: most + 1].count()


def lettered(typed: str, parts: list[str], *, among: int) -> Q:
    """Return the condition that the letters ``typed`` stand in a name, or in an employer."""
    if len(parts) == 1:
        return having(Q(kind__in=(NAME, EMPLOYER), term=parts[0]), among=among)
    ends = dict.fromkeys((parts[0], parts[-1]))
    named, employed = ([having(Q(kind=kind, term=part), among=among) for part in ends] for kind in (NAME, EMPLOYER))
    if among <= FEW and all(len(part) > 1 for part in ends):
        named = []  # who has the letters has their ends: of so few each is looked at anyway
    return Q(*named, name__contains=typed) | Q(*employed, employer__contains=typed)


def having(wanted: Q, *, among: int) -> Q:
    """Return the condition that a worker has a term, ``among`` so many in reach.

    Where few are in reach each of them is asked; where many are, the terms are looked up first. In between the shorter
    list is walked.
    """
    terms = WorkerTerm.objects.filter(wanted)
    few = among <= FEW or (among <= MANY and counted_up_to(among, terms) > among)
    return Q(Exists(terms.filter(worker=OuterRef("pk")))) if few else Q(pk__in=terms.values("worker"))
