"""The doors beside the password: a phone for workers, a second factor for everybody who decides."""

from __future__ import annotations

import html
from datetime import timedelta

import pytest
from deeds_of_accounts import NUMBER, PHONE, authenticator, code_on_the_phone
from django.conf import settings
from django.test import Client
from signing_in import by_password, by_phone
from small_county import AT, PASSWORD, County

from niangjia.casework import joining
from niangjia.casework.access import MATRIX, freshness, second_factor
from niangjia.casework.access.doors import DOORS
from niangjia.casework.access.sign_in import choose_password, close_account, epoch_holds
from niangjia.records.credentials.models import PhoneCode, ProvenPhone, RecoveryCode, SecondFactor
from niangjia.records.trail.models import Event
from niangjia.records.unions.models import Account
from niangjia.web import clock

pytestmark = pytest.mark.django_db
ENROL = "/login/second/enrol/"
SHOW = "/login/second/"


def enrolled(client: Client, account: Account) -> list[str]:
    """Enrol through the pages and return the recovery codes that were shown."""
    assert client.get(ENROL).status_code == 200
    page = client.post(ENROL, {"code": authenticator(account)})
    return list(page.context["codes"])


# ------------------------------------------------------------------------------------------------------------ by phone


def test_a_worker_signs_in_by_phone_and_finds_his_own_pages(county: County) -> None:
    client = by_phone(" +86 138-0000 1111")
    for page in ("/my/", "/my/services/", "/my/messages/", "/my/self/"):
        assert client.get(page).status_code == 200, page
    assert client.get("/")["Location"] == "/my/"
    account = ProvenPhone.objects.get().account
    assert account.is_worker
    assert not account.has_usable_password()
    by_phone()
    assert Account.objects.filter(is_worker=True).count() == 1, "the same phone is the same account"


def test_a_worker_reaches_nothing_of_the_desks(county: County) -> None:
    client = by_phone()
    for page in ("/funds/", "/hardship/", "/scorecards/", "/login/second/enrol/"):
        assert client.get(page).status_code == 404, page


def test_known_and_unknown_phones_get_the_same_answer(county: County) -> None:
    by_phone()
    known, unknown = (Client().post("/login/phone/", {"phone": one}) for one in (PHONE, "13900002222"))
    assert (known.status_code, known["Location"], known.content) == (
        unknown.status_code,
        unknown["Location"],
        unknown.content,
    )


def test_a_code_works_once_on_one_phone_and_not_for_long(county: County) -> None:
    client, other = Client(), Client()
    client.post("/login/phone/", {"phone": PHONE})
    code = code_on_the_phone()
    other.post("/login/phone/", {"phone": "13900002222"})
    assert other.post("/login/phone/code/", {"code": code}).status_code == 422
    PhoneCode.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert client.post("/login/phone/code/", {"code": code}).status_code == 422
    client.post("/login/phone/", {"phone": PHONE})
    assert client.post("/login/phone/code/", {"code": code_on_the_phone()}).status_code == 302
    again = Client()
    again.post("/login/phone/", {"phone": PHONE})
    PhoneCode.objects.filter(ended_at__isnull=True).update(ended_at=AT)
    assert again.post("/login/phone/code/", {"code": code_on_the_phone()}).status_code == 422


def test_a_code_dies_after_a_few_tries(county: County) -> None:
    client = Client()
    client.post("/login/phone/", {"phone": PHONE})
    code = code_on_the_phone()
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for _turn in range(DOORS["phone_code"]["tries"]):
        assert client.post("/login/phone/code/", {"code": wrong}).status_code == 422
    assert client.post("/login/phone/code/", {"code": code}).status_code == 422


def test_a_phone_gets_only_so_many_codes_a_day(county: County) -> None:
    answers = [
        Client().post("/login/phone/", {"phone": PHONE}).status_code
        for _turn in range(DOORS["phone_code"]["a_day_to_a_phone"] + 1)
    ]
    assert set(answers[:-1]) == {302}
    assert answers[-1] == 422


def test_neither_phone_nor_code_is_kept_in_the_clear(county: County) -> None:
    client = Client()
    client.post("/login/phone/", {"phone": PHONE})
    kept = [*PhoneCode.objects.values(), *Event.objects.values(), dict(client.session)]
    assert PHONE not in repr(kept)
    assert code_on_the_phone() not in repr(
        [(row["phone_index"], row["code_index"]) for row in PhoneCode.objects.values()]
    )


def test_a_worker_is_recognised_by_number_name_and_phone_together(county: County) -> None:
    known = joining.know_worker(
        county.unions["street"], name="陈路遥", id_number=NUMBER, phone=PHONE, by=county.accounts["chair"], at=AT
    )
    for phone, name, number in (
        ("13900002222", "陈路遥", NUMBER),
        (PHONE, "陈路", NUMBER),
        (PHONE, "陈路遥", "990101199001011199"),
    ):
        assert by_phone(phone).post("/my/self/", {"name": name, "id_number": number}).status_code == 422
    client = by_phone()
    assert client.post("/my/self/", {"name": "陈路遥", "id_number": NUMBER}).status_code == 302
    known.refresh_from_db()
    assert known.account == ProvenPhone.objects.get(phone_index=known.phone_index).account
    page = html.unescape(client.get("/my/self/").content.decode())
    assert "陈路遥" in page
    assert NUMBER not in page
    assert PHONE not in page


# ------------------------------------------------------------------------------------------------------ second factor


def test_who_enrolled_is_not_in_before_showing_the_second_factor(county: County) -> None:
    cadre = county.accounts["cadre"]
    enrolled(by_password(), cadre)
    client = by_password()
    assert client.get("/funds/")["Location"] == "/login/second/?next=%2Ffunds%2F"
    assert client.post(SHOW, {"code": "000000"}).status_code == 422
    assert client.get("/funds/").status_code == 302
    assert client.post(SHOW, {"code": authenticator(cadre, later=1), "next": "/funds/"})["Location"] == "/funds/"
    assert client.get("/funds/").status_code == 200


def test_a_code_of_the_authenticator_counts_once(county: County) -> None:
    cadre = county.accounts["cadre"]
    enrolled(by_password(), cadre)
    first, second = by_password(), by_password()
    code = authenticator(cadre, later=1)
    assert first.post(SHOW, {"code": code}).status_code == 302
    assert second.post(SHOW, {"code": code}).status_code == 422
    assert second.post(SHOW, {"code": authenticator(cadre)}).status_code == 422, "nor does an earlier one"


def test_a_recovery_code_counts_once_and_only_for_its_owner(county: County) -> None:
    cadre, second = county.accounts["cadre"], county.accounts["second"]
    codes = enrolled(by_password(), cadre)
    enrolled(by_password("second"), second)
    assert by_password("second").post(SHOW, {"code": codes[0]}).status_code == 422
    assert by_password().post(SHOW, {"code": codes[0].lower()}).status_code == 302
    assert by_password().post(SHOW, {"code": codes[0]}).status_code == 422
    assert RecoveryCode.objects.filter(used_at__isnull=False).count() == 1


def test_too_many_wrong_codes_let_the_door_rest(county: County) -> None:
    cadre = county.accounts["cadre"]
    enrolled(by_password(), cadre)
    client = by_password()
    for _turn in range(DOORS["second_factor"]["tries"]):
        assert client.post(SHOW, {"code": "000000"}).status_code == 422
    assert client.post(SHOW, {"code": authenticator(cadre, later=1)}).status_code == 422


def test_what_decides_wants_the_second_factor_again_after_its_minutes(county: County) -> None:
    cadre = county.accounts["cadre"]
    client = by_password()
    enrolled(client, cadre)
    assert client.post("/hardship/merges/1/").status_code == 404, "freshly shown"
    session = client.session
    session[freshness.SECOND] -= DOORS["second_factor"]["fresh_minutes"] * 60 + 1
    session.save()
    answer = client.post("/hardship/merges/1/", headers={"Referer": "http://testserver/hardship/merges/?page=2"})
    assert answer["Location"] == "/login/second/?next=%2Fhardship%2Fmerges%2F%3Fpage%3D2"
    by_script = client.post("/hardship/merges/1/", headers={"HX-Request": "true"})
    assert by_script.status_code == 204
    assert by_script["HX-Redirect"].startswith("/login/second/")
    assert client.get("/funds/").status_code == 200, "to look wants no code"


def test_where_it_is_required_nobody_decides_without_one(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "NIANGJIA_SECOND_FACTOR", "required")
    client = by_password()
    assert client.post("/hardship/merges/1/")["Location"].startswith("/login/second/enrol/")
    enrolled(client, county.accounts["cadre"])
    assert client.post("/hardship/merges/1/").status_code == 404


def test_every_capability_that_decides_reveals_exports_or_administers_wants_it() -> None:
    flagged = {key for key, one in MATRIX.capabilities.items() if one.second_factor}
    assert flagged >= {"sign_decisions", "reveal_personal_values", "move_money", "choose_values", "invite_accounts"}
    assert MATRIX.addresses["figures_table"].second_factor


def test_the_secret_is_sealed(county: County) -> None:
    factor = second_factor.begin(county.accounts["cadre"], at=AT)
    assert second_factor.secret_of(factor).encode() not in bytes(SecondFactor.objects.get().secret)


# -------------------------------------------------------------------------------------------------------- one epoch


@pytest.mark.parametrize("ending", ["password", "factor", "closing"])
def test_what_changes_how_one_shows_who_one_is_ends_everything(ending: str, county: County) -> None:
    cadre, leader = county.accounts["cadre"], county.accounts["leader"]
    client = by_password()
    epoch = Account.objects.get(pk=cadre.pk).permission_epoch
    assert epoch_holds(cadre, epoch)
    if ending == "password":
        choose_password(cadre, password=f"another {PASSWORD}", by=cadre, at=AT)
    elif ending == "factor":
        second_factor.reset(cadre, by=leader, at=AT)
    else:
        close_account(cadre, by=leader, at=AT)
    assert client.get("/funds/").status_code == 302
    assert not epoch_holds(cadre.pk, epoch)
    assert not epoch_holds(cadre, str(epoch + 1))
