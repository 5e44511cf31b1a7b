"""Where a payout goes: bank and card of the row in front of whoever pays it, shown once, for that purpose."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from niangjia.casework import privacy
from niangjia.casework.access.gate import ActingRequest
from niangjia.casework.queries import money
from niangjia.web import clock
from niangjia.web.forms import row_number

PAYOUT = "payout"


@require_POST
def payee(request: ActingRequest) -> HttpResponse:
    """Show bank and card of one payout that waits, to pay it, and leave a trace; of the household nothing else."""
    found = money.find_payout(request.actor, row_number(request.POST.get("reservation")))
    back = reverse("fund", args=[found.bucket_id]) if found.bucket_id else reverse("funds")
    if request.POST.get("purpose") != PAYOUT:
        messages.error(request, _("卡号只为发放救助显示。"))
        return redirect(back)
    head = money.payee_of(found)
    card = privacy.reveal(
        head, field=privacy.FIELD_FOR[PAYOUT], purpose=PAYOUT, by=request.actor.account, at=clock.now()
    )
    page = {
        "name": head.name,
        "fen": found.amount_fen,
        "union_label": found.owner_union.short_name,
        "bank": head.bank,
        "card": card or "",
        "back": back,
        "crumbs": [{"label": _("资金"), "url": reverse("funds")}, {"label": _("发到哪张卡"), "url": ""}],
    }
    response = render(request, "site/payee.html", page)
    response["Cache-Control"] = "no-store"
    return response
