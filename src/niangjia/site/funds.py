"""The till: buckets of restricted money, what waits to be reserved, what the bank said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from django.views.decorators.http import require_POST, require_safe

from niangjia import catalogue
from niangjia.casework import payment
from niangjia.casework.access import Actor
from niangjia.casework.access.gate import ActingRequest
from niangjia.casework.queries import money
from niangjia.casework.queries.money import Movement
from niangjia.records.unions.models import Account
from niangjia.site.forms import AllocateForm, OpenBucketForm
from niangjia.values.errors import NiangjiaError
from niangjia.values.money import Money
from niangjia.web import clock
from niangjia.web.forms import row_number
from niangjia.web.sentences import told

ON_A_PAGE = 50
POCKETS = {
    "source": gettext_noop("上级下达"),
    "available": gettext_noop("可用"),
    "reserved": gettext_noop("已预留"),
    "paid": gettext_noop("已发放"),
}
MOVEMENTS = {
    "allocate": gettext_noop("下达"),
    "reserve": gettext_noop("预留"),
    "post": gettext_noop("银行已到账"),
    "release": gettext_noop("没有发成，退回可用"),
}


def benefit_label(key: str) -> str:
    """Return the word for a benefit of any programme."""
    return _(benefits().get(key, key))


def benefits() -> dict[str, str]:
    """Return what money may be given for, each key with its word: the benefits of every programme."""
    return {key: word for one in catalogue.programmes() for key, word in one.benefits.items()}


def bucket_line(bucket: Any) -> dict[str, Any]:
    """Return one bucket as the pages show it."""
    return {
        "id": bucket.pk,
        "label": _("%(year)s 年%(purpose)s") % {"year": bucket.year, "purpose": benefit_label(bucket.purpose)},
        "purpose": bucket.fund.name,
        "union_label": bucket.owner_union.short_name,
        "year": bucket.year,
        "url": reverse("fund", args=[bucket.pk]),
        "allocated_fen": bucket.allocated_fen,
        "reserved_fen": bucket.reserved_fen,
        "paid_fen": bucket.paid_fen,
        "available_fen": bucket.available_fen,
    }


def opening_form(request: ActingRequest) -> OpenBucketForm | None:
    """Return the form that opens a bucket, filled in if it was sent; nothing for who moves no money."""
    if not request.actor.may("move_money"):
        return None
    sent = request.POST if request.method == "POST" else None
    return OpenBucketForm(sent, benefits=benefits(), this_year=clock.today().year)


@require_safe
def funds(request: ActingRequest) -> HttpResponse:
    """Show the buckets, and the signed benefits that wait to be reserved."""
    return till_answer(request, opening_form(request))


@require_POST
def open_bucket(request: ActingRequest) -> HttpResponse:
    """Open a bucket for one purpose and one year in the own union; opening it again changes nothing."""
    form, owner = opening_form(request), request.actor.seat("move_money")
    if form is None or owner is None or not form.is_valid():
        return till_answer(request, form)
    by, at, told_of = request.actor.account, clock.now(), form.cleaned_data
    fund = payment.open_fund(owner, name=told_of["name"], source=told_of["source"], by=by, at=at)
    bucket = payment.open_bucket(fund, purpose=told_of["purpose"], year=told_of["year"], by=by, at=at)
    messages.success(request, _("开好了。上级下达的钱，凭拨款凭证在这里入账。"))
    return redirect("fund", bucket.pk)


def till_answer(request: ActingRequest, form: OpenBucketForm | None) -> HttpResponse:
    """Return the page of the till."""
    buckets = money.buckets(request.actor, "see_funds")
    waiting = money.waiting(request.actor)
    may_reserve = request.actor.may("move_money")
    carded = money.with_card(one.household_id for one in waiting)
    lines = [waiting_line(one, money.bucket_for(one, buckets), request.actor) for one in waiting]
    return render(
        request,
        "site/funds.html",
        {
            "buckets": [bucket_line(bucket) for bucket in buckets],
            "waiting": [
                {**line, **card_of(one, carded, request.actor)} for line, one in zip(lines, waiting, strict=True)
            ],
            "waiting_fen": sum(one.amount_fen for one in waiting),
            "may_reserve": may_reserve,
            "may_read_payees": request.actor.may("read_payees"),
            "why_not": "" if may_reserve else _("预留由财务办理；签字的人不能自己预留。"),
            "open_form": form,
        },
        status=422 if form is not None and form.errors else 200,
    )


def waiting_line(entitlement: Any, bucket: Any | None, actor: Actor) -> dict[str, Any]:
    """Return one benefit that waits for its money."""
    case, decision = entitlement.case, entitlement.decision
    tiers = catalogue.programme(case.programme).tiers
    return {
        "id": entitlement.pk,
        "name": case.household.head_name,
        "url": page_of(case, actor),
        "tier_label": tiers.get(decision.tier, "") if decision else benefit_label(entitlement.benefit),
        "union_label": entitlement.owner_union.short_name,
        "fen": entitlement.amount_fen,
        "signed_on": entitlement.signed_at,
        "bucket_label": bucket_line(bucket)["label"] if bucket else "",
        "enough": bucket is not None and bucket.available_fen >= entitlement.amount_fen,
    }


def card_of(entitlement: Any, carded: set[int], actor: Actor) -> dict[str, Any]:
    """Return whether there is a card to pay to, and where who may adds a missing one; of the card itself nothing."""
    has_card = entitlement.household_id in carded
    adds = not has_card and actor.may("add_cards")
    return {
        "has_card": has_card,
        "add_card_url": reverse("care:bank", args=[entitlement.household_id]) if adds else "",
    }


def page_of(case: Any, actor: Actor) -> str:
    """Return the page of the household that a benefit is for; nothing for who may not see it."""
    if case.programme == "care":
        return reverse("care:household", args=[case.household_id]) if actor.may("see_care") else ""
    return reverse("hardship:verdict", args=[case.pk]) if actor.may("see_verdicts") else ""


@require_safe
def fund(request: ActingRequest, bucket_id: int) -> HttpResponse:
    """Show one bucket: what is promised, what is paid, every movement."""
    bucket = money.find_bucket(request.actor, bucket_id, "see_funds")
    return bucket_answer(request, bucket, AllocateForm() if request.actor.may("move_money") else None)


def bucket_answer(request: ActingRequest, bucket: Any, form: AllocateForm | None) -> HttpResponse:
    """Return the page of one bucket."""
    may_move = request.actor.may("move_money")
    page = Paginator(money.promised(bucket), ON_A_PAGE).get_page(request.GET.get("page"))
    promised = list(page.object_list)
    carded = money.with_card(one.household_id for one in promised)
    return render(
        request,
        "site/fund.html",
        {
            "bucket": bucket_line(bucket),
            "reservations": [
                {**reservation(one, request.actor, may_move=may_move), **card_of(one, carded, request.actor)}
                for one in promised
            ],
            "journal": [movement(one) for one in money.movements(bucket, most=ON_A_PAGE)],
            "allocate_form": form,
            "may_read_payees": request.actor.may("read_payees"),
            "pages": {"number": page.number, "count": page.paginator.num_pages, "url": "?page="},
            "crumbs": [
                {"label": _("资金"), "url": reverse("funds")},
                {"label": bucket_line(bucket)["label"], "url": ""},
            ],
        },
        status=422 if form is not None and form.errors else 200,
    )


def reservation(entitlement: Any, actor: Actor, *, may_move: bool) -> dict[str, Any]:
    """Return one promise of money."""
    return {
        "id": entitlement.pk,
        "name": entitlement.case.household.head_name,
        "url": page_of(entitlement.case, actor),
        "fen": entitlement.amount_fen,
        "state": entitlement.state,
        "at": entitlement.paid_at or entitlement.reserved_at,
        "by": entitlement.reserved_by.name if entitlement.reserved_by else "",
        "may_post": may_move and entitlement.state == "reserved",
        "may_release": may_move and entitlement.state == "reserved",
        "awaited": entitlement.state in money.AWAITED,
        "may_read_payee": entitlement.state in money.AWAITED and actor.may("read_payees"),
    }


def movement(one: Movement) -> dict[str, Any]:
    """Return one journal with its lines."""
    journal = one.journal
    whose = f" {journal.entitlement.case.home.head_name}" if journal.entitlement else ""
    return {
        "at": journal.at,
        "text": f"{_(MOVEMENTS[journal.kind])}{whose}{' ' + journal.note if journal.note else ''}",
        "by": journal.by.name,
        "lines": [
            {
                "account": _(POCKETS[entry.pocket]),
                "in_fen": entry.amount_fen if entry.amount_fen > 0 else None,
                "out_fen": -entry.amount_fen if entry.amount_fen < 0 else None,
            }
            for entry in one.entries
        ],
    }


@require_POST
def allocate(request: ActingRequest, bucket_id: int) -> HttpResponse:
    """Put money into a bucket, under its voucher."""
    bucket = money.find_bucket(request.actor, bucket_id, "move_money")
    form = AllocateForm(request.POST)
    if not form.is_valid():
        return bucket_answer(request, bucket, form)
    payment.allocate(
        bucket,
        amount_fen=Money.yuan(form.cleaned_data["yuan"]).fen,
        key=form.cleaned_data["voucher"],
        note=form.cleaned_data["note"],
        by=request.actor.account,
        at=clock.now(),
    )
    messages.success(request, _("入账了。同一个凭证号只记一次。"))
    return redirect("fund", bucket_id)


@require_POST
def reserve(request: ActingRequest) -> HttpResponse:
    """Reserve the ticked benefits, each by itself: one that cannot be reserved does not hold up the rest."""
    buckets = money.buckets(request.actor, "move_money")
    done, refused = 0, []
    ticked = [money.find_entitlement(request.actor, row_number(one)) for one in request.POST.getlist("decision")]
    for entitlement in ticked:
        bucket = money.bucket_for(entitlement, buckets)
        try:
            if bucket is None:
                raise payment.FundExhausted("这个用途今年还没有下达资金；请先下达")
            payment.reserve(entitlement, bucket=bucket, by=request.actor.account, at=clock.now())
            done += 1
        except NiangjiaError as error:
            refused.append(_("%(name)s：%(why)s") % {"name": entitlement.case.home.head_name, "why": told(error)})
    if done:
        messages.success(request, ngettext("预留好了 %d 笔。", "预留好了 %d 笔。", done) % done)
    for sentence in refused:
        messages.error(request, sentence)
    if not ticked:
        messages.info(request, _("没有勾选。先在前面打勾，再预留。"))
    return redirect("funds")


def moved(request: ActingRequest, move: Callable[..., object], said: str) -> HttpResponse:
    """Make one movement of a reserved benefit, say how it went, and go back to its bucket."""
    entitlement = money.find_entitlement(request.actor, row_number(request.POST.get("reservation")))
    by: Account = request.actor.account
    try:
        move(entitlement, by=by, at=clock.now())
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        messages.success(request, said)
    return redirect("fund", entitlement.bucket_id) if entitlement.bucket_id else redirect("funds")


@require_POST
def post(request: ActingRequest) -> HttpResponse:
    """Write that the bank has paid."""
    return moved(request, payment.post, _("记下了：银行已到账。"))


@require_POST
def release(request: ActingRequest) -> HttpResponse:
    """Give the money of a payout that failed back to its bucket."""
    return moved(request, payment.release, _("退回可用了，可以重新预留。"))
