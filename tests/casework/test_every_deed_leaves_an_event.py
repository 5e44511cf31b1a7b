"""Every deed of every desk leaves an event, and none is left out of the list."""

from __future__ import annotations

import inspect
from importlib import import_module
from types import ModuleType

import pytest
from deeds import DEEDS
from deeds_of_accounts import PARTS_OF_ACCOUNTS
from deeds_of_belonging import PARTS_OF_BELONGING
from deeds_of_help import PARTS_OF_HELP
from deeds_of_joining import PARTS_OF_JOINING
from deeds_of_ledger import PARTS_OF_LEDGER
from deeds_of_unions import PARTS_OF_UNIONS
from played_quarter import PlayedQuarter

from niangjia.casework import trail
from niangjia.records.trail.models import Event

DESKS = (
    "access.offices",
    "access.reshaping",
    # -- unions
    "succeeding",
    "elections",
    "liaison",
    "organising",
    "access.sign_in",
    "adoption",
    "assessment",
    "intake.households",
    "intake.returns",
    "payment",
    "privacy",
    "progress",
    "review",
    "messages",
    "needs",
    "standing",
    "leaving",
    "watch",
    "wishes",
    # -- opening
    "reminders",
    # -- papers
    "papers",
    "drafts",
    "consents",
    "declaration",
    "intake.declared",
    # -- visits
    "visits.assigning",
    "visits.recusal",
    "visits.reporting",
    # -- notices
    "publication",
    # -- pairs
    "placement",
    # -- provisions
    "claims",
    "emergency",
    "provision.allowances",
    "provision.awards",
    "provision.cards",
    "provision.deliveries",
    "provision.library",
    # -- belonging
    "belonging",
    "transfers",
    "duplicates",
    # -- ledger
    "canvass",
    "offline.packing",
    "offline.pictures",
    "offline.receiving",
    # -- joining
    "joining",
    "applicants",
    "applications",
    "benefits",
    # -- accounts
    "access.inviting",
    "access.phone_codes",
    "access.second_factor",
    "access.tries",
    "delegation",
    "own",
)
PARTS = {
    "adoption.take_over",
    "assessment.keep_policy",  # what judged somebody is told by the assessment
    "assessment.open_case",
    "assessment.case_of",
    "assessment.freeze",
    "assessment.open_declared_case",  # told by the declaration
    "consents.overrule",  # told by the answer that takes its place
    "declaration.keep_what_was_said",
    "intake.households.keep_household",
    "intake.households.open_household_by_name",
    "intake.returns.place_row",
    "intake.returns.row_read",
    "intake.returns.replace",
    *PARTS_OF_HELP,
    *PARTS_OF_LEDGER,
    *PARTS_OF_JOINING,
    *PARTS_OF_BELONGING,
    *PARTS_OF_UNIONS,
    *PARTS_OF_ACCOUNTS,
    "payment.entitle",
    "payment.move_case",
    "payment.opened",
    "payment.must_open",
    "leaving.settle",  # told by the leaving or its check
    "standing.drop_proposal",
    "watch.answer",
    "watch.open_kept",  # told by the leaving that is made good
    "watch.case_to_join",
    "needs.keep_proof",
    "needs.must_be_county",
    "needs.take_in_hand",
    "progress.start_clocks",
    "progress.stop_clocks",
    "review.conclude",
    "visits.assigning.seat",
    "visits.recusal.empty_places_of_kin",  # told by the tie, or by the merge
    "wishes.must_be_within",
    "publication.publish_one",
    "publication.lift",  # told by what the household takes back
    "publication.send_back",
    "publication.knock",  # a count at a public door, told by the objection
}
"""What a deed is made of: never done alone."""


def modules() -> dict[str, ModuleType]:
    return {name: import_module(f"niangjia.casework.{name}") for name in DESKS}


def test_no_deed_is_left_out() -> None:
    """A deed is a public function that is told the time: it writes when something was done."""
    told_the_time = {
        f"{name}.{function.__name__}"
        for name, module in modules().items()
        for function in vars(module).values()
        if inspect.isfunction(function)
        and function.__module__ == module.__name__
        and "at" in inspect.signature(function).parameters
    }
    assert told_the_time - PARTS == set(DEEDS)


@pytest.mark.django_db
@pytest.mark.parametrize("deed", DEEDS)
def test_a_deed_leaves_an_event(deed: str, played: PlayedQuarter) -> None:
    before = Event.objects.count()
    DEEDS[deed](played)
    assert Event.objects.count() > before
    trail.seal()
    assert trail.verify().broken_at is None
