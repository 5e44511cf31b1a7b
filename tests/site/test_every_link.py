"""Every link of every page leads somewhere for whoever sees it: followed from the inbox on, for each of the four."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from played_quarter import PlayedQuarter
from small_county import AT

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<a\b[^>]*\bhref="(?!tel:)([^"#]*)')
MOST = 1200


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
        assert len(met) < MOST, "links that never end"
    assert dead == []


@pytest.mark.parametrize("username", ["chair", "cadre", "finance", "leader"])
def test_no_link_is_empty(visitors: dict[str, Client], played: PlayedQuarter, username: str) -> None:
    for path in ["/", "/?tab=all", "/?tab=others", "/funds/", "/scorecards/2026Q3/households_filed/", "/hardship/"]:
        assert '<a href=""' not in visitors[username].get(path, follow=True).content.decode(), path
