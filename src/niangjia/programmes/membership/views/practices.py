"""The library of practices: looked at by all, adopted by whoever chooses for a union."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from niangjia.casework.access.gate import ActingRequest
from niangjia.programmes.membership.forms import practices as forms
from niangjia.programmes.membership.queries import practices as pages
from niangjia.programmes.membership.services import practices as services
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.sentences import told


@require_safe
def practices(request: ActingRequest) -> HttpResponse:
    """Show every practice of the hall."""
    return render(request, "membership/practices.html", pages.library_page())


def practice(request: ActingRequest, practice: str) -> HttpResponse:
    """Show one practice; adopt it, or replace one of its numbers."""
    programme, one = pages.known_practice(practice)
    page = {**pages.practice_page(request.actor, programme, one), "adopt_form": None, "number_form": None}
    union = request.actor.seat("choose_values")
    if union is None or page["policy_url"]:
        return render(request, "membership/practice.html", page)
    models = {str(row.union_id): row.union for row in pages.models_for(union, one.key)}
    deed = request.POST.get("deed", "")
    adopt = forms.AdoptForm(
        request.POST if deed == "adopt" else None,
        models=[(key, row.name) for key, row in models.items()],
        initial={"from_on": clock.today()},
    )
    number = forms.NumberForm(
        request.POST if deed == "number" else None, numbers=one.numbers, initial={"from_on": clock.today()}
    )
    if adopt.is_bound and adopt.is_valid() and adopted(request, adopt, union, one.key, models):
        return redirect("membership:practice", one.key)
    if number.is_bound and number.is_valid() and chosen(request, number, union, one.key):
        return redirect("membership:practice", one.key)
    page["adopt_form"] = None if page["own"] else adopt
    page["number_form"] = number if page["own"] and one.numbers else None
    return render(request, "membership/practice.html", page, status=422 if adopt.errors or number.errors else 200)


def adopted(request: ActingRequest, form: Any, union: Any, practice: str, models: dict[str, Any]) -> bool:
    """Adopt a practice as a valid form says, and return whether that went well."""
    data = form.cleaned_data
    try:
        services.adopt(
            union,
            practice,
            from_on=data["from_on"],
            taken_from=models.get(data["taken_from"]),
            by=request.actor.account,
            at=clock.now(),
        )
    except NiangjiaError as error:
        form.add_error(None, told(error))
        return False
    messages.success(request, _("采用了。下面的数可以换成自己的，每个都写依据。"))
    return True


def chosen(request: ActingRequest, form: Any, union: Any, practice: str) -> bool:
    """Replace a number as a valid form says, and return whether that went well."""
    try:
        services.choose_number(union, practice, **form.cleaned_data, by=request.actor.account, at=clock.now())
    except NiangjiaError as error:
        form.add_error(None, told(error))
        return False
    messages.success(request, _("记下了。数不会被覆盖：旧的留着，从起始日起用新的。"))
    return True
