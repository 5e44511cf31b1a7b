"""Accounts: who is invited below one's own union, who holds which post, and the link behind which a post waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import HASH_SESSION_KEY
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from niangjia.casework import papers
from niangjia.casework.access import MATRIX, Actor, NotYours, inviting
from niangjia.casework.access.doors import DOORS
from niangjia.casework.access.gate import EPOCH, ActingRequest
from niangjia.casework.access.sign_in import choose_password, let_in, unlock
from niangjia.records.credentials.models import Invitation
from niangjia.records.unions.models import Account
from niangjia.site.doors import first_page
from niangjia.site.forms import AcceptForm, InviteForm, PasswordForm
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.forms import posted, row_number
from niangjia.web.place import place_of
from niangjia.web.sentences import told

ON_A_PAGE = 50
ROLES = {
    "grassroots": gettext_noop("基层工会"),
    "county": gettext_noop("帮扶专干"),
    "finance": gettext_noop("财务"),
    "leader": gettext_noop("负责人"),
    "helper": gettext_noop("结对干部"),
    "partner": gettext_noop("服务点"),
}


def role_word(role: str) -> str:
    """Return a role in words."""
    return _(ROLES[role]) if role in ROLES else role


def roles_offered(actor: Actor) -> list[tuple[str, str]]:
    """Return the roles that somebody may give at his own union: what he may give further down is asked again there."""
    return [
        (role, role_word(role))
        for role in inviting.roles_given()
        if any(inviting.may_grant(actor, union=post.union, role=role, line=post.line) for post in actor.posts)
    ]


def accounts(request: ActingRequest) -> HttpResponse:
    """List the accounts below one's own union; a post invites somebody and shows the link, this once."""
    actor = request.actor
    unions = actor.unions(inviting.INVITE)
    form = InviteForm(posted(request), unions=unions, roles=roles_offered(actor))
    link, whom = "", ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        seat = actor.posts[0]
        try:
            kept, code = inviting.invite(
                actor,
                union=data["union"],
                role=data["role"],
                title=data["title"],
                name=data["name"],
                line=seat.line,
                at=clock.now(),
            )
        except inviting.MoreThanOwn as error:
            form.add_error("role", told(error))
        else:
            link, whom = link_of(request, code), kept.name
            form = InviteForm(None, unions=unions, roles=roles_offered(actor))
    return render(request, "site/accounts.html", page(request, form, link=link, whom=whom), status=status(form))


def link_of(request: HttpRequest, code: str) -> str:
    """Return the whole address of an invitation."""
    return request.build_absolute_uri(reverse("invitation", args=[code]))


def status(form: Any) -> int:
    """Return the status of a page with a form."""
    return 422 if form is not None and form.errors else 200


def page(request: ActingRequest, form: InviteForm, *, link: str, whom: str) -> dict[str, Any]:
    """Return what the page of accounts shows."""
    actor, now = request.actor, clock.now()
    below = Paginator(list(inviting.accounts_below(actor, at=now)), ON_A_PAGE).get_page(request.GET.get("page"))
    return {
        "form": form,
        "link": link,
        "whom": whom,
        "days": DOORS["invitation"]["days"],
        "waiting": [
            {
                "id": one.pk,
                "name": one.name,
                "union_label": one.owner_union.short_name,
                "role": role_word(one.role),
                "title": one.title,
                "by": one.invited_by.name,
                "until": one.expires_at,
            }
            for one in inviting.open_invitations(actor, at=now)
        ],
        "accounts": [
            {
                "name": one.account.name,
                "username": one.account.username,
                "mine": one.account.natural_person == actor.account.natural_person,
                "locked": one.locked,
                "second": one.has_second_factor,
                "posts": [
                    {
                        "id": post.pk,
                        "union_label": post.union.short_name,
                        "role": role_word(post.role),
                        "title": post.title,
                        "since": post.from_on,
                    }
                    for post in one.posts
                ],
            }
            for one in below.object_list
        ],
        "pages": {"number": below.number, "count": below.paginator.num_pages, "url": "?page="},
    }


@require_POST
def account_deed(request: ActingRequest) -> HttpResponse:
    """End a post, unlock an account, open one anew, or take an invitation back.

    Errors: ``NotYours`` for what does not lie below one's own union, for oneself, and for a deed there is none of.
    """
    deed = DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        raise NotYours("没有找到这一页")
    try:
        answer = deed(request, row_number(request.POST.get("row")))
    except inviting.MoreThanOwn as error:
        messages.error(request, told(error))
        return redirect("accounts")
    return answer


def ended(request: ActingRequest, number: int) -> HttpResponse:
    """End a post today."""
    post = inviting.post_below(request.actor, number)
    inviting.take_post(request.actor, post, at=clock.now())
    messages.success(request, _("职务从今天起结束，这个账号所有打开的页面都已经退出。"))
    return redirect("accounts")


def unlocked(request: ActingRequest, number: int) -> HttpResponse:
    """Unlock the account of a post."""
    unlock(inviting.post_below(request.actor, number).account, by=request.actor.account, at=clock.now())
    messages.success(request, _("解锁了，现在可以再登录。"))
    return redirect("accounts")


def again(request: ActingRequest, number: int) -> HttpResponse:
    """Write a link with which the account of a post is opened anew, and show it, this once."""
    account = inviting.post_below(request.actor, number).account
    _kept, code = inviting.invite_again(request.actor, account, at=clock.now())
    form = InviteForm(None, unions=request.actor.unions(inviting.INVITE), roles=roles_offered(request.actor))
    return render(request, "site/accounts.html", page(request, form, link=link_of(request, code), whom=account.name))


def withdrawn(request: ActingRequest, number: int) -> HttpResponse:
    """Take an invitation back."""
    found = request.actor.row(Invitation, inviting.INVITE, pk=number)
    inviting.withdraw(request.actor, found, at=clock.now())
    messages.success(request, _("邀请收回了，那个链接不能再用。"))
    return redirect("accounts")


DEEDS: dict[str, Callable[[ActingRequest, int], HttpResponse]] = {
    "end": ended,
    "unlock": unlocked,
    "again": again,
    "withdraw": withdrawn,
}


@sensitive_post_parameters()
@never_cache
def invitation(request: HttpRequest, code: str) -> HttpResponse:
    """Open the post behind a link: names and a password are chosen, and the second factor where it decides."""
    rule = DOORS["invitation"]
    try:
        found = inviting.invitation_of(code, at=clock.now())
    except inviting.InvitationGone as error:
        count_wrong_link(request, rule)
        return render(request, "site/invitation_gone.html", {"text": told(error)}, status=404)
    form = AcceptForm(posted(request), anew=found.account is not None, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        reader = request.user if isinstance(request.user, Account) else None
        try:
            account = inviting.accept(
                found,
                username=data.get("username", ""),
                name=data.get("name", ""),
                password=data["password"],
                reader=reader,
                at=clock.now(),
            )
        except NiangjiaError as error:
            form.add_error(None, told(error))
        else:
            let_in(request, account, at=clock.now())
            return redirect("second_factor_enrol" if decides(found.role) else first_page(account))
    shown = {
        "form": form,
        "union_label": found.owner_union.name,
        "title": found.title,
        "role": role_word(found.role),
        "by": found.invited_by.name,
        "until": found.expires_at,
        "anew": found.account is not None,
    }
    return render(request, "site/invitation.html", shown, status=status(form))


def count_wrong_link(request: HttpRequest, rule: dict[str, Any]) -> None:
    """Count that a place tried a link that opens nothing; a place that guesses waits.

    Errors: ``TooManyTries``, told like a link that is gone.
    """
    try:
        papers.count_try(
            f"invitation:{place_of(request)}",
            most=rule["tries_of_a_place"],
            minutes=rule["place_minutes"],
            at=clock.now(),
        )
    except papers.TooManyTries:
        return


def decides(role: str) -> bool:
    """Whether a role approves, reveals, exports or administers."""
    return any(MATRIX.capabilities[key].second_factor for key in inviting.rights_of(role))


@sensitive_post_parameters()
def own_password(request: ActingRequest) -> HttpResponse:
    """Choose another password; every other session ends, this one goes on."""
    account = request.actor.account
    form = PasswordForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if not account.check_password(form.cleaned_data["old"]):
            form.add_error("old", _("现在的密码不对"))
        else:
            try:
                choose_password(account, password=form.cleaned_data["password"], by=account, at=clock.now())
            except NiangjiaError as error:
                form.add_error("password", told(error))
            else:
                account.refresh_from_db()
                request.session.cycle_key()
                request.session[EPOCH] = account.permission_epoch
                request.session[HASH_SESSION_KEY] = account.get_session_auth_hash()
                messages.success(request, _("密码改好了。别处打开的页面都已经退出。"))
                return redirect(first_page(account))
    return render(request, "site/own_password.html", {"form": form}, status=status(form))
