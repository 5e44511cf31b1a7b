"""Every address × everybody × every row: who may reach what follows from the table of rights and the tree alone.

What is expected is worked out here, from the table and from the parents of each union, and never asked of the code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, clear_url_caches, get_resolver, reverse
from played_needs import NEEDS
from played_provisions import CasesOf
from played_quarter import PERIOD
from played_unions import EveryUnion
from small_county import POSTS, UNIONS

from niangjia.casework.access import MATRIX
from niangjia.casework.access.matrix import ANYONE, Address
from niangjia.records.accounts.models import Bucket
from niangjia.records.cases.models import Exit, Signal, Transfer
from niangjia.records.joinings.models import MemberBenefit, Poster
from niangjia.records.notices.models import NoticeEntry, PublicNotice
from niangjia.records.papers.models import Paper, Return, ReturnRow, Upload
from niangjia.records.people.models import (
    Household,
    Likeness,
    Membership,
    MergeProposal,
    Tie,
    Worker,
    WorkerMerge,
)
from niangjia.records.placements.models import Pairing
from niangjia.records.provisions.models import Delivery
from niangjia.records.surveys.models import Round, Stop, Submission, Survey
from niangjia.records.tasks.models import Measure, Wish
from niangjia.records.unions.models import Liaison
from niangjia.records.visits.models import Visit
from niangjia.site.checks import NotSafeToOpen, every_address_has_a_row, refuse_unsafe_start

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

NOBODY = ""
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ROWS: dict[str, Any] = {
    "return_id": Return,
    "row_id": ReturnRow,
    "case_id": CasesOf(""),
    "proposal_id": MergeProposal,
    "bucket_id": Bucket,
    # -- declaring
    "paper_id": Paper,
    # -- visits
    "visit_id": Visit,
    "notice_uid": PublicNotice,
    "entry_uid": NoticeEntry,
    # -- notices
    # -- exits
    "exit_id": Exit,
    "signal_id": Signal,
    # -- pairs
    "pairing_id": Pairing,
    # -- needs
    "need_id": NEEDS,
    "measure_id": Measure,
    "wish_id": Wish,
    # -- provisions
    "household_id": Household,
    "award_id": CasesOf("award"),
    "delivery_id": Delivery,
    # -- emergencies
    "emergency_id": CasesOf("emergency"),
    # -- belonging
    "worker_id": Worker,
    "tie_id": Tie,
    "transfer_id": Transfer,
    "likeness_id": Likeness,
    "merge_id": WorkerMerge,
    # -- joining
    "joining_id": CasesOf("join"),
    "poster_uid": Poster,
    "member_uid": Membership,
    "benefit_id": MemberBenefit,
    # -- ledger
    "survey_id": Survey,
    "round_id": Round,
    "stop_id": Stop,
    "submission_id": Submission,
    # -- unions
    "founding_id": CasesOf("found"),
    "union_id": EveryUnion(),
    "liaison_id": Liaison,
    "raised_id": CasesOf("raise"),
}
WORDS = {
    "place": "street",
    "token": "x",
    "period": PERIOD,
    "mode": "care",
    "code": "en",
    "look": "people",
    "step": "who",
    "form": "docx",
    "table": "inbox",
    "practice": "luxi-1345",
}
KEYS = {"figure": "aid_paid", "figure_rows": "aid_paid", "hardship:policy": "sample", "hardship:adopt": "sample"}
PARENTS = {code: parents for code, _kind, parents in UNIONS}
NOT_THERE = 987_654_321
ROW_IN_BODY = {
    "download",
    "agree_to_export",
    "membership:posters",
    "membership:remove_door",
    "act_for",
    "account_deed",
    "invitation",
    "care:award",
    "care:end_offer",
    "care:end_quota",
    "post",
    "release",
    "payee",
    "hardship:override",
}
"""Addresses that name a further row in what is posted; with nothing posted it is not there."""
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


# ------------------------------------------------------------------------------------------------- what is expected


def below(code: str, line: str) -> set[str]:
    """Return a union and all below it on one line, from the parents written in the table of the county."""
    found = {code}
    while grown := {one for one, parents in PARENTS.items() if parents.get(line) in found} - found:
        found |= grown
    return found


def reach(username: str, capability: str) -> set[str]:
    """Return the codes of the unions within which somebody holds a capability."""
    if username not in POSTS or username == "former":
        return set()
    role, union, line = POSTS[username]
    how = MATRIX.capabilities[capability].roles.get(role)
    return {"below": below(union, line), "assigned": below(union, line), "own": {union}, "self": set(), None: set()}[
        how
    ]


def open_to_all(name: str) -> bool:
    """Say whether nobody need sign in for an address: what it names is found by whoever knows the name."""
    return MATRIX.capabilities[MATRIX.addresses[name].capability].public


def owners(row: Any) -> set[str]:
    """Return the codes of the unions that must all lie within reach to see a row."""
    if isinstance(row, MergeProposal):
        return {row.first.owner_union.code, row.second.owner_union.code}
    if isinstance(row, Likeness):
        return {row.first.owner_union.code, row.second.owner_union.code}
    return {row.owner_union.code}


def reached(row: Any, within: set[str]) -> bool:
    """Say whether somebody who reaches the unions ``within`` reaches a row: of two sides, one is enough."""
    if isinstance(row, Transfer):
        return bool({row.owner_union.code, row.to_union.code} & within)
    if isinstance(row, Tie):
        return bool({row.owner_union.code, row.worker.owner_union.code} & within)
    return owners(row) <= within


def arguments(pattern: URLPattern, name: str) -> Iterator[tuple[dict[str, Any], Any]]:
    """Yield the arguments for an address with the row they name: one of each union, and one that is not there."""
    known = {key: KEYS[name] if key == "key" else WORDS[key] for key in pattern.pattern.converters if key not in ROWS}
    row_key = next((key for key in pattern.pattern.converters if key in ROWS), None)
    if row_key is None:
        yield known, None
        return
    found = {owner.code: row for row in ROWS[row_key].everywhere.order_by("pk") for owner in [row.owner_union]}
    assert len(found) > 1, f"{name}: a row inside and one outside are needed"
    for row in found.values():
        yield {**known, row_key: row.uid if row_key.endswith("_uid") else row.pk}, row
    yield {**known, row_key: UUID(int=NOT_THERE) if row_key.endswith("_uid") else NOT_THERE}, NOT_THERE


def addresses(
    patterns: list[URLPattern | URLResolver] | None = None, space: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        else:
            yield f"{space}{pattern.name}", pattern


def asked_for(address: Address, method: str) -> str:
    """Return the capability that an address asks for with a method."""
    return address.posting if method == "POST" and address.posting else address.capability


def expected(address: Address, method: str, username: str, row: Any) -> set[int]:
    """Return the answers that are right for this request."""
    capability = MATRIX.capabilities[asked_for(address, method)]
    public = ANYONE in capability.roles
    if username == NOBODY and not public:
        return {302}
    within = reach(username, capability.key)
    if not public and not within:
        return {404}
    if method not in {*address.methods, "HEAD"}:
        return {405}
    if method == "HEAD" and "GET" not in address.methods:
        return {405}
    if row == NOT_THERE or (row is not None and not public and not reached(row, within)):
        return {404}
    handed_on = POSTS.get(username, ("",))[0] in assigned_roles(capability.key)
    may_be_absent = address.name in ROW_IN_BODY or (row is not None and (handed_on or public))
    return {200, 302, 422} | ({404} if may_be_absent else set())


def assigned_roles(capability: str) -> set[str]:
    """Return the roles that reach only what was handed to them; whether they do, each area tests by itself."""
    return {role for role, how in MATRIX.capabilities[capability].roles.items() if how == "assigned"}


def answer(client: Client, method: str, url: str) -> Any:
    """Make a request and undo whatever it did."""
    with transaction.atomic():
        response = client.generic(method, url)
        transaction.set_rollback(True)
    return response


# ---------------------------------------------------------------------------------------------------- address × role


def test_every_address_of_the_site_is_in_the_table_of_rights() -> None:
    assert {name for name, _pattern in addresses()} == set(MATRIX.addresses)
    assert every_address_has_a_row() == []


@pytest.mark.parametrize("name", sorted(MATRIX.addresses))
def test_only_who_may_gets_an_answer(name: str, visitors: dict[str, Client]) -> None:
    pattern = dict(addresses())[name]
    wrong = []
    for given, row in arguments(pattern, name):
        url = reverse(name, kwargs=given)
        methods = METHODS if row in (None, NOT_THERE) else MATRIX.addresses[name].methods
        for username, client in visitors.items():
            for method in methods:
                response = answer(client, method, url)
                right = expected(MATRIX.addresses[name], method, username, row)
                if without_files(name, given, response.status_code):
                    continue
                if response.status_code not in right:
                    wrong.append(f"{method} {url} by {username or 'nobody'}: {response.status_code}, not {right}")
                if right == {302} and not response["Location"].startswith("/login/?next="):
                    wrong.append(f"{method} {url} by nobody leads to {response['Location']}")
    assert wrong == []


def without_files(name: str, given: dict[str, Any], status: int) -> bool:
    """Say whether nothing is there for anybody: a union that files nothing, a return without a file."""
    if name == "hardship:annotated" and status == 404:
        return not Upload.everywhere.filter(filed_in=given["return_id"], state="read").exists()
    return False


def test_an_address_without_a_row_in_the_table_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    urls = import_module("niangjia.site.urls")
    inbox = urls.urlpatterns[0]
    monkeypatch.setattr(
        urls, "urlpatterns", [*urls.urlpatterns, URLPattern(inbox.pattern, inbox.callback, name="back")]
    )
    clear_url_caches()
    try:
        with pytest.raises(NotSafeToOpen, match="地址 back 不在权限表里"):
            refuse_unsafe_start()
    finally:
        clear_url_caches()


def test_a_row_in_the_table_whose_address_is_gone_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MATRIX.addresses, "gone", Address("gone", "see_funds"))
    assert [(one.id, one.msg) for one in every_address_has_a_row()] == [
        ("niangjia.E002", "权限表里的地址 gone 已经没有了")
    ]


def test_an_address_that_is_not_in_the_table_is_not_found(
    monkeypatch: pytest.MonkeyPatch, visitors: dict[str, Client]
) -> None:
    monkeypatch.delitem(MATRIX.addresses, "healthz")
    assert visitors["cadre"].get("/healthz").status_code == 404


# --------------------------------------------------------------------------------------- not found ≡ not allowed


def text_of(response: Any, url: str) -> str:
    """Return a page without what differs from request to request: its own address and its token."""
    return TOKEN.sub("", response.content.decode()).replace(url, "here")


def names_a_row_of_somebody(name: str, pattern: URLPattern) -> bool:
    """Say whether an address names a row that is not for everybody."""
    public = ANYONE in MATRIX.capabilities[MATRIX.addresses[name].capability].roles
    return not public and bool(set(pattern.pattern.converters) & set(ROWS))


@pytest.mark.parametrize("name", [name for name, pattern in addresses() if names_a_row_of_somebody(name, pattern)])
def test_a_row_of_somebody_else_looks_exactly_like_none(name: str, visitors: dict[str, Client]) -> None:
    address, client = MATRIX.addresses[name], visitors["stranger"]
    pattern = dict(addresses())[name]
    method = address.methods[0]
    compared = 0
    for username in ("stranger", "cadre", "finance", "strange-finance"):
        client = visitors[username]
        within = reach(username, asked_for(address, method))
        for given, row in arguments(pattern, name):
            if row == NOT_THERE or not within or owners(row) <= within:
                continue
            gone = {key: UUID(int=NOT_THERE) if key.endswith("_uid") else NOT_THERE for key in given}
            theirs, nobodys = (reverse(name, kwargs=one) for one in (given, gone))
            one, other = (answer(client, method, url) for url in (theirs, nobodys))
            assert one.status_code == other.status_code == 404
            assert text_of(one, theirs) == text_of(other, nobodys)
            ours, others = ({k: v for k, v in r.headers.items() if k != "Content-Length"} for r in (one, other))
            assert ours == others
            compared += 1
    assert compared
