"""Every link of every page leads somewhere for whoever sees it: followed from the inbox on, for each of the four."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.test import Client
from played_quarter import PlayedQuarter
from small_county import AT

from niangjia.records.unions.models import Union
from niangjia.reports.measures import MEASURES

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<a\b[^>]*\bhref="(?!tel:)([^"#]*)')
MOST = 600
"""How many pages the played quarter may have, those of the figures apart."""
PAGES_OF_A_FIGURE = 2
"""Its rows, and the same as a workbook."""
PAGES_OF_A_CARD = 8
"""The scorecard itself, its table, its briefs for inside and outside."""


def scope_of(link: str) -> tuple[str, str]:
    """Return which period and which union a page of the scorecard is about."""
    parts = urlsplit(link)
    return parts.path.split("/")[2], parse_qs(parts.query).get("union", [""])[0]


@pytest.mark.parametrize("username", ["chair", "mill-chair", "industry-chair", "cadre", "finance", "leader"])
def test_every_link_leads_somewhere(
    visitors: dict[str, Client], played: PlayedQuarter, username: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIANGJIA_DEMO_DAY", AT.date().isoformat())
    client = visitors[username]
    met, to_follow, dead = {"/"}, ["/"], []
    while to_follow:
        path = to_follow.pop()
        answer = client.get(path, follow=True)
        if answer.status_code != 200:
            dead.append(f"{path}: {answer.status_code}")
            continue
        if "text/html" not in answer.headers["Content-Type"]:
            continue
        links = {
            urljoin(answer.request["PATH_INFO"], unescape(href))
            for href in LINK.findall(answer.content.decode())
            if href
        }
        fresh = {link for link in links if not urlsplit(link).netloc} - met
        met |= fresh
        to_follow += sorted(fresh)
        figures = {link for link in met if link.startswith("/scorecards/")}
        scopes = {scope_of(link) for link in figures}
        assert len(scopes) <= len({period for period, _union in scopes}) * (1 + Union.objects.count())
        assert len(figures) <= len(scopes) * (len(MEASURES) * PAGES_OF_A_FIGURE + PAGES_OF_A_CARD)
        assert len(met - figures) < MOST, "links that never end"
    assert dead == []


@pytest.mark.parametrize("username", ["chair", "cadre", "finance", "leader"])
def test_no_link_is_empty(visitors: dict[str, Client], played: PlayedQuarter, username: str) -> None:
    for path in ["/", "/?tab=all", "/?tab=others", "/funds/", "/scorecards/2026Q3/households_filed/", "/hardship/"]:
        assert '<a href=""' not in visitors[username].get(path, follow=True).content.decode(), path
