"""The switches keep a choice and bring the reader back; the pages that say sorry need nothing to be shown."""

from __future__ import annotations

import pytest
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation

from niangjia.web import errors
from niangjia.web.context import page
from niangjia.web.language import ChosenLanguageMiddleware
from niangjia.web.views import switch_language, switch_mode


def posted(**data: str) -> HttpRequest:
    return RequestFactory().post("/web/mode/care/", data)


def test_large_type_is_kept_and_the_reader_comes_back() -> None:
    answer = switch_mode(posted(next="/hardship/?q=1"), "care")

    assert answer.cookies["mode"].value == "care"
    assert answer.cookies["mode"]["samesite"] == "Lax"
    assert answer["Location"] == "/hardship/?q=1"


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org", "javascript:alert(1)", ""])
def test_a_switch_leads_nowhere_else(elsewhere: str) -> None:
    assert switch_mode(posted(next=elsewhere), "standard")["Location"] == "/"


def test_a_switch_to_nothing_known_is_not_found() -> None:
    with pytest.raises(Http404):
        switch_mode(posted(), "huge")
    with pytest.raises(Http404):
        switch_language(posted(), "xx")


def test_a_switch_is_only_ever_sent() -> None:
    assert switch_mode(RequestFactory().get("/web/mode/care/"), "care").status_code == 405


@pytest.mark.parametrize(
    ("cookie", "preferred", "written"),
    [("en", "zh-CN", "en"), ("", "en", "zh-hans"), ("xx", "en", "zh-hans")],
)
def test_a_page_is_written_in_the_chosen_language_not_the_browsers(cookie: str, preferred: str, written: str) -> None:
    seen: list[str | None] = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append(translation.get_language())
        return HttpResponse()

    request = RequestFactory().get("/", headers={"Accept-Language": preferred})
    request.COOKIES["django_language"] = cookie
    response = ChosenLanguageMiddleware(answer)(request)

    assert seen == [written]
    assert response["Content-Language"] == written
    assert "Cookie" in response["Vary"]


def test_a_page_knows_how_it_is_dressed_and_where_to_come_back_to() -> None:
    request = RequestFactory().get("/hardship/?page=2")
    request.COOKIES["mode"] = "care"
    with translation.override("en"):
        dress = page(request)["page"]

    assert (dress.care, dress.lang, dress.other_language, dress.here) == (True, "en", "zh-hans", "/hardship/?page=2")


def test_a_switch_from_a_refused_form_leads_to_its_page() -> None:
    assert page(posted(next="/"))["page"].here == "/web/mode/care/"


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        (errors.bad_request(RequestFactory().get("/")), 400, "这一步没有收到"),
        (errors.csrf_failure(RequestFactory().post("/")), 403, "这一页放得太久了"),
        (errors.not_found(RequestFactory().get("/")), 404, "这里没有您要的页面"),
        (errors.server_error(RequestFactory().get("/")), 500, "对不起，我们这边出了错"),
    ],
)
def test_when_something_fails_the_page_says_what_to_do(answer: HttpResponse, status: int, words: str) -> None:
    assert answer.status_code == status
    assert words in answer.content.decode()
