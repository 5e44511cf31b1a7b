"""The letterhead of the sample pages. All people and places are invented."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

Context = dict[str, Any]

NAV = [
    {"label": "待办", "url": "/", "current": False},
    {"label": "摸排", "url": "/hardship/2026Q3/", "current": False},
    {"label": "家庭", "url": "/hardship/households/", "current": True},
    {"label": "资金", "url": "/funds/", "current": False},
    {"label": "成绩单", "url": "/scorecard/2026Q3/", "current": False},
    {"label": "政策", "url": "/hardship/policies/", "current": False},
]
SIGNED_AT = datetime(2026, 10, 13, 1, 12, tzinfo=UTC)


def desk(**context: Any) -> Context:
    """Return a page of a signed-in county cadre."""
    return {
        "brand": "青川市总工会",
        "nav": NAV,
        "account": {"name": "沈清和", "role": "帮扶专干"},
        "crumbs": [
            {"label": "青川市总工会", "url": "/"},
            {"label": "柳堤街道工会", "url": "/"},
            {"label": "东渠社区联合工会", "url": "/"},
            {"label": "周满仓家庭", "url": ""},
        ],
        **context,
    }
