"""What a worker writes on her phone is nowhere in the clear: not at rest, in a session, in an address or in a log."""

from __future__ import annotations

import io
import logging
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from played_quarter import PlayedQuarter
from stdnum.cn.ric import calc_check_digit
from test_privacy import on_disk, personal, written

from niangjia.records.cases.models import Case
from niangjia.records.papers.models import DraftPaper, Paper
from niangjia.records.trail.models import Event
from niangjia.records.unions.models import Union

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

STEM = "99010119870707123"
HERS = {"id_number": STEM + calc_check_digit(STEM + "0"), "phone": "15499997777", "card_number": "6222990055554444333"}
PAGES: dict[str, dict[str, str]] = {
    "who": {
        "name": "夜莺",
        "id_number": HERS["id_number"],
        "phone": HERS["phone"],
        "member": "是",
        "new_employment": "不属于新就业形态",
    },
    "family": {"lines": "3", "low_income": "否"},
    "income": {"income_fen": "23456.78"},
    "costs": {"ill_fen": "76543.21"},
    "home": {"homes": "1", "floor_area_dm2": "60", "vehicle": "无", "controlling_shareholder": "否"},
    "cause": {"cause": "重特大疾病", "wish": "想要一支口琴"},
    "bank": {"bank": "示例银行", "card_number": HERS["card_number"]},
}
SECRET = (*HERS.values(), "76543.21", "7654321", "想要一支口琴")


def photo() -> SimpleUploadedFile:
    kept = io.BytesIO()
    Image.new("RGB", (60, 40), "grey").save(kept, "JPEG")
    return SimpleUploadedFile("夜莺的病历.jpg", kept.getvalue(), content_type="image/jpeg")


@pytest.fixture
def phone(played: PlayedQuarter, caplog: pytest.LogCaptureFixture) -> Client:
    """Return the phone of a worker who has written everything and filed nothing."""
    caplog.set_level(logging.DEBUG)
    client = Client()
    client.post(reverse("hardship:declare"))
    client.post(reverse("hardship:declare_union"), {"union": Union.objects.get(code="street").pk})
    for step, told in PAGES.items():
        response = client.post(reverse("hardship:declare_step", args=[step]), told)
        assert response.status_code in {200, 302}, response.content.decode()
        assert personal(response.headers.get("Location", "")) == set()
    client.post(reverse("hardship:declare_papers"), {"kind": "medical_bill", "photo": photo()})
    return client


def test_a_draft_lies_sealed_and_the_session_knows_nobody(phone: Client, caplog: pytest.LogCaptureFixture) -> None:
    kept = on_disk()
    for text in SECRET:
        for form in written(text):
            assert form not in kept, text
    assert b"\xff\xd8\xff\xe0" not in kept
    for session in Session.objects.all():
        told = str(session.get_decoded())
        assert not any(text in told for text in (*SECRET, "夜莺"))
    assert not any(text in caplog.text for text in (*SECRET, "夜莺"))
    assert DraftPaper.objects.get().name == "看病的票据、诊断.jpg"


def test_the_pages_mask_what_was_written(phone: Client) -> None:
    for name in ("declare", "declare_papers", "declare_confirm"):
        assert personal(phone.get(reverse(f"hardship:{name}")).content.decode()) == set()
    for step in PAGES:
        assert personal(phone.get(reverse("hardship:declare_step", args=[step])).content.decode()) == set()


def test_a_paper_is_saved_and_never_opened_and_each_look_leaves_an_event(
    phone: Client, visitors: dict[str, Client]
) -> None:
    phone.post(reverse("hardship:declare_confirm"), {"declaration": "on", "check_consent": "on"})
    case = Case.everywhere.get(household__head_name="夜莺")
    paper = Paper.everywhere.get(household=case.household, kind="medical_bill")
    url = reverse("hardship:paper", args=[paper.pk])
    assert Client().get(url).status_code == 302
    assert visitors["stranger"].get(url).status_code == 404
    before = Event.objects.filter(verb="look_at_paper").count()
    response: Any = visitors["cadre"].get(url)
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.content.startswith(b"\xff\xd8")
    assert Event.objects.filter(verb="look_at_paper").count() == before + 1
    page = visitors["cadre"].get(reverse("hardship:declared", args=[case.pk])).content.decode()
    assert "看病的票据、诊断" in page
    assert personal(page) == set()
