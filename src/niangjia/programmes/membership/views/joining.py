"""Pages on which somebody joins: the two doors, one short form, and how far it is. Nobody need sign in."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from niangjia.casework import applications, delegation
from niangjia.casework.access import NotYours
from niangjia.casework.joining import AlreadyMember, MemberElsewhere
from niangjia.casework.queries import joinings as desk
from niangjia.programmes.membership.forms import joining as forms
from niangjia.programmes.membership.programme import CHARTER
from niangjia.programmes.membership.queries import joining as pages
from niangjia.programmes.membership.queries import posters
from niangjia.programmes.membership.services import joining as services
from niangjia.values.errors import NiangjiaError
from niangjia.web import clock
from niangjia.web.forms import posted
from niangjia.web.place import place_of
from niangjia.web.sentences import told

OPENED = "joining"
JOINING_FOR = "joining_for"
"""Where a colleague's session keeps for whom he fills the form in."""
DOORS = ("workplace", "trade", "poster", "member")


def remember(request: HttpRequest, joining: Any) -> None:
    """Let this phone open an application again, for a while."""
    request.session.cycle_key()
    request.session[OPENED] = [joining.pk, clock.now().isoformat()]


def own_account(request: HttpRequest) -> Any:
    """Return the account of a worker who is signed in; of anybody else, none."""
    actor = getattr(request, "actor", None)
    return actor.account if actor is not None and actor.account.is_worker else None


def own_colleague(request: HttpRequest) -> Any:
    """Return the account of a colleague who is signed in; of a worker or of nobody, none."""
    actor = getattr(request, "actor", None)
    return actor.account if actor is not None and not actor.account.is_worker else None


def opened(request: HttpRequest) -> Any:
    """Return the application that this phone opened a while ago, or the newest of the worker who is signed in."""
    kept = request.session.get(OPENED)
    if kept and pages.remembered_until(datetime.fromisoformat(kept[1]), at=clock.now()):
        return desk.joining_numbered(kept[0])
    account = own_account(request)
    return None if account is None else desk.newest_joining(account)


@require_safe
def join(request: HttpRequest) -> HttpResponse:
    """Show the two doors; find a union by its name."""
    wanted = request.GET.get("q", "")
    found = pages.unions_named(wanted, on=clock.today())
    unions = [{"name": one.name, "url": pages.at_url(one)} for one in found]
    page = {
        "q": wanted,
        "searched": bool(wanted.strip()),
        "unions": unions,
        "letters": pages.RULES["search"]["letters"],
    }
    return render(request, "membership/join.html", page)


@require_safe
def join_trade(request: HttpRequest) -> HttpResponse:
    """Ask for trade and place; show the unions that take in who answered."""
    return render(request, "membership/join_trade.html", pages.trade_page(request.GET.dict(), on=clock.today()))


@require_safe
def join_poster(request: HttpRequest, poster_uid: UUID) -> HttpResponse:
    """Lead from a poster to the form of its union; one that was taken down tells where to join instead."""
    poster = pages.find_poster(poster_uid)
    union = poster.owner_union
    if poster.taken_down_at is not None or union.dissolved_on is not None:
        return render(request, "membership/poster_gone.html", posters.gone_page(poster))
    return redirect(f"{reverse('membership:join_at', args=[union.code])}?door=poster&poster={poster.uid}")


@require_safe
def join_with(request: HttpRequest, member_uid: UUID) -> HttpResponse:
    """Show what a union is to whoever followed a colleague's link, and lead on to the form."""
    named = pages.bringer_membership(member_uid)
    if named is None:
        raise NotYours("没有找到这一页")
    page = pages.faq_page(named.owner_union)
    page["url"] = f"{page['url']}?door=member&with={member_uid}"
    return render(request, "membership/faq.html", page | {"brought": named.to_on is None})


@require_safe
def faq(request: HttpRequest, place: str) -> HttpResponse:
    """Answer the five questions, for one union."""
    union = pages.find_union(place, on=clock.today())
    return render(request, "membership/faq.html", pages.faq_page(union) | {"brought": False})


def named_uid(text: str) -> UUID | None:
    """Return the name of a row as an address gives it; nothing for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def way_to_transfer(request: HttpRequest, place: str) -> str:
    """Return where a member of another union begins his transfer to ``place``; who is not signed in does so first."""
    return signed_in_first(request, f"{reverse('membership:my_transfer')}?{urlencode({'to': place})}")


def signed_in_first(request: HttpRequest, page: str) -> str:
    """Return the address of a worker's own ``page``, by way of signing in for who is not."""
    return page if own_account(request) else f"{reverse('phone_sign_in')}?{urlencode({'next': page})}"


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def join_at(request: HttpRequest, place: str) -> HttpResponse:
    """Ask who somebody is, and keep the application; nothing that was typed is lost on an error."""
    union = pages.find_union(place, on=clock.today())
    group = request.GET.get("group", "")
    form = forms.JoinForm(posted(request), initial={"group": group if group in CHARTER["groups"] else ""})
    door = request.GET.get("door", "trade" if group else "workplace")
    door = door if door in DOORS else "workplace"
    colleague = own_colleague(request)
    if colleague is not None:
        return join_for(request, union, form, door=door, colleague=colleague)
    member, elsewhere = "", False
    if request.method == "POST" and form.is_valid():
        try:
            joining, code = services.ask(
                union,
                told=form.cleaned_data,
                door=door,
                brought_by=named_uid(request.GET.get("with", "")),
                poster=named_uid(request.GET.get("poster", "")),
                account=own_account(request),
                place=place_of(request),
                at=clock.now(),
            )
        except (AlreadyMember, MemberElsewhere) as error:
            member = told(error)
            form.add_error(None, member)
            elsewhere = isinstance(error, MemberElsewhere)
        except NiangjiaError as error:
            form.add_error(None, told(error))
        else:
            remember(request, joining)
            request.session["join_code"] = code
            return redirect("membership:my_joining")
    page = {
        "form": form,
        "union_label": union.name,
        "member": member,
        "elsewhere": elsewhere,
        "transfer": way_to_transfer(request, place),
    }
    return render(request, "membership/join_at.html", page, status=422 if form.errors else 200)


def join_for(request: HttpRequest, union: Any, form: forms.JoinForm, *, door: str, colleague: Any) -> HttpResponse:
    """Let a colleague fill the form in for a worker who asked him to, and for nobody else."""
    mine = delegation.in_force(colleague, on=clock.today()).filter(matter="join")
    given = mine.filter(pk=request.session.get(JOINING_FOR, 0)).first()
    if request.method == "POST" and given is None:
        form.add_error(None, _("替别人填，要先有本人同意：请他在自己的“我的”里请您代办入会，或者用他自己的手机填。"))
    elif given is not None and request.method == "POST" and form.is_valid():
        try:
            services.ask_for(
                union,
                given=given,
                told=form.cleaned_data,
                door=door,
                place=place_of(request),
                by=colleague,
                at=clock.now(),
            )
        except NiangjiaError as error:
            form.add_error(None, told(error))
        else:
            request.session.pop(JOINING_FOR, None)
            messages.success(request, _("替他交上了。办到哪一步、您做了什么，他在自己的手机上都看得到。"))
            return redirect("act_for")
    page = {"form": form, "union_label": union.name, "member": "", "colleague": True, "given": given}
    return render(request, "membership/join_at.html", page, status=422 if form.errors else 200)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def my_joining(request: HttpRequest) -> HttpResponse:
    """Ask for the code, or show how far an application is."""
    form = forms.CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            found = services.open_by_code(form.cleaned_data["code"], place=place_of(request), at=clock.now())
        except NiangjiaError as error:
            form.add_error("code", told(error))
        else:
            if found is not None:
                remember(request, found)
                return redirect("membership:my_joining")
            form.add_error("code", _("查询码不对；请对着抄一遍，或请工会再给一个"))
    known = None if request.method == "POST" else opened(request)
    if known is None:
        return render(request, "membership/join_code.html", {"form": form}, status=422 if form.errors else 200)
    return my_answer(request, known)


def my_answer(request: HttpRequest, known: Any, *, form: forms.CompleteForm | None = None) -> HttpResponse:
    """Return the page of an applicant; a ``form`` that was sent carries what is to be mended."""
    page = pages.applicant_page(known, today=clock.today())
    code = request.session.pop("join_code", "")
    shown = "-".join(code[at : at + 4] for at in range(0, len(code), 4))
    whole = form or (forms.CompleteForm(**asked_of(known)) if page["may_complete"] else None)
    return render(
        request, "membership/my_joining.html", {"mine": page, "code": shown, "form": whole}, status=422 if form else 200
    )


def asked_of(known: Any) -> dict[str, Any]:
    """Return for which keys the form of completion asks, and what it says already: nothing that is sealed."""
    said = {"name": known.name, "group": known.group, "employer": known.employer}
    return {"missing": known.missing, "initial": said}


@require_POST
@never_cache
@sensitive_post_parameters()
def join_complete(request: HttpRequest) -> HttpResponse:
    """Take in what was missing."""
    known = opened(request)
    if known is None:
        return redirect("membership:my_joining")
    form = forms.CompleteForm(request.POST, **asked_of(known))
    if not form.is_valid():
        return my_answer(request, known, form=form)
    try:
        services.complete(known, told=form.cleaned_data, at=clock.now())
    except NiangjiaError as error:
        messages.error(request, told(error))
    else:
        messages.success(request, _("补齐了，我们接着办。"))
    return redirect("membership:my_joining")


@require_POST
def join_withdraw(request: HttpRequest) -> HttpResponse:
    """Take an application back."""
    known = opened(request)
    if known is not None:
        try:
            applications.withdraw_applicant(known, at=clock.now())
        except NiangjiaError as error:
            messages.error(request, told(error))
        else:
            messages.success(request, _("撤回了。以后想入会，随时再来。"))
    return redirect("membership:my_joining")


@require_POST
def join_leave(request: HttpRequest) -> HttpResponse:
    """Let this phone forget what it opened."""
    request.session.pop(OPENED, None)
    return redirect("membership:my_joining")
