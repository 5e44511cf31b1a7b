"""Move on the members whose old union did not answer in time."""

from typing import Any

from django.core.management.base import BaseCommand

from niangjia.casework.transfers import move_out_of_time
from niangjia.web import clock


class Command(BaseCommand):
    """Do what falls due by itself."""

    help = "转会到期没有答复的，按规则转到新工会；每天运行，运行几遍都不会重复"

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say how many."""
        self.stdout.write(f"按规则转了 {move_out_of_time(at=clock.now())} 位会员")
