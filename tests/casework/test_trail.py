"""The trail: an event with every deed or neither, and a chain that shows whatever was done to it behind its back."""

from __future__ import annotations

import hmac
import random
import threading
from hashlib import sha256

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.test import Client
from small_county import AT, PASSWORD, County

from niangjia.casework import payment, trail
from niangjia.records.accounts.models import Bucket
from niangjia.records.immutable import ACCOUNTS, TRAIL, Guard
from niangjia.records.trail.models import Event, Head


def execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def lift(guards: tuple[Guard, ...]) -> None:
    """Take the guards of the database away, as somebody with its password could."""
    execute(*(statement for guard in guards for statement in guard.dropped(connection.vendor)))


@pytest.fixture
def chain(county: County) -> County:
    """Return the county with its events sealed, and nobody standing guard."""
    trail.seal()
    lift(TRAIL)
    return county


def resealed(events: list[Event], key: bytes) -> None:
    """Seal everything anew with another key and move the end of the chain along."""
    last = ""
    for event in events:
        event.seal = last = hmac.new(key, (last + str(event.sequence)).encode(), sha256).hexdigest()
        Event.objects.filter(pk=event.pk).update(seal=last)
    Head.objects.update(seal=last, sequence=len(events))


def test_a_chain_that_nobody_touched_is_whole(chain: County) -> None:
    walked = trail.verify()
    assert walked.broken_at is None
    assert walked.events == Event.objects.count() == Head.objects.get().sequence
    assert trail.seal() == 0


def test_an_empty_chain_is_whole(db: None) -> None:
    assert trail.verify() == trail.ChainCheck(0, None, "0:")


@pytest.mark.parametrize(
    "change",
    [
        "at = '2020-01-01 00:00:00+00:00'",
        "actor_id = 999",
        "actor_name = '别人'",
        "union_id = 999",
        "verb = 'nothing'",
        "subject = 'nothing'",
        "subject_id = 999",
        """detail = '{"x": 1}'""",
        "seal = 'f'",
        "sequence = 100000",
    ],
)
def test_a_changed_event_shows(chain: County, change: str) -> None:
    execute(f"UPDATE trail_event SET {change} WHERE sequence = 7")  # noqa: S608  own-input: a column of the table
    assert trail.verify().broken_at == 7


def test_an_event_taken_out_shows(chain: County) -> None:
    execute("DELETE FROM trail_event WHERE sequence = 4")
    assert trail.verify().broken_at == 4


def test_an_event_put_in_shows(chain: County) -> None:
    last = Event.objects.order_by("-sequence")[0]
    Event.objects.create(at=AT, actor_name="谁", verb="sign", sequence=last.sequence + 1, seal="0" * 64)
    assert trail.verify().broken_at == last.sequence + 1


def test_two_events_in_each_others_place_show(chain: County) -> None:
    first, second = Event.objects.filter(sequence__in=(5, 6)).order_by("sequence")
    Event.objects.filter(pk=first.pk).update(sequence=None)
    Event.objects.filter(pk=second.pk).update(sequence=5)
    Event.objects.filter(pk=first.pk).update(sequence=6)
    assert trail.verify().broken_at == 5


def test_a_cut_end_shows(chain: County) -> None:
    whole = trail.verify()
    Event.objects.filter(sequence__gt=whole.events - 3).delete()
    assert trail.verify().broken_at == whole.events - 2


def test_a_cut_end_with_its_head_put_back_shows_to_whoever_kept_the_end(chain: County) -> None:
    kept = trail.verify().end
    last = Head.objects.get().sequence
    Event.objects.filter(sequence__gt=last - 3).delete()
    before = Event.objects.get(sequence=last - 3)
    Head.objects.update(sequence=before.sequence, seal=before.seal)
    assert trail.verify().broken_at is None
    assert trail.verify(kept=kept).broken_at == last - 2


def test_a_chain_made_anew_without_the_key_shows(chain: County) -> None:
    resealed(list(Event.objects.order_by("sequence")), b"a guess")
    assert trail.verify().broken_at == 1


def test_a_chain_made_anew_with_the_key_shows_to_whoever_kept_the_end(chain: County) -> None:
    """Somebody holds the database and the keys: only what was written down elsewhere is left."""
    kept = trail.verify().end
    Event.objects.filter(sequence=3).update(actor_name="别人")
    last = ""
    for event in Event.objects.order_by("sequence"):
        event.seal = last = trail.digest(event, last)
        Event.objects.filter(pk=event.pk).update(seal=last)
    Head.objects.update(seal=last)
    assert trail.verify().broken_at is None
    assert trail.verify(kept=kept).broken_at == int(kept.partition(":")[0])


def test_an_end_that_was_kept_is_passed_by_a_chain_that_grew(chain: County) -> None:
    kept = trail.verify().end
    with transaction.atomic():
        trail.record(None, "later", None, at=AT)
    trail.seal()
    assert trail.verify(kept=kept).broken_at is None


def test_two_hundred_random_tamperings_all_show(chain: County) -> None:
    seed = 20261013
    dice = random.Random(seed)  # one dice for the whole test: the seed says which throw failed
    columns = ("actor_name", "verb", "subject", "seal")
    for throw in range(200):
        number = dice.randint(1, Head.objects.get().sequence)
        with transaction.atomic():
            if dice.random() < 0.3:
                Event.objects.filter(sequence=number).delete()
            else:
                Event.objects.filter(sequence=number).update(**{dice.choice(columns): f"x{throw}"})
            assert trail.verify().broken_at == number, f"seed {seed}, throw {throw}"
            transaction.set_rollback(True)
    assert trail.verify().broken_at is None


# ------------------------------------------------------------------------------------------------------- the command


def test_the_command_says_that_all_is_well(chain: County, capsys: pytest.CaptureFixture[str]) -> None:
    end = trail.verify().end
    call_command("verify")
    call_command("verify", kept=end)
    told = capsys.readouterr().out
    assert end in told
    assert "链条完整，账目相符" in told


def test_the_command_fails_on_a_broken_chain(chain: County) -> None:
    Event.objects.filter(sequence=9).delete()
    with pytest.raises(CommandError, match="第 9 条断开"):
        call_command("verify")


def test_the_command_fails_on_an_end_that_is_none(chain: County) -> None:
    with pytest.raises(CommandError, match="编号:封印"):
        call_command("verify", kept="昨天抄的")


def test_the_command_fails_on_a_ledger_that_does_not_add_up(county: County) -> None:
    finance = county.accounts["finance"]
    fund = payment.open_fund(county.unions["county"], name="专项", source="示例", by=finance, at=AT)
    bucket = payment.open_bucket(fund, purpose="living_aid", year=2026, by=finance, at=AT)
    payment.allocate(bucket, amount_fen=100, key="1", note="", by=finance, at=AT)
    Bucket.everywhere.filter(pk=bucket.pk).update(available_fen=99, paid_fen=1)
    with pytest.raises(CommandError, match=f"额度 {bucket.pk} 的"):
        call_command("verify")
    lift(ACCOUNTS)
    execute("UPDATE accounts_entry SET amount_fen = 99 WHERE pocket = 'available'")
    with pytest.raises(CommandError, match="借贷不平"):
        call_command("verify")


# -------------------------------------------------------------------------------------------------------- the sealing


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        trail.record(None, "alone", None, at=AT)
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_goes_with_its_transaction_and_is_sealed_when_it_stays() -> None:
    with transaction.atomic():
        trail.record(None, "undone", None, at=AT)
        transaction.set_rollback(True)
    with transaction.atomic():
        trail.record(None, "done", None, at=AT)
        trail.record(None, "done again", None, at=AT)
    assert list(Event.objects.order_by("id").values_list("verb", "sequence")) == [("done", 1), ("done again", 2)]
    assert trail.verify().events == 2


@pytest.mark.django_db
def test_events_that_wait_are_sealed_in_order() -> None:
    """As they wait on a database where many write at once, between a commit and its seal."""
    Event.objects.bulk_create(Event(at=AT, actor_name="系统", verb=f"{number}") for number in range(5))
    assert trail.verify() == trail.ChainCheck(0, None, "0:")
    assert trail.seal() == 5
    assert list(Event.objects.order_by("sequence").values_list("verb", flat=True)) == ["0", "1", "2", "3", "4"]
    assert trail.verify().broken_at is None


@pytest.mark.django_db
def test_nobody_moves_the_end_of_the_chain_from_where_it_is_not() -> None:
    stale = Head(pk=1, sequence=5, seal="x")
    with pytest.raises(AssertionError):
        trail.chain([Event(at=AT, actor_name="", verb="")], stale)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_many_who_write_and_seal_at_once_make_one_chain_without_a_gap() -> None:
    writers, each = 8, 25
    gate = threading.Barrier(writers)

    def write(who: int) -> None:
        gate.wait()
        for number in range(each):
            with transaction.atomic():
                trail.record(None, f"{who}-{number}", None, at=AT)
            trail.seal()
        connections.close_all()

    threads = [threading.Thread(target=write, args=(who,)) for who in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    trail.seal()
    walked = trail.verify()
    assert (walked.events, walked.broken_at) == (writers * each, None)
    assert not Event.objects.filter(sequence__isnull=True).exists()


# ------------------------------------------------------------------------------------- what is no deed leaves one too


def test_signing_in_and_out_leave_events(county: County) -> None:
    client = Client()
    cadre = county.accounts["cadre"]
    client.post("/login/", {"username": "cadre", "password": "wrong"})
    client.post("/login/", {"username": "cadre", "password": PASSWORD})
    client.post("/logout/")
    verbs = Event.objects.filter(actor_id=cadre.pk).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["sign_in_failed", "sign_in", "sign_out"]


def test_a_refusal_leaves_an_event_that_says_what_was_tried(county: County) -> None:
    client = Client()
    client.post("/login/", {"username": "leader", "password": PASSWORD})
    assert client.post("/funds/reserve/").status_code == 404
    event = Event.objects.get(verb="refused")
    assert (event.actor_id, event.union_id) == (county.accounts["leader"].pk, county.unions["county"].pk)
    assert event.detail == {"capability": "move_money", "address": "reserve"}


def test_a_refusal_of_somebody_without_a_post_leaves_an_event_too(county: County) -> None:
    client = Client()
    client.post("/login/", {"username": "newcomer", "password": PASSWORD})
    client.get("/funds/")
    assert Event.objects.get(verb="refused").union_id is None


def test_models_name_themselves(county: County) -> None:
    assert str(Event(verb="sign", subject="case", subject_id=3)) == "sign case 3"
    assert str(Head(sequence=2, seal="ab")) == "2 ab"
