"""Look for registrations that may be one human, and put them before a person."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from niangjia.outside.linkage import LinkageMissing
from niangjia.programmes.membership.services.duplicates import find_duplicates
from niangjia.web import clock


class Command(BaseCommand):
    """Look through everybody."""

    help = "找出可能是同一个人的登记，放进“可能重复的登记”，由人来定；运行几遍都不会重复"

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say how many are new."""
        try:
            fresh = find_duplicates(at=clock.now())
        except LinkageMissing as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"新找到 {fresh} 对")
