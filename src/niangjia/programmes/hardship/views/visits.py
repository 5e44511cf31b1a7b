"""Pages of the county for home visits: the board, assigning all at once, one by hand, somebody else."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.casework.access.gate import ActingRequest
from niangjia.programmes.hardship import services
from niangjia.programmes.hardship.forms import visits as forms
from niangjia.programmes.hardship.queries import visiting, visits
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.sentences import told


@require_safe
def board(request: ActingRequest) -> HttpResponse:
    """Show the board of the visits."""
    page = visits.visit_board(request.actor, request.GET.dict(), today=clock.today())
    return render(request, "hardship/visits/board.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def assign(request: ActingRequest) -> HttpResponse:
    """Show who would get how many; when that is confirmed, send them."""
    asked = (request.POST if request.method == "POST" else request.GET).dict()
    cases = list(visits.cases_to_assign(request.actor, asked))
    if request.method != "POST":
        plans = services.plan_visits(cases, at=clock.now())
        return render(request, "hardship/visits/assign.html", visits.assign_page(request.actor, plans, asked))
    done = services.assign_visits(request.actor, cases, at=clock.now())
    sent, left = len(done.visits), len(done.short) + len(done.moved)
    if sent:
        messages.success(request, ngettext("派好了 %d 户。", "派好了 %d 户。", sent) % sent)
    if left:
        messages.info(request, ngettext("还有 %d 户没有派出去。", "还有 %d 户没有派出去。", left) % left)
    return redirect("hardship:visits")


@require_http_methods(["GET", "HEAD", "POST"])
def visitors(request: ActingRequest, case_id: int) -> HttpResponse:
    """Show who goes to one household and who is recused; send two by hand, or somebody else."""
    case = visits.find_case_to_visit(request.actor, case_id)
    if request.method != "POST":
        return visitors_answer(request, case)
    page = visits.visitors_page(request.actor, case, today=clock.today())
    people = visits.people_to_pick(request.actor, case, today=clock.today())
    if page["visit"] is None:
        form: Any = forms.PairForm(request.POST, people=people)
    else:
        form = forms.HandOverForm(request.POST, people=people, places=visits.places_to_fill(page))
    if not form.is_valid():
        return visitors_answer(request, case, send_form=form)
    data = form.cleaned_data
    try:
        if page["visit"] is None:
            chosen = [int(data["first"]), int(data["second"])]
            services.assign_by_hand(request.actor, case, accounts=chosen, at=clock.now())
        else:
            services.hand_over_visit(
                request.actor,
                visiting.find_visit_to_arrange(request.actor, page["visit"]["id"]),
                place=int(data["place"]),
                account=int(data["account"]),
                reason=data["reason"],
                at=clock.now(),
            )
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        messages.success(request, _("派好了。"))
    return redirect("hardship:visitors", case_id)


def visitors_answer(request: ActingRequest, case: Any, **bound: Any) -> HttpResponse:
    """Return the page of one household's visitors, with its forms."""
    today = clock.today()
    page = visits.visitors_page(request.actor, case, today=today)
    people = visits.people_to_pick(request.actor, case, today=today)
    send_form: Any = None
    if page["visit"] is not None:
        send_form = forms.HandOverForm(people=people, places=visits.places_to_fill(page))
    elif page["case"]["waits"]:
        send_form = forms.PairForm(people=people)
    kin_form = forms.KinOfForm(people=people)
    shown = {**page, "people": len(people), "send_form": send_form, "kin_form": kin_form, **bound}
    return render(request, "hardship/visits/visitors.html", shown, status=422 if bound else 200)


@require_POST
def kin_of(request: ActingRequest, case_id: int) -> HttpResponse:
    """Write down whom the county knows to be kin to a household."""
    case = visits.find_case_to_visit(request.actor, case_id)
    form = forms.KinOfForm(request.POST, people=visits.people_to_pick(request.actor, case, today=clock.today()))
    if not form.is_valid():
        return visitors_answer(request, case, kin_form=form)
    services.kin_by_county(
        request.actor,
        case,
        account=int(form.cleaned_data["account"]),
        relation=form.cleaned_data["relation"],
        at=clock.now(),
    )
    messages.success(request, _("记下了，以后不派这位去这一家。"))
    return redirect("hardship:visitors", case_id)


@require_POST
def again(request: ActingRequest, case_id: int) -> HttpResponse:
    """Let the same two go again after they had not agreed."""
    case = visits.find_case_to_visit(request.actor, case_id)
    page = visits.visitors_page(request.actor, case, today=clock.today())
    try:
        if page["visit"] is not None:
            visit = visiting.find_visit_to_arrange(request.actor, page["visit"]["id"])
            services.send_again(visit, by=request.actor.account, at=clock.now())
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        messages.success(request, _("请他们再去一次了。"))
    return redirect("hardship:visitors", case_id)
