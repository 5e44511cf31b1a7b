"""Every page of the site that can be asked for: the addresses of the table of rights, filled with what is there."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from django.core import signing
from django.db.models import Min
from django.urls import get_resolver, reverse

from niangjia.casework.access.matrix import MATRIX
from niangjia.programmes.hardship.programme import CHARTER, DECLARING, PROGRAMME
from niangjia.records.accounts.models import Bucket
from niangjia.records.cases.models import Exit, Signal, Transfer
from niangjia.records.joinings.models import Poster
from niangjia.records.notices.models import NoticeEntry, PublicNotice
from niangjia.records.papers.models import Paper, Return, ReturnRow
from niangjia.records.people.models import Household, Membership, Worker
from niangjia.records.placements.models import Pairing
from niangjia.records.provisions.models import Delivery, HouseholdCard
from niangjia.records.surveys.models import Round, Stop, Submission, Survey
from niangjia.records.tasks.models import Wish
from niangjia.records.unions.models import Account, Liaison, Union
from niangjia.records.visits.models import Visit
from niangjia.reports.measures import MEASURES
from niangjia.site.exports import ASKING
from niangjia.site.tables import TABLES
from tests.played_needs import NEEDS
from tests.played_provisions import CasesOf
from tests.played_quarter import PERIOD

NO_PAGES = {
    "care:redeem",
    "download",
    "healthz",
    "invitation",  # what opens it is kept nowhere
    "hardship:annotated",
    "hardship:file_pdf",
    "hardship:paper",
    "hardship:progress",
    "hardship:template",
    "membership:offline_worker",
    "membership:submission_photo",
    "membership:submission_signature",
    "brief",
    "figure_rows",
    "figures_table",
}
"""What answers with a line of text, a file, or a piece of a page."""


def addresses() -> list[str]:
    """Return every address that answers with a page, with each row of the database that it may name."""
    return [
        path
        for name, address in MATRIX.addresses.items()
        if "GET" in address.methods and name not in NO_PAGES
        for path in filled(name)
    ]


def filled(name: str) -> Iterator[str]:
    """Yield an address with every choice of what it names."""
    asked = parameters_of(name)
    for chosen in product(*(choices(name, parameter) for parameter in asked)):
        yield reverse(name, kwargs=dict(zip(asked, chosen, strict=True)))


def parameters_of(name: str) -> list[str]:
    """Return what an address wants to be told."""
    resolver = get_resolver()
    for part in name.split(":")[:-1]:
        _prefix, resolver = resolver.namespace_dict[part]
    [(_path, parameters)] = resolver.reverse_dict.getlist(name.rsplit(":", maxsplit=1)[-1])[0][0]
    return list(parameters)


def choices(name: str, parameter: str) -> list[str]:
    """Return what may stand in an address for one parameter."""
    if parameter == "key":
        one_a_table = {measure.table: measure.key for measure in MEASURES.values()}
        return list(one_a_table.values() if name == "figure" else PROGRAMME.policies)
    known = {
        "period": lambda: [PERIOD, "2026Q2"],
        "return_id": lambda: ids(Return),
        "row_id": lambda: ids(ReturnRow),
        "case_id": lambda: ids(CasesOf("")),
        "bucket_id": lambda: ids(Bucket),
        # -- accounts
        "table": lambda: list(TABLES),
        # -- declaring
        "paper_id": lambda: ids(Paper),
        "step": lambda: [step["key"] for step in DECLARING["steps"] if step["key"] != "papers"],
        # -- visits
        "visit_id": lambda: ids(Visit),
        "look": lambda: list(CHARTER["visits"]["looks"]),
        # -- notices
        "notice_uid": lambda: uids(PublicNotice),
        "entry_uid": lambda: uids(NoticeEntry),
        # -- exits
        "exit_id": lambda: ids(Exit),
        "signal_id": lambda: ids(Signal),
        # -- pairs
        "pairing_id": lambda: ids(Pairing),
        # -- needs
        "need_id": lambda: ids(NEEDS),
        "wish_id": lambda: ids(Wish),
        # -- provisions
        "household_id": households,
        "award_id": lambda: ids(CasesOf("award")),
        "delivery_id": lambda: ids(Delivery),
        # -- emergencies
        "emergency_id": lambda: ids(CasesOf("emergency")),
        # -- belonging
        "worker_id": lambda: ids(Worker),
        "transfer_id": lambda: ids(Transfer),
        # -- joining
        "joining_id": lambda: ids(CasesOf("join")),
        "poster_uid": lambda: uids(Poster),
        "member_uid": lambda: uids(Membership)[:1],
        "place": lambda: ["street"],
        "token": lambda: asked_lists() if name == "agree_to_export" else ["x"],
        # -- ledger
        "survey_id": lambda: ids(Survey),
        "round_id": lambda: ids(Round),
        "stop_id": lambda: ids(Stop),
        "submission_id": lambda: ids(Submission),
        # -- unions
        "liaison_id": lambda: ids(Liaison),
        "raised_id": lambda: ids(CasesOf("raise")),
        "practice": lambda: ["chengmai-online-approval", PROGRAMME.practice],
        "founding_id": lambda: ids(CasesOf("found")),
        "union_id": lambda: [str(pk) for pk in Union.objects.order_by("pk").values_list("pk", flat=True)],
    }
    return known[parameter]()


def asked_lists() -> list[str]:
    """Return what a link says with which one asks another to agree that each list leaves the house."""
    second = Account.objects.get(username="second")
    return [signing.dumps([key, "meeting", second.pk, second.permission_epoch], salt=ASKING) for key in TABLES]


def households() -> list[str]:
    """Return the households with a card, and the first of every union: there are many, and their pages are alike."""
    with_card = HouseholdCard.everywhere.values_list("household_id", flat=True)
    first = (
        Household.everywhere.order_by().values("owner_union").annotate(first=Min("pk")).values_list("first", flat=True)
    )
    return [str(pk) for pk in sorted({*with_card, *first})]


def uids(model: Any) -> list[str]:
    """Return the public names of all rows of a model."""
    return [str(uid) for uid in model.everywhere.order_by("pk").values_list("uid", flat=True)]


def ids(model: Any) -> list[str]:
    """Return the numbers of all rows of a model."""
    return [str(pk) for pk in model.everywhere.order_by("pk").values_list("pk", flat=True)]
