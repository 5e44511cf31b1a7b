"""Pairs in the played quarter: one kept, one that waits to be handed over, one ended, and one of another county."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from small_county import AT

from niangjia.programmes.care.services import pairs

if TYPE_CHECKING:
    from played_quarter import PlayedQuarter

LATER = AT + timedelta(hours=2)


def play_pairs(played: PlayedQuarter) -> None:
    """Pair households of both counties; in ours one was called, one was not reached, one has ended."""
    accounts = played.county.accounts
    cadre = {"by": accounts["cadre"], "at": LATER}
    helped = [
        pairs.pair(played.case(code, name).household, cadre=accounts["helper"], kind="hardship", **cadre)
        for code, name in (("street", "钱二"), ("community", "李四"), ("community", "孙三"))
    ]
    strange = {"by": accounts["stranger"], "at": LATER}
    foreign = pairs.pair(
        played.case("foreign", "冯九").household, cadre=accounts["stranger"], kind="hardship", **strange
    )
    for number, (pairing, reached, by) in enumerate(
        ((helped[0], True, "helper"), (helped[1], False, "helper"), (foreign, True, "stranger"))
    ):
        pairs.log_contact(
            pairing, key=UUID(int=number + 1), channel="phone", reached=reached, note="都好", by=accounts[by], at=LATER
        )
    pairs.end_pairing(helped[2], reason="moved_away", **cadre)
