"""The one place that looks at the clock. Everything else is told the time."""

from __future__ import annotations

import os
from datetime import date, datetime, time

from django.utils import timezone


def now() -> datetime:
    """Return this moment, aware; in a demonstration, this hour of the day that the demonstration plays on."""
    moment = timezone.now()
    played = demonstration_day()
    if played is None:
        return moment
    here = timezone.localtime(moment)
    return datetime.combine(played, time(here.hour, here.minute, here.second, here.microsecond), tzinfo=here.tzinfo)


def server_time() -> datetime:
    """Return this moment as the server's clock has it, in a demonstration too: codes that change by the half minute."""
    return timezone.now()


def today() -> date:
    """Return this day in the place of the site."""
    return timezone.localdate(now())


def demonstration_day() -> date | None:
    """Return the day that ``NIANGJIA_DEMO_DAY`` names, if this is a demonstration. Production refuses to start so."""
    written = os.environ.get("NIANGJIA_DEMO_DAY", "")
    return date.fromisoformat(written) if written else None
