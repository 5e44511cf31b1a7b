"""A worker at her phone: the pages of a declaration, walked as she walks them."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client
from django.urls import reverse
from played_quarter import card, id_number, phone

from niangjia.records.unions.models import Union

CODE = re.compile(r"\b[3479ACDEFGHJKMNPQRTVWXY]{4}-[3479ACDEFGHJKMNPQRTVWXY]{5}-[3479ACDEFGHJKMNPQRTVWXY]{5}\b")


def answers(number: int, name: str = "甲申报", **changes: str) -> dict[str, dict[str, str]]:
    """Return what a worker writes on each page."""
    pages = {
        "who": {
            "name": name,
            "id_number": id_number(number),
            "phone": phone(number),
            "member": "是",
            "new_employment": "不属于新就业形态",
        },
        "family": {
            "lines": "3",
            "name_0": "乙申报",
            "relation_0": "配偶",
            "id_0": id_number(number + 1),
            "name_1": "丙申报",
            "relation_1": "儿子",
            "low_income": "否",
        },
        "income": {"income_fen": "１８０００"},
        "costs": {"ill_fen": "6000", "children_high_school": "1"},
        "home": {"homes": "1", "floor_area_dm2": "60", "vehicle": "无", "controlling_shareholder": "否"},
        "cause": {"cause": "重特大疾病", "work_difficulty": "", "wish": "想要一个书包"},
        "bank": {"bank": "示例银行", "card_number": card(number)},
    }
    for page in pages.values():
        page.update({key: text for key, text in changes.items() if key in page})
    return pages


def walk(client: Client, union: str, pages: dict[str, dict[str, str]]) -> str:
    """Write every page, and return the code to go on with."""
    client.post(reverse("hardship:declare"))
    client.post(reverse("hardship:declare_union"), {"union": Union.objects.get(code=union).pk})
    resume = ""
    for step, written in pages.items():
        response = client.post(reverse("hardship:declare_step", args=[step]), written)
        assert response.status_code in {200, 302}, response.content.decode()
        found = CODE.search(response.content.decode()) if response.status_code == 200 else None
        resume = resume or (found[0] if found else "")
    return resume


def confirm(client: Client, *, consent: bool = True) -> Any:
    """Tick the declaration, perhaps the consent, and file."""
    ticked = {"declaration": "on"} | ({"check_consent": "on"} if consent else {})
    return client.post(reverse("hardship:declare_confirm"), ticked)


def declared(client: Client, union: str, number: int, *, consent: bool = True, **changes: str) -> str:
    """Declare from the first page to the last, and return the code for looking up."""
    walk(client, union, answers(number, **changes))
    response = confirm(client, consent=consent)
    found = CODE.search(response.content.decode())
    assert found, response.content.decode()
    return found[0]
