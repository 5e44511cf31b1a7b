"""Taking a list away: for a purpose, through a link that holds for a day and only as long as the right does.

Beyond so many rows a second person agrees, who sees all of them too: then the link holds as long as both rights do.

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
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from niangjia.casework.access import MATRIX, Actor, NotYours, actor_of
from niangjia.casework.access.doors import DOORS
from niangjia.casework.access.gate import ActingRequest
from niangjia.casework.access.sign_in import epoch_holds
from niangjia.records.unions.models import Account
from niangjia.reports.exporting import (
    Exported,
    alone_rows,
    exported_workbook,
    most_rows,
    write_agreement,
    write_download,
)
from niangjia.site.forms import EXPORT_PURPOSES, ExportForm
from niangjia.site.tables import TABLES, Listed
from niangjia.web import clock
from niangjia.web.answers import file_answer
from niangjia.web.forms import posted

SALT, ASKING = "niangjia.download", "niangjia.export"
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
    """Ask what a list is taken away for, and give the link to it; a long one a second person is to agree to."""
    found = listed(request, table)
    form = ExportForm(posted(request))
    link, asking = "", ""
    if request.method == "POST" and form.is_valid():
        account = request.actor.account
        said = [table, form.cleaned_data["purpose"], account.pk, account.permission_epoch]
        link = reverse("download", args=[signing.dumps(said, salt=SALT)])
        if len(list(found.rows(request.actor, alone_rows() + 1))) > alone_rows():
            asking = request.build_absolute_uri(reverse("agree_to_export", args=[signing.dumps(said, salt=ASKING)]))
    page = {
        "form": form,
        "title": _(found.title),
        "columns": [_(column) for column in found.columns],
        "alone": alone_rows(),
        "most": most_rows(),
        "hours": DOORS["download"]["hours"],
        "link": link,
        "asking": asking,
        "back": reverse(found.page),
    }
    return render(request, "site/export.html", page, status=422 if form.errors else 200)


def told_by(token: str, *, salt: str) -> list[Any]:
    """Return what a link says.

    Errors: ``NotYours`` for one that is too old, or that nobody here wrote.
    """
    try:
        said = signing.loads(token, salt=salt, max_age=DOORS["download"]["hours"] * SECONDS_OF_AN_HOUR)
    except signing.BadSignature as error:
        raise NotYours(NOT_FOUND) from error
    return list(said)


def asker(request: ActingRequest, found: Listed, *, number: int, epoch: int) -> Account:
    """Return who asked for a list, to whoever may agree: another person, who reaches all that the asker reaches.

    Errors: ``NotYours`` for anybody else, and when the right of the asker has ended.
    """
    account = Account.objects.filter(pk=number).first()
    mine = request.actor.account
    if account is None or not epoch_holds(account, epoch) or account.natural_person == mine.natural_person:
        raise NotYours(NOT_FOUND)
    theirs = actor_of(account, on=request.actor.on)
    beyond = set(theirs.union_ids(found.capability)) - set(request.actor.union_ids(found.capability))
    if beyond or not theirs.may(found.capability):
        raise NotYours(NOT_FOUND)
    return account


@never_cache
def agree_to_export(request: ActingRequest, token: str) -> HttpResponse:
    """Show a second person who wants to take which list away and what for; who agrees gets the link to hand back."""
    key, purpose, number, epoch = told_by(token, salt=ASKING)
    found = listed(request, key)
    account = asker(request, found, number=number, epoch=epoch)
    link = ""
    if request.method == "POST":
        mine = request.actor.account
        write_agreement(key, purpose=purpose, asked_by=account, by=mine, at=clock.now())
        said = [key, purpose, number, epoch, mine.pk, mine.permission_epoch]
        link = request.build_absolute_uri(reverse("download", args=[signing.dumps(said, salt=SALT)]))
    page = {
        "title": _(found.title),
        "columns": [_(column) for column in found.columns],
        "who": account.name,
        "purpose": _(EXPORT_PURPOSES[purpose]),
        "most": most_rows(),
        "hours": DOORS["download"]["hours"],
        "link": link,
    }
    return render(request, "site/agree_to_export.html", page)


@require_safe
def download(request: ActingRequest, token: str) -> HttpResponse:
    """Hand out what a link stands for, to the one it was written for, as long as his rights are the same.

    Without a second person who agreed, and is still who he was, it holds no more rows than one takes alone.
    """
    key, purpose, number, epoch, *agreed = told_by(token, salt=SALT)
    account = request.actor.account
    if number != account.pk or not epoch_holds(account, epoch) or (agreed and not epoch_holds(*agreed)):
        raise NotYours(NOT_FOUND)
    found = listed(request, key)
    place = request.actor.seat(found.capability)
    most = most_rows() if agreed else alone_rows()
    second = Account.objects.get(pk=agreed[0]).name if agreed else ""
    words = {"place": place.name if place else "", "purpose": _(EXPORT_PURPOSES[purpose]), "second": second}
    table = Exported(
        title=_(found.title),
        filtered=(_("%(place)s，用于%(purpose)s，%(second)s 同意") if agreed else _("%(place)s，用于%(purpose)s"))
        % words,
        columns=[_(column) for column in found.columns],
        rows=[tuple(row) for row in found.rows(request.actor, most + 1)],
    )
    content = exported_workbook(table, by=account, at=clock.now(), most=most)
    write_download(
        key,
        period="",
        union_id=place.pk if place else None,
        purpose=purpose,
        rows=min(len(table.rows), most),
        by=account,
        at=clock.now(),
    )
    return file_answer(content, name=f"{table.title}.xlsx")


def export_url(actor: Actor, view: str) -> str:
    """Return where the list of a page can be taken away, for whoever may; nothing for a page without a list."""
    key = next((key for key, one in TABLES.items() if one.page == view), "")
    may = key and actor.may(MATRIX.addresses["export"].capability) and actor.may(TABLES[key].capability)
    return reverse("export", args=[key]) if may else ""
