"""Close needs that nobody answered, hang up again wishes that nobody granted, end pairings that are over."""

from typing import Any

from django.core.management.base import BaseCommand

from niangjia.programmes.care.services import needs, pairs, wishes
from niangjia.web import clock


class Command(BaseCommand):
    """Do what falls due by itself."""

    help = (
        "满期没有回音的需求按规则确认，到期没有实现的认领放回心愿墙，退出困难档案、过渡期满的结对结束；"
        "每天运行，运行几遍都不会重复"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say how many."""
        at = clock.now()
        self.stdout.write(
            f"按规则确认 {needs.confirm_silent(at=at)} 件需求，放回 {wishes.drop_stale_claims(at=at)} 个心愿，"
            f"结束 {pairs.end_past_transition(at=at)} 个结对"
        )
