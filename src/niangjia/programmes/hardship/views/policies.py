"""Pages of the policies: read them, choose values of one's own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from niangjia.casework.access.gate import ActingRequest
from niangjia.programmes.hardship import queries, services
from niangjia.programmes.hardship.forms import desk as forms
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.sentences import told


@require_safe
def policies(request: ActingRequest) -> HttpResponse:
    """List the policies this hall can run."""
    actor = getattr(request, "actor", None)
    return render(
        request, "hardship/policies.html", queries.policy_list(services.all_policies(), actor, on=clock.today())
    )


@require_safe
def policy(request: ActingRequest, key: str) -> HttpResponse:
    """Read one policy back in words."""
    actor = getattr(request, "actor", None)
    return render(
        request, "hardship/policy.html", queries.policy_page(services.policy_named(key), actor, on=clock.today())
    )


def adopt(request: ActingRequest, key: str) -> HttpResponse:
    """Choose values of one's own: see first whom a back-dated value would touch."""
    policy = services.policy_named(key)
    union = queries.home_union(request.actor)
    page = queries.adoption_page(policy, union, on=clock.today())
    form = forms.ValueForm(
        request.POST or None, policy=policy, place=queries.places_of(union, on=clock.today()), origin=union.name
    )
    if request.method == "POST" and form.is_valid():
        value = form.cleaned_data["chosen"]
        touched = queries.touched_list(policy, union, value, request.actor, today=clock.today())
        if touched is None or form.cleaned_data["understood"]:
            try:
                services.choose_value(union, policy, value, by=request.actor.account, at=clock.now())
            except NiangjiaError as error:
                form.add_error(None, told(error))
            else:
                messages.success(request, _("记下了。数不会被覆盖：旧的留着，从起始日起用新的。"))
                return redirect("hardship:adopt", key)
        page["touched"] = touched
    if page["touched"] is None:
        del form.fields["understood"]
    return render(request, "hardship/adoption.html", page | {"form": form}, status=422 if form.errors else 200)
