"""The page on which a household sees how its matters stand: the code is posted, the phone remembers what it opened."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from niangjia.casework import papers
from niangjia.programmes.hardship import queries, services
from niangjia.programmes.hardship.forms import declaring as forms
from niangjia.programmes.hardship.views.declaring import tried
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.forms import posted, row_number
from niangjia.web.sentences import told

LOOKED_UP = "looked_up"


@never_cache
@sensitive_post_parameters()
def my_progress(request: HttpRequest) -> HttpResponse:
    """Ask for a code, or show what it opens."""
    form = forms.CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            tried(request, form.cleaned_data["code"])
        except NiangjiaError as error:
            form.add_error("code", told(error))
        else:
            opened = papers.lookup(form.cleaned_data["code"])
            if opened is not None:
                request.session.cycle_key()
                request.session[LOOKED_UP] = opened.pk
                return redirect("hardship:my_progress")
            form.add_error("code", _("查询码不对；请核对单子上的码，或打 12351"))
    known = None if request.method == "POST" else papers.lookup_numbered(request.session.get(LOOKED_UP))
    if known is None:
        return render(request, "hardship/my_code.html", {"form": form}, status=422 if form.errors else 200)
    return progress_answer(request, known)


def progress_answer(request: HttpRequest, known: Any, *, form: forms.WishForm | None = None) -> HttpResponse:
    """Return the page of a household; a ``form`` that was sent carries what is to be mended."""
    page = queries.progress_page(known, today=clock.today())
    wish_form = (form or forms.WishForm()) if known.proved else None
    return render(request, "hardship/my_progress.html", page | {"wish_form": wish_form}, status=422 if form else 200)


@require_POST
def my_leave(request: HttpRequest) -> HttpResponse:
    """Let this phone forget what it opened."""
    request.session.pop(LOOKED_UP, None)
    return redirect("hardship:my_progress")


@require_POST
@never_cache
@sensitive_post_parameters()
def my_step(request: HttpRequest) -> HttpResponse:
    """Take a step that is the household's own: say that something was solved or not, take a declaration back."""
    known = papers.lookup_numbered(request.session.get(LOOKED_UP))
    if known is None or not known.proved:
        return redirect("hardship:my_progress")
    if request.POST.get("step") == "raise_wish":
        return wish_answer(request, known)
    try:
        done = services.step_of_household(
            known,
            case_id=row_number(request.POST.get("case")),
            step=request.POST.get("step", ""),
            lacking=request.POST.get("lacking", "")[:400],
            at=clock.now(),
        )
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        if done:
            messages.success(request, _("记下了。"))
    return redirect("hardship:my_progress")


def wish_answer(request: HttpRequest, known: Any) -> HttpResponse:
    """Keep a small wish of the household, or show what of it is to be mended."""
    form = forms.WishForm(request.POST)
    if not form.is_valid():
        return progress_answer(request, known, form=form)
    data = form.cleaned_data
    try:
        services.wish_of_household(known, kind=data["kind"], text=data["text"], at=clock.now())
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        messages.success(request, _("记下了。工会改成不写姓名的话，就放上心愿墙。"))
    return redirect("hardship:my_progress")
