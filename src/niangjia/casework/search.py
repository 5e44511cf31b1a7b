"""Finding a worker: by name, by its sounds or their first letters, by two letters of name or employer, by a number.

What can be found by text stands in a table of terms of its own, asked with equality or a range, so that it is as fast
and answers the same on SQLite and PostgreSQL. Numbers are found by their keyed index alone. Who may find whom is
always asked of the worker's own row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from django.db import transaction
from django.db.models import Q, QuerySet
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


def pieces(text: str) -> Iterator[str]:
    """Yield every two letters that stand together in the Chinese of ``text``; one that stands alone is a piece itself.

    >>> list(pieces("欧阳修")), list(pieces("李")), list(pieces("顺丰 SF 速运"))
    (['欧阳', '阳修'], ['李'], ['顺丰', '速运'])
    """
    for run in CHINESE.findall(text):
        yield from ("".join(pair) for pair in pairwise(run)) if len(run) > 1 else (run,)


def sounds_of(name: str) -> set[str]:
    """Return the ways in which a name may be typed: a first letter that is read in two ways gives two.

    >>> sorted(sounds_of("单小红"))
    ['chanxiaohong', 'danxiaohong', 'shanxiaohong']
    """
    first = pinyin(name[:1], style=Style.NORMAL, heteronym=True)
    rest = pinyin_of(name[1:])
    return {pinyin_of(name), *(f"{sound}{rest}" for [*ways] in first for sound in ways if sound.isascii())} - {""}


def initials(name: str) -> set[str]:
    """Return the first letters by which a name may be typed.

    >>> sorted(initials("单小红"))
    ['cxh', 'dxh', 'sxh']
    """
    if not CHINESE.match(name):
        return {initials_of(name)} - {""}
    rest = initials_of(name[1:])
    first = pinyin(name[:1], style=Style.NORMAL, heteronym=True)
    return {initials_of(name), *(f"{sound[:1]}{rest}" for [*ways] in first for sound in ways if sound.isascii())}


def terms_of(worker: Worker) -> set[tuple[str, str]]:
    """Return the terms by which ``worker`` is found, each with its kind."""
    name = worker.name
    family = {name[:1]} | ({name[:2]} if name[:2] in COMPOUND_SURNAMES else set())
    found = {(NAME, piece) for piece in {*pieces(name), *family}}
    found |= {(SOUNDS, sound[:LONGEST]) for sound in sounds_of(name)}
    found |= {(INITIALS, letters[:LONGEST]) for letters in initials(name)}
    return found | {(EMPLOYER, piece) for piece in pieces(OF_A_COMPANY.sub(" ", worker.employer))}


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


def found_by(text: str) -> Q:
    """Return the condition that a worker is found by what somebody typed; nothing typed finds nobody.

    A number of six digits or more is an identity number or a phone, whole. Letters are the sounds of a name or their
    first letters, from the beginning. Anything else are letters of the name, or of the employer.
    """
    typed = compatible(text).strip()
    plain = typed.replace(" ", "").replace("-", "").upper().removeprefix("+86")
    if not plain:
        return Q(pk__in=[])
    if NUMBER.fullmatch(plain):
        return Q(id_index=blind_index("id", plain)) | Q(phone_index=blind_index("phone", plain))
    if plain.isascii() and plain.isalnum():
        wanted = beginning_with(plain.lower()) & Q(kind__in=(SOUNDS, INITIALS))
        return Q(pk__in=WorkerTerm.objects.filter(wanted).values("worker"))
    parts = list(pieces(typed))
    if not parts:
        return Q(name=typed)
    named, employed = (Q(*(having(kind, part) for part in parts)) for kind in (NAME, EMPLOYER))
    if len(parts) == 1:
        return Q(pk__in=WorkerTerm.objects.filter(kind__in=(NAME, EMPLOYER), term=parts[0]).values("worker"))
    return (named & Q(name__contains=typed)) | (employed & Q(employer__contains=typed))


def having(kind: str, part: str) -> Q:
    """Return the condition that a worker has one term."""
    return Q(pk__in=WorkerTerm.objects.filter(kind=kind, term=part).values("worker"))


def search(reach: QuerySet[Worker], text: str) -> QuerySet[Worker]:
    """Return those of ``reach`` who are found by ``text``, by name; each human once."""
    return reach.filter(found_by(text)).order_by("name", "pk")
