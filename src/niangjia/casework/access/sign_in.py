"""Signing in: the same answer whoever it is, a lock after too many tries, one epoch that ends every session."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth import authenticate, login, logout
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from niangjia.casework import trail
from niangjia.casework.access.gate import EPOCH
from niangjia.casework.access.matrix import MATRIX
from niangjia.records.unions.models import Account
from niangjia.values.errors import NiangjiaError


class NotSignedIn(NiangjiaError):
    """Name and password do not go together, or the account is locked: both sound the same."""

    code = "not_signed_in"


def sign_in(request: HttpRequest, *, username: str, password: str, at: datetime) -> Account:
    """Sign somebody in.

    Errors: ``NotSignedIn`` for an unknown name, a wrong password, a closed or a locked account – in the same words.
    """
    account = authenticate(request, username=username, password=password)
    known = Account.objects.filter(username=username).first()
    locked = known is not None and known.locked_until is not None and known.locked_until > at
    if not isinstance(account, Account) or locked:
        if known is not None and not locked:
            count_failure(known, at=at)
        raise NotSignedIn("登录名和密码对不上。请再试一次；连续输错会暂时锁住")
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).update(failed_sign_ins=0, locked_until=None)
        login(request, account)
        request.session[EPOCH] = account.permission_epoch
        trail.record(account, "sign_in", None, at=at)
    return account


def count_failure(account: Account, *, at: datetime) -> None:
    """Count one failed try; the last one allowed locks the account for a while."""
    with transaction.atomic():
        Account.objects.filter(pk=account.pk).update(failed_sign_ins=F("failed_sign_ins") + 1)
        trail.record(account, "sign_in_failed", None, at=at)
        if Account.objects.get(pk=account.pk).failed_sign_ins >= MATRIX.sign_in_attempts:
            until = at + timedelta(minutes=MATRIX.lock_minutes)
            Account.objects.filter(pk=account.pk).update(failed_sign_ins=0, locked_until=until)


def sign_out(request: HttpRequest, *, at: datetime) -> None:
    """Sign whoever it is out."""
    if isinstance(request.user, Account):
        with transaction.atomic():
            trail.record(request.user, "sign_out", None, at=at)
    logout(request)


def end_sessions(account: Account) -> None:
    """End every session of ``account`` at once: its rights or its password changed."""
    Account.objects.filter(pk=account.pk).update(permission_epoch=F("permission_epoch") + 1)
