"""A worker's own desk: which worker an account is, what is under way for him, and who looked at what is his."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from niangjia.casework import papers, publication, trail
from niangjia.casework.access import NotYours
from niangjia.casework.access.doors import DOORS
from niangjia.casework.queries.household import Stand, stands_of, stands_of_cases
from niangjia.records.cases.models import Case
from niangjia.records.credentials.models import ProvenPhone
from niangjia.records.joinings.models import Joining
from niangjia.records.papers.models import Paper
from niangjia.records.people.models import Household, Person, Worker
from niangjia.records.sealing import blind_index
from niangjia.records.surveys.models import Submission, Survey
from niangjia.records.trail.models import Event
from niangjia.records.unions.models import Account, Union
from niangjia.values.errors import NiangjiaError

NOTICE_CONSENT = "notice_consent"
CONSENTS = (NOTICE_CONSENT, "check_consent", "proxy_consent")
"""The papers by which somebody agreed to something."""
LOOKS = ("reveal", "download", "look_at_paper", "look_at_picture")
"""The verbs by which something personal was shown to somebody."""
NEWEST = 20


class NotRecognised(NiangjiaError):
    """Name, number and phone do not go together with a worker we know – or we know none: both sound the same."""

    code = "not_recognised"


@dataclass(frozen=True, slots=True)
class Look:
    """That somebody looked: who, when, at what, what for. ``field`` and ``purpose`` are keys of the privacy desk."""

    by: str
    union: str
    at: datetime
    verb: str
    field: str
    purpose: str


def worker_of(account: Account) -> Worker | None:
    """Return the worker whose account this is; one that was merged is the one as which he goes on."""
    found = Worker.everywhere.select_related("owner_union", "merged_into__owner_union").filter(account=account).first()
    return found.merged_into if found is not None and found.merged_into is not None else found


def claim_worker(account: Account, *, name: str, id_number: str, at: datetime) -> Worker:
    """Link a worker's own account with what we know of him: his number, his name and the phone in his hand must agree.

    A phone alone links nothing: kin share phones.

    Errors: ``NotRecognised``; ``TooManyTries`` for an account that tries too often.
    """
    rule = DOORS["own_identity"]
    papers.count_try(f"identity:{account.pk}", most=rule["tries"], minutes=rule["minutes"], at=at)
    proven = ProvenPhone.objects.filter(account=account).first()
    known = Worker.everywhere.filter(
        id_index=blind_index("id", id_number),
        name=name.strip(),
        phone_index=proven.phone_index if proven else "-",
        merged_into__isnull=True,
        account__isnull=True,
    ).first()
    try:
        with transaction.atomic():
            linked = known and Worker.everywhere.filter(pk=known.pk, account__isnull=True).update(account=account)
            if known is None or not linked:
                raise NotRecognised("对不上。请核对姓名和证件号；在工会登记的手机号要和登录的一样。都对，就请打 12351")
            Account.objects.filter(pk=account.pk).update(name=known.name)
            trail.record(account, "claim_worker", known, at=at)
    except IntegrityError:
        raise NotRecognised("这个账号已经认过人了；有疑问请打 12351") from None
    known.refresh_from_db()
    return known


def own_stands(worker: Worker, *, off: Callable[[Case], frozenset[str]]) -> list[Stand]:
    """Return how everything that is a worker's own stands, newest first: his cases, and those of his household.

    His household is found by his number, once number and name were found to go together.
    """
    found = stands_of_cases(Case.everywhere.filter(worker=worker), off=off)
    seen = {stand.case.pk for stand in found}
    for household in own_households(worker):
        for stand in stands_of(household, off=off):
            if stand.case.pk not in seen:
                seen.add(stand.case.pk)
                found.append(stand)
    return sorted(found, key=lambda stand: (stand.case.opened_at, stand.case.pk), reverse=True)


def asked_stands(account: Account, *, off: Callable[[Case], frozenset[str]]) -> list[Stand]:
    """Return how the open applications to join stand that were made from an account, whoever it is."""
    open_ones = Joining.everywhere.filter(account=account).exclude(open_index="")
    return stands_of_cases(Case.everywhere.filter(pk__in=open_ones.values("case")), off=off)


def own_households(worker: Worker) -> list[Household]:
    """Return the households whose head a worker is, once number and name were found to go together."""
    if worker.verified_at is None or not worker.id_index:
        return []
    return list(
        Household.everywhere.filter(head_index=worker.id_index)
        .select_related("owner_union", "merged_into")
        .order_by("id")
    )


def consents_of(worker: Worker) -> list[Paper]:
    """Return what a worker agreed to in writing and has not taken back, newest first."""
    found = Paper.everywhere.filter(
        household__in=own_households(worker), kind__in=CONSENTS, withdrawn_at__isnull=True
    ).select_related("owner_union")
    return list(found.defer("content", "told").order_by("-received_at", "-id"))


def take_back_consent(worker: Worker, *, paper_id: int, at: datetime) -> None:
    """Take back the consent to be named in public: the number of the case stands in its place, in old notices too.

    Errors: ``NotYours`` for a consent that is not his, or that is taken back on the page of the matter itself.
    """
    found = next((one for one in consents_of(worker) if one.pk == paper_id and one.kind == NOTICE_CONSENT), None)
    if found is None:
        raise NotYours("没有找到这一页")
    case = Case.everywhere.filter(household=found.household, programme="hardship").order_by("-id").first()
    if case is not None:
        publication.take_back_name(case, by=worker.account, at=at)
        return
    papers.withdraw_papers(found.household, period=found.period, kinds=(NOTICE_CONSENT,), by=worker.account, at=at)


def pieces_about(worker: Worker) -> list[int]:
    """Return the ids of what phones sent of visits at which a worker answered; a photo or a signature came with it."""
    surveys = list(Survey.everywhere.filter(worker=worker).values_list("uid", flat=True))
    sent = Submission.everywhere.filter(Q(made_as__in=surveys, first=True) | Q(uid__in=surveys))
    return list(sent.values_list("pk", flat=True))


def looks_at(worker: Worker) -> list[Look]:
    """Return who looked at what is a worker's own, the newest first."""
    rows = Event.objects.filter(verb__in=LOOKS, subject="worker", subject_id=worker.pk)
    if worker.verified_at is not None and worker.id_index:
        persons = Person.everywhere.filter(id_index=worker.id_index).values_list("pk", flat=True)
        rows |= Event.objects.filter(verb__in=LOOKS, subject="person", subject_id__in=list(persons))
    rows |= Event.objects.filter(verb__in=LOOKS, subject="submission", subject_id__in=pieces_about(worker))
    events = list(rows.order_by("-at", "-id")[:NEWEST])
    unions = Union.objects.in_bulk({event.union_id for event in events if event.union_id})
    return [
        Look(
            event.actor_name,
            unions[event.union_id].short_name if event.union_id in unions else "",
            event.at,
            event.verb,
            str(event.detail.get("field", "")),
            str(event.detail.get("purpose", "")),
        )
        for event in events
    ]
