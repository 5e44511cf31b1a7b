"""What households of the played quarter handed in themselves: a paper in each county's files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from niangjia.casework import papers

if TYPE_CHECKING:
    from datetime import datetime

    from played_quarter import PlayedQuarter


def hand_in_papers(played: PlayedQuarter, *, at: datetime) -> None:
    """Put a signed consent into the file of a household of each county, from the household itself."""
    for case in (played.case("street", "钱二"), played.case("foreign", "冯九")):
        papers.keep_paper(
            case.household,
            kind="check_consent",
            period=case.period,
            told={"text": "同意核对"},
            by=None,
            at=at,
        )
