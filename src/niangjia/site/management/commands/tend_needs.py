"""Close the needs that nobody answered in time, and hang the wishes up again whose claims came to nothing."""

from typing import Any

from django.core.management.base import BaseCommand

from niangjia.programmes.care.services import needs, wishes
from niangjia.web import clock


class Command(BaseCommand):
    """Do what falls due by itself."""

    help = "满期没有回音的需求按规则确认，到期没有实现的认领放回心愿墙；每天运行，运行几遍都不会重复"

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say how many."""
        at = clock.now()
        self.stdout.write(
            f"按规则确认 {needs.confirm_silent(at=at)} 件需求，放回 {wishes.drop_stale_claims(at=at)} 个心愿"
        )
