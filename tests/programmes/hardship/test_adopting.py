"""The page on which a county runs the practice its own way, and who else sees it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from small_county import AT, County

from niangjia.casework.adoption import steps_off
from niangjia.programmes.hardship import services
from niangjia.programmes.hardship.programme import PROGRAMME
from niangjia.records.practices.models import Adoption, SwitchedStep

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

ADOPT = reverse("hardship:adopt", args=["sample"])
POLICY = reverse("hardship:policy", args=["sample"])
TODAY = AT.date()
PUBLISH = {
    "step-step": "publish",
    "step-state": "on",
    "step-from_on": TODAY.isoformat(),
    "step-source": "青民发〔2026〕12号",
}


def off(county: County) -> frozenset[str]:
    return steps_off(county.unions["community"].pk, practice=PROGRAMME.practice, on=TODAY)


def test_a_step_is_switched_from_a_day_on_with_its_source(county: County, sign_in: Callable[[str], Client]) -> None:
    client = sign_in("cadre")
    assert off(county) == {"assign", "publish"}
    assert client.post(ADOPT, PUBLISH).status_code == 302
    assert off(county) == {"assign"}
    page = client.get(ADOPT).content.decode()
    assert "青民发〔2026〕12号" in page
    again = client.post(ADOPT, PUBLISH | {"step-state": "off"})
    assert again.status_code == 422
    assert "更晚的一天" in again.content.decode()


@pytest.mark.parametrize("gap", ["step-state", "step-from_on", "step-source"])
def test_a_step_is_not_switched_by_half(gap: str, county: County, sign_in: Callable[[str], Client]) -> None:
    before = SwitchedStep.objects.count()
    answer = sign_in("cadre").post(ADOPT, PUBLISH | {gap: ""})
    assert answer.status_code == 422
    assert "错误：" in answer.content.decode()
    assert SwitchedStep.objects.count() == before
    assert off(county) == {"assign", "publish"}


def test_a_practice_is_taken_over_from_the_page(county: County, sign_in: Callable[[str], Client]) -> None:
    Adoption.objects.filter(union=county.unions["other-county"]).update(practice="another")
    client = sign_in("stranger")
    posted = {"over-union": county.unions["county"].pk, "over-from_on": TODAY.isoformat()}
    too_early = {**posted, "over-from_on": "2019-01-01"}
    assert client.post(ADOPT, too_early).status_code == 422
    assert client.post(ADOPT, posted).status_code == 302
    mine = Adoption.objects.get(union=county.unions["other-county"], practice=PROGRAMME.practice)
    assert mine.taken_from == county.unions["county"]
    assert sorted(mine.steps.values_list("step", "source")) == [
        ("assign", "沿用county 工会"),
        ("publish", "沿用county 工会"),
    ]
    page = Client().get(POLICY).content.decode()
    assert "谁在用" in page
    assert page.count("county 工会") >= 3
    assert "沿用别家的做法" not in client.get(ADOPT).content.decode()


def test_who_is_not_on_the_list_cannot_be_taken_over(county: County, sign_in: Callable[[str], Client]) -> None:
    Adoption.objects.filter(union=county.unions["other-county"]).update(practice="another")
    posted = {"over-union": county.unions["mill"].pk, "over-from_on": TODAY.isoformat()}
    assert sign_in("stranger").post(ADOPT, posted).status_code == 422
    assert sign_in("cadre").post(ADOPT, posted).status_code == 422
    assert Adoption.objects.filter(practice=PROGRAMME.practice).count() == 1


def test_services_take_over_and_switch_for_a_replay(county: County) -> None:
    union, by = county.unions["mill"], county.accounts["cadre"]
    mine = services.take_over(union, taken_from=county.unions["county"], from_on=TODAY, by=by, at=AT)
    later = TODAY + timedelta(days=1)
    policy = services.policy_named("sample")
    services.switch_step(union, policy, step="assign", is_on=True, from_on=later, source="示例", by=by, at=AT)
    assert steps_off(union.pk, practice=PROGRAMME.practice, on=later) == {"publish"}
    assert mine.policy == "sample"
