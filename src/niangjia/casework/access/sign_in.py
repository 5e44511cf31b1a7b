"""Signing in: the same answer whoever it is, a lock after too many tries, one epoch that ends everything at once.

What was given out under an account – a session, a download link, the package of an offline phone, a queued job – holds
as long as ``epoch_holds``. Whatever changes rights or how somebody shows who they are moves the epoch on.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from niangjia.casework import trail
from niangjia.casework.access import freshness, idling, tries
from niangjia.casework.access.actor import Actor, actor_of
from niangjia.casework.access.doors import DOORS
from niangjia.casework.access.gate import EPOCH
from niangjia.casework.access.matrix import MATRIX
from niangjia.records.credentials.models import SecondFactor
from niangjia.records.unions.models import Account
from niangjia.values.errors import NiangjiaError
from niangjia.web.place import place_of


class NotSignedIn(NiangjiaError):
    """Name and password do not go together, or the account is locked: both sound the same."""

    code = "not_signed_in"


class RightEnded(NiangjiaError):
    """Work that was begun by somebody who has no right to it any more."""

    code = "right_ended"


class PasswordTooEasy(NiangjiaError):
    """A password that others would guess."""

    code = "password_too_easy"


def sign_in(request: HttpRequest, *, username: str, password: str, at: datetime) -> Account:
    """Sign somebody in; who has a second factor is not in before it was shown.

    Errors: ``NotSignedIn`` for an unknown name, a wrong password, a closed or a locked account, and for a place from
    which too many tries failed – in the same words.
    """
    rule = DOORS["sign_in"]
    place = f"sign-in:{place_of(request)}"
    limits = {"most": rule["failures_of_a_place"], "minutes": rule["place_minutes"], "at": at}
    rests = tries.is_resting(place, **limits)
    account = authenticate(request, username=username, password=password)
    known = Account.objects.filter(username=username).first()
    locked = known is not None and known.locked_until is not None and known.locked_until > at
    if not isinstance(account, Account) or locked or rests:
        tries.count_failure(place, **limits)
        if known is not None and not locked and not rests:
            count_failure(known, at=at)
        raise NotSignedIn("登录名和密码对不上。请再试一次；连续输错会暂时锁住")
    let_in(request, account, at=at)
    return account


def let_in(request: HttpRequest, account: Account, *, at: datetime) -> None:
    """Open a session for somebody who showed who they are; a second factor, where there is one, is still owed."""
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).update(failed_sign_ins=0, locked_until=None)
        login(request, account)
        request.session[EPOCH] = account.permission_epoch
        idling.begin(request)
        if SecondFactor.objects.filter(account=account, confirmed_at__isnull=False).exists():
            freshness.remember_owed(request)
        else:
            idling.take_up(request, account)
        trail.record(account, "sign_in", None, at=at)


def count_failure(account: Account, *, at: datetime) -> None:
    """Count one failed try; the last one allowed locks the account for a while."""
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).update(failed_sign_ins=F("failed_sign_ins") + 1)
        trail.record(account, "sign_in_failed", None, at=at)
        if Account.objects.get(pk=account.pk).failed_sign_ins >= MATRIX.sign_in_attempts:
            until = at + timedelta(minutes=MATRIX.lock_minutes)
            Account.objects.filter(pk=account.pk).update(failed_sign_ins=0, locked_until=until)


def unlock(account: Account, *, by: Account, at: datetime) -> None:
    """Let an account that was locked after failed tries be tried again."""
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).update(failed_sign_ins=0, locked_until=None)
        trail.record(by, "unlock_account", account, at=at)


def sign_out(request: HttpRequest, *, at: datetime) -> None:
    """Sign whoever it is out."""
    if isinstance(request.user, Account):
        with transaction.atomic():
            trail.record(request.user, "sign_out", None, at=at)
    logout(request)


def choose_password(account: Account, *, password: str, by: Account, at: datetime) -> None:
    """Give an account another password; everything that was open under the old one ends.

    Errors: ``PasswordTooEasy`` for one that is short, common, like the name, or the one before.
    """
    if account.has_usable_password() and check_password(password, account.password):
        raise PasswordTooEasy("新密码要和原来的不一样")
    must_be_strong(password, account)
    with transaction.atomic():
        account.set_password(password)
        Account.objects.filter(pk=account.pk).update(password=account.password, failed_sign_ins=0, locked_until=None)
        end_sessions(account)
        trail.record(by, "choose_password", account, at=at)


def must_be_strong(password: str, account: Account) -> None:
    """Refuse a password that others would guess."""
    try:
        validate_password(password, account)
    except ValidationError:
        raise PasswordTooEasy("密码至少 10 个字，不要用常见的密码，也不要和登录名、姓名太像") from None


def close_account(account: Account, *, by: Account, at: datetime) -> None:
    """Close an account: it cannot sign in any more, and everything that was open under it ends."""
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).update(is_active=False)
        end_sessions(account)
        trail.record(by, "close_account", account, at=at)


def end_sessions(account: Account) -> None:
    """End everything that was given out under ``account`` at once: its rights or how it shows who it is changed."""
    Account.objects.filter(pk=account.pk).update(permission_epoch=F("permission_epoch") + 1)


def epoch_holds(account: Account | int, epoch: object) -> bool:
    """Return whether what was given out to ``account`` under ``epoch`` still holds: asked of the database each time.

    ``account`` may be its number, ``epoch`` whatever came back from outside.
    """
    number = account.pk if isinstance(account, Account) else account
    return type(epoch) is int and Account.objects.filter(pk=number, permission_epoch=epoch, is_active=True).exists()


def must_still_hold(actor: Actor, capability: str, *, on: date) -> None:
    """Refuse to go on with work that ``actor`` began earlier and has no right to any more.

    Queued work asks this when it begins and from time to time: the rights are read again from the database.

    Errors: ``RightEnded``.
    """
    if not epoch_holds(actor.account.pk, actor.account.permission_epoch):
        raise RightEnded("开始这项工作的人，权限已经变了；已经做好的都在，请有权限的同事再运行一次")
    account = Account.objects.get(pk=actor.account.pk)
    if not actor_of(account, on=on).may(capability):
        raise RightEnded("开始这项工作的人，权限已经变了；已经做好的都在，请有权限的同事再运行一次")
