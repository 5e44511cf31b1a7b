"""Pages of wishes: the wall that anybody reads, claiming, and the desk that brings both together."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from niangjia.casework import wishes as desk_wishes
from niangjia.casework.access.gate import ActingRequest
from niangjia.casework.queries import needs as desk
from niangjia.programmes.care.forms import wishes as forms
from niangjia.programmes.care.queries import wishes as pages
from niangjia.programmes.care.services import wishes as services
from niangjia.programmes.care.views.needs import WORK, as_file, issued
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.forms import row_number
from niangjia.web.sentences import told


@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """Show the wall to anybody."""
    return render(request, "care/wishes.html", pages.wall_page(request.GET.dict()))


@never_cache
def claim(request: HttpRequest, wish_id: int) -> HttpResponse:
    """Ask who takes a wish up, and keep it."""
    found = desk.find_on_wall(wish_id)
    form = forms.ClaimForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.claim_wish(found, name=data["name"], phone=data["phone"], at=clock.now())
        except NiangjiaError as error:
            form.add_error(None, told(error))
        else:
            return render(request, "care/claimed.html", {"wish": pages.on_wall(found)})
    page = {"wish": pages.on_wall(found), "form": form}
    return render(request, "care/claim.html", page, status=422 if form.errors else 200)


@require_safe
def wish_list(request: ActingRequest) -> HttpResponse:
    """List the wishes within reach."""
    return render(
        request, "care/wish_list.html", pages.wish_list(request.actor, request.GET.dict(), today=clock.today())
    )


@require_safe
def wish(request: ActingRequest, wish_id: int) -> HttpResponse:
    """Show one wish to the desk."""
    return wish_answer(request, desk.find_wish(request.actor, wish_id))


def wish_answer(request: ActingRequest, found: Any, **bound: Any) -> HttpResponse:
    """Return the page of a wish with the forms this reader may use; ``bound`` ones carry what was entered."""
    page = pages.wish_page(found, request.actor, today=clock.today())
    may_fill = {
        "release_form": forms.ReleaseForm(initial={"released": found.released, "age_group": found.age_group})
        if page["may_release"]
        else None,
        "fulfil_form": forms.FulfilForm() if page["may_hand_over"] else None,
        "fall_form": forms.FallForm() if page["may_hand_over"] else None,
    }
    context = {"wish": page, "crumbs": page.pop("crumbs"), **may_fill, **bound}
    return render(request, "care/wish.html", context, status=422 if bound else 200)


def raise_wish(request: ActingRequest) -> HttpResponse:
    """Ask for the wish of a household, and for the words of the wall."""
    if "household" not in request.GET:
        return redirect("care:find_household")
    household = desk.find_household(request.actor, row_number(request.GET.get("household")), WORK)
    form = forms.WishForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            opened = services.raise_wish(household, **form.cleaned_data, by=request.actor.account, at=clock.now())
        except NiangjiaError as error:
            form.add_error("released", told(error))
        else:
            messages.success(request, _("挂上墙了，谁都可以认领。"))
            return redirect("care:wish", opened.pk)
    page = {"form": form, "household": household}
    return render(request, "care/raise_wish.html", page, status=422 if form.errors else 200)


@require_POST
def release_wish(request: ActingRequest, wish_id: int) -> HttpResponse:
    """Hang a wish on the wall, or mend its words."""
    found = desk.find_wish(request.actor, wish_id, WORK)
    form = forms.ReleaseForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.release_wish(
                found, text=data["released"], age_group=data["age_group"], by=request.actor.account, at=clock.now()
            )
        except NiangjiaError as error:
            form.add_error("released", told(error))
        else:
            messages.success(request, _("挂上墙了，谁都可以认领。"))
            return redirect("care:wish", wish_id)
    return wish_answer(request, found, release_form=form)


@require_POST
def hand_over(request: ActingRequest, wish_id: int) -> HttpResponse:
    """Show name and phone of whoever claimed a wish, once, and leave a trace."""
    found = desk.find_wish(request.actor, wish_id, WORK)
    live = desk_wishes.live_claim(found)
    if live is None:
        messages.error(request, _("这个心愿现在没有人认领。"))
        return redirect("care:wish", wish_id)
    name, phone = desk_wishes.hand_over(live, by=request.actor.account, at=clock.now())
    response = wish_answer(request, found, contact={"name": name, "phone": phone})
    response.status_code = 200
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def fall_through(request: ActingRequest, wish_id: int) -> HttpResponse:
    """Put a wish back on the wall whose claim comes to nothing."""
    found = desk.find_wish(request.actor, wish_id, WORK)
    form = forms.FallForm(request.POST)
    if not form.is_valid():
        return wish_answer(request, found, fall_form=form)
    live = desk_wishes.live_claim(found)
    try:
        if live is not None:
            why = form.cleaned_data["why"]
            desk_wishes.fall_through(live, why=why, by=request.actor.account, at=clock.now())
            messages.success(request, _("放回墙上了，别人可以认领。"))
    except NiangjiaError as error:
        messages.error(request, told(error))
    return redirect("care:wish", wish_id)


@require_POST
def fulfil(request: ActingRequest, wish_id: int) -> HttpResponse:
    """Say that a wish came true, with what shows it."""
    found = desk.find_wish(request.actor, wish_id, WORK)
    form = forms.FulfilForm(request.POST, request.FILES)
    if not form.is_valid():
        return wish_answer(request, found, fulfil_form=form)
    data, file = form.cleaned_data, as_file(form.cleaned_data["proof"])
    try:
        services.fulfil(
            found,
            told=data["told"],
            files=[file] if file else [],
            thanks=data["thanks"],
            by=request.actor.account,
            at=clock.now(),
        )
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        messages.success(request, _("心愿实现了。"))
    return redirect("care:wish", wish_id)


@require_POST
@never_cache
def issue_code(request: ActingRequest, wish_id: int) -> HttpResponse:
    """Show once the code by which she follows her wish."""
    found = desk.find_wish(request.actor, wish_id, WORK)
    response = wish_answer(request, found, **issued(request, found.need))
    response.status_code = 200
    return response


@require_POST
def withdraw(request: ActingRequest, wish_id: int) -> HttpResponse:
    """Take a wish off the wall because she wants it so."""
    found = desk.find_wish(request.actor, wish_id, WORK)
    try:
        desk_wishes.withdraw_wish(found, by=request.actor.account, at=clock.now())
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        messages.success(request, _("收回了，墙上看不到了。"))
    return redirect("care:wish", wish_id)
