"""A worker's own pages: what is under way and whose turn it is, who looked, whom he lets act for him."""

from __future__ import annotations

import html
from datetime import timedelta

import pytest
from deeds_of_accounts import NUMBER, PHONE, code_on_the_phone
from django.test import Client
from signing_in import by_password, by_phone
from small_county import AT, LONG_AGO, County

from niangjia.casework import delegation, joining, own, papers, privacy
from niangjia.casework.access.doors import DOORS
from niangjia.casework.access.offices import end_post, give_post
from niangjia.casework.messages import notify
from niangjia.casework.progress import start_clocks, switched_off
from niangjia.records.cases.models import Case
from niangjia.records.credentials.models import Delegation
from niangjia.records.people.models import Household, Person, Worker
from niangjia.records.sealing import blind_index, seal
from niangjia.records.unions.models import Post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


@pytest.fixture
def worker(county: County) -> Worker:
    """A worker of the street whom the union knows with number and phone, and who said who he is."""
    joining.know_worker(
        county.unions["street"],
        name="陈路遥",
        id_number=NUMBER,
        phone=PHONE,
        employer="顺达快递",
        by=county.accounts["chair"],
        at=AT,
    )
    by_phone().post("/my/self/", {"name": "陈路遥", "id_number": NUMBER})
    return Worker.everywhere.get(id_index=blind_index("id", NUMBER))


def asked_to_join(worker: Worker, *, days_ago: int) -> Case:
    then = AT - timedelta(days=days_ago)
    case = Case.everywhere.create(
        number=f"入会-{days_ago}",
        programme="membership",
        matter="join",
        period="2026Q4",
        owner_union=worker.owner_union,
        worker=worker,
        state="join_asked",
        opened_at=then,
    )
    start_clocks(case, at=then)
    return case


def read(client: Client, address: str) -> str:
    return html.unescape(client.get(address).content.decode())


# ------------------------------------------------------------------------------------------------------ what is his


def test_the_first_page_says_whose_turn_it_is_and_until_when(worker: Worker) -> None:
    asked_to_join(worker, days_ago=0)
    page = read(by_phone(), "/my/")
    assert "陈路遥，您好" in page
    assert "street 工会" in page
    assert "同意入会" in page
    assert "您现在不用做什么" in page


def test_what_is_late_is_ours_and_says_sorry(worker: Worker) -> None:
    asked_to_join(worker, days_ago=14)
    for address in ("/my/", "/my/services/"):
        page = read(by_phone(), address)
        assert "对不起，我们晚了" in page
        assert "这不是您的原因" in page


def test_nobody_sees_the_matters_of_somebody_else(worker: Worker) -> None:
    case = asked_to_join(worker, days_ago=0)
    assert case.number in read(by_phone(), "/my/services/")
    other = by_phone("13900002222")
    assert case.number not in read(other, "/my/services/")
    assert "陈路遥" not in read(other, "/my/self/")


def test_a_household_is_his_once_number_and_name_were_verified(worker: Worker, county: County) -> None:
    household = Household.everywhere.create(
        owner_union=county.unions["street"], head_name="陈路遥", head_index=worker.id_index, opened_at=AT
    )
    case = Case.everywhere.create(
        number="H1",
        programme="hardship",
        period="2026Q3",
        owner_union=county.unions["street"],
        household=household,
        state="filed",
        opened_at=AT,
    )
    assert own.own_stands(worker, off=switched_off) == []
    Worker.everywhere.filter(pk=worker.pk).update(verified_at=AT)
    worker.refresh_from_db()
    assert [stand.case for stand in own.own_stands(worker, off=switched_off)] == [case]


def test_he_sees_who_looked_at_his_number_and_what_for(worker: Worker, county: County) -> None:
    household = Household.everywhere.create(
        owner_union=county.unions["street"], head_name="陈路遥", head_index=worker.id_index, opened_at=AT
    )
    person = Person(owner_union=county.unions["street"], household=household, name="陈路遥", id_index=worker.id_index)
    seal(person, "id_number", NUMBER)
    person.save()
    privacy.reveal(person, field="id_number", purpose="payout", by=county.accounts["cadre"], at=AT)
    assert "cadre 某" not in read(by_phone(), "/my/self/"), "not before number and name were verified"
    Worker.everywhere.filter(pk=worker.pk).update(verified_at=AT)
    page = read(by_phone(), "/my/self/")
    assert "cadre 某" in page
    assert "发放救助" in page


def test_he_takes_back_what_he_agreed_to_and_nobody_else_does(worker: Worker, county: County) -> None:
    Worker.everywhere.filter(pk=worker.pk).update(verified_at=AT)
    household = Household.everywhere.create(
        owner_union=county.unions["street"], head_name="陈路遥", head_index=worker.id_index, opened_at=AT
    )
    Case.everywhere.create(
        number="H1",
        programme="hardship",
        period="2026Q3",
        owner_union=county.unions["street"],
        household=household,
        state="published",
        opened_at=AT,
    )
    kept = papers.keep_paper(household, kind="notice_consent", period="2026Q3", told={}, by=None, at=AT)
    client = by_phone()
    assert "同意公示姓名" in read(client, "/my/self/")
    assert client.post("/my/self/", {"consent": kept.pk + 1}).status_code == 404
    assert client.post("/my/self/", {"consent": kept.pk}).status_code == 302
    kept.refresh_from_db()
    assert kept.withdrawn_at is not None
    assert "同意公示姓名" not in read(client, "/my/self/")


def test_he_reads_what_was_written_to_him_and_nothing_else(worker: Worker, county: County) -> None:
    account = worker.account
    assert account is not None
    common = {"kind": "join", "union": county.unions["street"], "address": "/my/services/", "at": AT}
    notify([account], key="one", text="您的申请收到了", **common)
    notify([county.accounts["chair"]], key="two", text="别人的事", **common)
    client = by_phone()
    page = read(client, "/my/messages/")
    assert "您的申请收到了" in page
    assert "别人的事" not in page
    assert client.post("/my/messages/", {"message": "99"}).status_code == 404
    assert client.post("/my/messages/", {}).status_code == 302
    assert "都读过了" in read(client, "/my/messages/")


# ------------------------------------------------------------------------------------------- acting for somebody


def ask_chair(client: Client, county: County, **given: str) -> int:
    data = {"deed": "ask", "delegate": str(county.accounts["chair"].pk), "matter": "join", "days": "30", **given}
    return client.post("/my/delegates/", data).status_code


def agree(client: Client, county: County) -> Delegation:
    assert ask_chair(client, county) == 302
    given = Delegation.everywhere.get()
    assert (
        client.post("/my/delegates/", {"deed": "agree", "row": given.pk, "code": code_on_the_phone()}).status_code
        == 302
    )
    given.refresh_from_db()
    return given


def test_nothing_holds_before_the_code_on_his_own_phone(worker: Worker, county: County) -> None:
    client, chair = by_phone(), by_password("chair")
    assert ask_chair(client, county) == 302
    given = Delegation.everywhere.get()
    assert chair.post("/for-others/", {"deed": "look", "row": given.pk}).status_code == 404
    assert client.post("/my/delegates/", {"deed": "agree", "row": given.pk, "code": "000000"}).status_code == 422
    assert list(delegation.in_force(county.accounts["chair"], on=AT.date())) == []


def test_everything_that_is_done_is_seen_and_it_ends_at_once(worker: Worker, county: County) -> None:
    asked_to_join(worker, days_ago=0)
    client, chair = by_phone(), by_password("chair")
    given = agree(client, county)
    assert "陈路遥" in read(chair, "/for-others/")
    assert chair.post("/for-others/", {"deed": "look", "row": given.pk}).status_code == 200
    assert "看了办理进度" in read(client, "/my/delegates/")
    assert client.post("/my/delegates/", {"deed": "end", "row": given.pk}).status_code == 302
    assert chair.post("/for-others/", {"deed": "look", "row": given.pk}).status_code == 404
    assert given.acts.count() == 1


def test_it_ends_with_the_post_that_allowed_it_and_when_the_worker_goes_elsewhere(
    worker: Worker, county: County
) -> None:
    given, account = agree(by_phone(), county), county.accounts["chair"]
    post = Post.objects.get(account=account)
    assert list(delegation.in_force(account, on=AT.date())) == [given]
    Worker.everywhere.filter(pk=worker.pk).update(owner_union=county.unions["community"])
    assert list(delegation.in_force(account, on=AT.date())) == [given], "his union is above that of the worker"
    Worker.everywhere.filter(pk=worker.pk).update(owner_union=county.unions["street-2"])
    assert not delegation.in_force(account, on=AT.date()).exists()
    assert by_password("chair").post("/for-others/", {"deed": "look", "row": given.pk}).status_code == 404
    Worker.everywhere.filter(pk=worker.pk).update(owner_union=county.unions["street"])
    end_post(post, on=AT.date(), by=None, at=AT)
    give_post(account, union=county.unions["mill"], role="grassroots", title="主席", from_on=AT.date(), by=None, at=AT)
    assert not delegation.in_force(account, on=AT.date()).exists()
    with pytest.raises(delegation.NotDelegated):
        delegation.act(account, delegation_id=given.pk, verb="look", on=AT.date(), at=AT)


def test_nothing_is_asked_for_that_nobody_can_do(worker: Worker, county: County) -> None:
    client = by_phone()
    assert "需求和心愿" not in read(client, "/my/delegates/")
    assert ask_chair(client, county, matter="care") == 422
    assert not Delegation.everywhere.exists()


def test_it_is_for_one_colleague_one_thing_and_a_time(worker: Worker, county: County) -> None:
    given = agree(by_phone(), county)
    assert by_password("cadre").post("/for-others/", {"deed": "look", "row": given.pk}).status_code == 404
    after = given.until_on + timedelta(days=1)
    assert list(delegation.in_force(county.accounts["chair"], on=after)) == []
    asked_to_join(worker, days_ago=0)
    Delegation.everywhere.update(matter="hardship")
    page = html.unescape(by_password("chair").post("/for-others/", {"deed": "look", "row": given.pk}).content.decode())
    assert "入会-0" not in page, "of another thing nothing is shown"


def test_only_a_colleague_of_his_own_union_can_be_asked(worker: Worker, county: County) -> None:
    client = by_phone()
    assert ask_chair(client, county, delegate=str(county.accounts["stranger"].pk)) == 422
    assert ask_chair(client, county, days=str(DOORS["delegation"]["most_days"] + 1)) == 422
    assert ask_chair(client, county, matter="money") == 422
    end_post(Post.objects.get(account=county.accounts["chair"]), on=AT.date(), by=None, at=AT)
    assert ask_chair(client, county) == 422
    assert not Delegation.everywhere.exists()


def test_nobody_ends_or_agrees_for_somebody_else(worker: Worker, county: County) -> None:
    given = agree(by_phone(), county)
    joining.know_worker(
        county.unions["street"],
        name="别人",
        id_number="990101199001022247",
        phone="13900002222",
        by=county.accounts["chair"],
        at=AT,
    )
    other = by_phone("13900002222")
    other.post("/my/self/", {"name": "别人", "id_number": "990101199001022247"})
    assert other.post("/my/delegates/", {"deed": "end", "row": given.pk}).status_code == 404
    given.refresh_from_db()
    assert given.ended_at is None
    assert given.until_on > LONG_AGO
