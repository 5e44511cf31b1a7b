"""Messages to whoever is signed in: their own, newest first; opening one writes that it was read."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from niangjia.casework.access import NotYours
from niangjia.casework.access.gate import ActingRequest
from niangjia.casework.messages import own_messages, read_messages
from niangjia.web import clock
from niangjia.web.forms import row_number

ON_A_PAGE = 50


def messages(request: ActingRequest) -> HttpResponse:
    """List one's own messages; a post opens one of them, or marks all as read."""
    own = own_messages(request.actor)
    if request.method == "POST":
        return opened(request)
    page = Paginator(own.select_related("owner_union"), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "site/messages.html",
        {
            "rows": [
                {
                    "id": one.pk,
                    "text": one.text,
                    "union_label": one.owner_union.short_name,
                    "at": one.sent_at,
                    "fresh": one.read_at is None,
                    "leads_on": bool(one.address),
                }
                for one in page.object_list
            ],
            "total": page.paginator.count,
            "fresh": own.filter(read_at__isnull=True).count(),
            "pages": {"number": page.number, "count": page.paginator.num_pages, "url": "?page="},
        },
    )


def opened(request: ActingRequest) -> HttpResponse:
    """Mark one message as read and lead to its page, or mark all.

    Errors: ``NotYours`` for a message to somebody else, and for one that is not there.
    """
    own = own_messages(request.actor)
    asked = request.POST.get("message")
    if asked is None:
        read_messages(own, by=request.actor.account, at=clock.now())
        return redirect("messages")
    chosen = own.filter(pk=row_number(asked))
    address = chosen.values_list("address", flat=True).first()
    if address is None:
        raise NotYours("没有找到这一页")
    read_messages(chosen, by=request.actor.account, at=clock.now())
    safe = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return redirect(address if safe and address else "messages")
