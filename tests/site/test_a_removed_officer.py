"""An officer whose post ends is refused at once: next request, open tab, queued job, download link, offline."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.urls import reverse
from played_ledger import content, open_grid, packed, receive, sent
from signing_in import by_password
from small_county import AT, County

from niangjia.casework import offline
from niangjia.casework.access.offices import end_post
from niangjia.programmes.hardship.services import quarter
from niangjia.records.surveys.models import Package, Survey
from niangjia.records.unions.models import Post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]
WHO, KNOCKER = "second", "community-chair"


def removed(county: County, who: str = WHO) -> None:
    """End the post through the page, as the one above does it."""
    row = Post.objects.get(account=county.accounts[who]).pk
    assert by_password("cadre").post("/accounts/deed/", {"deed": "end", "row": row}).status_code == 302


def test_the_next_request_of_a_removed_officer_is_refused(county: County) -> None:
    client = by_password(WHO)
    assert client.get("/funds/").status_code == 200
    removed(county)
    assert client.get("/funds/")["Location"].startswith("/login/")
    assert by_password(WHO).get("/funds/").status_code == 404, "signing in again brings nothing back"


def test_the_open_tab_of_a_removed_officer_is_refused(county: County) -> None:
    tab = by_password(WHO)
    page = reverse("hardship:quarter", args=["2026Q3"])
    assert tab.get(page).status_code == 200
    removed(county)
    assert tab.post(page, {})["Location"].startswith("/login/")
    assert tab.post("/accounts/deed/", {"deed": "end", "row": "1"})["Location"].startswith("/login/")
    assert tab.get(page, headers={"HX-Request": "true"})["Location"].startswith("/login/")


def test_the_queued_job_of_a_removed_officer_is_refused(county: County) -> None:
    actor = county.actor(WHO)
    actor.account.refresh_from_db()
    run = quarter.claim_run(actor, period="2026Q3", at=AT)
    removed(county)
    quarter.finish_run(run, actor, now=lambda: AT)
    run.refresh_from_db()
    assert run.ended_at is not None
    assert "权限已经变了" in run.failure


def test_the_download_link_of_a_removed_officer_is_refused(county: County) -> None:
    client = by_password(WHO)
    issued = client.post(reverse("export", args=["members"]), {"purpose": "meeting"}).context["link"]
    assert client.get(issued).status_code == 200
    removed(county)
    assert client.get(issued)["Location"].startswith("/login/")
    assert by_password(WHO).get(issued).status_code == 404


def test_the_offline_sync_of_a_removed_officer_is_refused(county: County) -> None:
    """The package holds no more and no other is given; what was written waits for the union and counts for nobody."""
    door, package = open_grid(county, "community", doors=1)[0].door, packed(county, KNOCKER)
    client = by_password(KNOCKER)
    end_post(Post.objects.get(account=county.accounts[KNOCKER]), on=AT.date(), by=None, at=AT)
    token = offline.token_of(package)
    stand = client.post(reverse("membership:offline_state"), {"token": token}, content_type="application/json").json()
    assert (stand["package"], stand["signed_in"]) == ("ended", False)
    fresh = {"device": str(UUID(int=1))}
    again = client.post(reverse("membership:offline_package"), fresh, content_type="application/json")
    assert again["Location"].startswith("/login/")
    stale = Package.everywhere.select_related("account").get(pk=package.pk)
    kept = receive(stale, sent(door, 1, content("华十", 1)), at=AT + timedelta(minutes=1))
    assert (kept.state, kept.why) == ("quarantined", "right")
    assert not Survey.everywhere.exists()
