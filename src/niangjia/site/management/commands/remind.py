"""Remind of returns that are due or late, of steps that are late, of terms and certificates that end."""

from typing import Any

from django.core.management.base import BaseCommand
from django.urls import reverse

from niangjia.casework.reminders import Reminding, remind_of_clocks, remind_of_terms
from niangjia.catalogue import programmes
from niangjia.programmes.hardship.services import remind_returns
from niangjia.web import clock


class Command(BaseCommand):
    """Send what is to be said today; what was said already is not said again."""

    help = "提醒快到期、到期和晚了的摸排表，超期的办件，快期满的届期和证书；每天运行，运行几遍都不会重复"

    def handle(self, *args: Any, **options: Any) -> None:
        """Send them and say how many are new."""
        on, at = clock.today(), clock.now()
        returns = remind_returns(on=on, at=at)
        late = sum(
            remind_of_clocks(
                programme=programme.key,
                rule=Reminding(**programme.reminders["clocks"]),
                labels={step.key: step.label for step in reversed(programme.lifecycle.steps)},
                address=f"{reverse('inbox')}?tab=late",
                on=on,
                at=at,
            )
            for programme in programmes()
            if "clocks" in programme.reminders
        )
        terms = sum(
            remind_of_terms(
                rule=Reminding(**programme.reminders["terms"]),
                address=lambda union_id: reverse("membership:union", args=[union_id]),
                on=on,
                at=at,
            )
            for programme in programmes()
            if "terms" in programme.reminders
        )
        self.stdout.write(f"发出 {returns} 条摸排提醒、{late} 条超期提醒、{terms} 条换届换证提醒")
