"""Taking a list away: for a purpose, through a link that holds for a day and only as long as the right does.

The link names the account and its epoch: whoever lost the right, changed the password or was closed meanwhile gets
nothing, however fresh the link. The rows are read when it is opened, with the rights of that moment.
"""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from niangjia.casework.access import MATRIX, Actor, NotYours
from niangjia.casework.access.doors import DOORS
from niangjia.casework.access.gate import ActingRequest
from niangjia.casework.access.sign_in import epoch_holds
from niangjia.reports.exporting import Exported, exported_workbook, most_rows, write_download
from niangjia.site.forms import EXPORT_PURPOSES, ExportForm
from niangjia.site.tables import TABLES, Listed
from niangjia.web import clock
from niangjia.web.answers import file_answer
from niangjia.web.forms import posted

SALT = "niangjia.download"
SECONDS_OF_AN_HOUR = 3600
NOT_FOUND = "没有找到这一页"


def listed(request: ActingRequest, key: str) -> Listed:
    """Return the list that an address names.

    Errors: ``NotYours`` when there is none, or it is not for this reader.
    """
    table = TABLES.get(key)
    if table is None or not request.actor.may(table.capability):
        raise NotYours(NOT_FOUND)
    return table


def export(request: ActingRequest, table: str) -> HttpResponse:
    """Ask what a list is taken away for, and give the link to it."""
    found = listed(request, table)
    form = ExportForm(posted(request))
    link = ""
    if request.method == "POST" and form.is_valid():
        account = request.actor.account
        token = signing.dumps([table, form.cleaned_data["purpose"], account.pk, account.permission_epoch], salt=SALT)
        link = reverse("download", args=[token])
    page = {
        "form": form,
        "title": _(found.title),
        "columns": [_(column) for column in found.columns],
        "most": most_rows(),
        "hours": DOORS["download"]["hours"],
        "link": link,
        "back": reverse(found.page),
    }
    return render(request, "site/export.html", page, status=422 if form.errors else 200)


def told_by(token: str) -> list[Any]:
    """Return what a link says.

    Errors: ``NotYours`` for one that is too old, or that nobody here wrote.
    """
    try:
        said = signing.loads(token, salt=SALT, max_age=DOORS["download"]["hours"] * SECONDS_OF_AN_HOUR)
    except signing.BadSignature as error:
        raise NotYours(NOT_FOUND) from error
    return list(said)


@require_safe
def download(request: ActingRequest, token: str) -> HttpResponse:
    """Hand out what a link stands for, to the one it was written for, as long as his rights are the same."""
    key, purpose, number, epoch = told_by(token)
    account = request.actor.account
    if number != account.pk or not epoch_holds(account, epoch):
        raise NotYours(NOT_FOUND)
    found = listed(request, key)
    place = request.actor.seat(found.capability)
    table = Exported(
        title=_(found.title),
        filtered=_("%(place)s，用于%(purpose)s")
        % {"place": place.name if place else "", "purpose": _(EXPORT_PURPOSES[purpose])},
        columns=[_(column) for column in found.columns],
        rows=[tuple(row) for row in found.rows(request.actor, most_rows() + 1)],
    )
    content = exported_workbook(table, by=account, at=clock.now())
    write_download(
        key,
        period="",
        union_id=place.pk if place else None,
        purpose=purpose,
        rows=min(len(table.rows), most_rows()),
        by=account,
        at=clock.now(),
    )
    return file_answer(content, name=f"{table.title}.xlsx")


def export_url(actor: Actor, view: str) -> str:
    """Return where the list of a page can be taken away, for whoever may; nothing for a page without a list."""
    key = next((key for key, one in TABLES.items() if one.page == view), "")
    may = key and actor.may(MATRIX.addresses["export"].capability) and actor.may(TABLES[key].capability)
    return reverse("export", args=[key]) if may else ""
