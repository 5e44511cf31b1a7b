"""The joining desk: a worker becomes known, once however many unions meet him, and becomes a member of one of them."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from niangjia.casework import trail
from niangjia.casework.queries.belonging import open_membership
from niangjia.casework.queries.joinings import goes_on_as
from niangjia.casework.search import index_workers
from niangjia.records.people.models import Membership, Worker
from niangjia.records.sealing import blind_index, seal
from niangjia.records.unions.models import Account, Union
from niangjia.values.errors import NiangjiaError
from niangjia.values.identifiers import IdFlaw, identity
from niangjia.values.names import initials_of, pinyin_of
from niangjia.values.text import compatible

WHAT_IS_WRONG: dict[IdFlaw, str] = {
    "id_length": "证件号的位数不对；居民身份证是 18 位，请对着证件再看一遍",
    "bad_check_digit": "身份证号最后一位和前面对不上，多半是有一位写错了；请对着证件再看一遍",
    "id_bad_date": "身份证号里的出生日期不对；请看第 7 到 14 位",
    "id_letters": "证件号里有不该有的字母；身份证号只有最后一位可以是 X",
    "id_digits_lost": "证件号被表格改成了科学计数，后面几位丢了；请把这一格改成文本，再写一遍",
}

OTHER_NAME = "这个证件号在别处登记的是另一个姓名；请核对证件，再由工会干部看一看是不是同一个人"


class NumberNotSound(NiangjiaError):
    """An identity number that cannot be one."""

    code = "number_not_sound"


class AnotherName(NiangjiaError):
    """The number is known, under another name: a person looks at both."""

    code = "another_name"


class AlreadyMember(NiangjiaError):
    """The one who asks, or is to be admitted anew, is a member of this union."""

    code = "already_member"


class MemberElsewhere(NiangjiaError):
    """The worker belongs to another union now; nobody is counted in two."""

    code = "member_elsewhere"


class UnionClosed(NiangjiaError):
    """The union was closed, and no other goes on for it."""

    code = "union_closed"


def number_index(number: str) -> str:
    """Return the index by which an identity number is found; nothing for none."""
    return blind_index("id", number) if number else ""


def phone_index(phone: str) -> str:
    """Return the index by which a phone number is found; nothing for none.

    >>> phone_index("")
    ''
    """
    plain = compatible(phone).removeprefix("+86").replace("-", "")
    return blind_index("phone", plain) if plain else ""


def known_by_number(number: str) -> Worker | None:
    """Return the worker with this identity number, as whom he goes on today."""
    index = number_index(number)
    return Worker.everywhere.filter(id_index=index, merged_into__isnull=True).first() if index else None


def gone_on(worker: Worker) -> Worker:
    """Return the row as which ``worker`` goes on, after whatever merges."""
    while worker.merged_into is not None:
        worker = worker.merged_into
    return worker


def know_worker(
    union: Union,
    *,
    name: str,
    id_number: str = "",
    id_kind: str = "",
    phone: str = "",
    group: str = "",
    employer: str = "",
    occupation: str = "",
    address: str = "",
    by: Account | None,
    at: datetime,
) -> Worker:
    """Return the worker that somebody told of, kept if he was not known; what was not known of him is filled in.

    He is found by his number in any union; without one, by name and phone in ``union`` alone and in the one that it
    goes on as, which keeps whom nobody knew. What is known already is never written over. ``group`` is a key of the
    charter.

    Errors: ``NumberNotSound`` for a number that cannot be one; ``AnotherName`` when it is known under another name.
    """
    told = identity(id_number, on=timezone.localdate(at)) if id_number.strip() else None
    if told is not None and told.flaw is not None:
        raise NumberNotSound(WHAT_IS_WRONG[told.flaw])
    number = "" if told is None else told.number
    words = {
        "id_kind": id_kind or ("" if told is None else told.kind or ""),
        "group": group,
        "employer": employer[:120],
        "occupation": occupation[:60],
    }
    sealed = {"id_number": number, "phone": compatible(phone), "address": address.strip()}
    with transaction.atomic():
        worker = found_worker(union, name=name, number=number, phone=phone)
        if worker is None:
            try:
                with transaction.atomic():
                    return new_worker(union, name=name, words=words, sealed=sealed, by=by, at=at)
            except IntegrityError:
                worker = found_worker(union, name=name, number=number, phone=phone)
                if worker is None:
                    raise
        if worker.name != name:
            raise AnotherName(OTHER_NAME)
        fill_in(worker, words=words, sealed=sealed)
        trail.record(by, "know_worker", worker, at=at)
    return worker


def found_worker(union: Union, *, name: str, number: str, phone: str) -> Worker | None:
    """Return the worker with this number; else whom ``union``, as it goes on, knows by name, phone and no other."""
    known = known_by_number(number)
    index = phone_index(phone)
    if known is not None or not index:
        return known
    near = {union.pk, goes_on_as(union).pk}
    alike = Worker.everywhere.filter(owner_union__in=near, name=name, phone_index=index, merged_into__isnull=True)
    return (alike.filter(id_index="") if number else alike).order_by("id").first()


def new_worker(
    union: Union, *, name: str, words: dict[str, str], sealed: dict[str, str], by: Account | None, at: datetime
) -> Worker:
    """Keep a worker whom nobody knew."""
    worker = Worker(
        owner_union=goes_on_as(union),
        name=name[:60],
        pinyin=pinyin_of(name)[:120],
        initials=initials_of(name)[:30],
        id_index=number_index(sealed["id_number"]),
        phone_index=phone_index(sealed["phone"]),
        known_at=at,
        **words,
    )
    for field, text in sealed.items():
        seal(worker, field, text or None)
    worker.save()
    index_workers([worker])
    trail.record(by, "know_worker", worker, at=at, group=worker.group)
    return worker


def fill_in(worker: Worker, *, words: dict[str, str], sealed: dict[str, str]) -> None:
    """Write what was not known of ``worker``; what is known stays."""
    fresh = [field for field, text in words.items() if text and not getattr(worker, field)]
    for field in fresh:
        setattr(worker, field, words[field])
    for field, text in sealed.items():
        if text and getattr(worker, field) is None:
            seal(worker, field, text)
            fresh.append(field)
    if "id_number" in fresh:
        worker.id_index = number_index(sealed["id_number"])
    if "phone" in fresh:
        worker.phone_index = phone_index(sealed["phone"])
    if fresh:
        worker.save(update_fields=[*fresh, "id_index", "phone_index"])
    if "employer" in fresh:
        index_workers([worker])


def admit(
    worker: Worker,
    *,
    union: Union,
    begins_as: str = "joined",
    on: date,
    anew: bool = False,
    by: Account | None,
    at: datetime,
) -> Membership:
    """Make ``worker`` a member of ``union`` from the day ``on``; one who is a member there already stays as he is.

    A union that was merged or dissolved admits nobody: the one that it goes on as does. ``begins_as`` is a key of the
    charter.

    Errors: ``MemberElsewhere`` when he belongs to another union: then he transfers; ``UnionClosed`` where none goes on;
    ``AlreadyMember`` when the membership must begin ``anew`` and he is one there.
    """
    person, home = gone_on(worker), goes_on_as(union)
    if home.dissolved_on is not None and home.dissolved_on <= on:
        raise UnionClosed(f"{home.name}已经撤销，不能再办入会；请到住处或者单位附近的工会办，一样快")
    with transaction.atomic():
        there = open_membership(person)
        if there is None:
            try:
                with transaction.atomic():
                    there = Membership.everywhere.create(
                        worker=person, owner_union=home, from_on=on, begins_as=begins_as
                    )
                    Worker.everywhere.filter(pk=person.pk).update(owner_union=home)
                    trail.record(by, "admit_member", there, at=at, begins_as=begins_as)
                    return there
            except IntegrityError:
                there = open_membership(person)
                if there is None:
                    raise
        if there.owner_union_id != home.pk:
            raise MemberElsewhere("这位职工已经是另一家工会的会员；换工会请办转会，会籍和福利跟着人走")
        if anew:
            raise AlreadyMember("这位职工已经是这家工会的会员，不用再入会。来申请的不一定是本人，请和本人核实后再答复")
    return there
