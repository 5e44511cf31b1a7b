"""What an applicant is told in the messages of his own account: that there is an answer. It stands elsewhere."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_noop

from niangjia.casework.messages import notify
from niangjia.records.joinings.models import Joining
from niangjia.records.unions.models import Account

TOLD = {
    "join_incomplete": gettext_noop("您的入会申请要补一点；点开看补什么"),
    "admitted": gettext_noop("您入会了，今天起就是会员；点开看会员卡和福利"),
    "declined": gettext_noop("您的入会申请有答复了；点开看答复"),
}


def tell_applicant(joining: Joining, *, by: Account | None, at: datetime) -> None:
    """Tell whoever asked from his own account that his application was answered; each answer once."""
    case = joining.case
    notify(
        [] if joining.account is None else [joining.account],
        key=f"joining:{joining.pk}:{case.version}",
        kind="joining",
        text=TOLD[case.state],
        union=case.owner_union,
        address=reverse("membership:my_joining"),
        by=by,
        at=at,
    )
