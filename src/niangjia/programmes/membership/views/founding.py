"""Pages of setting up a union: applying without an account, following it by a code, deciding at the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from niangjia.casework import organising as desk
from niangjia.casework.access import Actor
from niangjia.casework.access.gate import ActingRequest
from niangjia.programmes.membership.forms import founding as forms
from niangjia.programmes.membership.queries import founding as pages
from niangjia.programmes.membership.services import founding as services
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.forms import posted, row_number
from niangjia.web.sentences import told

FOLLOWED, CODE = "founding", "founding_code"


def account_here(request: HttpRequest) -> Any:
    """Return the account that is signed in, if any is."""
    actor: Actor | None = getattr(request, "actor", None)
    return None if actor is None else actor.account


def tried(request: HttpRequest) -> None:
    """Count a try from this phone and from its place on the net.

    Errors: ``TooManyTries``.
    """
    services.try_from(str(request.META.get("REMOTE_ADDR", "")), at=clock.now())


@never_cache
@sensitive_post_parameters()
def found(request: HttpRequest) -> HttpResponse:
    """Let anybody ask for a union: first the union that decides, then what is to be known of the workplace."""
    upper = pages.upper_named(row_number(request.GET.get("upper")))
    if upper is None:
        like = request.GET.get("q", "").strip()[:60]
        return render(request, "membership/found_where.html", {"unions": pages.uppers(like), "like": like})
    form = forms.FoundingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            tried(request)
            opened, code = services.apply(upper, told=form.workplace, by=account_here(request), at=clock.now())
        except NiangjiaError as error:
            form.add_error(None, told(error))
        else:
            request.session.cycle_key()
            request.session[FOLLOWED], request.session[CODE] = str(opened.uid), code
            return redirect("membership:found_progress")
    page = {"form": form, "upper": upper}
    return render(request, "membership/found.html", page, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters()
def found_progress(request: HttpRequest) -> HttpResponse:
    """Open a founding by its code, and show where it stands and what is awaited of the applicant."""
    wrong = ""
    if request.method == "POST":
        try:
            tried(request)
            opened = desk.founding_known(request.POST.get("code", ""))
            wrong = "" if request.POST.get("code", "").strip() else str(_("请写查询码；丢了请打给受理的工会"))
        except NiangjiaError as error:
            opened, wrong = None, str(told(error))
        if opened is not None:
            request.session[FOLLOWED] = str(opened.uid)
            return redirect("membership:found_progress")
        wrong = wrong or str(_("没有这个查询码；请对着交申请时给的 12 位再看一遍"))
    return progress_answer(request, wrong=wrong, code=request.POST.get("code", "")[:20])


def progress_answer(request: HttpRequest, *, wrong: str = "", code: str = "", **bound: Any) -> HttpResponse:
    """Return the page of whoever follows a founding, with the forms for where it stands."""
    followed = desk.founding_followed(request.session.get(FOLLOWED, ""))
    status = 422 if wrong or bound else 200
    page: dict[str, Any] = {
        "wrong": wrong,
        "code": code,
        "followed": None,
        "complete_form": None,
        "election_form": None,
        "follow_code": in_fours(request.session.pop(CODE, "")),
    }
    if followed is None:
        return render(request, "membership/found_progress.html", page, status=status)
    state = followed.case.state
    page["followed"] = pages.told_of(followed)
    page["complete_form"] = forms.FoundingForm(initial=known(followed)) if state == "found_incomplete" else None
    page["election_form"] = forms.ElectionForm() if state == "found_preparing" else None
    page["may_withdraw"] = state in {"found_asked", "found_incomplete", "found_preparing"}
    return render(request, "membership/found_progress.html", {**page, **bound}, status=status)


def in_fours(code: str) -> str:
    """Return a code as it is shown: four by four."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def known(followed: Any) -> dict[str, Any]:
    """Return what the applicant wrote before; the phone is asked again and never shown."""
    names = ("name", "code", "kind", "workers", "wishing", "contact_name", "papers", "meeting_on")
    return {name: getattr(followed, name) for name in names}


@require_POST
@never_cache
@sensitive_post_parameters()
def found_deed(request: HttpRequest) -> HttpResponse:
    """Take a step that is the applicant's own."""
    followed = desk.founding_followed(request.session.get(FOLLOWED, ""))
    if followed is None:
        return redirect("membership:found_progress")
    deed = OWN_DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        return redirect("membership:found_progress")
    name, form_type, act = deed
    form = form_type(request.POST)
    if form.is_valid():
        try:
            act(followed, form, account_here(request))
        except NiangjiaError as error:
            form.add_error(None, told(error))
        else:
            return redirect("membership:found_progress")
    if name:
        return progress_answer(request, **{name: form})
    messages.error(request, " ".join(form.non_field_errors()))
    return redirect("membership:found_progress")


def withdraw(followed: Any, _form: Any, by: Any) -> None:
    """Take the application back."""
    desk.withdraw_founding(followed, by=by, at=clock.now())


def complete(followed: Any, form: Any, by: Any) -> None:
    """Hand in what was missing."""
    desk.complete_founding(followed, told=form.workplace, by=by, at=clock.now())


def elected(followed: Any, form: Any, by: Any) -> None:
    """Report what the meeting elected."""
    services.report(followed, result=form.result, by=by, at=clock.now())


OWN_DEEDS: dict[str, tuple[str, Any, Callable[[Any, Any, Any], None]]] = {
    "withdraw": ("", Form, withdraw),
    "complete": ("complete_form", forms.FoundingForm, complete),
    "elected": ("election_form", forms.ElectionForm, elected),
}
"""What an applicant may do: the form that shows what is to be mended, and how it is done."""


@require_safe
def foundings(request: ActingRequest) -> HttpResponse:
    """List the foundings within reach, those that wait first."""
    return render(request, "membership/foundings.html", pages.founding_list(request.actor))


def founding(request: ActingRequest, founding_id: int) -> HttpResponse:
    """Show one founding to the union that decides, and take the next step."""
    one = pages.find_founding(request.actor, founding_id)
    if request.POST.get("deed") in SHOWN_ONCE:
        return founding_answer(request, one, 200, **shown_once(request, one))
    deed = DEEDS.get(request.POST.get("deed", ""))
    if request.method != "POST" or deed is None:
        return founding_answer(request, one)
    name, form_type, act = deed
    form = form_type(request.POST)
    if not form.is_valid():
        return founding_answer(request, one, **{name: form})
    try:
        said = act(one, form, request.actor.account)
    except NiangjiaError as error:
        if name:
            form.add_error(None, told(error))
            return founding_answer(request, one, **{name: form})
        messages.error(request, told(error))
    else:
        messages.success(request, said)
    return redirect("membership:founding", founding_id)


SHOWN_ONCE = ("phone", "code")


def shown_once(request: ActingRequest, one: Any) -> dict[str, str]:
    """Return what the desk asked to be shown this once: the phone of the applicant, or a new code for him."""
    by, at = request.actor.account, clock.now()
    if request.POST["deed"] == "phone":
        return {"shown_phone": desk.show_phone(one, by=by, at=at)}
    return {"new_code": in_fours(desk.issue_founding_code(one, by=by, at=at))}


def founding_answer(request: ActingRequest, one: Any, status: int = 422, **bound: Any) -> HttpResponse:
    """Return the page of a founding with the forms for where it stands."""
    page = {**pages.founding_page(request.actor, one)}
    state = one.case.state
    missing = services.papers_missing(one.papers)
    asked = state == "found_asked"
    page |= {
        "lacking_form": forms.LackingForm(initial={"lacking": missing}) if asked and not page["said_once"] else None,
        "refuse_form": RefuseForm() if asked else None,
        "election_form": forms.ElectionForm() if state == "found_preparing" else None,
        "confirm_form": forms.ConfirmForm() if state == "found_elected" else None,
        "return_form": ReturnForm() if state == "found_elected" else None,
        "may_agree": asked and (page["said_once"] or not missing),
    }
    return render(request, "membership/founding.html", {**page, **bound}, status=status if bound else 200)


class RefuseForm(forms.ReasonForm):
    """Why an application is refused."""

    prefix = "refuse"


class ReturnForm(forms.ReasonForm):
    """Why the result of a meeting is given back."""

    prefix = "return"


def agree(one: Any, _form: Any, by: Any) -> str:
    """Agree that the union is prepared."""
    desk.agree_founding(one, by=by, at=clock.now())
    return _("同意了，等他们开会选举。")


def say_missing(one: Any, form: Any, by: Any) -> str:
    """Say once what is missing."""
    desk.say_missing(one, lacking=form.cleaned_data["lacking"], by=by, at=clock.now())
    return _("一次说清了，等申请人补齐。")


def refuse(one: Any, form: Any, by: Any) -> str:
    """Refuse, with the reason."""
    desk.refuse_founding(one, reason=form.cleaned_data["reason"], by=by, at=clock.now())
    return _("写上理由，回复申请人了。")


def report(one: Any, form: Any, by: Any) -> str:
    """Write the result of the meeting for an applicant who telephoned."""
    services.report(one, result=form.result, by=by, at=clock.now())
    return _("记下选举结果了，请核对以后确认。")


def confirm(one: Any, form: Any, by: Any) -> str:
    """Found the union."""
    services.confirm(one, certificate=form.cleaned_data["certificate"], by=by, at=clock.now())
    return _("建会了。")


def give_back(one: Any, form: Any, by: Any) -> str:
    """Give the result of the meeting back."""
    desk.return_election(one, reason=form.cleaned_data["reason"], by=by, at=clock.now())
    return _("退回了，写明要补正什么。")


Act = Callable[[Any, Any, Any], str]
DEEDS: dict[str, tuple[str, Any, Act]] = {
    "agree": ("", Form, agree),
    "missing": ("lacking_form", forms.LackingForm, say_missing),
    "refuse": ("refuse_form", RefuseForm, refuse),
    "elected": ("election_form", forms.ElectionForm, report),
    "confirm": ("confirm_form", forms.ConfirmForm, confirm),
    "return": ("return_form", ReturnForm, give_back),
}
"""What may be done on the page of a founding: the form, and how it is done."""
