"""Write anew by what workers are found."""

from typing import Any

from django.core.management.base import BaseCommand

from niangjia.casework.search import index_everybody


class Command(BaseCommand):
    """Index every worker."""

    help = "重新写好查人用的词；运行几遍都不会重复"

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say how many terms there are."""
        self.stdout.write(f"写好 {index_everybody()} 个词")
