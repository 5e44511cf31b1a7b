"""Walk the trail and the ledger; say what is broken."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from niangjia.casework import trail
from niangjia.casework.payment import discrepancies


class Command(BaseCommand):
    """Check that nothing was changed, taken out or lost."""

    help = "检查留痕链条和资金账：有没有被改过、删过，账平不平"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the end of the chain as it was written down on an earlier day."""
        parser.add_argument("--kept", default="", help="以前抄下来的链尾（编号:封印），查链条有没有被整个换回去")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check both; exit 1 with a sentence for everything that is broken."""
        trail.seal()
        try:
            walked = trail.verify(kept=options["kept"])
        except ValueError as error:
            raise CommandError("链尾要写成 编号:封印，例如 120:3f9a…，照上次打印的抄") from error
        faults = discrepancies()
        if walked.broken_at is not None:
            faults.insert(0, f"留痕链条在第 {walked.broken_at} 条断开")
        self.stdout.write(f"留痕 {walked.events} 条，链尾 {walked.end}")
        if faults:
            raise CommandError("；".join(faults))
        self.stdout.write("链条完整，账目相符")
