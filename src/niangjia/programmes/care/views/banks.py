"""The bank card of a household that told none: whoever answers for it adds it, with consent."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from niangjia.casework.access.gate import ActingRequest
from niangjia.casework.intake import households
from niangjia.programmes.care.forms.banks import BankForm
from niangjia.programmes.care.queries import finding
from niangjia.programmes.care.queries.helping import crumbs
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.forms import posted
from niangjia.web.sentences import told


@sensitive_post_parameters("card_number")
@require_http_methods(["GET", "HEAD", "POST"])
def bank(request: ActingRequest, household_id: int) -> HttpResponse:
    """Add the bank card of a household that told none; one that is written is neither shown nor changed here."""
    household = finding.find_filed_household(request.actor, household_id, "add_cards")
    head = households.head_of(household)
    form = BankForm(posted(request)) if head is not None and head.card_number is None else None
    if request.method == "POST" and form is not None and form.is_valid():
        data = form.cleaned_data
        try:
            households.add_card(
                household,
                bank=data["bank"],
                card_number=data["card_number"],
                by=request.actor.account,
                at=clock.now(),
            )
        except NiangjiaError as error:
            messages.error(request, told(error))
        else:
            messages.success(request, _("银行卡补好了，财务发放时能看到。"))
        return redirect("care:household", household_id)
    page = {
        "name": household.head_name,
        "union_label": household.owner_union.short_name,
        "form": form,
        "back": reverse("care:household", args=[household_id]),
        "crumbs": crumbs(_("补银行卡")),
    }
    return render(request, "care/bank.html", page, status=422 if form is not None and form.errors else 200)
