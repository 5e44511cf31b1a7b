"""一户一档: the page tells all that is kept, the PDF tells the same and carries its letters, and nothing unmasked."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from played_quarter import PlayedQuarter, card, id_number, phone

from niangjia.records.cases.models import Case
from niangjia.records.papers.models import Paper
from niangjia.records.trail.models import Event
from tests.outside.reading_pdfs import all_fonts, embedded_fonts, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def page(client: Client, case: Case) -> str:
    response = client.get(reverse("hardship:file", args=[case.pk]))
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_tells_the_six_things_and_who_adds_what_is_missing(
    played: PlayedQuarter, visitors: dict[str, Client]
) -> None:
    shown = page(visitors["cadre"], played.case("mill", "郑七"))
    assert "六清 6 项" in shown
    assert "由帮扶专干补" in shown
    for part in (
        "家庭成员",
        "建档沿革",
        "各季度的认定",
        "享受的政策和资金",
        "走访",
        "结对帮扶",
        "材料",
        "谁看过、带走过",
    ):
        assert part in shown
    assert "不在困难职工范围" in page(visitors["cadre"], played.case("community", "李四"))


def test_the_pdf_tells_the_same_masked_with_who_took_it(played: PlayedQuarter, visitors: dict[str, Client]) -> None:
    client, case = visitors["cadre"], played.case("street", "钱二")
    response = client.get(reverse("hardship:file_pdf", args=[case.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")
    told = text_of(response.content).replace("\n", "").replace(" ", "")
    for piece in ("钱二家庭档案", "六清", "各季度的认定", "cadre某", "内部材料"):
        assert piece in told
    for secret in (id_number(2), phone(2), card(2)):
        assert secret not in told
    assert all_fonts(response.content) == embedded_fonts(response.content)
    event = Event.objects.filter(verb="download", subject="case", subject_id=case.pk).get()
    assert event.actor_name == "cadre 某"
    assert "导出了这份档案" in page(client, case)


def test_the_county_keeps_a_household_s_consent_to_be_named_once(
    played: PlayedQuarter, visitors: dict[str, Client]
) -> None:
    client, case = visitors["cadre"], played.case("mill", "郑七")
    assert "没有本人同意，公示时只写办件号" in page(client, case)
    for _ in range(2):
        client.post(reverse("hardship:notice_consent", args=[case.pk]))
    assert "本人同意公示姓名。" in page(client, case)
    assert Paper.everywhere.filter(household=case.household, kind="notice_consent").count() == 1
