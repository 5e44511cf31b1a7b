"""The page on which a union runs a practice its own way: its values, its optional steps, or all of another union's."""

from __future__ import annotations

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from niangjia.casework.access.gate import ActingRequest
from niangjia.programmes.hardship import queries, services
from niangjia.programmes.hardship.forms import desk as forms
from niangjia.programmes.hardship.forms.adoption import StepForm, TakeOverForm
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.sentences import told


def adopt(request: ActingRequest, key: str) -> HttpResponse:
    """Show how a union runs the practice, and take whichever of the three forms was posted."""
    policy = services.policy_named(key)
    union = queries.home_union(request.actor)
    step = StepForm(posted(request, "step-step"), prefix="step", steps=queries.optional_steps())
    over = TakeOverForm(posted(request, "over-union"), prefix="over", models=queries.models_for(union))
    value = forms.ValueForm(
        None if step.is_bound or over.is_bound else request.POST or None,
        policy=policy,
        place=queries.places_of(union, on=clock.today()),
        origin=union.name,
    )
    page = queries.adoption_page(policy, union, on=clock.today())
    page |= {"form": value, "step_form": step, "over_form": over if over.models else None}
    if any(
        form.is_bound and form.is_valid() and kept(request, form, policy, union, page) for form in (step, over, value)
    ):
        return redirect("hardship:adopt", key)
    if page["touched"] is None:
        del value.fields["understood"]
    wrong = any(form.errors for form in (step, over, value))
    return render(request, "hardship/adoption.html", page, status=422 if wrong else 200)


def posted(request: ActingRequest, field: str) -> Any:
    """Return what was posted for the form that has ``field``; nothing when another form was posted."""
    return request.POST if request.method == "POST" and field in request.POST else None


def kept(request: ActingRequest, form: django_forms.Form, policy: Any, union: Any, page: dict[str, Any]) -> bool:
    """Keep what a valid form says, and return whether it was kept; whom a back-dated value touches is shown first."""
    data, by, at = form.cleaned_data, request.actor.account, clock.now()
    try:
        if isinstance(form, StepForm):
            said = {"step": data["step"], "is_on": data["state"] == "on", "from_on": data["from_on"]}
            services.switch_step(union, policy, **said, source=data["source"], by=by, at=at)
            messages.success(request, _("记下了，从起始日起照这样办。"))
        elif isinstance(form, TakeOverForm):
            services.take_over(union, taken_from=data["model"].union, from_on=data["from_on"], by=by, at=at)
            messages.success(request, _("沿用过来了：数和环节都记在本工会名下，可以再改。"))
        else:
            value = data["chosen"]
            page["touched"] = queries.touched_list(policy, union, value, request.actor, today=clock.today())
            if page["touched"] is not None and not data["understood"]:
                return False
            services.choose_value(union, policy, value, by=by, at=at)
            messages.success(request, _("记下了。数不会被覆盖：旧的留着，从起始日起用新的。"))
    except NiangjiaError as error:
        form.add_error(None, told(error))
        return False
    return True
