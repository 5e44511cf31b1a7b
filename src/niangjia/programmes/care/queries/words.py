"""The words of this window's keys, as its charter and its presets say them."""

from __future__ import annotations

from django.utils.translation import gettext_noop

from niangjia import catalogue
from niangjia.programmes.care.programme import CHARTER, PRESETS, PROGRAMME

KINDS = CHARTER["provisions"]["kinds"]
UNITS = (gettext_noop("件"), gettext_noop("次"), gettext_noop("个"), gettext_noop("人"))
"""What the shipped services are counted in."""
HEARD_BY = {"phone": "电话", "video": "短视频", "grid": "网格员", "visit": "走访", "other": "其他"}
STATUS = {"granted": "approved", "reserved": "approved"}
"""The status of a case whose state is not one itself."""


def purpose_label(key: str) -> str:
    """Return the word for a purpose of money, of whichever window."""
    return next((one.benefits[key] for one in catalogue.programmes() if key in one.benefits), key)


def tier_label(key: str) -> str:
    """Return the word for a standing."""
    return str(PROGRAMME.tiers.get(key, key))


def paper_label(key: str) -> str:
    """Return the word for a paper that a project wants."""
    return str(PRESETS["papers"].get(key, key))


def masked_name(name: str) -> str:
    """Return a name of which only the first character can be read.

    >>> masked_name("赵小满")
    '赵**'
    """
    return name[:1] + "*" * (len(name) - 1)
