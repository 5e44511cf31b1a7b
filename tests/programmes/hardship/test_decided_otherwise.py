"""A verdict that two people decided otherwise than the rules says so wherever it is read, with who and why."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from played_quarter import PERIOD, RETURNS, file_return
from small_county import AT, County
from visiting import LATER, Visiting, visiting

from niangjia.casework import review
from niangjia.programmes.hardship import services
from niangjia.records.cases.models import Case, Override
from tests.outside.reading_pdfs import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
SignIn = Callable[[str], Client]
REASON = "走访看到户主九月已停工，收入证明还没有开出来"


@pytest.fixture
def town(county: County) -> Visiting:
    return visiting(county)


def page(client: Client, name: str, case: Case) -> str:
    answer = client.get(reverse(name, args=[case.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def decided(town: Visiting, *, agreed: bool = True) -> Case:
    """Let the cadre propose another tier for a household and the leader answer."""
    case, accounts = town.case("street", "钱二"), town.county.accounts
    services.propose_override(case, tier="deep", reason=REASON, by=accounts["cadre"], at=AT)
    review.check_override(
        Override.everywhere.get(assessment__case=case), agreed=agreed, by=accounts["leader"], at=LATER
    )
    return town.case("street", "钱二")


def test_a_verdict_decided_otherwise_tells_it_before_and_after_it_is_signed(town: Visiting, sign_in: SignIn) -> None:
    case, cadre = decided(town), sign_in("cadre")
    before = page(cadre, "hardship:verdict", case)
    assert "提出改判，请同事复核" not in before
    assert "这个结论已经改判过" in before
    for piece in ("改判已生效", "相对困难", REASON, "cadre 某", "leader 某"):
        assert piece in before
    assert f"提出改判：规则判的是“相对困难”，改为“深度困难”。理由：{REASON}" in before
    assert "同意改判为“深度困难”" in before


def test_a_signed_override_still_says_why_and_who(county: County, sign_in: SignIn) -> None:
    file_return(county, "street", RETURNS["street"])
    services.run_quarter(county.actor("cadre"), period=PERIOD, at=AT)
    town = Visiting(county)
    case, cadre = decided(town), sign_in("cadre")
    assert "改判已生效" in page(cadre, "hardship:verdict", case)
    listed = cadre.get(reverse("hardship:households"), {"q": "钱二"}).content.decode()
    assert "（改判）" in listed
    assert f"{Override.everywhere.get().total_fen / 100:,.2f}" in listed
    seen = Override.everywhere.get().assessment.fingerprint
    services.sign(case, seen=seen, by=county.accounts["second"], at=LATER)
    signed = page(cadre, "hardship:verdict", case)
    for piece in ("已改判并签字", "改判已生效", REASON, "提议人", "复核人", "leader 某"):
        assert piece in signed


def test_an_override_stands_in_the_file_and_its_pdf(town: Visiting, sign_in: SignIn) -> None:
    case, cadre = decided(town), sign_in("cadre")
    told = page(cadre, "hardship:file", case)
    pdf = text_of(cadre.get(reverse("hardship:file_pdf", args=[case.pk])).content).replace("\n", "").replace(" ", "")
    for piece in ("改判", REASON, "leader 某"):
        assert piece in told
        assert piece.replace(" ", "") in pdf


def test_an_override_that_was_not_agreed_to_stands_in_the_trail_and_can_be_proposed_anew(
    town: Visiting, sign_in: SignIn
) -> None:
    case = decided(town, agreed=False)
    told = page(sign_in("cadre"), "hardship:verdict", case)
    assert "不同意改判为“深度困难”" in told
    assert "改判已生效" not in told
    assert "提交改判，请同事复核" in told


def test_what_was_decided_otherwise_is_not_decided_otherwise_again(town: Visiting) -> None:
    case = decided(town)
    with pytest.raises(review.NotSettled, match="改判已生效"):
        services.propose_override(case, tier="accident", reason=REASON, by=town.county.accounts["cadre"], at=LATER)
