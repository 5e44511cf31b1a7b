"""代办: a worker lets a colleague of his union act for him, in one thing and for some days, and sees everything done.

He agrees with a code on his own phone; without it nothing holds. He ends it whenever he likes, at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_noop

from niangjia.casework import trail
from niangjia.casework.access import phone_codes
from niangjia.casework.access.doors import DOORS
from niangjia.casework.queries.tree import ancestors
from niangjia.records.credentials.models import DelegatedAct, Delegation, ProvenPhone
from niangjia.records.people.models import Worker
from niangjia.records.sealing import blind_index, unseal
from niangjia.records.unions.models import TERRITORY, Account, Path, Post
from niangjia.values.errors import NiangjiaError

MATTERS = {
    "join": gettext_noop("申请入会"),
    "transfer": gettext_noop("会籍转接"),
    "hardship": gettext_noop("困难帮扶"),
}
"""What somebody may be asked to do for another."""
ONCE = {"care": gettext_noop("需求和心愿")}
"""What could be asked for once, though there was nothing to do: it is read still."""
ROLES = ("grassroots", "county", "helper")
"""Who may be asked: those whose work it is."""


class NotDelegated(NiangjiaError):
    """Somebody would act for a worker who has not agreed to it, or no longer does."""

    code = "not_delegated"


class CannotAsk(NiangjiaError):
    """A delegation that cannot be asked for: nobody to ask, too long, there already, or no phone to agree with."""

    code = "cannot_ask"


def working_posts(*, on: date) -> QuerySet[Post]:
    """Return the posts of those who may be asked, wherever they work, on a day."""
    posts = Post.objects.filter(role__in=ROLES, from_on__lte=on, account__is_active=True)
    return posts.filter(Q(to_on__isnull=True) | Q(to_on__gt=on))


def colleagues_of(worker: Worker, *, on: date) -> list[Post]:
    """Return whom a worker may ask: those who work at his union and at those above it."""
    above = [one.pk for one in ancestors(worker.owner_union_id, line=TERRITORY, on=on)]
    posts = working_posts(on=on).filter(union_id__in=[worker.owner_union_id, *above])
    return list(posts.select_related("account", "union").order_by("union__code", "account__name", "id"))


def own_phone(worker: Worker) -> str:
    """Return the phone with which a worker agrees: the one he signs in with.

    Errors: ``CannotAsk`` when the phone in our books is another.
    """
    phone = unseal(worker, "phone") or ""
    proven = ProvenPhone.objects.filter(account=worker.account).first()
    if proven is None or not phone or blind_index("phone", phone) != proven.phone_index:
        raise CannotAsk("登录用的手机号和工会登记的不一样；请先请负责的工会改好手机号，再找人代办")
    return phone


def ask(
    worker: Worker, *, delegate: Account, matter: str, days: int, place: str, on: date, at: datetime
) -> tuple[Delegation, str]:
    """Ask somebody to act for ``worker`` until ``days`` from today, and send the code that he agrees with.

    In a demonstration, and only there, the code is returned for the page to show.

    Errors: ``CannotAsk``; ``TooManyTries`` and ``NotSent`` as with every code.
    """
    if matter not in MATTERS or not 0 < days <= DOORS["delegation"]["most_days"]:
        raise CannotAsk(f"代办最多 {DOORS['delegation']['most_days']} 天；请选要办的事")
    if delegate.pk not in {post.account_id for post in colleagues_of(worker, on=on)}:
        raise CannotAsk("只能请负责您的工会的同事代办")
    phone = own_phone(worker)
    try:
        with transaction.atomic():
            Delegation.everywhere.filter(worker=worker, delegate=delegate, matter=matter, ended_at__isnull=True).filter(
                Q(agreed_at__isnull=True) | Q(until_on__lt=on)
            ).update(ended_at=at)
            asked = Delegation.everywhere.create(
                owner_union=worker.owner_union,
                worker=worker,
                delegate=delegate,
                matter=matter,
                until_on=on + timedelta(days=days),
                asked_at=at,
            )
            trail.record(worker.account, "ask_delegate", asked, at=at, matter=matter, days=days)
    except IntegrityError:
        raise CannotAsk("这件事已经请这位同事代办了") from None
    return asked, phone_codes.send_code(phone, place=place, at=at)


def agree(delegation: Delegation, *, code: str, place: str, at: datetime) -> None:
    """Let a delegation hold, with the code from the worker's own phone.

    Errors: ``CodeNotRight``; ``NotDelegated`` for one that was ended meanwhile.
    """
    phone_codes.code_comes_back(own_phone(delegation.worker), code, place=place, at=at)
    with transaction.atomic():
        agreed = Delegation.everywhere.filter(pk=delegation.pk, agreed_at__isnull=True, ended_at__isnull=True)
        if not agreed.update(agreed_at=at):
            raise NotDelegated("这次代办已经停了；要的话请重新请一次")
        trail.record(delegation.worker.account, "agree_to_delegate", delegation, at=at)


def end(delegation: Delegation, *, by: Account, at: datetime) -> None:
    """End a delegation at once; ended twice is ended."""
    with transaction.atomic():
        if Delegation.everywhere.filter(pk=delegation.pk, ended_at__isnull=True).update(ended_at=at):
            trail.record(by, "end_delegation", delegation, at=at)


def in_force(account: Account, *, on: date) -> QuerySet[Delegation]:
    """Return for whom somebody may act today, asked of the database each time.

    It holds only while he works at the union of the worker or above it, as when he was asked.
    """
    held = working_posts(on=on).filter(account=account).values("union_id")
    below = Path.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=on), line=TERRITORY, ancestor__in=held, valid_from__lte=on
    )
    found = Delegation.everywhere.filter(
        Q(worker__owner_union__in=held) | Q(worker__owner_union__in=below.values("descendant")),
        delegate=account,
        agreed_at__isnull=False,
        ended_at__isnull=True,
        until_on__gte=on,
    )
    return found.select_related("worker__owner_union", "owner_union").order_by("until_on", "id")


def act(account: Account, *, delegation_id: int, verb: str, on: date, at: datetime) -> Delegation:
    """Write that somebody does something for a worker, before he does it; return what he was given.

    Errors: ``NotDelegated`` when he may not, or not any more.
    """
    with transaction.atomic():
        found = in_force(account, on=on).filter(pk=delegation_id).first()
        if found is None:
            raise NotDelegated("没有请您代办，或者已经停了")
        DelegatedAct.objects.create(delegation=found, verb=verb, at=at)
        trail.record(account, "act_for", found, at=at, what=verb)
    return found


def given_by(worker: Worker) -> Iterable[Delegation]:
    """Return everything that a worker gave to others to do, newest first, with all that was done."""
    acts = Prefetch("acts", queryset=DelegatedAct.objects.order_by("-at", "-id"))
    found = Delegation.everywhere.filter(worker=worker).select_related("delegate").prefetch_related(acts)
    return found.order_by("-asked_at", "-id")
