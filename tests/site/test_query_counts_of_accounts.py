"""The pages of accounts, and a worker's own, ask the database as many questions for many rows as for few."""

from __future__ import annotations

from datetime import timedelta

import pytest
from deeds_of_accounts import NUMBER, PHONE
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from signing_in import by_phone
from small_county import AT, LONG_AGO, PASSWORD, County

from niangjia.casework import joining
from niangjia.casework.access.offices import give_post
from niangjia.casework.messages import notify
from niangjia.casework.progress import start_clocks
from niangjia.records.cases.models import Case
from niangjia.records.people.models import Worker
from niangjia.records.unions.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day", "_untouched_sessions")]
FEW, MANY = 3, 20
MOST = {"/my/": 30, "/my/services/": 30, "/my/messages/": 12, "/accounts/": 45}
"""How many questions each page may ask."""


def of_worker(county: County) -> tuple[Client, Worker]:
    known = joining.know_worker(
        county.unions["street"], name="陈路遥", id_number=NUMBER, phone=PHONE, by=county.accounts["chair"], at=AT
    )
    client = by_phone()
    client.post("/my/self/", {"name": "陈路遥", "id_number": NUMBER})
    known.refresh_from_db()
    return client, known


def fill(county: County, worker: Worker, numbers: range) -> None:
    for number in numbers:
        case = Case.everywhere.create(
            number=f"M{number}",
            programme="membership",
            matter="join",
            period="2026Q4",
            owner_union=worker.owner_union,
            worker=worker,
            state="join_asked",
            opened_at=AT - timedelta(days=number),
        )
        start_clocks(case, at=AT)
        assert worker.account is not None
        notify([worker.account], key=str(number), kind="x", text="x", union=worker.owner_union, address="", at=AT)
        account = Account.objects.open(f"more-{number}", password=PASSWORD, name=f"more {number}")
        give_post(
            account,
            union=county.unions["street"],
            role="grassroots",
            title="",
            from_on=LONG_AGO,
            by=None,
            at=AT,
        )


def questions(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_as_many_questions_for_many_rows_as_for_few(county: County) -> None:
    client, worker = of_worker(county)
    cadre = Client()
    cadre.post("/login/", {"username": "cadre", "password": PASSWORD})
    fill(county, worker, range(FEW))
    few = {page: questions(cadre if page == "/accounts/" else client, page) for page in MOST}
    fill(county, worker, range(FEW, MANY))
    many = {page: questions(cadre if page == "/accounts/" else client, page) for page in MOST}
    assert many == few
    assert {page: count for page, count in many.items() if count > MOST[page]} == {}
