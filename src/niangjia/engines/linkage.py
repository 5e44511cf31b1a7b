"""Filings of one household found together, and people who only look alike kept apart. It proposes; a person decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from niangjia.values.identifiers import same_person_number

BIRTH_PART = 14
COMPOUND_SURNAMES = frozenset(
    {
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "司徒",
        "夏侯",
        "长孙",
        "宇文",
        "端木",
        "南宫",
        "轩辕",
    }
)


@dataclass(frozen=True, slots=True)
class Filing:
    """One household's row in one return, as far as linking needs it.

    ``id_number`` is blank when the number cannot be trusted; then ``phone``, with the name, is what is left to know the
    worker by. ``members`` are the numbers of the others listed with the
    worker; ``spouses`` those of them listed as husband or wife. ``stated`` are the figures that filings of one
    household share.
    """

    key: str
    source: str
    name: str
    id_number: str = ""
    birth: date | None = None
    members: frozenset[str] = frozenset()
    spouses: frozenset[str] = frozenset()
    stated: Mapping[str, int | str | bool | None] | None = None
    phone: str = ""


def same_household(filings: Sequence[Filing]) -> tuple[tuple[str, ...], ...]:
    """Return the groups of filings that state the same household, by their keys in order; single filings are left out.

    Filings belong together when they have the same worker, when the worker of one is listed in the other, or when
    both list the same husband or wife. Where one number is unreadable, the same name with the same phone will do.
    A shared parent or child alone does not join them: brothers may both list
    their mother.

    >>> wife = Filing("a", "1", "郝云婷", "A", members=frozenset({"B"}))
    >>> husband = Filing("b", "2", "钟春强", "B")
    >>> same_household([wife, husband, Filing("c", "2", "于慧", "C")])
    (('a', 'b'),)
    """
    leader = {filing.key: filing.key for filing in filings}

    def root(key: str) -> str:
        while leader[key] != key:
            key = leader[key]
        return key

    order = {filing.key: position for position, filing in enumerate(filings)}
    workers: dict[str, str] = {}
    for filing in filings:
        if filing.id_number:
            first = workers.setdefault(same_person_number(filing.id_number), filing.key)
            leader[root(filing.key)] = root(first)
    spouses: dict[str, str] = {}
    for filing in filings:
        for number in {same_person_number(member) for member in filing.members} & workers.keys():
            leader[root(filing.key)] = root(workers[number])
        for number in filing.spouses:
            first = spouses.setdefault(same_person_number(number), filing.key)
            leader[root(filing.key)] = root(first)
    for one, other in _known_by_phone(filings):
        leader[root(one)] = root(other)
    groups: dict[str, list[str]] = defaultdict(list)
    for filing in filings:
        groups[root(filing.key)].append(filing.key)
    together = [tuple(sorted(group, key=order.__getitem__)) for group in groups.values() if len(group) > 1]
    return tuple(sorted(together, key=lambda group: order[group[0]]))


def _known_by_phone(filings: Sequence[Filing]) -> list[tuple[str, str]]:
    """Return pairs of filings of one name and phone where at least one number is unreadable."""
    named: dict[tuple[str, str], list[Filing]] = defaultdict(list)
    for filing in filings:
        if filing.name and filing.phone:
            named[(filing.name, filing.phone)].append(filing)
    return [
        (filing.key, other.key)
        for same in named.values()
        for filing in same
        if not filing.id_number
        for other in same
        if other.key != filing.key
    ]


def look_alikes(filings: Sequence[Filing], groups: Iterable[tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    """Return, for each filing, the others that look like it and are not: namesakes, and twins.

    A namesake has the same name and another number. A twin has the same surname and a number that differs only in its
    order (same place, same day of birth).

    >>> one = Filing("a", "1", "于慧", "640397196806252381")
    >>> dict(look_alikes([one, Filing("b", "2", "于慧", "640397199704206281")], ()))
    {'a': ('b',), 'b': ('a',)}
    """
    group_of = {key: position for position, group in enumerate(groups) for key in group}
    alike: dict[str, list[str]] = defaultdict(list)
    buckets: dict[tuple[str, str], list[Filing]] = defaultdict(list)
    for filing in filings:
        if filing.id_number and filing.name:
            buckets[("name", filing.name)].append(filing)
            if len(filing.id_number) == 18 and filing.birth:
                buckets[(surname(filing.name), filing.id_number[:BIRTH_PART])].append(filing)
    for bucket in buckets.values():
        for filing in bucket:
            for other in bucket:
                apart = filing.key not in group_of or group_of[filing.key] != group_of.get(other.key)
                if filing.id_number != other.id_number and apart and other.key not in alike[filing.key]:
                    alike[filing.key].append(other.key)
    order = {filing.key: position for position, filing in enumerate(filings)}
    return {key: tuple(sorted(others, key=order.__getitem__)) for key, others in alike.items() if others}


def surname(name: str) -> str:
    """Return the surname of a Chinese name.

    >>> surname("李文博"), surname("欧阳晓")
    ('李', '欧阳')
    """
    return name[:2] if name[:2] in COMPOUND_SURNAMES else name[:1]


def conflicts(filings: Sequence[Filing], groups: Iterable[tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    """Return, for each filing of a household filed twice, the figures that its filings state differently.

    >>> one, two = (Filing(key, key, "钟春强", "A", stated={"income_fen": fen}) for key, fen in (("a", 1), ("b", 2)))
    >>> dict(conflicts([one, two], [("a", "b")]))
    {'a': ('income_fen',), 'b': ('income_fen',)}
    """
    by_key = {filing.key: filing for filing in filings}
    found: dict[str, tuple[str, ...]] = {}
    for group in groups:
        stated = [by_key[key].stated or {} for key in group]
        figures = sorted({figure for told in stated for figure in told})
        differing = tuple(
            figure for figure in figures if len({told[figure] for told in stated if told.get(figure) is not None}) > 1
        )
        if differing:
            found |= dict.fromkeys(group, differing)
    return found


def repeated(filings: Sequence[Filing]) -> Mapping[str, str]:
    """Return, for each filing whose worker was filed before in the same return, the key of that first filing.

    >>> dict(repeated([Filing("a", "1", "于慧", "A"), Filing("b", "1", "于慧", "A"), Filing("c", "2", "于慧", "A")]))
    {'b': 'a'}
    """
    first: dict[tuple[str, str], str] = {}
    again: dict[str, str] = {}
    for filing in filings:
        if filing.id_number:
            earlier = first.setdefault((filing.source, same_person_number(filing.id_number)), filing.key)
            if earlier != filing.key:
                again[filing.key] = earlier
    return again
