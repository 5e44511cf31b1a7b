"""What every page knows of its reader: the mode, the language, where they are."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

MODE_COOKIE = "mode"
CARE = "care"


@dataclass(frozen=True, slots=True)
class Page:
    """The dress of a page.

    ``care`` is 长辈版; ``other_language`` is the code and name of the language one may switch to; ``here`` is where to
    come back to after a switch.
    """

    care: bool
    lang: str
    other_language: str
    other_language_name: str
    here: str


def page(request: HttpRequest) -> dict[str, object]:
    """Return ``page`` for the base template.

    The base also reads, when a view gives them: ``nav`` (``[{"label", "url", "current"}]``), ``account``
    (``{"name", "role"}``) and ``brand`` (the union's name).
    """
    language = get_language() or settings.LANGUAGE_CODE
    other = next(code for code, _name in settings.LANGUAGES if code != language)
    return {
        "page": Page(
            care=request.COOKIES.get(MODE_COOKIE) == CARE,
            lang="zh-CN" if language.startswith("zh") else language,
            other_language=other,
            other_language_name=dict(settings.LANGUAGES)[other],
            here=request.get_full_path() if request.method in {"GET", "HEAD"} else request.path,
        )
    }
