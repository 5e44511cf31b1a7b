"""Pages of needs: the list, households cleared one by one, one need, raising, and what she sees who asked."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from niangjia.casework import needs as desk_needs
from niangjia.casework.access import NotYours
from niangjia.casework.access.gate import ActingRequest
from niangjia.casework.queries import needs as desk
from niangjia.programmes.care.forms import needs as forms
from niangjia.programmes.care.queries import needs as pages
from niangjia.programmes.care.services import codes
from niangjia.programmes.care.services import needs as services
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.forms import row_number
from niangjia.web.place import place_of
from niangjia.web.sentences import told

WORK = "work_on_needs"
FOUND_AT_ONCE = 20


@require_safe
def needs(request: ActingRequest) -> HttpResponse:
    """List the needs within reach."""
    return render(request, "care/needs.html", pages.need_list(request.actor, request.GET.dict(), today=clock.today()))


@require_safe
def cleared(request: ActingRequest) -> HttpResponse:
    """Show which households are cleared, and how far each union is."""
    return render(
        request, "care/cleared.html", pages.cleared_page(request.actor, request.GET.dict(), today=clock.today())
    )


@require_safe
def need(request: ActingRequest, need_id: int) -> HttpResponse:
    """Show one need."""
    return need_answer(request, desk.find_need(request.actor, need_id))


def need_answer(request: ActingRequest, found: Any, **bound: Any) -> HttpResponse:
    """Return the page of a need with the forms this reader may use; ``bound`` ones carry what was entered."""
    page = pages.need_page(found, request.actor, today=clock.today())
    may_fill = {
        "measure_form": forms.MeasureForm(major=found.major) if page["may_work"] else None,
        "solve_form": forms.SolveForm() if page["may_work"] else None,
    }
    context = {"need": page, "crumbs": page.pop("crumbs"), **may_fill, **bound}
    return render(request, "care/need.html", context, status=422 if bound else 200)


@require_safe
def find_household(request: ActingRequest) -> HttpResponse:
    """Ask whose need it is."""
    wanted = request.GET.get("q", "").replace("\0", "")
    found = desk.households(request.actor, WORK, wanted=wanted, most=FOUND_AT_ONCE)
    return render(request, "care/find_household.html", {"q": wanted, "households": found})


def raise_need(request: ActingRequest) -> HttpResponse:
    """Ask what the need of a household is, and open it."""
    if "household" not in request.GET:
        return redirect("care:find_household")
    household = desk.find_household(request.actor, row_number(request.GET.get("household")), WORK)
    form = forms.NeedForm(request.POST or None, initial={"origin": "visit"})
    if request.method == "POST" and form.is_valid():
        opened = services.raise_need(household, **form.cleaned_data, by=request.actor.account, at=clock.now())
        return raised(request, opened)
    page = {"form": form, "household": household, "title": _("登记需求")}
    return render(request, "care/raise_need.html", page, status=422 if form.errors else 200)


def raise_difficulty(request: ActingRequest) -> HttpResponse:
    """Ask what is difficult at work, and open it."""
    unions = request.actor.unions(WORK).order_by("code")
    form = forms.DifficultyForm(
        request.POST or None,
        unions=unions,
        same_name=partial(desk.of_the_same_name, request.actor),
        initial={"key": uuid4(), "origin": "survey"},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        same = data.pop("household")
        opened = services.raise_difficulty(
            data.pop("union"),
            **data,
            household=desk.find_household(request.actor, same, WORK) if same else None,
            by=request.actor.account,
            at=clock.now(),
        )
        return raised(request, opened)
    page = {"form": form, "household": None, "title": _("登记工作中的难事")}
    return render(request, "care/raise_need.html", page, status=422 if form.errors else 200)


def raised(request: ActingRequest, opened: Any) -> HttpResponse:
    """Say that a need is opened and lead to it; one behind the ring-fence leads back to the list."""
    try:
        found = desk.find_need(request.actor, opened.need.pk)
    except NotYours:
        messages.success(request, _("登记好了。这件只有县级工会看得到，由他们来办。"))
        return redirect("care:needs")
    messages.success(request, _("登记好了，期限从今天算起。"))
    return redirect("care:need", found.pk)


def act(request: ActingRequest, need_id: int, deed: Any, said: str) -> HttpResponse:
    """Do a deed on a need within reach, and say how it went."""
    found = desk.find_need(request.actor, need_id, WORK)
    try:
        deed(found)
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        messages.success(request, said)
    return redirect("care:need", need_id)


@require_POST
def measure(request: ActingRequest, need_id: int) -> HttpResponse:
    """Write down a measure."""
    found = desk.find_need(request.actor, need_id, WORK)
    form = forms.MeasureForm(request.POST, request.FILES, major=found.major)
    if not form.is_valid():
        return need_answer(request, found, measure_form=form)
    data = form.cleaned_data
    file = data.pop("file", None)
    return act(
        request,
        need_id,
        lambda one: services.measure(one.case, **data, file=as_file(file), by=request.actor.account, at=clock.now()),
        _("记下了，期限照旧。"),
    )


def as_file(file: Any) -> services.File | None:
    """Return an uploaded file as the services take it."""
    return services.File(file.name[:200], file.media_type, file.read()) if file else None


@require_POST
def finish_measure(request: ActingRequest, measure_id: int) -> HttpResponse:
    """Write that a measure is done."""
    found = desk.find_measure(request.actor, measure_id, WORK)
    try:
        desk_needs.finish_measure(found, by=request.actor.account, at=clock.now())
    except NiangjiaError as error:
        messages.error(request, told(error))
    return redirect("care:need", found.need_id)


@require_POST
def solve(request: ActingRequest, need_id: int) -> HttpResponse:
    """Say that a need is cleared, with its proof."""
    found = desk.find_need(request.actor, need_id, WORK)
    form = forms.SolveForm(request.POST, request.FILES)
    if not form.is_valid():
        return need_answer(request, found, solve_form=form)
    file = as_file(form.cleaned_data["proof"])
    return act(
        request,
        need_id,
        lambda one: services.solve(
            one.case,
            told=form.cleaned_data["told"],
            files=[file] if file else [],
            by=request.actor.account,
            at=clock.now(),
        ),
        _("记下了。等本人确认，或请另一位同事打电话问过再确认。"),
    )


@require_POST
def confirm(request: ActingRequest, need_id: int) -> HttpResponse:
    """Close a solved need after calling the household, or go on with it."""
    account, at = request.actor.account, clock.now()
    if request.POST.get("answer") == "lacking":
        reason = request.POST.get("lacking", "")[:400]
        return act(
            request,
            need_id,
            lambda one: desk_needs.reopen(one.case, reason=reason, by=account, at=at),
            _("记下了，接着办；期限还是原来那天。"),
        )
    return act(
        request, need_id, lambda one: services.confirm_by_call(one.case, by=account, at=at), _("确认好了，这件办结。")
    )


@require_POST
def issue_code(request: ActingRequest, need_id: int) -> HttpResponse:
    """Show once the code by which she follows her need."""
    found = desk.find_need(request.actor, need_id, WORK)
    response = need_answer(request, found, **issued(request, found))
    response.status_code = 200
    return response


def issued(request: ActingRequest, found: Any) -> dict[str, str]:
    """Return a new code for a need or wish, and the address of the page on which she enters it."""
    code = desk_needs.issue_code(found, by=request.actor.account, at=clock.now())
    return {"code": code, "address": request.build_absolute_uri(reverse("care:follow"))}


@never_cache
def follow(request: HttpRequest) -> HttpResponse:
    """Show somebody how far her need is: by its code, which stands in no address."""
    form = forms.CodeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "care/follow.html", {"form": form}, status=422 if form.errors else 200)
    try:
        codes.try_code(place_of(request), at=clock.now())
        found = desk.need_by_code(form.cleaned_data["code"])
    except NiangjiaError as error:
        unknown = _("没有这个查询码；请对一对，或打 12351 问")
        form.add_error("code", unknown if isinstance(error, NotYours) else told(error))
        return render(request, "care/follow.html", {"form": form}, status=422)
    page = pages.followed_page(found, today=clock.today())
    return render(request, "care/followed.html", {"need": page, "code": form.cleaned_data["code"]})


@require_POST
@never_cache
def answer(request: HttpRequest) -> HttpResponse:
    """Take her word on whether her need is cleared."""
    form = forms.AnswerForm(request.POST)
    if not form.is_valid():
        return render(request, "care/follow.html", {"form": forms.CodeForm(request.POST)}, status=422)
    try:
        codes.try_code(place_of(request), at=clock.now())
        found = desk.need_by_code(form.cleaned_data["code"])
        services.answer_by_code(
            found.case,
            cleared=form.cleaned_data["answer"] == "cleared",
            lacking=form.cleaned_data["lacking"],
            at=clock.now(),
        )
    except NiangjiaError as error:
        messages.error(request, told(error))
        return redirect("care:follow")
    messages.success(request, _("记下了，谢谢您告诉我们。"))
    page = pages.followed_page(desk.need_by_code(form.cleaned_data["code"]), today=clock.today())
    return render(request, "care/followed.html", {"need": page, "code": form.cleaned_data["code"]})
