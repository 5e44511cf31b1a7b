"""Walk the trail and the ledger; say what is broken."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from niangjia.casework import trail
from niangjia.casework.payment import discrepancies


class Command(BaseCommand):
    """Check that nothing was changed, taken out or lost."""

    help = "检查留痕链条和资金账：有没有被改过、删过，账平不平"

    def handle(self, *args: Any, **options: Any) -> None:
        """Check both; exit 1 with a sentence for everything that is broken."""
        trail.seal()
        chain = trail.verify()
        faults = discrepancies()
        if chain.broken_at is not None:
            faults.insert(0, f"留痕链条在第 {chain.broken_at} 条断开")
        self.stdout.write(f"留痕 {chain.events} 条，链头 {chain.head[:16]}")
        if faults:
            raise CommandError("；".join(faults))
        self.stdout.write("链条完整，账目相符")
