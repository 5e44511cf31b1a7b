"""The second factor: a code of six digits that changes with the clock of the server, and codes for when it is lost.

The secret is sealed. A code is accepted once: the time step of the last one is kept, and only a later one counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import pyotp
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext_noop

from niangjia.casework import trail
from niangjia.casework.access import freshness, idling, tries
from niangjia.casework.access.doors import DOORS
from niangjia.casework.access.freshness import must_be_fresh
from niangjia.casework.access.gate import EPOCH
from niangjia.casework.access.sign_in import end_sessions
from niangjia.casework.papers import fresh_code, index_of
from niangjia.records.credentials.models import RecoveryCode, SecondFactor
from niangjia.records.sealing import seal, unseal
from niangjia.records.unions.models import Account
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.place import place_of

__all__ = ["begin", "confirm", "enrolled", "must_be_fresh", "reset", "secret_of", "show"]

STEP = 30
"""Seconds that one code holds, as every authenticator has it (RFC 6238)."""


class CodeWrong(NiangjiaError):
    """A code is wrong, was used before, or was tried too often: all sound the same."""

    code = "code_wrong"


def enrolled(account: Account) -> bool:
    """Return whether an account has a second factor."""
    return SecondFactor.objects.filter(account=account, confirmed_at__isnull=False).exists()


def begin(account: Account, *, at: datetime) -> SecondFactor:
    """Return the secret that an account is about to enrol with; asked again before it is confirmed, the same one.

    Errors: ``CodeWrong`` for an account that has a second factor: it is reset first.
    """
    known = SecondFactor.objects.filter(account=account).first()
    if known is None:
        known = SecondFactor(account=account, enrolled_at=at)
        seal(known, "secret", pyotp.random_base32())
        try:
            with transaction.atomic():
                known.save()
                trail.record(account, "begin_second_factor", None, at=at)
        except IntegrityError:
            known = SecondFactor.objects.get(account=account)
    if known.confirmed_at is not None:
        raise CodeWrong("这个账号已经有动态码了；换手机请先请管理员重设")
    return known


def secret_of(factor: SecondFactor) -> str:
    """Return the secret, for the page that shows it once."""
    return unseal(factor, "secret") or ""


def address_of(factor: SecondFactor, *, issuer: str) -> str:
    """Return the secret as an authenticator reads it from a picture."""
    return pyotp.TOTP(secret_of(factor)).provisioning_uri(name=factor.account.username, issuer_name=issuer)


def confirm(request: HttpRequest, account: Account, code: str, *, at: datetime) -> list[str]:
    """Enrol an account whose authenticator shows the right code; return its recovery codes, kept in the clear nowhere.

    Every other session of the account ends, this one goes on.

    Errors: ``CodeWrong``.
    """
    factor = begin(account, at=at)
    accept(factor, code, place=place_of(request), at=at)
    codes = [fresh_code() for _number in range(DOORS["second_factor"]["recovery_codes"])]
    with transaction.atomic():
        confirmed = SecondFactor.objects.filter(pk=factor.pk, confirmed_at__isnull=True).update(confirmed_at=at)
        if not confirmed:
            raise CodeWrong("这个账号已经有动态码了；换手机请先请管理员重设")
        RecoveryCode.objects.bulk_create(
            RecoveryCode(factor=factor, code_index=recovery_index(account, one)) for one in codes
        )
        end_sessions(account)
        trail.record(account, "enrol_second_factor", None, at=at, codes=len(codes))
    account.refresh_from_db()
    request.session[EPOCH] = account.permission_epoch
    freshness.remember_shown(request)
    return codes


def show(request: HttpRequest, account: Account, code: str, *, at: datetime) -> None:
    """Let somebody show the second factor, by a code of the authenticator or one of the recovery codes.

    Errors: ``CodeWrong``.
    """
    factor = SecondFactor.objects.filter(account=account, confirmed_at__isnull=False).first()
    if factor is None:
        raise CodeWrong(WRONG)
    accept(factor, code, place=place_of(request), at=at)
    freshness.remember_shown(request)
    idling.take_up(request, account)


WRONG = gettext_noop("动态码不对，或者已经用过。请等手机上出现下一个再输；连续输错会暂时锁住")


def accept(factor: SecondFactor, code: str, *, place: str, at: datetime) -> None:
    """Accept a code once, counting failures of the account and of the place.

    Errors: ``CodeWrong`` – the same whether it is wrong, used, or the door rests.
    """
    rule, account = DOORS["second_factor"], factor.account
    doors = (
        (f"second-factor:{account.pk}", rule["tries"], rule["minutes"]),
        (f"second-factor-place:{place}", DOORS["sign_in"]["failures_of_a_place"], DOORS["sign_in"]["place_minutes"]),
    )
    rests = any(tries.is_resting(what, most=most, minutes=minutes, at=at) for what, most, minutes in doors)
    if not rests and (claim_step(factor, code) or claim_recovery(factor, code, at=at)):
        return
    for what, most, minutes in doors:
        tries.count_failure(what, most=most, minutes=minutes, at=at)
    with transaction.atomic():
        trail.record(account, "second_factor_failed", None, at=at)
    raise CodeWrong(WRONG)


def claim_step(factor: SecondFactor, code: str) -> bool:
    """Claim the time step of a code; one at or before the last that was accepted counts no more."""
    written = "".join(code.split())
    if not (written.isascii() and written.isdigit()):
        return False
    totp, now = pyotp.TOTP(secret_of(factor)), int(clock.server_time().timestamp())
    drift = DOORS["second_factor"]["steps_of_drift"]
    for step in range(now // STEP - drift, now // STEP + drift + 1):
        if pyotp.utils.strings_equal(totp.at(step * STEP), written):
            claimed = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step).update(last_step=step)
            return bool(claimed)
    return False


def claim_recovery(factor: SecondFactor, code: str, *, at: datetime) -> bool:
    """Claim one of the recovery codes."""
    index = recovery_index(factor.account, code)
    with transaction.atomic():
        claimed = RecoveryCode.objects.filter(factor=factor, code_index=index, used_at__isnull=True).update(used_at=at)
        if claimed:
            trail.record(factor.account, "use_recovery_code", None, at=at)
    return bool(claimed)


def recovery_index(account: Account, code: str) -> str:
    """Return the keyed index under which a recovery code is kept: of this account and no other."""
    return index_of(f"{account.pk}X{code}", kind="recovery")


def reset(account: Account, *, by: Account, at: datetime) -> None:
    """Take the second factor from an account that lost it; everything that was open under it ends."""
    with transaction.atomic():
        SecondFactor.objects.filter(account=account).delete()
        end_sessions(account)
        trail.record(by, "reset_second_factor", account, at=at)


def enrolled_among(accounts: Iterable[int]) -> set[int]:
    """Return which of some accounts have a second factor."""
    found = SecondFactor.objects.filter(account_id__in=list(accounts), confirmed_at__isnull=False)
    return set(found.values_list("account_id", flat=True))
