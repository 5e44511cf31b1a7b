"""A step is taken when the papers that its charter wants lie in the file; until then it says which one is missing."""

from __future__ import annotations

import pytest
from declaring import declared
from declaring_deeds import draft
from django.test import Client
from played_quarter import PlayedQuarter
from small_county import AT, County
from visiting import LATER, Visiting, fresh, visiting

from niangjia.casework import declaration, papers, visits
from niangjia.engines.lifecycle import PaperMissing
from niangjia.programmes.hardship import services
from niangjia.programmes.hardship.programme import CHARTER, DECLARING, PROGRAMME
from niangjia.records.cases.models import Case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


@pytest.fixture
def town(county: County) -> Visiting:
    return visiting(county)


def take_out(town: Visiting, *kinds: str) -> None:
    """Take papers of the household out of what counts."""
    case = town.case("street", "钱二")
    papers.withdraw_papers(case.home, period=case.period, kinds=kinds, by=town.county.accounts["cadre"], at=LATER)


def test_no_visit_ends_without_the_answer_to_the_check(town: Visiting) -> None:
    visit = town.reported(town.sent(town.case("street", "钱二")))
    _first, second = town.two(visit)
    take_out(town, "check_consent")
    with pytest.raises(PaperMissing, match=r"家庭经济状况核对授权.*走访页的第一步") as refused:
        services.confirm_visit(visit, by=second, at=LATER)
    assert refused.value.code == "paper_missing"
    assert (fresh(visit).state, town.case("street", "钱二").state) == ("reported", "visiting")
    case = town.case("street", "钱二")
    papers.keep_paper(case.home, kind="check_consent", period=case.period, told={"signer": "钱二"}, by=second, at=LATER)
    services.confirm_visit(visit, by=second, at=LATER)
    assert town.case("street", "钱二").state == "visited"


def test_a_no_at_the_door_is_an_answer_as_well(town: Visiting) -> None:
    visit = town.sent(town.case("street", "钱二"))
    first, second = town.two(visit)
    services.record_consent(visit, given=False, signer="", by=first, at=LATER)
    services.report_visit(fresh(visit), by=first, at=LATER)
    services.confirm_visit(fresh(visit), by=second, at=LATER)
    assert town.case("street", "钱二").state == "visited"


def test_nothing_is_declared_without_the_declaration(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = draft(PlayedQuarter(county))
    with monkeypatch.context() as unsaid:
        unsaid.setitem(DECLARING["statements"]["declaration"], "label", "")
        with pytest.raises(PaperMissing, match=r"申报承诺.*申报的最后一页"):
            services.declare(begun, consented=True, on=AT.date(), at=AT)
    assert not Case.everywhere.exists()
    assert services.declare(begun, consented=True, on=AT.date(), at=AT).case.state == "filed"


def test_what_was_signed_at_the_visit_stays_when_the_declaration_alone_is_taken_back(town: Visiting) -> None:
    declared(Client(), "street", 2, name="钱二")
    visit = town.reported(town.sent(town.case("street", "钱二")))
    _first, second = town.two(visit)
    declaration.withdraw_declaration(town.case("street", "钱二"), at=LATER)
    assert visits.signed_at_home(town.case("street", "钱二"))
    services.confirm_visit(fresh(visit), by=second, at=LATER)
    assert town.case("street", "钱二").state == "visited"


def test_every_paper_that_a_step_wants_has_its_word_and_a_place_where_it_is_added() -> None:
    wanted = {group for step in PROGRAMME.lifecycle.steps for group in step.papers}
    assert wanted
    assert {kind for group in wanted for kind in group} <= CHARTER["papers"].keys()
    assert {group[0] for group in wanted} == CHARTER["added_at"].keys()
