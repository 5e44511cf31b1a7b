"""Delete the declarations that were begun, never filed, and whose days are over."""

from typing import Any

from django.core.management.base import BaseCommand

from niangjia.programmes.hardship.services import forget_drafts
from niangjia.web import clock


class Command(BaseCommand):
    """Forget what nobody came back for."""

    help = "删掉过期没有提交的申报草稿和它的材料；可以反复运行"

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete them and say how many."""
        self.stdout.write(f"删掉了 {forget_drafts(on=clock.today(), at=clock.now())} 份过期草稿")
