"""The desk of drafts: a declaration is begun, saved page by page, taken up elsewhere, and forgotten after its days."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from niangjia.casework import trail
from niangjia.casework.papers import fresh_code, index_of
from niangjia.records.papers.models import Draft, DraftPaper
from niangjia.records.sealing import seal, seal_bytes, unseal
from niangjia.records.unions.models import Account, Union
from niangjia.values.errors import NiangjiaError

NOTHING: dict[str, Any] = {"written": {}, "members": [], "pages": [], "filled": {}, "proved": None, "carried": {}}
"""A draft's answers before anything is written: by field, the others of the household, which pages were saved,
which answers were filled in for her and where from, of which household she has shown to be, what the test told."""


class DraftGone(NiangjiaError):
    """A draft that was filed, thrown away or forgotten, or is being written on another phone at this moment."""

    code = "draft_gone"


class PapersFull(NiangjiaError):
    """More papers than a declaration may have."""

    code = "papers_full"


def open_draft(*, answers: Mapping[str, Any], proxy: Account | None = None, expires_on: date, at: datetime) -> Draft:
    """Begin a declaration; with a ``proxy`` it is written on behalf of somebody."""
    draft = Draft(proxy=proxy, opened_at=at, saved_at=at, expires_on=expires_on)
    seal(draft, "answers", json.dumps({**NOTHING, **answers}, ensure_ascii=False))
    with transaction.atomic():
        draft.save()
        trail.record(proxy, "open_draft", draft, at=at)
    return draft


def draft_known(uid: object, *, on: date) -> Draft | None:
    """Return the draft that a session remembers, unless its days are over."""
    if not isinstance(uid, str) or not uid:
        return None
    return Draft.objects.select_related("union", "proxy").filter(uid=uid, expires_on__gte=on).first()


def draft_of(code: str, *, on: date) -> Draft | None:
    """Return the open draft that a code (续填码) names."""
    found = Draft.objects.select_related("union", "proxy").filter(code_index=index_of(code, kind="resume"))
    return found.filter(state="open", expires_on__gte=on).first()


def answers_of(draft: Draft) -> dict[str, Any]:
    """Return what a draft says; nothing once it was filed."""
    told: dict[str, Any] = json.loads(unseal(draft, "answers") or "{}")
    return {**NOTHING, **told}


def save_answers(
    draft: Draft,
    change: Callable[[dict[str, Any]], None],
    *,
    page: str,
    union: Union | None = None,
    by: Account | None = None,
    at: datetime,
) -> dict[str, Any]:
    """Let ``change`` work on the newest answers of ``draft`` and save them; two pages at once both stay.

    Errors: ``DraftGone`` when it is not open any more, or was saved from elsewhere in the same moment.
    """
    with transaction.atomic():
        newest = Draft.objects.filter(pk=draft.pk, state="open").first()
        if newest is None:
            raise DraftGone("这份申报已经提交或删掉了；请刷新页面看最新情况")
        answers = answers_of(newest)
        change(answers)
        if page not in answers["pages"]:
            answers["pages"] = [*answers["pages"], page]
        seal(newest, "answers", json.dumps(answers, ensure_ascii=False))
        saved = Draft.objects.filter(pk=draft.pk, state="open", version=newest.version).update(
            answers=newest.answers,
            version=F("version") + 1,
            saved_at=at,
            union=union if union is not None else newest.union_id,
        )
        if not saved:
            raise DraftGone("这份申报正在另一台手机上保存；请再按一次保存")
        trail.record(by, "save_draft", draft, at=at, page=page)
    draft.refresh_from_db()
    return answers


def issue_resume_code(draft: Draft, *, by: Account | None = None, at: datetime) -> str:
    """Give a draft a new code with which it goes on elsewhere, and return it: the one before is void."""
    code = fresh_code()
    with transaction.atomic():
        changed = Draft.objects.filter(pk=draft.pk, state="open").update(code_index=index_of(code, kind="resume"))
        if not changed:
            raise DraftGone("这份申报已经提交或删掉了；请刷新页面看最新情况")
        trail.record(by, "issue_resume_code", draft, at=at)
    draft.refresh_from_db()
    return code


def add_draft_paper(
    draft: Draft,
    *,
    kind: str,
    name: str,
    media_type: str,
    content: bytes,
    most: int,
    by: Account | None = None,
    at: datetime,
) -> DraftPaper:
    """Put a paper to a draft, sealed; the same one twice is one.

    Errors: ``PapersFull`` when it has ``most`` already; ``DraftGone`` when it is not open any more.
    """
    paper = DraftPaper(
        draft=draft,
        kind=kind,
        name=name[:200],
        media_type=media_type,
        size=len(content),
        sha256=sha256(content).hexdigest(),
        received_at=at,
    )
    seal_bytes(paper, "content", content)
    try:
        with transaction.atomic():
            claimed = Draft.objects.filter(pk=draft.pk, state="open").update(version=F("version") + 1, saved_at=at)
            if not claimed:
                raise DraftGone("这份申报已经提交或删掉了；请刷新页面看最新情况")
            if DraftPaper.objects.filter(draft=draft).count() >= most:
                raise PapersFull(f"最多放 {most} 份材料；请先删掉不要的")
            paper.save()
            trail.record(by, "add_draft_paper", draft, at=at, kind=kind, bytes=len(content))
    except IntegrityError:
        return DraftPaper.objects.get(draft=draft, kind=kind, sha256=paper.sha256)
    draft.refresh_from_db()
    return paper


def remove_draft_paper(draft: Draft, *, paper_id: int, by: Account | None = None, at: datetime) -> bool:
    """Take a paper out of a draft; return whether there was one."""
    with transaction.atomic():
        removed, _kinds = DraftPaper.objects.filter(pk=paper_id, draft=draft, draft__state="open").delete()
        trail.record(by, "remove_draft_paper", draft, at=at, papers=removed)
    return bool(removed)


def papers_in(draft: Draft) -> list[DraftPaper]:
    """Return the papers of a draft, oldest first, their content left sealed."""
    return list(DraftPaper.objects.filter(draft=draft).defer("content").order_by("id"))


def agree_to_proxy(draft: Draft, *, at: datetime) -> None:
    """Write that the one whom a draft is for agrees that somebody else declares for her.

    Errors: ``DraftGone`` when it is not open any more, or nobody else is writing it.
    """
    with transaction.atomic():
        agreed = Draft.objects.filter(pk=draft.pk, state="open", proxy__isnull=False).update(agreed_at=at)
        if not agreed:
            raise DraftGone("这份申报已经提交或删掉了；请刷新页面看最新情况")
        trail.record(None, "agree_to_proxy", draft, at=at)
    draft.refresh_from_db()


def throw_away(draft: Draft, *, by: Account | None = None, at: datetime) -> None:
    """Delete a draft that is not wanted any more, with its papers."""
    with transaction.atomic():
        trail.record(by, "throw_away_draft", draft, at=at)
        Draft.objects.filter(pk=draft.pk, state="open").delete()


def forget_expired(*, on: date, at: datetime) -> int:
    """Delete every draft whose days are over, with its papers; return how many. It may run as often as one likes."""
    with transaction.atomic():
        over = Draft.objects.filter(expires_on__lt=on)
        number = over.count()
        over.delete()
        if number:
            trail.record(None, "forget_drafts", None, at=at, drafts=number)
    return number
