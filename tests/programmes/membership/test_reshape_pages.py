"""The page on which a union is moved, merged or dissolved says what is missing, beside what was tried."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from small_county import AT, County

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


@pytest.mark.parametrize("deed", ["move", "merge"])
def test_whoever_chose_no_other_union_is_told_so(deed: str, county: County, sign_in: Callable[[str], Client]) -> None:
    url = reverse("membership:reshape", args=[county.unions["mill"].pk])
    answer = sign_in("cadre").post(url, {"deed": deed, "on": AT.date().isoformat()})
    assert answer.status_code == 422
    assert "请先选另一家工会" in answer.content.decode()


def test_a_missing_day_is_asked_for_where_the_union_was_to_be_dissolved(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    url = reverse("membership:reshape", args=[county.unions["mill"].pk])
    answer = sign_in("cadre").post(url, {"deed": "dissolve", "on": ""})
    assert answer.status_code == 422
    _before, ending = answer.content.decode().split("<details open")
    assert "请写日期" in ending
