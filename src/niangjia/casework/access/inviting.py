"""Inviting: a post waits behind a link nobody can guess, for a while, once. Nobody gives more than he has.

Whoever invites must hold, over the union of the post, every right that the post would give, at least as far down. That
is asked again when the link is opened: an invitation of somebody who has left since opens nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from niangjia.casework import trail
from niangjia.casework.access import second_factor
from niangjia.casework.access.actor import Actor, NotYours, actor_of
from niangjia.casework.access.doors import DOORS
from niangjia.casework.access.matrix import ANYONE, MATRIX, WORKER, Reach
from niangjia.casework.access.offices import end_post, give_post
from niangjia.casework.access.sign_in import choose_password, must_be_strong
from niangjia.casework.papers import fresh_code, index_of
from niangjia.records.credentials.models import Invitation
from niangjia.records.unions.models import Account, Path, Post, Union
from niangjia.values.errors import NiangjiaError

INVITE = "invite_accounts"
GONE = gettext_noop("这个链接已经用过、收回了，或过了期限。请邀请您的同事再发一个")


class MoreThanOwn(NiangjiaError):
    """A post would give more than whoever invites has there."""

    code = "more_than_own"


class InvitationGone(NiangjiaError):
    """A link that was used, taken back, is too old or never was: all sound the same."""

    code = "invitation_gone"


class NameTaken(NiangjiaError):
    """Somebody else signs in with this name already."""

    code = "name_taken"


@dataclass(frozen=True, slots=True)
class Seated:
    """One account below whoever looks, with the posts that lie within his reach."""

    account: Account
    posts: tuple[Post, ...]
    locked: bool
    has_second_factor: bool


def rights_of(role: str) -> dict[str, Reach]:
    """Return what a role may do, each with its reach."""
    return {key: one.roles[role] for key, one in MATRIX.capabilities.items() if role in one.roles}


def roles_given() -> list[str]:
    """Return the roles that a post may have."""
    known = {role for one in MATRIX.capabilities.values() for role in one.roles}
    return sorted(known - {ANYONE, WORKER})


def lines_over(actor: Actor, union: Union) -> dict[tuple[int, str], int]:
    """Return how deep ``union`` lies below the union of each post of ``actor``: by union and line of the post."""
    found = Path.objects.filter(descendant=union, valid_from__lte=actor.on).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=actor.on)
    )
    return {(path.ancestor_id, path.line): path.depth for path in found}


def may_grant(actor: Actor, *, union: Union, role: str, line: str) -> bool:
    """Return whether ``actor`` holds over ``union``, on ``line``, whatever a post of ``role`` there gives."""
    rights = rights_of(role)
    if not rights or role in {ANYONE, WORKER}:
        return False
    above = lines_over(actor, union)
    return all(
        any(covers(post, capability, reach, above=above, line=line) for post in actor.posts)
        for capability, reach in {**rights, INVITE: "own"}.items()
    )


def covers(post: Post, capability: str, reach: Reach, *, above: dict[tuple[int, str], int], line: str) -> bool:
    """Return whether one post holds a capability over a union as far down as ``reach``.

    What is ``assigned`` reaches down the tree, and there only what is handed to each account: to give it on gives
    nothing that was handed to anybody.
    """
    own: Reach | None = MATRIX.roles_with(capability).get(post.role)
    depth = above.get((post.union_id, post.line))
    if own is None or depth is None or post.line != line:
        return False
    if own == "own" and depth > 0:
        return False
    return own in {reach, "below"}


def must_grant(actor: Actor, *, union: Union, role: str, line: str) -> None:
    """Refuse a post that would give more than whoever gives it has there.

    Errors: ``MoreThanOwn``.
    """
    if not may_grant(actor, union=union, role=role, line=line):
        raise MoreThanOwn("这个职务的权限比您自己在那里的还大，不能由您来请；请上级工会的同事来请")


def invite(
    actor: Actor, *, union: Union, role: str, title: str, name: str, line: str, at: datetime
) -> tuple[Invitation, str]:
    """Write an invitation and return the code of its link, which is kept nowhere.

    Errors: ``NotYours`` for a union outside the reach of whoever invites; ``MoreThanOwn``.
    """
    if not actor.unions(INVITE).filter(pk=union.pk).exists():
        raise NotYours("没有找到这一页")
    must_grant(actor, union=union, role=role, line=line)
    return written(actor, union=union, role=role, title=title, name=name, line=line, account=None, at=at)


def written(
    actor: Actor, *, union: Union, role: str, title: str, name: str, line: str, account: Account | None, at: datetime
) -> tuple[Invitation, str]:
    """Keep an invitation."""
    code = fresh_code()
    with transaction.atomic():
        kept = Invitation.everywhere.create(
            owner_union=union,
            code_index=index_of(code, kind="invitation"),
            name=name,
            role=role,
            title=title,
            line=line,
            account=account,
            invited_by=actor.account,
            invited_at=at,
            expires_at=at + timedelta(days=DOORS["invitation"]["days"]),
        )
        trail.record(actor.account, "invite", kept, at=at, role=role, anew=account is not None)
    return kept, code


def invite_again(actor: Actor, account: Account, *, at: datetime) -> tuple[Invitation, str]:
    """Give somebody who cannot get in any more a link with which the same account is opened anew.

    Whoever does it must be able to grant every post that the account holds. Nobody does it for himself.

    Errors: ``NotYours``, ``MoreThanOwn``.
    """
    posts = posts_below(actor, account)
    held = actor_of(account, on=actor.on).posts
    if not posts or account.natural_person == actor.account.natural_person:
        raise NotYours("没有找到这一页")
    for post in held:
        must_grant(actor, union=post.union, role=post.role, line=post.line)
    first = posts[0]
    return written(
        actor,
        union=first.union,
        role=first.role,
        title=first.title,
        name=account.name,
        line=first.line,
        account=account,
        at=at,
    )


def invitation_of(code: str, *, at: datetime) -> Invitation:
    """Return the invitation behind a link.

    Errors: ``InvitationGone``.
    """
    found = (
        Invitation.everywhere.select_related("owner_union", "invited_by", "account")
        .filter(code_index=index_of(code, kind="invitation"), state="open", expires_at__gt=at)
        .first()
    )
    if found is None:
        raise InvitationGone(GONE)
    return found


def must_be_for(invitation: Invitation, reader: Account | None) -> None:
    """Refuse a link to whoever wrote it, and to anybody who is signed in as somebody else.

    Errors: ``InvitationGone``.
    """
    if reader is None:
        return
    if reader.natural_person == invitation.invited_by.natural_person:
        raise InvitationGone("这个链接是您发给别人的，不能自己用")
    if reader.pk != invitation.account_id:
        raise InvitationGone("这里正登着另一个账号。请先退出，再打开这个链接")


def must_still_grant(invitation: Invitation, *, on: date) -> None:
    """Refuse a link whose writer could not write it today: for an account anew, with every post that it holds by now.

    Errors: ``InvitationGone``, ``MoreThanOwn``.
    """
    if not invitation.invited_by.is_active or (invitation.account is not None and not invitation.account.is_active):
        raise InvitationGone(GONE)
    inviter = actor_of(invitation.invited_by, on=on)
    must_grant(inviter, union=invitation.owner_union, role=invitation.role, line=invitation.line)
    if invitation.account is None:
        return
    held = actor_of(invitation.account, on=on).posts
    if not held:
        raise InvitationGone(GONE)
    for post in held:
        must_grant(inviter, union=post.union, role=post.role, line=post.line)


def accept(
    invitation: Invitation, *, username: str, name: str, password: str, reader: Account | None = None, at: datetime
) -> Account:
    """Open the account behind an invitation, once: with a post, or the same account anew.

    ``reader`` is whoever is signed in where the link was opened: it is not for the one who wrote it, and nobody opens
    it from within another account.

    Errors: ``InvitationGone``; ``MoreThanOwn`` when whoever invited may not any more; ``NameTaken``;
    ``PasswordTooEasy``.
    """
    today = timezone.localdate(at)
    must_be_for(invitation, reader)
    must_still_grant(invitation, on=today)
    with transaction.atomic():
        claimed = Invitation.everywhere.filter(pk=invitation.pk, state="open", expires_at__gt=at).update(
            state="accepted", ended_at=at
        )
        if not claimed:
            raise InvitationGone(GONE)
        if invitation.account is not None:
            account = opened_anew(invitation.account, password=password, at=at)
        else:
            account = opened(invitation, username=username, name=name, password=password, on=today, at=at)
        trail.record(account, "accept_invitation", invitation, at=at)
    return Account.objects.get(pk=account.pk)


def opened(invitation: Invitation, *, username: str, name: str, password: str, on: date, at: datetime) -> Account:
    """Open a new account with its post."""
    fresh = Account(username=username, name=name)
    must_be_strong(password, fresh)
    try:
        with transaction.atomic():
            account = Account.objects.open(username, password=password, name=name)
    except IntegrityError:
        raise NameTaken("这个登录名已经有人用了；请换一个") from None
    give_post(
        account,
        union=invitation.owner_union,
        role=invitation.role,
        title=invitation.title,
        line=invitation.line,
        from_on=on,
        by=invitation.invited_by,
        at=at,
    )
    return account


def opened_anew(account: Account, *, password: str, at: datetime) -> Account:
    """Give an account a new password and take its lost second factor away."""
    choose_password(account, password=password, by=account, at=at)
    second_factor.reset(account, by=account, at=at)
    return account


def withdraw(actor: Actor, invitation: Invitation, *, at: datetime) -> None:
    """Take an invitation back; its link opens nothing any more."""
    with transaction.atomic():
        Invitation.everywhere.filter(pk=invitation.pk, state="open").update(state="withdrawn", ended_at=at)
        trail.record(actor.account, "withdraw_invitation", invitation, at=at)


def open_invitations(actor: Actor, *, at: datetime) -> QuerySet[Invitation]:
    """Return the invitations below whoever looks that wait to be opened, newest first."""
    waiting = actor.rows(Invitation, INVITE).filter(state="open", expires_at__gt=at)
    return waiting.select_related("owner_union", "invited_by").order_by("-id")


def posts_below(actor: Actor, account: Account | None = None) -> list[Post]:
    """Return the posts in force below whoever looks, of one account or of all."""
    found = Post.objects.filter(union_id__in=actor.union_ids(INVITE), from_on__lte=actor.on).filter(
        Q(to_on__isnull=True) | Q(to_on__gt=actor.on)
    )
    found = found.filter(account=account) if account is not None else found
    return list(found.select_related("account", "union").order_by("union__code", "account__name", "id"))


def accounts_below(actor: Actor, *, at: datetime) -> Iterator[Seated]:
    """Yield the accounts below whoever looks, with their posts."""
    by_account: dict[int, list[Post]] = {}
    for post in posts_below(actor):
        by_account.setdefault(post.account_id, []).append(post)
    shown = second_factor.enrolled_among(by_account)
    for number, posts in by_account.items():
        account = posts[0].account
        locked = account.locked_until is not None and account.locked_until > at
        yield Seated(account, tuple(posts), locked, number in shown)


def post_below(actor: Actor, number: int) -> Post:
    """Return one post below whoever looks; his own is not among them.

    Errors: ``NotYours``.
    """
    found = next((post for post in posts_below(actor) if post.pk == number), None)
    if found is None or found.account.natural_person == actor.account.natural_person:
        raise NotYours("没有找到这一页")
    return found


def take_post(actor: Actor, post: Post, *, at: datetime) -> None:
    """End a post below whoever acts, today; every session, link and package of the account ends with it.

    Errors: ``MoreThanOwn`` for a post that he could not have given.
    """
    must_grant(actor, union=post.union, role=post.role, line=post.line)
    end_post(post, on=actor.on, by=actor.account, at=at)
