"""The deeds of accounts: signing in by phone, the second factor, invitations, acting for somebody."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pyotp
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from small_county import AT, PASSWORD

from niangjia.casework import delegation, joining, own, papers
from niangjia.casework.access import inviting, phone_codes, second_factor, sign_in, tries
from niangjia.records.credentials.models import Delegation, SecondFactor
from niangjia.records.people.models import Household, Worker
from niangjia.records.unions.models import Account, Post
from niangjia.web import clock

if TYPE_CHECKING:
    from played_quarter import PlayedQuarter

PHONE = "13800001111"
NUMBER = "990101199001011230"


def asked(user: Account | None = None) -> HttpRequest:
    """Return a request with a session of its own, by whoever is signed in."""
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = "203.0.113.9"
    request.session = SessionStore()
    request.session.create()
    if user is not None:
        request.user = user
    return request


def code_sent(phone: str = PHONE) -> str:
    """Send a code and return it, as it would stand on the phone."""
    return phone_codes.code_sent(phone, place="203.0.113.9", at=AT)[1]


def code_on_the_phone() -> str:
    """Return the code of the last message, as it stands on the phone."""
    text: str = settings.NIANGJIA_MESSAGES.sent[-1][1]
    return "".join(letter for letter in text.split("验证码")[1][:8] if letter.isdigit())


def authenticator(account: Account, *, later: int = 0) -> str:
    """Return what the authenticator of an account shows, some steps later."""
    secret = second_factor.secret_of(SecondFactor.objects.get(account=account))
    return pyotp.TOTP(secret).at(int(clock.server_time().timestamp()) + later * second_factor.STEP)


def enrolled(account: Account) -> list[str]:
    """Enrol an account and return its recovery codes."""
    second_factor.begin(account, at=AT)
    request = asked(account)
    return second_factor.confirm(request, account, authenticator(account), at=AT)


def signed_in_by_phone(phone: str = PHONE) -> Account:
    """Sign somebody in by phone."""
    return phone_codes.sign_in_by_code(asked(), phone, code_sent(phone), at=AT)


def claimed(played: PlayedQuarter) -> Worker:
    """Let somebody who signed in by phone say which worker he is."""
    known(played)
    return own.claim_worker(signed_in_by_phone(), name="陈路遥", id_number=NUMBER, at=AT)


def known(played: PlayedQuarter) -> Worker:
    """Know a worker with a number and a phone."""
    return joining.know_worker(
        played.county.unions["street"],
        name="陈路遥",
        id_number=NUMBER,
        phone=PHONE,
        by=played.county.accounts["chair"],
        at=AT,
    )


def leader(played: PlayedQuarter) -> Account:
    return played.county.accounts["leader"]


def by(played: PlayedQuarter) -> dict[str, Any]:
    return {"by": played.county.accounts["cadre"], "at": AT}


def recovered(played: PlayedQuarter) -> None:
    code = enrolled(leader(played))[0]
    second_factor.show(asked(leader(played)), leader(played), code, at=AT)


def invited(played: PlayedQuarter) -> Any:
    """Invite a chair to the street, by the county's cadre."""
    return inviting.invite(
        played.county.actor("cadre"),
        union=played.county.unions["street"],
        role="grassroots",
        title="主席",
        name="新来",
        line="territory",
        at=AT,
    )


def accepted(played: PlayedQuarter) -> Account:
    _kept, code = invited(played)
    found = inviting.invitation_of(code, at=AT)
    return inviting.accept(found, username="fresh", name="新来", password=f"another {PASSWORD}", at=AT)


def post_of(played: PlayedQuarter, name: str = "chair") -> Any:
    return Post.objects.get(account=played.county.accounts[name])


def asked_for_help(played: PlayedQuarter) -> tuple[Delegation, str]:
    """Let a worker ask the chair of his union to act for him; return the code on his phone."""
    worker = claimed(played)
    kept, _shown = delegation.ask(
        worker,
        delegate=played.county.accounts["chair"],
        matter="hardship",
        days=30,
        place="203.0.113.9",
        on=AT.date(),
        at=AT,
    )
    return kept, code_on_the_phone()


def agreed(played: PlayedQuarter) -> Delegation:
    kept, code = asked_for_help(played)
    delegation.agree(kept, code=code, place="203.0.113.9", at=AT)
    return kept


def acted(played: PlayedQuarter) -> Any:
    kept = agreed(played)
    return delegation.act(played.county.accounts["chair"], delegation_id=kept.pk, verb="look", on=AT.date(), at=AT)


def consent_back(played: PlayedQuarter) -> None:
    worker = claimed(played)
    Worker.everywhere.filter(pk=worker.pk).update(verified_at=AT)
    worker.refresh_from_db()
    household = Household.everywhere.create(
        owner_union=worker.owner_union, head_name=worker.name, head_index=worker.id_index, opened_at=AT
    )
    kept = papers.keep_paper(household, kind="notice_consent", period="2026Q3", told={}, by=None, at=AT)
    own.take_back_consent(worker, paper_id=kept.pk, at=AT)
    assert own.consents_of(worker) == []


DEEDS_OF_ACCOUNTS: dict[str, Callable[[PlayedQuarter], Any]] = {
    "access.sign_in.unlock": lambda p: sign_in.unlock(leader(p), **by(p)),
    "access.sign_in.choose_password": lambda p: sign_in.choose_password(
        leader(p), password=f"another {PASSWORD}", **by(p)
    ),
    "access.sign_in.close_account": lambda p: sign_in.close_account(leader(p), **by(p)),
    "access.phone_codes.send_code": lambda _p: code_sent(),
    "access.phone_codes.sign_in_by_code": lambda _p: signed_in_by_phone(),
    "access.second_factor.begin": lambda p: second_factor.begin(leader(p), at=AT),
    "access.second_factor.confirm": lambda p: enrolled(leader(p)),
    "access.second_factor.show": recovered,
    "access.second_factor.reset": lambda p: second_factor.reset(leader(p), **by(p)),
    "access.inviting.invite": invited,
    "access.inviting.invite_again": lambda p: inviting.invite_again(
        p.county.actor("cadre"), p.county.accounts["chair"], at=AT
    ),
    "access.inviting.accept": accepted,
    "access.inviting.withdraw": lambda p: inviting.withdraw(p.county.actor("cadre"), invited(p)[0], at=AT),
    "access.inviting.take_post": lambda p: inviting.take_post(p.county.actor("cadre"), post_of(p), at=AT),
    "delegation.ask": asked_for_help,
    "delegation.agree": agreed,
    "delegation.end": lambda p: delegation.end(agreed(p), by=p.county.accounts["chair"], at=AT),
    "delegation.act": acted,
    "access.tries.count_miss": lambda p: tries.count_miss(p.county.accounts["chair"], at=AT),
    "own.take_back_consent": consent_back,
    "own.claim_worker": claimed,
}
PARTS_OF_ACCOUNTS = {
    "access.sign_in.let_in",  # told by the signing in
    "access.phone_codes.code_sent",  # the same deed, for whoever may see the code
    "access.phone_codes.code_comes_back",  # told by what the code opens
    "access.phone_codes.open_worker_account",
    "access.second_factor.accept",
    "access.second_factor.claim_recovery",
    "access.inviting.written",
    "access.inviting.opened",
    "access.inviting.opened_anew",
    "access.inviting.invitation_of",  # a look
    "access.inviting.open_invitations",
    "access.inviting.accounts_below",
    "access.tries.is_resting",  # a look
    "access.tries.count_failure",
    "access.tries.must_not_ask_too_often",  # a look
}
