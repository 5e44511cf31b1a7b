"""The paper desk: papers in a household's file, each look at one, and the codes by which a household sees its matters.

A code is shown once, to whom it is for; what is kept of it is a keyed index. It has fourteen letters of 23, none of
which is taken for another: more than sixty bits.
"""

from __future__ import annotations

import json
import re
import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import F

from niangjia.casework import trail
from niangjia.casework.families import one_with
from niangjia.records.papers.models import Attempt, LookupCode, Paper
from niangjia.records.people.models import Household
from niangjia.records.sealing import blind_index, seal, seal_bytes, unseal, unseal_bytes
from niangjia.records.unions.models import Account
from niangjia.values.errors import NiangjiaError

LETTERS = "3479ACDEFGHJKMNPQRTVWXY"
GROUPS = (4, 5, 5)


class TooManyTries(NiangjiaError):
    """Something secret was tried too often."""

    code = "too_many_tries"


def fresh_code() -> str:
    """Return a new code as people read and type it: ``7KDM-XR4TH-9WVCA``."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(size)) for size in GROUPS)


def plain_code(text: str) -> str:
    """Return a code as it is compared, however it was typed.

    >>> plain_code(" 7kdm ｘr4th—9wvca ")
    '7KDMXR4TH9WVCA'
    """
    return re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", text).upper())


def index_of(code: str, *, kind: str) -> str:
    """Return the keyed index under which a code of a ``kind`` is kept."""
    return blind_index(kind, plain_code(code))


def code_for(household: Household, *, proved: bool = True, by: Account | None, at: datetime) -> str:
    """Give a household a code with which it sees how its matters stand, and return it: it is not kept in the clear.

    Codes given before go on working. ``proved`` is false for somebody who has not shown that they are of it.
    """
    code = fresh_code()
    with transaction.atomic():
        kept = LookupCode.everywhere.create(
            owner_union_id=household.owner_union_id,
            household=household,
            index=index_of(code, kind="lookup"),
            proved=proved,
            issued_at=at,
            issued_by=by,
        )
        trail.record(by, "issue_code", kept, at=at, proved=proved)
    return code


def prove_codes(household: Household, *, by: Account, at: datetime) -> int:
    """Write that whoever holds the codes of a household was seen to be of it; return how many that opens."""
    with transaction.atomic():
        opened = LookupCode.everywhere.filter(household=household, proved=False).update(proved=True)
        trail.record(by, "prove_codes", household, at=at, codes=opened)
    return opened


def lookup(code: str) -> LookupCode | None:
    """Return what a code opens, if it is one."""
    return (
        LookupCode.everywhere.filter(index=index_of(code, kind="lookup"))
        .select_related("household__merged_into", "household__owner_union")
        .first()
    )


def lookup_numbered(pk: object) -> LookupCode | None:
    """Return what a session remembers that a code has opened."""
    if not isinstance(pk, int):
        return None
    return LookupCode.everywhere.select_related("household__owner_union").filter(pk=pk).first()


def count_try(what: str, *, most: int, minutes: int, at: datetime) -> None:
    """Count that something secret is tried on ``what``; it is kept only as a keyed index.

    Units:  ``most`` tries within ``minutes``; then it rests until they are over.
    Errors: ``TooManyTries``; that it came to this leaves an event.
    """
    key = blind_index("try", what)
    with transaction.atomic():
        Attempt.objects.get_or_create(key=key, defaults={"since": at})
        Attempt.objects.filter(key=key, since__lte=at - timedelta(minutes=minutes)).update(count=0, since=at)
        counted = Attempt.objects.filter(key=key, count__lt=most).update(count=F("count") + 1)
        if not counted:
            trail.record(None, "too_many_tries", None, at=at, most=most)
    if not counted:
        raise TooManyTries(f"试得太多了，请过 {minutes} 分钟再来；急的话请打 12351")


def keep_paper(
    household: Household,
    *,
    kind: str,
    period: str,
    told: Mapping[str, Any] | None = None,
    content: bytes | None = None,
    name: str = "",
    media_type: str = "",
    by: Account | None,
    at: datetime,
) -> Paper:
    """Put a paper into the file of ``household``: what it says (``told``), its bytes (``content``), or both.

    ``kind`` is a key of a charter's ``papers``. The same paper twice is one.
    """
    text = json.dumps(told or {}, ensure_ascii=False, sort_keys=True)
    print_of_paper = sha256(text.encode() + b"\0" + (content or b"")).hexdigest()
    with transaction.atomic():
        known = Paper.everywhere.filter(
            household=household, period=period, kind=kind, sha256=print_of_paper, withdrawn_at__isnull=True
        ).first()
        if known is not None:
            return known
        paper = Paper(
            household=household,
            owner_union_id=household.owner_union_id,
            period=period,
            kind=kind,
            name=name,
            media_type=media_type,
            sha256=print_of_paper,
            received_by=by,
            received_at=at,
        )
        if told is not None:
            seal(paper, "told", text)
        if content is not None:
            seal_bytes(paper, "content", content)
        paper.save()
        trail.record(by, "keep_paper", paper, at=at, kind=kind)
    return paper


def papers_of(household_ids: Iterable[int], *, period: str = "") -> list[Paper]:
    """Return the papers in the file of a household that were not withdrawn, oldest first, their content left sealed."""
    found = Paper.everywhere.filter(household_id__in=set(household_ids), withdrawn_at__isnull=True)
    if period:
        found = found.filter(period=period)
    return list(found.select_related("received_by").defer("content", "told").order_by("id"))


def withdraw_papers(
    household: Household, *, period: str, kinds: Iterable[str], by: Account | None, at: datetime
) -> int:
    """Take papers out of what counts, because the household takes back what it said; return how many.

    They are taken under whichever filing of the household they lie.
    """
    with transaction.atomic():
        taken = Paper.everywhere.filter(
            household__in=one_with(household), period=period, kind__in=tuple(kinds), withdrawn_at__isnull=True
        ).update(withdrawn_at=at)
        trail.record(by, "withdraw_papers", household, at=at, papers=taken)
    return taken


def content_of(paper: Paper, *, by: Account, at: datetime) -> bytes:
    """Return the file of ``paper``; that it was looked at, and by whom, is written first."""
    with transaction.atomic():
        trail.record(by, "look_at_paper", paper, at=at, kind=paper.kind)
    if paper.content is None:
        return (unseal(paper, "told") or "").encode()
    return unseal_bytes(paper, "content")
