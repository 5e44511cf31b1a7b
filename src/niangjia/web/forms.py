"""How every form of the house is drawn: the label above, the hint under it, the error before the field.

A field may carry, besides Django's own: ``unit`` (写在框后), ``prefilled`` (where the answer came from), ``why`` (what
it is asked for). Set them with ``dressed``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from django import forms
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest, QueryDict

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_DIGITS = 18


def row_number(text: str | None) -> int:
    """Return the number by which a form or an address names a row; what is no number names none, and is 0.

    >>> row_number("12"), row_number("²"), row_number(None), row_number("9" * 40)
    (12, 0, 0, 0)
    """
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else 0


def uid_in(text: str) -> UUID:
    """Return the number that a piece of work was given where it was written; what is none gets a fresh one.

    >>> uid_in("5f2b3c1e-0000-4000-8000-000000000001").version
    4
    """
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent with a form, also when it is empty; ``None`` when the page is only looked at."""
    return request.POST if request.method == "POST" else None


class HouseRenderer(DjangoTemplates):
    """Draw forms with the templates of the kit."""

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"


class NumberAsWritten(forms.TextInput):
    """A field for a number that gives back what was written, so that “一万二左右” can be answered and not vanish."""

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "class": "w-m", **(attrs or {})})


class AskedField(forms.CharField):
    """A line that some answers leave empty, and of which nobody is told beforehand that it need not be filled."""

    asked = True


def dressed(
    field: forms.Field, *, unit: StrOrPromise = "", prefilled: StrOrPromise = "", why: StrOrPromise = ""
) -> forms.Field:
    """Return ``field`` with its unit, where its answer came from, and what it is asked for.

    >>> vars(dressed(forms.CharField(), unit="元"))["unit"]
    '元'
    """
    for name, words in {"unit": unit, "prefilled": prefilled, "why": why}.items():
        setattr(field, name, words)
    return field
