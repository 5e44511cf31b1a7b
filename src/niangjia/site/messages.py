"""Messages to whoever is signed in: their own, newest first; opening one writes that it was read."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from niangjia.casework.access import NotYours
from niangjia.casework.access.gate import ActingRequest
from niangjia.casework.messages import own_messages, read_messages
from niangjia.records.notices.models import Message
from niangjia.web import clock
from niangjia.web.forms import row_number

ON_A_PAGE = 50


def messages(request: ActingRequest) -> HttpResponse:
    """List one's own messages; a post opens one of them, or marks all as read."""
    return messages_page(request, own_messages(request.actor), here="messages")


def messages_page(request: ActingRequest, own: QuerySet[Message], *, here: str) -> HttpResponse:
    """Answer with somebody's messages on the page named ``here``, or do what was posted there."""
    if request.method == "POST":
        return opened(request, own, here=here)
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
            "worker": here == "my_messages",
        },
    )


def opened(request: ActingRequest, own: QuerySet[Message], *, here: str) -> HttpResponse:
    """Mark one message as read and lead to its page, or mark all.

    Errors: ``NotYours`` for a message to somebody else, and for one that is not there.
    """
    asked = request.POST.get("message")
    if asked is None:
        read_messages(own, by=request.actor.account, at=clock.now())
        return redirect(here)
    chosen = own.filter(pk=row_number(asked))
    address = chosen.values_list("address", flat=True).first()
    if address is None:
        raise NotYours("没有找到这一页")
    read_messages(chosen, by=request.actor.account, at=clock.now())
    safe = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return redirect(address if safe and address else here)
