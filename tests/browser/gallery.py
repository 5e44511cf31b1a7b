"""Every page of the first window with sample contexts: full, empty and in trouble."""

from __future__ import annotations

from tests.browser.gallery_desk import desk_pages
from tests.browser.gallery_help import help_pages
from tests.browser.gallery_letterhead import Context
from tests.browser.gallery_opening import opening_pages
from tests.browser.gallery_policy import policy_pages
from tests.browser.gallery_quarter import quarter_pages, return_pages, sending_pages
from tests.browser.gallery_report import report_pages
from tests.browser.gallery_verdict import verdict_pages


def pages() -> dict[str, tuple[str, Context]]:
    """Return every page of the gallery: its name, template and context."""
    return {
        **verdict_pages(),
        **quarter_pages(),
        **return_pages(),
        **sending_pages(),
        **opening_pages(),
        **desk_pages(),
        **policy_pages(),
        **report_pages(),
        **help_pages(),
    }
