"""What a phone sends, read once: never more than it says, and nothing believed that cannot be read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from niangjia.casework.offline import BadSubmission, Sent

MOST_OWN = 50
UNREADABLE = "这一份送来的内容读不懂；请别清掉手机上的，联系派任务的工会"


def told_in(body: bytes) -> dict[str, Any]:
    """Return the JSON object in a body.

    Errors: ``BadSubmission`` when it is none.
    """
    try:
        told = json.loads(body)
    except ValueError as error:
        raise BadSubmission(UNREADABLE) from error
    if not isinstance(told, dict):
        raise BadSubmission(UNREADABLE)
    return told


def sent_from(told: Mapping[str, Any]) -> Sent:
    """Return one finished piece of work as it was told.

    Errors: ``BadSubmission`` when a part is missing or of another kind.
    """
    content, base = told.get("content"), told.get("base")
    if not isinstance(content, dict) or not isinstance(base, int) or isinstance(base, bool) or base < 0:
        raise BadSubmission(UNREADABLE)
    try:
        return Sent(
            kind=str(told["kind"]),
            uid=UUID(str(told["uid"])),
            subject=UUID(str(told["subject"])),
            base=base,
            content=content,
            own=tuple(str(one) for one in list(told.get("own") or [])[:MOST_OWN]),
            told_at=hour_told(told.get("made_at")),
            photo=str(told.get("photo") or ""),
            signature=str(told.get("signature") or ""),
        )
    except (KeyError, ValueError, TypeError) as error:
        raise BadSubmission(UNREADABLE) from error


def hour_told(text: object) -> datetime | None:
    """Return the hour by the phone's own clock; what is none tells nothing.

    >>> hour_told("2026-10-13T09:30:00+08:00").hour, hour_told("soon")
    (9, None)
    """
    try:
        read = parse_datetime(str(text or ""))
    except ValueError:
        return None
    return read if read is not None and read.tzinfo is not None else None


class ChoiceForm(forms.Form):
    """What becomes of a piece that waited."""

    choice = forms.ChoiceField(
        label=_("怎么定"),
        widget=forms.RadioSelect,
        choices=(),
        error_messages={"required": _("请选怎么定")},
    )

    def __init__(self, *args: Any, may_replace: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = [("count", _("计入送来的这一份")), ("aside", _("不计入，原来的不变"))]
        if may_replace:
            options = [
                ("replace", _("计入送来的这一份，原来的不算")),
                ("count", _("两份都计入，是这一户的两个人")),
                ("aside", _("不计入，原来的不变")),
            ]
        field = self.fields["choice"]
        if isinstance(field, forms.ChoiceField):
            field.choices = options
