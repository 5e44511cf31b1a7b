"""Errors that read as sentences and carry a stable code."""

from __future__ import annotations

from typing import ClassVar


class NiangjiaError(Exception):
    """Something the house refuses to do, said so that a person can mend it.

    ``str(error)`` is a Chinese sentence: what is wrong, where, and how to mend it. ``code`` never changes.

    >>> NiangjiaError("这份文件打不开，请重新保存后再传").code
    'niangjia_error'
    """

    code: ClassVar[str] = "niangjia_error"


class NegativeAmount(NiangjiaError):
    """An amount below zero where only zero or more makes sense."""

    code = "negative_amount"


class NotAQuarter(NiangjiaError):
    """A text that does not name a quarter."""

    code = "not_a_quarter"
