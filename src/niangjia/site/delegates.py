"""代办 in pages: whom a worker lets act for him, and for whom a colleague may act."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from niangjia.casework import delegation, own
from niangjia.casework.access import NotYours
from niangjia.casework.access.gate import ActingRequest
from niangjia.casework.progress import switched_off
from niangjia.programmes.membership.views.joining import JOINING_FOR
from niangjia.records.credentials.models import Delegation
from niangjia.records.people.models import Worker
from niangjia.site.forms import CodeForm, DelegateForm
from niangjia.site.worker import told_of
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.forms import posted, row_number
from niangjia.web.place import place_of
from niangjia.web.sentences import told

VERBS = {
    "look": gettext_noop("看了办理进度"),
    "declare": gettext_noop("开始代您申报困难帮扶"),
    "open_join": gettext_noop("开始代您申请入会"),
}
"""What may be begun here."""
TOLD = VERBS | {"join": gettext_noop("代您交了入会申请"), "ask_transfer": gettext_noop("代您提出了转会")}
"""What the worker reads of it."""
NAMES = delegation.MATTERS | delegation.ONCE
"""What each thing is called."""
PROGRAMMES = {"join": "membership", "transfer": "membership", "hardship": "hardship", "care": "care"}
"""In which window each thing is done."""
SHOWN = "delegation_code"


@sensitive_post_parameters()
@never_cache
def my_delegates(request: ActingRequest) -> HttpResponse:
    """Show whom he lets act for him and what they did; ask one more, agree by a code, end one."""
    worker = own.worker_of(request.actor.account)
    if worker is None:
        return redirect("my_self")
    deed = request.POST.get("deed", "")
    if request.method == "POST" and deed == "end":
        delegation.end(of_worker(worker, request.POST.get("row")), by=request.actor.account, at=clock.now())
        messages.success(request, _("停了。从现在起，这位同事不能再替您办。"))
        return redirect("my_delegates")
    if request.method == "POST" and deed == "agree":
        return agreed(request, worker)
    form = DelegateForm(posted(request), colleagues=colleagues(worker))
    if request.method == "POST" and form.is_valid():
        return asked(request, worker, form)
    return page(request, worker, form=form)


def colleagues(worker: Worker) -> list[tuple[str, str]]:
    """Return whom he may ask, by number, each with name, post and union."""
    found = delegation.colleagues_of(worker, on=clock.today())
    return [(str(one.account_id), f"{one.account.name}，{one.union.short_name}{one.title}") for one in found]


def of_worker(worker: Worker, number: str | None) -> Delegation:
    """Return one of his delegations.

    Errors: ``NotYours``.
    """
    found = Delegation.everywhere.select_related("worker").filter(worker=worker, pk=row_number(number)).first()
    if found is None:
        raise NotYours("没有找到这一页")
    return found


def asked(request: ActingRequest, worker: Worker, form: DelegateForm) -> HttpResponse:
    """Ask a colleague, and send the code to agree with."""
    chosen = {str(one.account_id): one.account for one in delegation.colleagues_of(worker, on=clock.today())}
    try:
        _made, shown = delegation.ask(
            worker,
            delegate=chosen[form.cleaned_data["delegate"]],
            matter=form.cleaned_data["matter"],
            days=form.cleaned_data["days"],
            place=place_of(request),
            on=clock.today(),
            at=clock.now(),
        )
    except NiangjiaError as error:
        form.add_error(None, told(error))
        return page(request, worker, form=form)
    request.session[SHOWN] = shown
    messages.success(request, _("验证码发到您手机上了，输入它才算同意。"))
    return redirect("my_delegates")


def agreed(request: ActingRequest, worker: Worker) -> HttpResponse:
    """Let a delegation hold, with the code of his phone."""
    waiting = of_worker(worker, request.POST.get("row"))
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            delegation.agree(waiting, code=form.cleaned_data["code"], place=place_of(request), at=clock.now())
        except NiangjiaError as error:
            form.add_error("code", told(error))
        else:
            request.session.pop(SHOWN, None)
            messages.success(request, _("同意了。每办一步，都会记在这里。"))
            return redirect("my_delegates")
    return page(request, worker, form=DelegateForm(None, colleagues=colleagues(worker)), code_form=form)


def page(
    request: ActingRequest, worker: Worker, *, form: DelegateForm, code_form: CodeForm | None = None
) -> HttpResponse:
    """Return the page of delegates."""
    today = clock.today()
    rows = [line(one, today=today) for one in delegation.given_by(worker)]
    bad = form.errors or (code_form is not None and code_form.errors)
    shown = request.session.get(SHOWN, "") if clock.demonstration_day() is not None else ""
    context = {
        "form": form,
        "code_form": code_form or CodeForm(),
        "waiting": next((one for one in rows if one["state"] == "asked"), None),
        "rows": [one for one in rows if one["state"] != "asked"],
        "shown": shown,
    }
    return render(request, "site/my_delegates.html", context, status=422 if bad else 200)


def line(one: Delegation, *, today: date) -> dict[str, Any]:
    """Return one delegation as its worker reads it."""
    over = one.ended_at is not None or one.until_on < today
    return {
        "id": one.pk,
        "name": one.delegate.name,
        "matter": _(NAMES.get(one.matter, one.matter)),
        "until": one.until_on,
        "state": "over" if over else "asked" if one.agreed_at is None else "holds",
        "acts": [{"what": _(TOLD.get(act.verb, act.verb)), "at": act.at} for act in one.acts.all()],
    }


def act_for(request: ActingRequest) -> HttpResponse:
    """List for whom one may act; a post opens one matter, and writes that it was opened."""
    account, today = request.actor.account, clock.today()
    opened: dict[str, Any] | None = None
    if request.method == "POST":
        verb = request.POST.get("deed", "")
        if verb not in VERBS:
            raise NotYours("没有找到这一页")
        try:
            given = delegation.act(
                account, delegation_id=row_number(request.POST.get("row")), verb=verb, on=today, at=clock.now()
            )
        except delegation.NotDelegated as error:
            raise NotYours("没有找到这一页") from error
        if verb == "declare" and given.matter == "hardship":
            return redirect("hardship:declare_for")
        if verb == "open_join" and given.matter == "join":
            request.session[JOINING_FOR] = given.pk
            return redirect("membership:join")
        opened = matters_of(given, today=today)
    rows = [
        {
            "id": one.pk,
            "name": one.worker.name,
            "union_label": one.owner_union.short_name,
            "matter": _(NAMES.get(one.matter, one.matter)),
            "until": one.until_on,
            "may_join": one.matter == "join",
            "may_declare": one.matter == "hardship" and request.actor.may("declare_for_others"),
        }
        for one in delegation.in_force(account, on=today)
    ]
    return render(request, "site/act_for.html", {"rows": rows, "opened": opened})


def matters_of(given: Delegation, *, today: date) -> dict[str, Any]:
    """Return how the one thing stands that somebody may do for a worker, and nothing else of him."""
    stands = own.own_stands(given.worker, off=switched_off)
    window = PROGRAMMES[given.matter]
    return {
        "name": given.worker.name,
        "matters": [told_of(stand, today=today) for stand in stands if stand.case.programme == window],
    }
