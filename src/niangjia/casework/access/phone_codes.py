"""Signing in by phone, for workers: a code goes to the phone and comes back; then it is his own account that is open.

Everybody gets a code and the same answer, whether we know the phone or not. A first sign-in opens an account without a
worker; which worker it is, is shown by more than the phone (see ``casework.own``), since kin share phones.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.translation import gettext_noop

from niangjia.casework import papers, trail
from niangjia.casework.access import tries
from niangjia.casework.access.doors import DOORS
from niangjia.casework.access.sign_in import let_in
from niangjia.outside.messages import ConsoleMessenger, GatewayMessenger, Messenger, NotSent
from niangjia.records.credentials.models import PhoneCode, ProvenPhone
from niangjia.records.sealing import SealBroken, blind_index, key_ring
from niangjia.records.unions.models import Account
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.place import place_of

CONSOLE = "console"
MINUTES_OF_AN_HOUR, MINUTES_OF_A_DAY = 60, 1440
NOBODY_YET = gettext_noop("职工")
"""The name of an account of which we know a phone and nobody yet."""
WRONG = gettext_noop("验证码不对，或者过了时间。请再看一眼短信；要是还不行，重新发一个")


class CodeNotRight(NiangjiaError):
    """A code is wrong, late, used, or was tried too often: all sound the same."""

    code = "code_not_right"


def messenger() -> Messenger:
    """Return the messenger of this place.

    Errors: ``NotSent`` where none was set up.
    """
    chosen = settings.NIANGJIA_MESSAGES
    if not isinstance(chosen, str):
        messenger_given: Messenger = chosen
        return messenger_given
    if chosen == CONSOLE:
        return ConsoleMessenger()
    if not chosen:
        raise NotSent("这里还没有接上短信，不能用手机号登录；请打 12351")
    return GatewayMessenger(chosen, token=settings.NIANGJIA_MESSAGES_TOKEN)


def send_code(phone: str, *, place: str, at: datetime) -> str:
    """Send a fresh code to a phone; the one before holds no more.

    In a demonstration, and only there, the code is returned so that the page can show it; else nothing is.

    Errors: ``TooManyTries`` beyond what a phone gets in a day or a place asks for in an hour; ``NotSent``.
    """
    _kept, code = code_sent(phone, place=place, at=at)
    return code if clock.demonstration_day() is not None else ""


def code_sent(phone: str, *, place: str, at: datetime) -> tuple[PhoneCode, str]:
    """Send a fresh code to a phone and return it: for whoever tests, or shows what stands on the phone.

    Errors: as ``send_code``.
    """
    rule = DOORS["phone_code"]
    papers.count_try(f"code-place:{place}", most=rule["an_hour_from_a_place"], minutes=MINUTES_OF_AN_HOUR, at=at)
    papers.count_try(f"code-phone:{phone}", most=rule["a_day_to_a_phone"], minutes=MINUTES_OF_A_DAY, at=at)
    code = f"{secrets.randbelow(10 ** rule['digits']):0{rule['digits']}d}"
    index = blind_index("phone", phone)
    with transaction.atomic():
        PhoneCode.objects.filter(phone_index=index, ended_at__isnull=True).update(ended_at=at)
        kept = PhoneCode.objects.create(
            phone_index=index,
            code_index=code_index(index, code),
            sent_at=at,
            expires_at=at + timedelta(minutes=rule["minutes"]),
        )
        trail.record(None, "send_code", kept, at=at)
    messenger().send(phone, f"【娘家】验证码 {code}，{rule['minutes']} 分钟内有效。不是您本人在登录，就不用管它")
    return kept, code


BOND = b"phone|between two steps"


def carried(phone: str) -> str:
    """Return a phone as a session may carry it from the first step to the second: sealed."""
    return key_ring().seal(phone.encode(), bound_to=BOND).hex()


def phone_carried(text: object) -> str:
    """Return the phone that a session carries; nothing when it carries none."""
    try:
        return key_ring().open(bytes.fromhex(str(text or "")), bound_to=BOND).decode()
    except (ValueError, IndexError, SealBroken):
        return ""


def code_index(phone_index: str, code: str) -> str:
    """Return the keyed index under which a code is kept: of this phone and no other."""
    return blind_index("phone code", f"{phone_index}|{''.join(code.split())}")


def code_comes_back(phone: str, code: str, *, place: str, at: datetime) -> None:
    """Accept a code that was sent to a phone, once.

    Errors: ``CodeNotRight`` – the same whether it is wrong, late, used, or tried too often.
    """
    rule = DOORS["phone_code"]
    index = blind_index("phone", phone)
    source = {"what": f"code-try:{place}", "most": rule["tries_of_a_place"], "minutes": MINUTES_OF_AN_HOUR, "at": at}
    if tries.is_resting(**source):
        raise CodeNotRight(WRONG)
    waiting = PhoneCode.objects.filter(phone_index=index, ended_at__isnull=True, expires_at__gt=at)
    counted = waiting.filter(tries__lt=rule["tries"]).update(tries=F("tries") + 1)
    claimed = counted and waiting.filter(code_index=code_index(index, code)).update(ended_at=at)
    if not claimed:
        tries.count_failure(**source)
        with transaction.atomic():
            trail.record(None, "phone_code_failed", None, at=at)
        raise CodeNotRight(WRONG)


def sign_in_by_code(request: HttpRequest, phone: str, code: str, *, at: datetime) -> Account:
    """Sign a worker in with the code that was sent to his phone; the first time, open an account for him.

    Errors: as ``code_comes_back``; a closed account sounds the same.
    """
    code_comes_back(phone, code, place=place_of(request), at=at)
    index = blind_index("phone", phone)
    account = account_of(index) or open_worker_account(index, at=at)
    if not account.is_active:
        raise CodeNotRight(WRONG)
    let_in(request, account, at=at)
    return account


def account_of(phone_index: str) -> Account | None:
    """Return the account that a phone opens, if there is one."""
    proven = ProvenPhone.objects.select_related("account").filter(phone_index=phone_index).first()
    return proven.account if proven else None


def open_worker_account(phone_index: str, *, at: datetime) -> Account:
    """Open an account for whoever had a phone in hand; two at once open one."""
    account = Account(username=f"w-{secrets.token_hex(16)}", name=NOBODY_YET, is_worker=True)
    account.set_unusable_password()
    try:
        with transaction.atomic():
            account.save()
            ProvenPhone.objects.create(account=account, phone_index=phone_index, proven_at=at)
            trail.record(account, "open_worker_account", account, at=at)
    except IntegrityError:
        return ProvenPhone.objects.select_related("account").get(phone_index=phone_index).account
    return account
