"""Packing: what one account takes along for its day, for how long, and the secret under which the phone keeps it."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from niangjia.casework import trail
from niangjia.casework.access import Actor
from niangjia.casework.offline.kinds import Item, kinds
from niangjia.casework.progress import MovedMeanwhile
from niangjia.records.sealing import seal, unseal
from niangjia.records.surveys.models import Package
from niangjia.records.unions.models import Account, Union
from niangjia.values.errors import NiangjiaError

IN_SESSION = "offline_package"
"""Under what a session keeps the token of the package it took: signing out gives it up."""
SALT = "niangjia.offline"
SECRET_BYTES = 32


class PackageUnknown(NiangjiaError):
    """A token that opens no package: it was changed, or never ours."""

    code = "package_unknown"


def items_for(actor: Actor) -> dict[str, Sequence[Item]]:
    """Return what is handed to this account for its day, by kind."""
    return {key: kind.items(actor) for key, kind in kinds().items()}


def issue_package(actor: Actor, *, union: Union, device: UUID, hours: int, at: datetime) -> Package:
    """Hand a phone its package, or prolong the one that it holds: same account, same device, same rights.

    Units:  ``hours`` from now until the phone must have forgotten it.
    Errors: ``MovedMeanwhile`` when the same phone asks twice in the same moment.
    """
    account, until = actor.account, at + timedelta(hours=hours)
    with transaction.atomic():
        prolonged = open_packages(account).filter(device=device, expires_at__gt=at)
        if prolonged.filter(epoch=account.permission_epoch).update(expires_at=until, issued_at=at):
            package = open_packages(account).get(device=device)
            trail.record(account, "prolong_package", package, at=at, hours=hours)
            return package
        open_packages(account).filter(device=device).update(ended_at=at)
        package = Package(
            owner_union=union,
            account=account,
            device=device,
            epoch=account.permission_epoch,
            issued_at=at,
            expires_at=until,
        )
        seal(package, "secret", base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode())
        try:
            with transaction.atomic():
                package.save()
        except IntegrityError as error:
            raise MovedMeanwhile("这台手机正在领今天的走访，请过几秒再试") from error
        trail.record(account, "issue_package", package, at=at, hours=hours)
    return package


def open_packages(account: Account) -> QuerySet[Package]:
    """Return the packages of an account that were not given up."""
    return Package.everywhere.filter(account=account, ended_at__isnull=True)


def end_package(package: Package, *, at: datetime) -> None:
    """Write that a phone has forgotten its package: signed out, or its time was over."""
    with transaction.atomic():
        ended = Package.everywhere.filter(pk=package.pk, ended_at__isnull=True).update(ended_at=at)
        trail.record(package.account, "end_package", package, at=at, ended=ended)


def secret_of(package: Package) -> str:
    """Return the secret of a package, as the phone derives its key from it."""
    return unseal(package, "secret") or ""


def token_of(package: Package) -> str:
    """Return what a phone shows to say which package it holds: signed, useless without our key."""
    return signing.dumps(str(package.uid), salt=SALT)


def package_of(token: str) -> Package:
    """Return the package that a token names.

    Errors: ``PackageUnknown``.
    """
    try:
        uid = UUID(signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise PackageUnknown("这台手机上的走访包认不出来；请重新登录再领") from error
    found = Package.everywhere.select_related("account", "owner_union").filter(uid=uid).first()
    if found is None:
        raise PackageUnknown("这台手机上的走访包认不出来；请重新登录再领")
    return found


def still_good(package: Package, *, at: datetime) -> bool:
    """Say whether a package is not given up nor run out, and its holder has the rights it was issued under."""
    account = package.account
    return (
        package.ended_at is None
        and package.expires_at > at
        and account.is_active
        and account.permission_epoch == package.epoch
    )
