"""Pages of belonging: each does its deed in one story, names no number in an address, and asks few questions."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from played_belonging import member
from small_county import AT, County

from niangjia.casework import duplicates
from niangjia.records.cases.models import Transfer
from niangjia.records.people.models import Likeness, Membership, Tie, Worker
from niangjia.records.trail.models import Event
from niangjia.stories import invented

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day", "_untouched_sessions")]

SignIn = Callable[[str], Client]


def test_a_member_comes_from_another_union_and_is_let_go(county: County, sign_in: SignIn) -> None:
    worker = member(county, "mill", "欧阳晓明", id_number=invented.id_number(71))
    asking, letting_go = sign_in("chair"), sign_in("mill-chair")
    told = {"name": "欧阳晓明", "number": invented.id_number(71)}
    assert asking.post(reverse("membership:take_in"), told).status_code == 302
    page = reverse("membership:transfer", args=[Transfer.everywhere.get().pk])
    assert "放行" not in asking.get(page).content.decode().split("每一步")[1]
    assert page in letting_go.get(reverse("inbox")).content.decode()
    letting_go.post(page, {"answer": "release"})
    assert Membership.everywhere.get(worker=worker, to_on=None).owner_union.code == "street"
    assert letting_go.get(reverse("membership:worker", args=[worker.pk])).status_code == 404
    assert asking.get(reverse("membership:worker", args=[worker.pk])).status_code == 200


def test_an_objection_wants_a_reason_and_goes_to_the_union_above(county: County, sign_in: SignIn) -> None:
    worker = member(county, "mill", "欧阳晓明")
    mill, cadre = sign_in("mill-chair"), sign_in("cadre")
    sign_in("second").post(reverse("membership:ask_transfer", args=[worker.pk]), {"to_name": "street"})
    page = reverse("membership:transfer", args=[Transfer.everywhere.get().pk])
    assert mill.post(page, {"answer": "object"}).status_code == 422
    mill.post(page, {"answer": "object", "reason": "still_here"})
    mill.post(page, {"answer": "insist"})
    assert Transfer.everywhere.get().closed_at is None
    assert page in cadre.get(reverse("inbox")).content.decode()
    cadre.post(page, {"answer": "stay"})
    assert Transfer.everywhere.get().case.state == "transfer_refused"


def test_a_retired_member_keeps_the_membership_and_comes_back(county: County, sign_in: SignIn) -> None:
    worker = member(county, "mill", "欧阳晓明")
    chair, url = sign_in("mill-chair"), reverse("membership:standing", args=[worker.pk])
    assert chair.post(url, {"becomes": "retired"}).status_code == 422
    chair.post(url, {"becomes": "retired", "on": "2026-10-01"})
    chair.post(url, {"becomes": "returned", "on": "2026-10-10"})
    spells = Membership.everywhere.filter(worker=worker).order_by("pk").values_list("standing", "ends_as")
    assert list(spells) == [("active", "retired"), ("reserved", "returned"), ("active", "")]


def test_somebody_who_lives_here_registers_and_is_listed_beside(county: County, sign_in: SignIn) -> None:
    member(county, "mill", "欧阳晓明", phone=invented.phone(71))
    chair, url = sign_in("community-chair"), reverse("membership:register")
    told = {"name": "欧阳晓明", "phone": invented.phone(71), "kind": "residence", "on": "2026-10-13"}
    assert chair.post(url, {**told, "name": "欧阳晓亮"}).status_code == 422
    assert chair.post(url, told).status_code == 302
    listed = chair.get(reverse("membership:members") + "?tab=ties").content.decode()
    assert "欧阳晓明" in listed
    chair.post(reverse("membership:end_tie", args=[Tie.everywhere.get().pk]))
    assert Tie.everywhere.get().to_on == AT.date()


def test_a_number_is_shown_once_for_a_purpose_and_that_is_written_down(county: County, sign_in: SignIn) -> None:
    worker = member(county, "mill", "欧阳晓明", phone=invented.phone(71))
    chair, page = sign_in("mill-chair"), reverse("membership:worker", args=[worker.pk])
    assert invented.phone(71) not in chair.get(page).content.decode()
    url = reverse("membership:reveal_worker", args=[worker.pk])
    assert chair.post(url, {"field": "phone"}).status_code == 422
    shown = chair.post(url, {"field": "phone", "purpose": "contact"}).content.decode()
    assert invented.phone(71) in shown
    assert Event.objects.filter(verb="reveal", subject_id=worker.pk).count() == 1


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("欧阳", ["欧阳晓明"]), ("晓明", ["欧阳晓明"]), ("oyxm", ["欧阳晓明"]), ("ouyangxiao", ["欧阳晓明"]),
        ("顺达", ["欧阳晓明"]), ("shanxiaohong", ["单小红"]), ("sxh", ["单小红"]), ("单", ["单小红"]),
        ("阳明", []), ("青川顺达物流", ["欧阳晓明"]), (invented.phone(71), ["欧阳晓明"]),
        (invented.id_number(72), ["单小红"]), (invented.id_number(72)[:-2], []), ("  ", []), ("！", []),
        ("冯远", []),
    ],
)  # fmt: skip
def test_people_are_found_by_name_sound_employer_and_number(
    county: County, sign_in: SignIn, typed: str, found: list[str]
) -> None:
    member(county, "mill", "欧阳晓明", phone=invented.phone(71), employer="青川顺达物流有限公司")
    member(county, "street", "单小红", id_number=invented.id_number(72))
    member(county, "foreign", "冯远", phone=invented.phone(73))
    page = sign_in("cadre").post(reverse("membership:find_workers"), {"q": typed}).content.decode()
    assert [name for name in ("欧阳晓明", "单小红", "冯远") if f"{name}</a>" in page] == found


def test_a_pair_is_joined_and_taken_apart_on_its_page(county: County, sign_in: SignIn) -> None:
    one, other = (member(county, code, "欧阳晓明") for code in ("mill", "street"))
    likeness = duplicates.propose(one, other, weight=4000, agrees=("name",), at=AT)
    cadre, page = sign_in("cadre"), reverse("membership:duplicates")
    decide = reverse("membership:decide_likeness", args=[likeness.pk])
    cadre.post(decide, {"answer": "perhaps"})
    assert Likeness.everywhere.get().state == "open"
    cadre.post(decide, {"answer": "first"})
    assert Worker.everywhere.get(pk=other.pk).merged_into_id == one.pk
    shown = cadre.get(page).content.decode()
    assert "撤销合并" in shown
    cadre.post(reverse("membership:take_apart", args=[1]))
    assert Worker.everywhere.get(pk=other.pk).merged_into_id is None
    assert sign_in("mill-chair").get(page).status_code == 404


def asked(client: Client, url: str, **told: str) -> int:
    with CaptureQueriesContext(connection) as questions:
        answer = client.post(url, told) if told else client.get(url)
    assert answer.status_code == 200
    return len(questions)


def test_sixty_rows_cost_no_more_questions_than_ten(county: County, sign_in: SignIn) -> None:
    cadre = sign_in("cadre")
    counts = []
    for start, end in ((0, 10), (10, 60)):
        for number in range(start, end):
            worker = member(county, "mill" if number % 2 else "street", f"王晓{chr(0x4E00 + number)}")
            duplicates.propose(worker, Worker.everywhere.order_by("pk")[0], weight=1, agrees=(), at=AT) if number else 0
        counts.append(
            {
                "members": asked(cadre, reverse("membership:members")),
                "duplicates": asked(cadre, reverse("membership:duplicates")),
                "transfers": asked(cadre, reverse("membership:transfers")),
                "find": asked(cadre, reverse("membership:find_workers"), q="王晓"),
            }
        )
    assert counts[0] == counts[1]
    assert max(counts[1].values()) <= 14
