"""Pages on which a worker declares herself: nobody signs in, all is posted, a draft is known by its session."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from niangjia.casework import drafts
from niangjia.casework.access import Actor
from niangjia.casework.access.gate import ActingRequest
from niangjia.programmes.hardship import queries, services
from niangjia.programmes.hardship.forms import declaring as forms
from niangjia.programmes.hardship.forms.faults import wrong_words
from niangjia.programmes.hardship.programme import DECLARING
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.forms import posted, row_number
from niangjia.web.sentences import told

DRAFT = "draft"
FILED = "filed_code"


def draft_here(request: HttpRequest) -> Any:
    """Return the draft that this phone is writing, filed or not, if there is one."""
    return drafts.draft_known(request.session.get(DRAFT), on=clock.today())


def open_draft(request: HttpRequest) -> Any:
    """Return the open draft that this phone is writing, if there is one with a union."""
    draft = draft_here(request)
    return draft if draft is not None and draft.state == "open" and draft.union is not None else None


def actor_here(request: HttpRequest) -> Actor | None:
    """Return who is signed in, if anybody is."""
    actor: Actor | None = getattr(request, "actor", None)
    return actor


def tried(request: HttpRequest, what: str) -> None:
    """Count a try of something secret, on the thing itself and from this phone.

    Errors: ``TooManyTries``.
    """
    if request.session.session_key is None:
        request.session.create()
    services.try_once(f"session|{request.session.session_key}", at=clock.now())
    services.try_once(f"code|{what}", at=clock.now())


@never_cache
@sensitive_post_parameters()
def check(request: HttpRequest) -> HttpResponse:
    """Let anybody try the rules on a few answers; nothing is kept."""
    places = [(str(union.pk), union.place) for union in queries.halls()]
    form = forms.SelfTestForm(posted(request), places=places)
    page: dict[str, Any] = {"form": form, "verdict": None}
    hall = queries.hall_named(request.POST.get("place", ""))
    if request.method == "POST" and hall is not None and form.is_valid():
        policy, verdict = services.self_tested(form.cleaned_data["facts"], union=hall, on=clock.today())
        page |= {"verdict": queries.test_answer(policy, verdict, on=clock.today()), "carried": form.carried}
    return render(request, "hardship/check.html", page, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters()
def declare(request: HttpRequest) -> HttpResponse:
    """Begin a declaration, or show what of it is done and what is missing."""
    draft = draft_here(request)
    if request.method == "POST":
        if draft is None or draft.state != "open":
            carried = {key: request.POST[key] for key in DECLARING["asked"] if request.POST.get(key)}
            draft = services.begin(carried=carried, at=clock.now(), on=clock.today())
            request.session[DRAFT] = str(draft.uid)
        return redirect("hardship:declare_union")
    if draft is None:
        return render(request, "hardship/declare_start.html", {"days": DECLARING["draft"]["count"]})
    if draft.state == "filed":
        return redirect("hardship:declare_done")
    if draft.union is None:
        return redirect("hardship:declare_union")
    return render(request, "hardship/declare_tasks.html", tasks_of(draft))


def tasks_of(draft: Any) -> dict[str, Any]:
    """Return what the list of pages shows of a draft."""
    answers = drafts.answers_of(draft)
    faults = services.faults_of_answers(answers, quarter=services.quarter_for(draft.union, on=clock.today()))
    page = queries.task_list(draft, answers, faults, len(drafts.papers_in(draft)))
    return {
        **page,
        "union_label": draft.union.name,
        "saved": draft.saved_at,
        "until": draft.expires_on,
        "has_code": draft.code_index is not None,
        "may_fill": bool(answers["written"].get("id_number")) and answers["proved"] is None,
        "proxy": draft.proxy.name if draft.proxy else "",
        "agreed": draft.agreed_at,
    }


@never_cache
def declare_union(request: HttpRequest) -> HttpResponse:
    """Let the worker choose the union that will look after her."""
    draft = draft_here(request)
    if draft is None or draft.state != "open":
        return redirect("hardship:declare")
    wrong = ""
    if request.method == "POST":
        union = queries.declaring_union(draft, actor_here(request), row_number(request.POST.get("union")))
        if union is not None:
            services.choose_union(draft, union, at=clock.now())
            return redirect("hardship:declare_step", queries.FIRST_STEP)
        wrong = _("请选一家工会；找不到就选您住的社区或街道的工会")
    like = request.GET.get("q", "").strip()[:60]
    page = queries.declaring_unions(draft, actor_here(request), like=like)
    chosen = draft.union_id
    return render(
        request, "hardship/declare_union.html", {**page, "wrong": wrong, "chosen": chosen}, status=422 if wrong else 200
    )


@require_POST
@never_cache
def declare_code(request: HttpRequest) -> HttpResponse:
    """Give a new code to go on with elsewhere; the one before is void."""
    draft = open_draft(request)
    if draft is None:
        return redirect("hardship:declare")
    code = drafts.issue_resume_code(draft, at=clock.now())
    page = {"code": code, "until": draft.expires_on, "next_url": "", "again": True}
    return render(request, "hardship/declare_code.html", page)


@never_cache
@sensitive_post_parameters()
def declare_resume(request: HttpRequest) -> HttpResponse:
    """Take a draft up on another phone: by its code and what only its writer knows."""
    form = forms.ResumeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            tried(request, form.cleaned_data["code"])
            draft = services.resume(
                form.cleaned_data["code"], last_four=form.cleaned_data["last_four"], on=clock.today()
            )
        except NiangjiaError as error:
            form.add_error(None, told(error))
        else:
            request.session.cycle_key()
            request.session[DRAFT] = str(draft.uid)
            return redirect("hardship:declare")
    return render(request, "hardship/declare_resume.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters()
def declare_before(request: HttpRequest) -> HttpResponse:
    """Fill in what was told before, for whoever shows a code of that household."""
    draft = open_draft(request)
    if draft is None:
        return redirect("hardship:declare")
    form = forms.CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            tried(request, form.cleaned_data["code"])
            services.fill_from_before(draft, form.cleaned_data["code"], at=clock.now())
        except NiangjiaError as error:
            form.add_error(None, told(error))
        else:
            messages.success(request, _("已为您填好，请一页页核对。"))
            return redirect("hardship:declare")
    return render(request, "hardship/declare_before.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def declare_leave(request: HttpRequest) -> HttpResponse:
    """Forget the draft on this phone; with ``delete`` forget it everywhere."""
    draft = draft_here(request)
    if draft is not None and draft.state == "open" and request.POST.get("delete"):
        drafts.throw_away(draft, at=clock.now())
        messages.success(request, _("草稿删掉了，什么都没有留下。"))
    request.session.pop(DRAFT, None)
    return redirect("hardship:declare")


@never_cache
def declare_papers(request: HttpRequest) -> HttpResponse:
    """Take photographs and files, and take them away again."""
    draft = open_draft(request)
    if draft is None:
        return redirect("hardship:declare")
    account = draft.proxy
    if request.method == "POST" and request.POST.get("remove"):
        drafts.remove_draft_paper(draft, paper_id=row_number(request.POST["remove"]), by=account, at=clock.now())
        messages.success(request, _("删掉了。"))
        return redirect("hardship:declare_papers")
    form = forms.PaperForm(posted(request), request.FILES or None, proxy=draft.proxy_id is not None)
    if request.method == "POST" and form.is_valid() and took_papers(request, draft, form):
        messages.success(request, _("收好了。还有就接着放，没有就继续。"))
        return redirect("hardship:declare_papers")
    page = {
        "form": form,
        "papers": queries.papers_page(draft),
        "step": {
            **(queries.step_named("papers") or {}),
            "number": len(queries.ORDER),
            "count": range(1, len(queries.ORDER) + 1),
            "total": len(queries.ORDER),
        },
        "back_url": queries.before("papers"),
        "most": DECLARING["papers"]["most"],
        "proxy": draft.proxy_id is not None,
    }
    return render(request, "hardship/declare_papers.html", page, status=422 if form.errors else 200)


def took_papers(request: HttpRequest, draft: Any, form: forms.PaperForm) -> bool:
    """Put what was sent to the draft; what cannot be taken is told beside the field. Return whether all was taken."""
    for key in ("photo", "file"):
        for file in request.FILES.getlist(key):
            try:
                services.add_paper(draft, kind=form.cleaned_data["kind"], file=file, by=draft.proxy, at=clock.now())
            except NiangjiaError as error:
                form.add_error(key, told(error))
    return not form.errors


@never_cache
def declare_confirm(request: HttpRequest) -> HttpResponse:
    """Show all answers, take the declaration and the consent, and file it."""
    draft = draft_here(request)
    if draft is None or draft.union is None:
        return redirect("hardship:declare")
    if draft.state == "filed":
        return redirect("hardship:declare_done")
    form = forms.ConfirmForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            declared = services.declare(
                draft,
                consented=form.cleaned_data["check_consent"],
                named=form.cleaned_data["notice_consent"],
                on=clock.today(),
                at=clock.now(),
            )
        except NiangjiaError as error:
            form.add_error(None, told(error))
        else:
            request.session.pop(FILED, None)
            return render(
                request,
                "hardship/declare_done.html",
                done_page(declared.case, code=declared.code, proved=declared.proved),
            )
    answers = drafts.answers_of(draft)
    faults = services.faults_of_answers(answers, quarter=services.quarter_for(draft.union, on=clock.today()))
    page = tasks_of(draft) | {
        "form": form,
        "groups": queries.answers_page(answers, words=forms.answer_words, wrong=wrong_words(faults)),
        "papers": queries.papers_page(draft),
    }
    return render(request, "hardship/declare_confirm.html", page, status=422 if form.errors else 200)


def done_page(case: Any, *, code: str, proved: bool) -> dict[str, Any]:
    """Return what is shown once a declaration is filed."""
    return {**queries.filed_page(case, today=clock.today()), "code": code, "proved": proved}


@never_cache
def declare_done(request: HttpRequest) -> HttpResponse:
    """Show that this phone's declaration is filed; a new code can be had here as long as the phone remembers it."""
    draft = draft_here(request)
    case = services.case_of(draft) if draft is not None and draft.state == "filed" else None
    if case is None:
        return redirect("hardship:declare")
    code, proved = "", True
    if request.method == "POST":
        code, proved = services.another_code(draft, at=clock.now())
    return render(request, "hardship/declare_done.html", done_page(case, code=code, proved=proved))


@never_cache
@sensitive_post_parameters()
def declare_consent(request: HttpRequest) -> HttpResponse:
    """Let a worker agree, on her own phone, that somebody else declares for her."""
    form = forms.ResumeForm(posted(request))
    page: dict[str, Any] = {"form": form, "statement": DECLARING["statements"]["proxy_consent"]["label"]}
    if request.method == "POST" and form.is_valid():
        try:
            tried(request, form.cleaned_data["code"])
            draft = services.resume(
                form.cleaned_data["code"], last_four=form.cleaned_data["last_four"], on=clock.today()
            )
            if request.POST.get("agree") and draft.proxy_id is not None:
                drafts.agree_to_proxy(draft, at=clock.now())
        except NiangjiaError as error:
            form.add_error(None, told(error))
        else:
            answers = drafts.answers_of(draft)
            page |= {
                "draft": draft,
                "proxy": draft.proxy.name if draft.proxy else "",
                "groups": queries.answers_page(answers, words=forms.answer_words, wrong={}),
                "agreed": draft.agreed_at,
            }
    return render(request, "hardship/declare_consent.html", page, status=422 if form.errors else 200)


def declare_for(request: ActingRequest) -> HttpResponse:
    """Let somebody of the union begin a declaration on behalf of a worker, who has to agree to it."""
    if request.method == "POST":
        draft = services.begin(carried={}, proxy=request.actor.account, at=clock.now(), on=clock.today())
        request.session[DRAFT] = str(draft.uid)
        return redirect("hardship:declare_union")
    draft = draft_here(request)
    waiting = (
        draft if draft is not None and draft.state == "open" and draft.proxy_id == request.actor.account.pk else None
    )
    return render(request, "hardship/declare_for.html", {"waiting": waiting})
