"""Filings of one household are proposed together; look-alikes are kept apart."""

from __future__ import annotations

from datetime import date

from niangjia.engines.linkage import Filing, conflicts, look_alikes, repeated, same_household, surname


def test_the_same_worker_filed_by_two_unions_is_one_household() -> None:
    assert same_household([Filing("a", "1", "于慧", "A"), Filing("b", "2", "于慧", "A")]) == (("a", "b"),)


def test_an_old_and_a_new_number_are_the_same_worker() -> None:
    old, new = Filing("a", "1", "于慧", "110105491231002"), Filing("b", "2", "于慧", "11010519491231002X")
    assert same_household([old, new]) == (("a", "b"),)


def test_a_worker_listed_by_the_other_filing_joins_them() -> None:
    wife = Filing("a", "1", "郝云婷", "A", members=frozenset({"B"}))
    assert same_household([wife, Filing("b", "2", "钟春强", "B")]) == (("a", "b"),)


def test_a_shared_spouse_joins_filings_whose_own_number_is_unreadable() -> None:
    one = Filing("a", "1", "钟春强", "", members=frozenset({"S"}), spouses=frozenset({"S"}))
    two = Filing("b", "2", "钟春强", "B", members=frozenset({"S"}), spouses=frozenset({"S"}))
    assert same_household([one, two]) == (("a", "b"),)


def test_brothers_who_both_list_their_mother_are_two_households() -> None:
    one = Filing("a", "1", "李文博", "A", members=frozenset({"M"}))
    two = Filing("b", "2", "李文渊", "B", members=frozenset({"M"}))
    assert same_household([one, two]) == ()


def test_a_worker_with_an_unreadable_number_is_known_by_name_and_phone() -> None:
    lost = Filing("a", "1", "钟春强", phone="15400000001")
    sound = Filing("b", "2", "钟春强", "B", phone="15400000001")
    assert same_household([lost, sound]) == (("a", "b"),)
    assert same_household([lost, Filing("b", "2", "钟春强", "B", phone="15400000002")]) == ()


def test_namesakes_who_share_a_phone_but_not_a_number_are_two() -> None:
    one, two = Filing("a", "1", "于慧", "A", phone="1"), Filing("b", "2", "于慧", "B", phone="1")
    assert same_household([one, two]) == ()


def test_three_filings_are_joined_through_the_middle_one() -> None:
    middle = Filing("b", "2", "乙", "B", members=frozenset({"A", "C"}))
    assert same_household([Filing("a", "1", "甲", "A"), middle, Filing("c", "3", "丙", "C")]) == (("a", "b", "c"),)


def test_namesakes_never_merge() -> None:
    alike = look_alikes([Filing("a", "1", "于慧", "A"), Filing("b", "2", "于慧", "B")], ())
    assert alike == {"a": ("b",), "b": ("a",)}


def test_twins_never_merge() -> None:
    birth = date(1989, 8, 11)
    one = Filing("a", "1", "李文博", "64039719890811339X", birth)
    two = Filing("b", "2", "李文渊", "640397198908113410", birth)
    assert look_alikes([one, two], same_household([one, two])) == {"a": ("b",), "b": ("a",)}


def test_people_born_on_one_day_with_other_surnames_are_nobody_s_twins() -> None:
    birth = date(1989, 8, 11)
    one = Filing("a", "1", "李文博", "64039719890811339X", birth)
    assert look_alikes([one, Filing("b", "2", "王文渊", "640397198908113410", birth)], ()) == {}


def test_filings_of_one_household_are_no_look_alikes() -> None:
    one = Filing("a", "1", "于慧", "A", members=frozenset({"B"}))
    two = Filing("b", "2", "于慧", "B")
    assert look_alikes([one, two], same_household([one, two])) == {}


def test_a_number_that_cannot_be_trusted_accuses_nobody() -> None:
    assert look_alikes([Filing("a", "1", "于慧", "A"), Filing("b", "2", "于慧", "")], ()) == {}


def test_only_figures_that_both_know_can_differ() -> None:
    one = Filing("a", "1", "甲", "A", stated={"income_fen": 1, "persons": 3, "homes": None})
    two = Filing("b", "2", "甲", "A", stated={"income_fen": 2, "persons": 3, "homes": 1})
    assert conflicts([one, two], [("a", "b")]) == {"a": ("income_fen",), "b": ("income_fen",)}


def test_the_second_row_of_one_person_in_one_return_repeats_the_first() -> None:
    rows = [
        Filing("a", "1", "甲", "A"),
        Filing("b", "1", "乙", ""),
        Filing("c", "1", "甲", "A"),
        Filing("d", "2", "甲", "A"),
    ]
    assert repeated(rows) == {"c": "a"}


def test_a_surname_may_have_two_characters() -> None:
    assert (surname("欧阳晓"), surname("阳晓")) == ("欧阳", "阳")
