"""Pages of the tree of unions: who is below on a day, one union, and how it changes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from niangjia.casework import succeeding
from niangjia.casework.access import reshaping
from niangjia.casework.access.gate import ActingRequest
from niangjia.programmes.membership.forms import founding as forms
from niangjia.programmes.membership.queries import unions as pages
from niangjia.programmes.membership.queries.founding import crumbs
from niangjia.programmes.membership.services import founding as services
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.forms import posted, row_number
from niangjia.web.sentences import told


@require_safe
def unions(request: ActingRequest) -> HttpResponse:
    """Show the unions right below one, with their members on a day."""
    return render(request, "membership/unions.html", pages.tree_page(request.actor, request.GET.dict()))


def union(request: ActingRequest, union_id: int) -> HttpResponse:
    """Show one union; keep an election or a certificate of it."""
    if request.method != "POST":
        return union_answer(request, pages.find_union(request.actor, union_id))
    one = pages.find_union(request.actor, union_id, "keep_elections")
    certifies = request.POST.get("deed") == "certificate"
    form: Any = forms.CertificateForm(request.POST, prefix="c") if certifies else forms.ElectionForm(request.POST)
    if form.is_valid():
        try:
            said = (certified if certifies else elected)(one, form, request.actor.account)
        except NiangjiaError as error:
            form.add_error(None, told(error))
        else:
            messages.success(request, said)
            return redirect("membership:union", union_id)
    return union_answer(request, one, **{"certificate_form" if certifies else "election_form": form})


def elected(one: Any, form: Any, by: Any) -> str:
    """Keep a further election."""
    services.elect(one, result=form.result, on=clock.today(), by=by, at=clock.now())
    return _("记下选举了，任期从开会那天起。")


def certified(one: Any, form: Any, by: Any) -> str:
    """Keep a certificate, or its renewal."""
    services.certify(one, **form.cleaned_data, by=by, at=clock.now())
    return _("登记了证书，到期以前提醒您。")


def union_answer(request: ActingRequest, one: Any, **bound: Any) -> HttpResponse:
    """Return the page of a union with the forms this reader may use."""
    page = {**pages.union_page(request.actor, one), "election_form": None, "certificate_form": None}
    if page["may_keep"]:
        page |= {"election_form": forms.ElectionForm(), "certificate_form": forms.CertificateForm(prefix="c")}
    return render(request, "membership/union.html", {**page, **bound}, status=422 if bound else 200)


RESHAPES = ("move", "merge", "dissolve")


def reshape(request: ActingRequest, union_id: int) -> HttpResponse:
    """Move, merge or dissolve a union from a day on."""
    one = pages.find_union(request.actor, union_id, "reshape_unions")
    form = forms.ReshapeForm(request.POST if request.method == "POST" else None, initial={"on": clock.today()})
    deed = request.POST.get("deed", "")
    if request.method == "POST" and deed not in RESHAPES:
        form.add_error(None, _("请按一个按钮，说明怎么变"))
    elif request.method == "POST" and deed != "dissolve" and not request.POST.get("other"):
        form.add_error(None, _("请先选另一家工会"))
    if request.method == "POST" and form.is_valid():
        other = None
        if deed != "dissolve":
            other = pages.find_union(request.actor, row_number(request.POST.get("other")), "reshape_unions")
        try:
            change(one, deed, other, on=form.cleaned_data["on"], by=request.actor.account)
        except reshaping.StillToCome as error:
            form.add_error("on", told(error))
        except NiangjiaError as error:
            form.add_error(None, told(error))
        else:
            messages.success(request, _("组织变动记下了，会员跟着走，以前的数照旧查得到。"))
            return redirect("membership:union", union_id)
    like = request.GET.get("q", "").strip()[:60]
    page = {
        "union": one,
        "form": form,
        "like": like,
        "targets": pages.targets(request.actor, one, like),
        "ending": deed == "dissolve",
        "chosen": row_number(request.POST.get("other")),
        "day": str(form["on"].value() or ""),
        "crumbs": crumbs(_("组织"), "membership:unions", one.short_name),
    }
    return render(request, "membership/reshape.html", page, status=422 if form.errors else 200)


def split(request: ActingRequest, union_id: int) -> HttpResponse:
    """Let some members go on in a union of their own from a day on."""
    one = pages.find_union(request.actor, union_id, "reshape_unions")
    like = request.GET.get("q", "").strip()[:60]
    page = pages.split_page(request.actor, one, like)
    form = forms.SplitForm(posted(request), people=page["people"], employers=page["employers"])
    form.fields["on"].initial = clock.today()
    if request.method == "POST" and form.is_valid():
        try:
            part = services.split(one, told=form.cleaned_data, by=request.actor.account, at=clock.now())
        except reshaping.StillToCome as error:
            form.add_error("on", told(error))
        except NiangjiaError as error:
            form.add_error(None, told(error))
        else:
            messages.success(request, _("分出来了，勾上的会员从这天起算在新工会，以前的数照旧查得到。"))
            return redirect("membership:union", part.pk)
    context = {"union": one, "form": form, "like": like, **page}
    return render(request, "membership/split.html", context, status=422 if form.errors else 200)


def change(one: Any, deed: str, other: Any, *, on: date, by: Any) -> None:
    """Dissolve a union, merge it into the other, or move it below the other.

    Errors: those of the desk.
    """
    told_by: dict[str, Any] = {"on": on, "by": by, "at": clock.now()}
    if deed == "dissolve":
        succeeding.dissolve(one, **told_by)
    elif deed == "merge":
        succeeding.merge(one, into=other, **told_by)
    else:
        reshaping.move_union(one, line="territory", parent=other, **told_by)
