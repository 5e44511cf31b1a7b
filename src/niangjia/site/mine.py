"""我的: what the union knows of whoever is signed in, who looked at it, whom he lets act for him."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.debug import sensitive_post_parameters

from niangjia.casework import own
from niangjia.casework.access.gate import ActingRequest
from niangjia.casework.privacy import FIELDS, PURPOSES, masked
from niangjia.casework.queries.belonging import open_membership
from niangjia.programmes.hardship.programme import CHARTER
from niangjia.records.people.models import Worker
from niangjia.site.doors import way_on
from niangjia.site.forms import OwnIdentityForm
from niangjia.site.worker import address
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.forms import posted, row_number
from niangjia.web.sentences import told

VERBS = {
    "reveal": gettext_noop("看了号码"),
    "download": gettext_noop("下载了材料"),
    "look_at_paper": gettext_noop("看了材料"),
    "look_at_picture": gettext_noop("看了上门登记时的照片或签字"),
}


@sensitive_post_parameters()
def my_self(request: ActingRequest) -> HttpResponse:
    """Show what is his; somebody of whom only the phone is known says who he is."""
    worker = own.worker_of(request.actor.account)
    if worker is not None and request.method == "POST":
        own.take_back_consent(worker, paper_id=row_number(request.POST.get("consent")), at=clock.now())
        messages.success(request, _("撤回了。从现在起，公示里只写编号，不写姓名。"))
        return redirect("my_self")
    form = OwnIdentityForm(posted(request)) if worker is None else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            own.claim_worker(request.actor.account, **form.cleaned_data, at=clock.now())
        except NiangjiaError as error:
            form.add_error(None, told(error))
        else:
            wanted = way_on(request, "")
            messages.success(request, _("认出您了。") if wanted else _("认出您了。下面是工会登记的资料。"))
            return redirect(wanted or "my_self")
    member = worker is not None and open_membership(worker) is not None
    page = {
        "form": form,
        "name": request.actor.account.name,
        "card": address("membership:my_card") if member else "",
        "transfer": address("membership:my_transfer") if member else "",
        "join": "" if member else address("membership:join"),
        **(known_page(worker) if worker else {"facts": [], "looks": [], "consents": []}),
    }
    return render(request, "site/worker_self.html", page, status=422 if form is not None and form.errors else 200)


def known_page(worker: Worker) -> dict[str, Any]:
    """Return what is known of a worker, masked, and who looked at it."""
    facts = [
        (_("姓名"), worker.name),
        (_("证件号"), masked(worker, "id_number")),
        (_("手机号"), masked(worker, "phone")),
        (_("工作单位"), worker.employer),
        (_("职业"), worker.occupation),
        (_("由哪个工会负责"), worker.owner_union.name),
    ]
    return {
        "facts": [{"label": label, "value": value} for label, value in facts if value],
        "consents": [
            {
                "id": one.pk,
                "label": told(CHARTER["papers"].get(one.kind, one.kind)),
                "union": one.owner_union.short_name,
                "at": one.received_at,
                "here": one.kind == own.NOTICE_CONSENT,
            }
            for one in own.consents_of(worker)
        ],
        "looks": [
            {
                "by": look.by,
                "union": look.union,
                "at": look.at,
                "what": _(VERBS[look.verb]) + (f" · {_(FIELDS[look.field])}" if look.field in FIELDS else ""),
                "purpose": _(PURPOSES[look.purpose]) if look.purpose in PURPOSES else "",
            }
            for look in own.looks_at(worker)
        ],
    }
