"""Codes of cards and needs cannot be tried on and on: right or wrong, from one place there are so many."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from niangjia.programmes.care.services.codes import TRIES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("county", "on_the_day")]


@pytest.mark.parametrize("page", ["care:card", "care:follow"])
def test_wrong_codes_are_answered_alike_until_the_place_has_to_wait(page: str) -> None:
    address = reverse(page)
    answers = [Client().post(address, {"code": f"AAAA-BBBB-CCCC-{number:04d}"}) for number in range(TRIES["count"])]
    errors = {tuple(answer.context["form"].errors["code"]) for answer in answers}
    assert len(errors) == 1
    last = Client().post(address, {"code": "AAAA-BBBB-CCCC-DDDD"})
    assert last.status_code == 422
    assert "试得太多了" in last.content.decode()
    elsewhere = Client(REMOTE_ADDR="203.0.113.7").post(address, {"code": "AAAA-BBBB-CCCC-DDDD"})
    assert "试得太多了" not in elsewhere.content.decode()


def test_an_answer_about_a_need_counts_as_a_try_too() -> None:
    told = {"code": "AAAABBBBCCCC", "answer": "cleared"}
    for _number in range(TRIES["count"]):
        Client().post(reverse("care:answer"), told)
    last = Client().post(reverse("care:answer"), told, follow=True)
    assert "试得太多了" in last.content.decode()
