"""Pages of door-knocking: the ledger of who is not yet in, the rounds, the doors before one visitor."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.casework.access import NotYours
from niangjia.casework.access.gate import ActingRequest
from niangjia.casework.canvass import RoundOver
from niangjia.casework.joining import AnotherName
from niangjia.casework.queries.canvass import doors_left, find_stop
from niangjia.casework.queries.visits import accounts_named
from niangjia.programmes.membership.forms import ledger as forms
from niangjia.programmes.membership.queries import ledger as queries
from niangjia.programmes.membership.queries.doors import doors_of_grid, find_door
from niangjia.programmes.membership.services import ledger as services
from niangjia.programmes.membership.services.batch import NamesDiffer
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.forms import posted, row_number, uid_in
from niangjia.web.sentences import told

KEEPS = "keep_ledger"


@require_safe
def ledger(request: ActingRequest) -> HttpResponse:
    """Show who is not yet in."""
    page = queries.ledger_page(request.actor, request.GET.dict(), today=clock.today())
    return render(request, "membership/ledger.html", page)


@require_safe
def ledger_entry(request: ActingRequest, survey_id: int) -> HttpResponse:
    """Show one person of the ledger."""
    return entry_answer(request, queries.find_survey(request.actor, survey_id))


def entry_answer(request: ActingRequest, survey: Any, form: Any = None) -> HttpResponse:
    """Return the page of one person of the ledger; a ``form`` carries what was entered."""
    page = queries.entry_page(request.actor, survey, today=clock.today())
    asked = forms.NumberForm() if page["needs_number"] else None
    return render(request, "membership/ledger_entry.html", {**page, "form": form or asked}, status=422 if form else 200)


@never_cache
@sensitive_post_parameters()
@require_POST
def ledger_join(request: ActingRequest, survey_id: int) -> HttpResponse:
    """Make a member of somebody on the ledger; nothing is asked again, but a number that is not there yet."""
    survey = queries.find_survey(request.actor, survey_id, KEEPS)
    form = forms.NumberForm(request.POST) if queries.needs_number(survey) else None
    if form is not None and not form.is_valid():
        return entry_answer(request, survey, form)
    number = form.cleaned_data["id_number"] if form else ""
    try:
        member = services.join_at_the_door(survey, id_number=number, by=request.actor.account, at=clock.now())
    except NiangjiaError as error:
        if form is not None:
            form.add_error("id_number", told(error))
            return entry_answer(request, survey, form)
        messages.error(request, told(error))
    else:
        there = _("他已经是会员，登记记到了他名下。")
        messages.success(request, _("入会了。会员待遇从今天起。") if member else there)
    return redirect("membership:ledger_entry", survey_id)


@require_http_methods(["GET", "HEAD", "POST"])
def rounds(request: ActingRequest) -> HttpResponse:
    """List the rounds; begin one."""
    form = forms.RoundForm(posted(request))
    if request.method == "POST" and form.is_valid():
        union = request.actor.seat(KEEPS)
        try:
            if union is not None:
                opened = services.open_round(union, **form.cleaned_data, by=request.actor.account, at=clock.now())
                return redirect("membership:round", opened.pk)
        except NiangjiaError as error:
            form.add_error("title", told(error))
    page = {**queries.rounds_page(request.actor), "form": form}
    return render(request, "membership/rounds.html", page, status=422 if form.errors else 200)


@require_safe
def round_(request: ActingRequest, round_id: int) -> HttpResponse:
    """Show one round, grid by grid."""
    return round_answer(request, queries.find_round(request.actor, round_id))


def round_answer(request: ActingRequest, going: Any, *, closing: int = 0, **bound: Any) -> HttpResponse:
    """Return the page of a round with its forms; or, ``closing`` it, how many doors would be left."""
    filled = {
        "doors_form": forms.DoorsForm(),
        "give_form": give_form(going, initial={"on": clock.today()}),
        "closing": closing,
    }
    grid = doors_of_grid(going, grid=request.GET.get("grid", ""), page=request.GET.get("page"))
    page = {**queries.round_page(going, on=clock.today()), "grid": grid, **filled, **bound}
    return render(request, "membership/round.html", page, status=422 if bound else 200)


def give_form(going: Any, data: Any = None, **rest: Any) -> forms.GiveForm:
    """Return the form in which a grid is handed to somebody."""
    grids = [(one, one) for one in queries.grids_of(going)]
    people = queries.people_of(going, on=clock.today())
    return forms.GiveForm(data, grids=grids, people=people, auto_id="give_%s", **rest)


@require_POST
def enter_doors(request: ActingRequest, round_id: int) -> HttpResponse:
    """Enter the doors of a grid."""
    going = queries.find_round(request.actor, round_id)
    form = forms.DoorsForm(request.POST)
    if not form.is_valid():
        return round_answer(request, going, doors_form=form)
    entered = services.enter_doors(going, **form.cleaned_data, by=request.actor.account, at=clock.now())
    count, known = len(entered), len(set(form.cleaned_data["addresses"])) - len(entered)
    new = ngettext("记下了 %d 户。", "记下了 %d 户。", count) % count
    there = ngettext("有 %d 户原来就有，没有再记。", "有 %d 户原来就有，没有再记。", known) % known
    for words in [new, there] if known else [new]:
        messages.success(request, words)
    return redirect("membership:round", round_id)


@require_POST
def remove_door(request: ActingRequest, round_id: int) -> HttpResponse:
    """Remove a door that was entered wrongly."""
    going = queries.find_round(request.actor, round_id)
    door = find_door(going, row_number(request.POST.get("door")))
    try:
        services.remove_door(door, by=request.actor.account, at=clock.now())
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        messages.success(request, _("删掉了这一户。"))
    return redirect(f"{reverse('membership:round', args=[round_id])}?{urlencode({'grid': door.grid})}")


@require_POST
def give_grid(request: ActingRequest, round_id: int) -> HttpResponse:
    """Hand a grid to a visitor for a day."""
    going = queries.find_round(request.actor, round_id)
    form = give_form(going, request.POST)
    if not form.is_valid():
        if request.POST.get("account") and "account" in form.errors:
            raise NotYours("没有找到这一页")
        return round_answer(request, going, give_form=form)
    data = form.cleaned_data
    account = accounts_named([int(data["account"])])[int(data["account"])]
    wanted = {"grid": data["grid"], "on": data["on"], "instead": data["instead"]}
    try:
        given = services.give_grid(request.actor, going, **wanted, to=account, at=clock.now())
    except (services.DayIsFull, services.WrongDay) as error:
        form.add_error("on", told(error))
        return round_answer(request, going, give_form=form)
    except (services.NothingFree, RoundOver) as error:
        form.add_error("grid", told(error))
        return round_answer(request, going, give_form=form)
    messages.success(request, ngettext("派好了 %d 户。", "派好了 %d 户。", given) % given)
    return redirect("membership:round", round_id)


@require_POST
def close_round(request: ActingRequest, round_id: int) -> HttpResponse:
    """End a round; while doors are left, only after it was said how many."""
    going = queries.find_round(request.actor, round_id)
    left = doors_left(going).count()
    if left and not request.POST.get("sure"):
        return round_answer(request, going, closing=left)
    try:
        services.close_round(going, by=request.actor.account, at=clock.now())
    except NiangjiaError as error:
        messages.error(request, told(error))
    return redirect("membership:round", round_id)


@require_safe
def doors(request: ActingRequest) -> HttpResponse:
    """List the doors before this visitor."""
    return render(request, "membership/doors.html", queries.doors_page(request.actor, today=clock.today()))


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: ActingRequest, stop_id: int) -> HttpResponse:
    """Ask at one door: consent first; what is answered is kept, and whoever wants to is a member at once."""
    stop = find_stop(request.actor, stop_id)
    form = forms.SurveyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.record_survey(
                stop.door,
                during=stop.round,
                consent=form.cleaned_data["consent"],
                answered=form.answered,
                joins=bool(form.cleaned_data.get("joins")),
                uid=uid_in(request.POST.get("uid", "")),
                by=request.actor.account,
                at=clock.now(),
            )
        except (AnotherName, NamesDiffer) as error:
            form.add_error("id_number", told(error))
        except NiangjiaError as error:
            messages.error(request, told(error))
        else:
            messages.success(request, _("记下了。"))
            return redirect("membership:doors")
    page = {**queries.door_page(stop), "form": form, "uid": request.POST.get("uid") or uuid4()}
    return render(request, "membership/door.html", page, status=422 if form.errors else 200)
