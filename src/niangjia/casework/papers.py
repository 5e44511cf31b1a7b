"""The paper desk: what lies in a household's file, sealed, each paper once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from niangjia.casework import trail
from niangjia.records.papers.models import Paper
from niangjia.records.people.models import Household
from niangjia.records.sealing import seal, seal_bytes
from niangjia.records.unions.models import Account


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
