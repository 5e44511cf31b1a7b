"""Whatever is written into an address or a form, the site answers with a page, on either database."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from played_quarter import PERIOD, PlayedQuarter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

ODD = ("\x00", "²", "9" * 40, "-1", "1e9", "%", "'; DROP TABLE cases_case; --", "😀", "𠮷", "\u202e", "a" * 5000)
LISTS = {
    "inbox": ("tab", "page"),
    "hardship:households": ("q", "period", "union", "tier", "state", "sort", "page"),
    "hardship:merges": ("page",),
    "funds": ("page",),
    "scorecards": ("union",),
}


@pytest.mark.parametrize("name", LISTS)
def test_no_question_to_a_list_breaks_it(name: str, played: PlayedQuarter, visitors: dict[str, Client]) -> None:
    for field in LISTS[name]:
        for odd in ODD:
            response = visitors["cadre"].get(reverse(name), {field: odd})
            assert response.status_code in {200, 302, 404}, (field, odd[:20])


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: ascii(odd)[:12])
def test_no_answer_to_a_form_breaks_it(odd: str, played: PlayedQuarter, visitors: dict[str, Client]) -> None:
    case = played.case("mill", "郑七")
    forms = {
        ("", reverse("login")): {"username": odd, "password": odd, "next": odd},
        ("cadre", reverse("hardship:sign", args=[case.pk])): {"seen": odd},
        ("cadre", reverse("hardship:sign_many")): {"case": odd},
        ("cadre", reverse("hardship:override", args=[case.pk])): {"tier": odd, "reason": odd * 10},
        ("cadre", reverse("hardship:send_back", args=[case.pk])): {"reason": odd},
        ("cadre", reverse("hardship:reveal", args=[case.pk])): {"purpose": odd},
        ("cadre", reverse("hardship:adopt", args=["sample"])): {
            "parameter": odd,
            "value": odd,
            "from_on": odd,
            "source": odd,
        },
        ("cadre", reverse("hardship:upload", args=[PERIOD])): {"union": odd, "nil": odd},
        ("finance", reverse("reserve")): {"decision": odd},
        ("finance", reverse("post")): {"reservation": odd},
        ("finance", reverse("open_bucket")): {"name": odd, "source": odd, "purpose": odd, "year": odd},
        ("finance", reverse("allocate", args=[1])): {"yuan": odd, "voucher": odd, "note": odd},
    }
    for (who, url), data in forms.items():
        assert visitors[who].post(url, data).status_code in {200, 302, 404, 422}, url


@pytest.mark.parametrize("name", ["a\x00b.xlsx", "../../etc/passwd", "名" * 300 + ".csv", "\u202exslx.exe", ""])
def test_a_file_may_be_called_anything(name: str, played: PlayedQuarter, visitors: dict[str, Client]) -> None:
    file = SimpleUploadedFile(name or "x", "姓名,身份证号\n\x00赵,1\n".encode(), content_type="text/csv")
    file.name = name or None
    response = visitors["chair"].post(reverse("hardship:upload", args=[PERIOD]), {"file": file})
    assert response.status_code in {302, 422}


@pytest.mark.parametrize("path", ["/hardship/quarters/%00/", "/scorecards/%00/", "/hardship/policies/%00/", "/%00"])
def test_an_address_of_nothing_is_not_found(path: str, visitors: dict[str, Client]) -> None:
    assert visitors["cadre"].get(path).status_code == 404
