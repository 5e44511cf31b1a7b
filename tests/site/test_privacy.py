"""What identifies, reaches or pays a person is nowhere in the clear: not on disk, not on a page, not in a log."""

from __future__ import annotations

import base64
import io
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from played_quarter import PERIOD, RETURNS, PlayedQuarter
from small_county import AT

from niangjia.casework import privacy
from niangjia.programmes.hardship import services
from niangjia.records.cases.models import Case
from niangjia.records.papers.models import Return, ReturnRow, Upload
from niangjia.records.people.models import Person
from niangjia.records.sealing import SealBroken, seal, unseal
from niangjia.records.trail.models import Event
from niangjia.site.logs import LineFormatter, Scrub

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]

CANARY_ID, CANARY_PHONE, CANARY_CARD = "99010119880808329X", "15488886666", "6222990088887777666"
CANARY_CSV = (
    "姓名,身份证号,联系电话,新就业形态类别,是否会员,是否授权核对,家庭人口(人),家庭年总收入(元),因病支出(自付),因残支出,因学支出,"
    "住房支出,必要就业成本,突发事件费用(扣除赔付后),高中及以上在读子女数,是否低保户,住房套数,建筑面积(㎡),机动车(无/代步/有),"
    "是否企业控股股东,开户行,卡号,主要困难原因\n"
    f"金丝雀,{CANARY_ID},{CANARY_PHONE},无,是,是,3,20000.00,87654.32,0,0,0,0,0,0,否,1,60,无,否,示例银行,{CANARY_CARD},6\n"
)
LOOKS_PERSONAL = re.compile(r"(?<![0-9A-Za-z.])(?:\d{17}[\dXx]|1[3-9]\d{9}|62\d{14,17})(?![0-9A-Za-z])")
ILLNESS = ("87654.32", "87,654.32", "8765432", "重特大疾病")


@pytest.fixture(scope="module")
def canary(played: PlayedQuarter, django_db_blocker: Any) -> Person:
    """File one more household whose every number is known, and take it through judging."""
    county = played.county
    with django_db_blocker.unblock():
        filed_in = Return.everywhere.get(owner_union=county.unions["street-2"])
        services.receive_return(
            filed_in, name="报表.csv", content=CANARY_CSV.encode(), by=county.accounts["second"], at=AT
        )
        services.run_quarter(county.actor("second"), period=PERIOD, at=AT)
        return Person.everywhere.get(household__head_name="金丝雀")


def written(text: str) -> set[bytes]:
    """Return the bytes by which a text could stand somewhere."""
    plain, wide = text.encode(), text.encode("utf-16-le")
    return {plain, wide, base64.b64encode(plain)[:-4], plain.hex().encode(), wide.hex().encode()}


def on_disk() -> bytes:
    """Return all that the database keeps: its files as they are, or every row of every table as the server tells it."""
    if connection.vendor == "sqlite":
        path = Path(str(connection.settings_dict["NAME"]))
        return b"".join(one.read_bytes() for one in sorted(path.parent.glob(f"{path.name}*")))
    with connection.cursor() as cursor:
        told = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608  own-input: the name of a table
            told += [row[0] for row in cursor.fetchall()]
    return "\n".join(told).encode()


# ------------------------------------------------------------------------------------------------------------ at rest


def test_nothing_personal_is_in_the_clear_on_disk(canary: Person) -> None:
    kept = on_disk()
    assert "金丝雀".encode() in kept, "names can be searched: this is the right database"
    numbers = {
        str(row[key]) for rows in RETURNS.values() for row in rows for key in ("id_number", "phone", "card_number")
    }
    for text in (CANARY_ID, CANARY_PHONE, CANARY_CARD, *ILLNESS, *numbers):
        for form in written(text):
            assert form not in kept, text
    assert CANARY_CSV.encode()[:60] not in kept


def test_nothing_of_the_site_lies_in_the_open_beside_the_database(canary: Person) -> None:
    home = Path(settings.HOME)
    files = [one for one in home.rglob("*") if one.is_file()]
    for text in (CANARY_ID, CANARY_PHONE, CANARY_CARD):
        assert [one.name for one in files for form in written(text) if form in one.read_bytes()] == []


def test_sealed_values_swapped_between_two_rows_do_not_open(canary: Person) -> None:
    other = Person.everywhere.exclude(pk=canary.pk).filter(id_number__isnull=False).order_by("id")[0]
    Person.everywhere.filter(pk=other.pk).update(id_number=canary.id_number, phone=canary.phone)
    other.refresh_from_db()
    for field in ("id_number", "phone"):
        with pytest.raises(SealBroken):
            unseal(other, field)
    assert unseal(canary, "id_number") == CANARY_ID


# ----------------------------------------------------------------------------------------------------------- on pages


def pages(played: PlayedQuarter) -> list[str]:
    """Return every address of the county that shows anything, with every row that it may be about."""
    found = [reverse(name) for name in ("inbox", "funds", "scorecards", "hardship:quarters", "hardship:merges")]
    found += [reverse("hardship:households") + query for query in ("", f"?period={PERIOD}", "?q=金丝雀", "?tier=deep")]
    found += [reverse("hardship:quarter", args=[PERIOD]), reverse("hardship:upload", args=[PERIOD])]
    found += [reverse("scorecard", args=[PERIOD]), reverse("hardship:policies")]
    found += [reverse("figure", args=[PERIOD, key]) for key in ("households_filed", "aid_paid", "aid_reserved")]
    for name, model in (
        ("hardship:return", Return),
        ("hardship:row", ReturnRow),
        ("hardship:verdict", Case),
        ("fund", None),
    ):
        rows = model.everywhere.values_list("pk", flat=True) if model else range(1, 9)
        found += [reverse(name, args=[pk]) for pk in rows]
    return found


def personal(text: str) -> set[str]:
    return set(LOOKS_PERSONAL.findall(text))


@pytest.mark.parametrize("username", ["cadre", "chair", "community-chair", "mill-chair", "finance", "leader"])
def test_no_page_shows_a_whole_number(
    username: str, canary: Person, played: PlayedQuarter, visitors: dict[str, Client]
) -> None:
    shown = 0
    for url in pages(played):
        response = visitors[username].get(url)
        assert response.status_code in {200, 302, 404}, url
        shown += response.status_code == 200
        assert personal(response.content.decode()) == set(), url
        for value in response.headers.values():
            assert personal(value) == set(), url
    assert shown > 10


def test_a_number_that_is_wrong_is_masked_where_it_is_to_be_mended(
    played: PlayedQuarter, visitors: dict[str, Client]
) -> None:
    row = ReturnRow.everywhere.get(name="周五", replaced_by=None)
    page = visitors["community-chair"].get(reverse("hardship:row", args=[row.pk])).content.decode()
    assert "最后一位校验码对不上" in page
    assert personal(page) == set()


# ------------------------------------------------------------------------------------------------------------- reveal


@pytest.fixture
def reveal_url(canary: Person) -> str:
    case = Case.everywhere.get(household_id=canary.household_id)
    return reverse("hardship:reveal", args=[case.pk])


def reveals() -> list[Event]:
    return list(Event.objects.filter(verb="reveal").order_by("id"))


def test_one_number_is_shown_once_with_a_purpose_and_leaves_one_event(
    reveal_url: str, canary: Person, played: PlayedQuarter, visitors: dict[str, Client]
) -> None:
    response = visitors["cadre"].post(reveal_url, {"purpose": "identity"})
    assert response.content.decode().count(CANARY_ID) == 1
    assert personal(response.content.decode()) == {CANARY_ID}
    assert response["Cache-Control"] == "no-store"
    assert CANARY_ID not in reveal_url
    (event,) = reveals()
    assert (event.actor_id, event.subject, event.subject_id) == (
        played.county.accounts["cadre"].pk,
        "person",
        canary.pk,
    )
    assert event.detail == {"field": "id_number", "purpose": "identity"}
    assert personal(visitors["cadre"].get(reveal_url.removesuffix("reveal/")).content.decode()) == set()


@pytest.mark.parametrize("shown", [CANARY_PHONE, CANARY_CARD])
def test_what_is_shown_is_what_serves_the_purpose(
    shown: str, reveal_url: str, canary: Person, visitors: dict[str, Client]
) -> None:
    purpose, field = {CANARY_PHONE: ("contact", "phone"), CANARY_CARD: ("payout", "card_number")}[shown]
    page = visitors["cadre"].post(reveal_url, {"purpose": purpose}).content.decode()
    assert personal(page) == {shown}
    assert ("示例银行" in page) == (purpose == "payout")
    assert [event.detail for event in reveals()] == [{"field": field, "purpose": purpose}]


@pytest.mark.parametrize(
    ("who", "purpose", "status"),
    [
        ("GET cadre", "identity", 405),
        ("POST cadre", "", 422),
        ("POST cadre", "curiosity", 422),
        ("POST chair", "identity", 404),
        ("POST leader", "identity", 404),
        ("POST finance", "identity", 404),
        ("POST stranger", "identity", 404),
        ("POST ", "identity", 302),
    ],
)
def test_without_purpose_or_right_nothing_is_shown(
    who: str, purpose: str, status: int, reveal_url: str, visitors: dict[str, Client]
) -> None:
    method, _space, username = who.partition(" ")
    client = visitors[username]
    send = client.get if method == "GET" else client.post
    response = send(reveal_url, {"purpose": purpose})
    assert response.status_code == status
    assert personal(response.content.decode()) == set()
    assert reveals() == []


@pytest.mark.parametrize(("field", "purpose"), [("id_number", ""), ("id_number", "x"), ("name", "identity")])
def test_the_desk_shows_nothing_without_field_and_purpose_of_its_lists(
    field: str, purpose: str, canary: Person, played: PlayedQuarter
) -> None:
    with pytest.raises(privacy.PurposeMissing):
        privacy.reveal(canary, field=field, purpose=purpose, by=played.county.accounts["cadre"], at=AT)
    assert reveals() == []


def test_masked_values_tell_two_people_apart_and_no_more(canary: Person) -> None:
    assert privacy.masked(canary, "id_number") == "9901**********329X"
    assert privacy.masked(canary, "phone") == "154****6666"
    assert privacy.masked(canary, "card_number") == "6222***********7666"
    assert privacy.masked(Person(), "phone") == ""
    short = Person()
    seal(short, "phone", "12345")
    assert privacy.masked(short, "phone") == "*****"


def test_a_workbook_with_numbers_in_it_goes_only_to_who_files_it_and_leaves_an_event(
    played: PlayedQuarter, visitors: dict[str, Client]
) -> None:
    filed_in = Return.everywhere.get(owner_union=played.county.unions["community"])
    url = reverse("hardship:annotated", args=[filed_in.pk])
    assert visitors["leader"].get(url).status_code == 404
    before = Event.objects.filter(verb="download").count()
    response = visitors["community-chair"].get(url)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Cache-Control"] == "no-store"
    assert Event.objects.filter(verb="download").count() == before + 1


# ---------------------------------------------------------------------------------------------------------- in the log


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Listen to everything that anybody logs, however small, formatted and filtered as the site does."""
    kept = io.StringIO()
    handler = logging.StreamHandler(kept)
    handler.addFilter(Scrub())
    handler.setFormatter(LineFormatter())
    loggers = [logging.getLogger(name) for name in ("", "django", "django.request", "niangjia")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    loggers[0].addHandler(handler)
    yield kept
    loggers[0].removeHandler(handler)
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


def test_the_log_of_a_whole_quarter_names_nobody(
    canary: Person,
    played: PlayedQuarter,
    visitors: dict[str, Client],
    log: io.StringIO,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    county = played.county
    filed_in = Return.everywhere.get(owner_union=county.unions["street-2"])
    content = CANARY_CSV.replace("金丝雀", "百灵鸟").encode()
    services.receive_return(filed_in, name="又一份.csv", content=content, by=county.accounts["second"], at=AT)
    services.run_quarter(county.actor("second"), period=PERIOD, at=AT)
    for url in (*pages(played), "/nowhere/", f"/hardship/cases/{10**12}/"):
        visitors["cadre"].get(url)
    told = log.getvalue() + caplog.text
    assert "/nowhere/" in told
    for text in (CANARY_ID, CANARY_PHONE, CANARY_CARD, "金丝雀", "百灵鸟", "孙三"):
        assert text not in told
    assert personal(told) == set()


def test_an_error_shows_nothing_of_what_it_was_about(
    canary: Person,
    visitors: dict[str, Client],
    log: io.StringIO,
    reveal_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_given: object, **_named: object) -> str:
        raise RuntimeError(f"cannot show {CANARY_ID} of {CANARY_PHONE}, card {CANARY_CARD}")

    monkeypatch.setattr(services, "reveal_head_number", broken)
    visitors["cadre"].raise_request_exception = False
    response = visitors["cadre"].post(reveal_url, {"purpose": "identity"})
    assert response.status_code == 500
    assert personal(response.content.decode()) == set()
    told = log.getvalue()
    assert "cannot show [number] of [number], card [number]" in told
    assert "RuntimeError" in told
    assert personal(told) == set()


def test_the_filter_takes_numbers_out_of_what_is_filled_in_too() -> None:
    line = logging.LogRecord("niangjia", logging.INFO, "", 0, "sent to %s", (CANARY_PHONE,), None)
    assert Scrub().filter(line)
    assert LineFormatter().format(line).endswith("INFO niangjia sent to [number]")


def test_no_file_is_forgotten_between_receiving_and_reading(canary: Person) -> None:
    assert not Upload.everywhere.filter(state="received").exists()
