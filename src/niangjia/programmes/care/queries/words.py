"""The words of this window's keys, as its charter and its presets say them."""

from __future__ import annotations

from niangjia import catalogue
from niangjia.programmes.care.programme import CHARTER, PRESETS, PROGRAMME
from niangjia.web.wording import money_text

KINDS = CHARTER["provisions"]["kinds"]
FREQUENCIES = {"month": "每月一次", "quarter": "每季度一次", "year": "每年一次", "ever": "只有一次"}
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


def yuan(fen: int) -> str:
    """Return an amount with its unit."""
    return money_text(fen)
