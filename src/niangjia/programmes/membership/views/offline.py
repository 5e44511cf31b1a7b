"""Work without signal: the page that a phone keeps, its worker, the package of a day, and what comes back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.casework import offline
from niangjia.casework.access.gate import ActingRequest
from niangjia.casework.papers import TooManyTries, count_try
from niangjia.casework.progress import MovedMeanwhile
from niangjia.outside.pictures import JPEG, Limits
from niangjia.programmes.membership.forms.offline import ChoiceForm, sent_from, told_in
from niangjia.programmes.membership.queries import offline as queries
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.answers import file_answer
from niangjia.web.forms import posted
from niangjia.web.sentences import told

RULES = queries.RULES
LIMITS = Limits(**{name: RULES["photo"][name] for name in ("most_bytes", "most_pixels", "longest_edge", "kept_bytes")})
NOBODY: dict[str, Any] = {"account": None, "nav": [], "menu": [], "messages": [], "brand": "", "brand_url": "/"}
"""The kept page names nobody: it is the same for everyone who opens the browser."""


def words() -> dict[str, str]:
    """Return what the script of the page says."""
    return {
        "unsent": _("未发送 {n}"),
        "sent": _("已送达 {n}"),
        "offline": _("现在没有信号。照常记，有信号会自动送出。"),
        "sending": _("正在送出"),
        "signed_out": _("还没有登录，或登录过期了。请登录，领今天的走访。"),
        "lapsed": _("登录过期了。名单和表照样能用，记好的照样会送出；登录一次，名单才会更新。"),
        "mode_full": _("已装到这台手机上，没有信号也能打开。"),
        "mode_draft": _(
            "这个浏览器装不下来（例如微信里）。写的会存在手机里，但没有信号时打不开这一页；请用系统浏览器打开。"
        ),
        "none": _("今天没有派给您的。"),
        "required": _("左边有红线的还没有填"),
        "unkept": _("手机没有存下这一份。写的还在这一页上：请登录或腾出空间，再按一次“记好了”。"),
        "saved": _("已存在手机里"),
        "refused": _("工会看过再定"),
        "counted": _("已送达"),
        "waits": _("已送达，等工会定"),
        "trouble": _("送不出去，请联系派任务的工会"),
        "draft": _("写了一半"),
        "old": _("还有 {n} 份没送出，请在 {h} 小时内连上网；过了，名单会清掉，这几份锁着等信号，由工会看过再算"),
        "wiped": _("手机上的走访资料已经清掉。"),
        "leave": _("还有 {n} 份没送出，现在退出就没有了。要先送出吗？"),
        "clear": _("重写"),
        "write_again": _("重新签"),
        "choose": _("请选"),
    }


@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """Show the page that a phone keeps; it says nothing of anybody."""
    config = {
        "worker": reverse("membership:offline_worker"),
        "scope": reverse("membership:offline"),
        "state": reverse("membership:offline_state"),
        "package": reverse("membership:offline_package"),
        "send": reverse("membership:offline_send"),
        "end": reverse("membership:offline_end"),
        "login": f"{reverse('login')}?next={reverse('membership:offline')}",
        "words": words(),
    }
    return render(request, "membership/offline.html", {**NOBODY, "config": config})


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Give the browser the worker that keeps the page; its place decides what it may answer for."""
    response = render(request, "membership/offline_worker.js", content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


def refusal(error: NiangjiaError) -> JsonResponse:
    """Return an error as the phone reads it: 409 to try again, 429 to wait, 422 for what a person must look at."""
    status = 409 if isinstance(error, MovedMeanwhile) else 429 if isinstance(error, TooManyTries) else 422
    return JsonResponse({"error": told(error), "code": error.code}, status=status)


@csrf_exempt
@require_POST
def state(request: ActingRequest) -> JsonResponse:
    """Tell a phone how it stands: whether somebody is signed in, and whether its package still holds.

    It asks with the token of its package alone, and learns nothing about anybody.
    """
    actor = getattr(request, "actor", None)
    answer = {"signed_in": actor is not None, "csrf": get_token(request), "package": "none", "same": False}
    try:
        token = str(told_in(request.body).get("token") or "")
        if token:
            package = offline.package_of(token)
            holds = offline.still_good(package, at=clock.now())
            answer["package"] = "good" if holds else "ended"
            answer["same"] = actor is not None and actor.account.pk == package.account_id
    except NiangjiaError as error:
        return refusal(error)
    return JsonResponse(answer)


@require_POST
def package(request: ActingRequest) -> JsonResponse:
    """Hand the phone what is assigned to this account for its day."""
    try:
        device = UUID(str(told_in(request.body).get("device")))
        union = request.actor.seat("work_offline")
        if union is None:
            raise offline.PackageUnknown("您现在没有走访的岗位；请联系工会")
        issued = offline.issue_package(
            request.actor, union=union, device=device, hours=RULES["hours"]["count"], at=clock.now()
        )
    except ValueError:
        return refusal(offline.BadSubmission("这台手机没有报上自己的编号；请刷新页面"))
    except NiangjiaError as error:
        return refusal(error)
    request.session[offline.IN_SESSION] = offline.token_of(issued)
    return JsonResponse(queries.package_told(request.actor, issued))


@csrf_exempt
@require_POST
def send(request: HttpRequest) -> JsonResponse:
    """Take one finished piece of work from a phone, as often as it likes to send it.

    The token of the package says whose it is, so that nothing is lost when a session has run out or a post has ended:
    then it waits for the union that answers now.
    """
    try:
        read = told_in(request.body)
        package = offline.package_of(str(read.get("token") or ""))
        now = clock.now()
        count_try(f"offline {package.uid}", most=RULES["sends"]["count"], minutes=RULES["sends"]["minutes"], at=now)
        kept = offline.receive(package, sent_from(read), limits=LIMITS, at=now)
    except NiangjiaError as error:
        return refusal(error)
    return JsonResponse({"uid": str(kept.made_as), "state": kept.state})


@csrf_exempt
@require_POST
def end(request: HttpRequest) -> JsonResponse:
    """Write that a phone has forgotten its package."""
    try:
        offline.end_package(offline.package_of(str(told_in(request.body).get("token") or "")), at=clock.now())
    except NiangjiaError as error:
        return refusal(error)
    return JsonResponse({"package": "ended"})


@require_safe
def submissions(request: ActingRequest) -> HttpResponse:
    """List what phones sent that waits for somebody's choice."""
    return render(request, "membership/submissions.html", queries.submissions_page(request.actor))


@require_http_methods(["GET", "HEAD", "POST"])
def submission(request: ActingRequest, submission_id: int) -> HttpResponse:
    """Show both sides; when one is chosen, count it or leave it aside."""
    kept = queries.find_submission(request.actor, submission_id)
    page = queries.submission_page(kept)
    form = ChoiceForm(posted(request), may_replace=page["may_replace"])
    if request.method == "POST" and form.is_valid():
        choice = form.cleaned_data["choice"]
        try:
            if choice == "aside":
                offline.set_aside(kept, by=request.actor.account, at=clock.now())
            else:
                offline.count_it(kept, replacing=choice == "replace", by=request.actor.account, at=clock.now())
        except NiangjiaError as error:
            messages.error(request, told(error))
            return redirect("membership:submission", submission_id)
        messages.success(request, _("定好了。"))
        return redirect("membership:submissions")
    return render(request, "membership/submission.html", {**page, "form": form}, status=422 if form.errors else 200)


@require_safe
def picture(request: ActingRequest, submission_id: int, which: str) -> HttpResponse:
    """Send the photo or the signature that came with a piece to be saved; the look leaves an event."""
    kept = queries.find_submission(request.actor, submission_id)
    content = offline.picture_of(kept, which, by=request.actor.account, at=clock.now())
    return file_answer(content, name=f"{_(offline.PICTURES[which])}.jpg", content_type=JPEG)
