"""Read the files that were received and, after a crash, never read."""

from typing import Any

from django.core.management.base import BaseCommand

from niangjia.programmes.hardship.services import resume_uploads
from niangjia.web import clock


class Command(BaseCommand):
    """Finish what a crash left."""

    help = "把收到了、却因为中断没有读完的摸排表读完；可以反复运行"

    def handle(self, *args: Any, **options: Any) -> None:
        """Read them and say how many."""
        self.stdout.write(f"补读了 {resume_uploads(at=clock.now())} 份文件")
