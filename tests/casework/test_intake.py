"""Returns: the same file twice changes nothing, only mended rows come back, and no crash loses or doubles a row."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from django.db import connections
from played_quarter import PERIOD, file_return, household, id_number, workbook
from small_county import AT, County, build_county

from niangjia.casework import families, intake, trail
from niangjia.casework.intake.households import AlreadyDecided, FiguresDiffer
from niangjia.casework.intake.returns import MendedMeanwhile, RowsStand
from niangjia.programmes.hardship import services
from niangjia.records.papers.models import Return, ReturnRow, Upload
from niangjia.records.people.models import Household, MergeProposal, Person
from niangjia.records.sealing import unseal
from niangjia.records.trail.models import Event

GOOD, OTHER = household(1, "赵一"), household(2, "钱二")
NO_PERSONS = household(3, "孙三", persons=None)
BAD_NUMBER = household(4, "李四", id_number=id_number(4)[:-1] + ("0" if id_number(4)[-1] != "0" else "1"))


def kept() -> dict[str, Any]:
    """Return everything that filing a return writes, the trail apart."""
    models = (Return, Upload, ReturnRow, Household, Person, MergeProposal)
    return {model.__name__: list(model.everywhere.order_by("pk").values()) for model in models}


def live(filed_in: Return) -> list[ReturnRow]:
    return list(intake.live_rows(filed_in))


def state(filed_in: Return) -> str:
    return Return.everywhere.get(pk=filed_in.pk).state


def test_the_same_file_three_times_is_filed_once(county: County) -> None:
    filed_in, upload, fresh = file_return(county, "street", [GOOD, NO_PERSONS])
    assert fresh
    before, events = kept(), Event.objects.count()
    for sender in ("chair", "cadre"):
        _same, again, fresh = file_return(county, "street", [GOOD, NO_PERSONS], by=sender)
        assert (again, fresh) == (upload, False)
    assert kept() == before
    assert Event.objects.count() == events
    assert state(filed_in) == "to_mend"


def test_another_file_that_says_the_same_changes_no_row(county: County) -> None:
    filed_in, _upload, _fresh = file_return(county, "street", [GOOD, OTHER])
    rows = live(filed_in)
    file_return(county, "street", [OTHER, GOOD])
    assert [row.pk for row in live(filed_in)] == [row.pk for row in rows]
    assert Household.everywhere.count() == 2


def test_only_the_mended_rows_need_to_come_back(county: County) -> None:
    filed_in, _upload, _fresh = file_return(county, "street", [GOOD, NO_PERSONS, BAD_NUMBER])
    assert [row.verdict for row in live(filed_in)] == ["accept", "fix", "fix"]
    file_return(county, "street", [household(3, "孙三"), household(4, "李四")])
    rows = {row.name: row for row in live(filed_in)}
    assert {name: row.verdict for name, row in rows.items()} == dict.fromkeys(["赵一", "孙三", "李四"], "accept")
    assert state(filed_in) == "complete"
    assert Household.everywhere.count() == 3
    replaced = ReturnRow.everywhere.filter(filed_in=filed_in, replaced_by__isnull=False)
    assert sorted(row.replaced_by_id for row in replaced) == sorted([rows["孙三"].pk, rows["李四"].pk])


def test_the_annotated_file_sent_back_whole_mends_what_was_mended_in_it(county: County) -> None:
    filed_in, upload, _fresh = file_return(county, "street", [GOOD, NO_PERSONS])
    first = live(filed_in)[0]
    copy = services.annotated_copy(upload, by=county.accounts["chair"], at=AT)
    book = openpyxl.load_workbook(io.BytesIO(copy.data))
    sheet = book["摸排表"]
    heads = {cell.value: cell.column for row in sheet.iter_rows(max_row=6) for cell in row if cell.value}
    row = next(cell.row for line in sheet.iter_rows() for cell in line if cell.value == "孙三")
    sheet.cell(row=row, column=heads["家庭人口(人)"], value="3")
    content = io.BytesIO()
    book.save(content)
    services.receive_return(filed_in, name="批注.xlsx", content=content.getvalue(), by=county.accounts["chair"], at=AT)
    assert [row.verdict for row in live(filed_in)] == ["accept", "accept"]
    assert live(filed_in)[0].pk == first.pk
    assert Household.everywhere.count() == 2


def test_a_row_mended_on_the_page_keeps_the_rest_as_the_workbook_has_it(county: County) -> None:
    filed_in, _upload, _fresh = file_return(county, "street", [GOOD, NO_PERSONS])
    bad = live(filed_in)[1]
    still = services.mend_row(bad, written={"persons": "三口半"}, by=county.accounts["chair"], at=AT)
    assert still.verdict == "fix"
    services.mend_row(live(filed_in)[1], written={"persons": "3"}, by=county.accounts["chair"], at=AT)
    mended = live(filed_in)[1]
    assert (mended.verdict, mended.row, mended.name) == ("accept", bad.row, "孙三")
    facts = json.loads(unseal(mended, "reading") or "")["facts"]
    assert (facts["persons"], facts["ill_fen"]) == (3, NO_PERSONS["ill_fen"])
    assert state(filed_in) == "complete"


def test_a_row_that_somebody_mended_first_is_not_mended_again(county: County) -> None:
    filed_in, _upload, _fresh = file_return(county, "street", [NO_PERSONS])
    bad = live(filed_in)[0]
    services.mend_row(bad, written={"persons": "3"}, by=county.accounts["chair"], at=AT)
    before = kept()
    with pytest.raises(MendedMeanwhile, match="刷新"):
        services.mend_row(bad, written={"persons": "4"}, by=county.accounts["second"], at=AT)
    assert kept() == before


def test_a_row_mended_to_a_number_that_is_there_already_is_refused(county: County) -> None:
    filed_in, _upload, _fresh = file_return(county, "street", [GOOD, BAD_NUMBER])
    bad = live(filed_in)[1]
    before = kept()
    with pytest.raises(MendedMeanwhile, match="核对是不是同一个人"):
        services.mend_row(bad, written={"id_number": id_number(1)}, by=county.accounts["chair"], at=AT)
    assert kept() == before


def test_a_nil_return_counts_and_a_later_household_is_still_taken(county: County) -> None:
    filed_in, _upload, _fresh = file_return(county, "street", [])
    assert state(filed_in) == "nil"
    file_return(county, "street", [GOOD])
    assert state(filed_in) == "complete"
    with pytest.raises(RowsStand):
        intake.file_nil(filed_in, by=county.accounts["chair"], at=AT)


def test_a_nil_return_on_the_page_counts_too(county: County) -> None:
    filed_in = services.return_of(county.actor("chair"), county.unions["street"], period=PERIOD, at=AT)
    intake.file_nil(filed_in, by=county.accounts["chair"], at=AT)
    assert state(filed_in) == "nil"


def test_a_file_that_cannot_be_read_says_why_and_is_asked_for_again(county: County) -> None:
    filed_in = services.return_of(county.actor("chair"), county.unions["street"], period=PERIOD, at=AT)
    chair = county.accounts["chair"]
    upload, _fresh = services.receive_return(filed_in, name="a.xlsx", content=b"%PDF-1.7", by=chair, at=AT)
    assert (upload.state, state(filed_in)) == ("refused", "expected")
    assert "PDF" in Upload.everywhere.get(pk=upload.pk).refusal
    again, fresh = services.receive_return(filed_in, name="a.xlsx", content=b"%PDF-1.7", by=chair, at=AT)
    assert (again.pk, fresh) == (upload.pk, False)


def test_names_as_long_as_a_novel_fit(county: County) -> None:
    """On a database that counts characters, too."""
    long = household(5, "长" * 70, bank="行" * 90)
    filed_in, _upload, _fresh = file_return(county, "street", [long])
    assert {row.name for row in live(filed_in)} <= {"长" * 60}


def test_two_rows_without_a_name_do_not_mend_each_other(county: County) -> None:
    """A row that cannot be told from another stays, and the new one stands beside it."""
    _filed_in, upload, _fresh = file_return(county, "street", [NO_PERSONS])
    reading = services.filed(services.reading_of_upload(upload).rows[0])
    nameless = [replace(reading, name="", id_number="", row=number, verdict="fix") for number in (10, 11)]
    standing: list[ReturnRow] = []
    told = [intake.returns.place_row(row, standing, upload=upload, at=AT) for row in nameless]
    third = replace(nameless[0], row=12)
    told.append(intake.returns.place_row(third, standing, upload=upload, at=AT))
    assert told == ["new", "new", "new"]
    assert len(standing) == 3


def test_somebody_known_is_brought_up_to_date_and_not_doubled(county: County) -> None:
    file_return(county, "street", [GOOD])
    file_return(county, "street", [household(1, "赵一", phone="15499998888", bank="另一家银行")], period="2026Q4")
    person = Person.everywhere.get()
    assert (unseal(person, "phone"), person.bank) == ("15499998888", "另一家银行")


def test_members_are_kept_once_and_the_head_is_no_member(county: County) -> None:
    _filed_in, upload, _fresh = file_return(county, "street", [GOOD])
    reading = services.filed(services.reading_of_upload(upload).rows[0]).reading
    told = [
        {"name": "赵一", "relation": "本人", "id_number": id_number(1)},
        {"name": "孙小", "relation": "子女", "id_number": id_number(31)},
        {"name": "孙大", "relation": "子女", "id_number": ""},
    ]
    owner = county.unions["street"].pk
    for spelling in ("孙小", "孙晓"):
        told[1]["name"] = spelling
        home = intake.keep_household({**reading, "members": told}, owner_union_id=owner, at=AT)
    assert [person.name for person in Person.everywhere.filter(household=home).order_by("id")] == [
        "赵一",
        "孙晓",
        "孙大",
    ]


def test_a_row_whose_number_is_mended_in_its_place_replaces_the_old_one(county: County) -> None:
    """Two of one name are to be mended: only the place tells which one came back."""
    twins = [wrong(40, "同名"), wrong(41, "同名")]
    filed_in, _upload, _fresh = file_return(county, "street", twins)
    first, second = live(filed_in)
    file_return(county, "street", [household(40, "同名"), twins[1]])
    rows = live(filed_in)
    assert [row.verdict for row in rows] == ["accept", "fix"]
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.replaced_by_id == rows[0].pk


def wrong(number: int, name: str, **changes: Any) -> dict[str, Any]:
    """Return a household whose number cannot be read."""
    return household(number, name, id_number=id_number(number)[:-1] + "A", **changes)


def test_namesakes_with_unreadable_numbers_are_both_kept(county: County) -> None:
    filed_in, _upload, _fresh = file_return(county, "street", [wrong(41, "同名"), wrong(42, "同名")])
    assert [row.name for row in live(filed_in)] == ["同名", "同名"]


def test_rows_that_come_back_at_other_places_mend_their_own(county: County) -> None:
    """Only the bad rows come back, so that each stands where another stood before."""
    filed_in, _upload, _fresh = file_return(
        county, "street", [wrong(41, "孙三"), GOOD, wrong(43, "李四"), wrong(44, "周五")]
    )
    file_return(county, "street", [wrong(43, "李四"), household(41, "孙三"), wrong(44, "周五", persons=None)])
    rows = {row.name: row.verdict for row in live(filed_in)}
    assert rows == {"赵一": "accept", "孙三": "accept", "李四": "fix", "周五": "fix"}
    assert len(live(filed_in)) == 4
    file_return(county, "street", [household(44, "周五"), household(43, "李四")])
    assert {row.verdict for row in live(filed_in)} == {"accept"}
    assert len(live(filed_in)) == 4


def test_a_row_that_lacked_its_name_is_mended_in_its_place(county: County) -> None:
    filed_in, _upload, _fresh = file_return(county, "street", [GOOD, wrong(41, "")])
    file_return(county, "street", [GOOD, household(41, "孙三")])
    assert [row.name for row in live(filed_in)] == ["赵一", "孙三"]


# ------------------------------------------------------------------------------------------------------------ merging


def filed_twice(county: County, **changes: Any) -> MergeProposal:
    file_return(county, "street", [GOOD])
    file_return(county, "mill", [household(1, "赵一", **changes)])
    return MergeProposal.everywhere.get()


def test_the_same_man_in_two_returns_is_proposed_once(county: County) -> None:
    proposal = filed_twice(county)
    assert proposal.differences == []
    assert services.propose_merges(PERIOD, at=AT) == 1
    assert MergeProposal.everywhere.count() == 1


def test_filings_that_differ_are_not_merged_before_one_is_mended(county: County) -> None:
    proposal = filed_twice(county, income_fen=9_000_00)
    assert proposal.differences == ["income_fen"]
    with pytest.raises(FiguresDiffer):
        intake.apply_merge(proposal, same=True, by=county.accounts["cadre"], at=AT)
    file_return(county, "mill", [GOOD])
    proposal.refresh_from_db()
    assert proposal.differences == []
    intake.apply_merge(proposal, same=True, by=county.accounts["cadre"], at=AT)
    with pytest.raises(AlreadyDecided):
        intake.apply_merge(proposal, same=False, by=county.accounts["second"], at=AT)


def test_two_who_are_not_one_stay_two(county: County) -> None:
    proposal = filed_twice(county)
    intake.apply_merge(proposal, same=False, by=county.accounts["cadre"], at=AT)
    assert not Household.everywhere.filter(merged_into__isnull=False).exists()


def test_three_filings_of_one_household_go_on_as_one_in_whichever_order(county: County) -> None:
    for code in ("street", "mill", "community"):
        file_return(county, code, [GOOD])
    homes = list(Household.everywhere.order_by("pk"))
    later = intake.propose_merge(homes[1], homes[2], period=PERIOD, differences=(), at=AT)
    for proposal in (later, *MergeProposal.everywhere.exclude(pk=later.pk).order_by("-pk")):
        intake.apply_merge(proposal, same=True, by=county.accounts["cadre"], at=AT)
    for home in Household.everywhere.all():
        assert families.gone_on_as(home) == homes[0]
        assert families.one_with(home) == {one.pk for one in homes}


# ------------------------------------------------------------------------------------------------------------ crashes


def test_what_was_received_and_never_read_is_read_later(county: County, capsys: pytest.CaptureFixture[str]) -> None:
    filed_in = services.return_of(county.actor("chair"), county.unions["street"], period=PERIOD, at=AT)
    content = workbook(county, "street", [GOOD])
    intake.receive_upload(filed_in, name="a.xlsx", content=content, by=county.accounts["chair"], at=AT)
    assert (state(filed_in), live(filed_in)) == ("reading", [])
    call_command("resume_returns")
    call_command("resume_returns")
    assert [row.name for row in live(filed_in)] == ["赵一"]
    assert "补读了 1 份" in capsys.readouterr().out


def test_a_file_received_and_never_read_is_read_when_it_comes_again(county: County) -> None:
    filed_in = services.return_of(county.actor("chair"), county.unions["street"], period=PERIOD, at=AT)
    content = workbook(county, "street", [GOOD])
    intake.receive_upload(filed_in, name="a.xlsx", content=content, by=county.accounts["chair"], at=AT)
    file_return(county, "street", [GOOD])
    assert state(filed_in) == "complete"


def test_a_process_killed_at_any_moment_loses_and_doubles_nothing(tmp_path: Path) -> None:
    seed, rounds = 20261013, 24
    script = Path(__file__).with_name("kill_while_reading.py")
    root = Path(__file__).parents[2]
    env = {
        **os.environ,
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "niangjia.site.settings",
        "NIANGJIA_ENV": "test",
        "NIANGJIA_HOME": str(tmp_path),
        "PYTHONPATH": os.pathsep.join(str(root / folder) for folder in ("src", "tests")),
    }
    words = [sys.executable, str(script), str(seed), str(rounds)]
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["wrong"] == [], f"seed {seed}"
    assert sum(told["stages"].values()) == rounds
    assert set(told["stages"]) <= {"nothing received", "received", "read"}, "all rows of a file are kept, or none"


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_who_send_the_same_file_at_once_file_it_once() -> None:
    county = build_county()
    filed_in = services.return_of(county.actor("cadre"), county.unions["street"], period=PERIOD, at=AT)
    content = workbook(county, "street", [GOOD, OTHER])
    gate = threading.Barrier(4, timeout=60)
    endings: list[object] = []

    def send(who: str) -> None:
        try:
            gate.wait()
            sent = services.receive_return(filed_in, name="a.xlsx", content=content, by=county.accounts[who], at=AT)
            endings.append(sent[1])
        except Exception as error:
            endings.append(error)
        connections.close_all()

    threads = [threading.Thread(target=send, args=(who,)) for who in ("chair", "cadre", "second", "chair")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, endings)) == ["False", "False", "False", "True"]
    assert Upload.everywhere.get().state == "read"
    assert (ReturnRow.everywhere.count(), Household.everywhere.count(), Person.everywhere.count()) == (2, 2, 2)
    trail.seal()
    assert trail.verify().broken_at is None
