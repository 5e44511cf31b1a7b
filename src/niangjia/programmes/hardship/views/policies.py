"""Pages of the policies: the list, and one read back in words."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from niangjia.casework.access.gate import ActingRequest
from niangjia.programmes.hardship import queries, services
from niangjia.web import clock


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
