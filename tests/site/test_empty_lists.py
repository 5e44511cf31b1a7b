"""A list without a row offers nothing to take away; one with rows offers it once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from small_county import County

from niangjia.site.tables import TABLES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

NEVER_EMPTY = {"unions"}
"""The county always has unions below it."""


@pytest.mark.parametrize("table", TABLES)
def test_an_empty_list_offers_nothing_to_take_away(
    table: str, county: County, sign_in: Callable[[str], Client]
) -> None:
    page = sign_in("cadre").get(reverse(TABLES[table].page))
    assert page.status_code == 200
    offered = page.content.decode().count(reverse("export", args=[table]))
    assert offered == (1 if table in NEVER_EMPTY else 0)
