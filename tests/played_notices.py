"""A quarter of the small county with public notices on: judged, published, objected to."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from small_county import AT, County, build_county

from niangjia.casework.adoption import switch_step
from niangjia.programmes.hardship import services
from niangjia.records.cases.models import Case
from niangjia.records.notices.models import NoticeEntry, Objection, PublicNotice
from niangjia.records.practices.models import Adoption

if TYPE_CHECKING:
    from played_quarter import PlayedQuarter


def with_notices(county: County, code: str = "county", *, by: str = "cadre") -> None:
    """Switch public notices on in a county, as from the last day of the quarter."""
    adopted = Adoption.objects.get(union=county.unions[code])
    day = date(2026, 9, 30)
    switch_step(adopted, step="publish", is_on=True, from_on=day, source="示例", by=county.accounts[by], at=AT)


def play_notices(played: PlayedQuarter) -> None:
    """Let a notice stand in public in each county, though its cases have gone on: what an address may name."""
    for code, by, name in (("county", "cadre", "street 钱二"), ("other-county", "stranger", "foreign 冯九")):
        case = played.cases[name]
        notice = PublicNotice.everywhere.create(
            owner_union=played.county.unions[code],
            period=case.period,
            published_by=played.county.accounts[by],
            published_at=AT,
            last_on=date(2026, 10, 20),
            working={"count": 7, "unit": "calendar_days", "source": "示例", "skipped": [], "provisional": False},
        )
        NoticeEntry.everywhere.create(
            notice=notice,
            owner_union_id=case.owner_union_id,
            case=case,
            shown_as=case.number,
            union_label=case.owner_union.short_name,
            tier=case.tier,
        )


def play_noticed() -> PlayedQuarter:
    """Return our county with notices on, its quarter judged and nothing signed."""
    from played_quarter import PERIOD, RETURNS, PlayedQuarter, file_return

    county = build_county()
    with_notices(county)
    services.open_quarter(county.actor("cadre"), period=PERIOD, at=AT)
    for code in ("street", "community", "mill"):
        file_return(county, code, RETURNS[code])
    services.run_quarter(county.actor("cadre"), period=PERIOD, at=AT)
    played = PlayedQuarter(county)
    for case in Case.everywhere.select_related("household", "owner_union"):
        played.cases[f"{case.owner_union.code} {case.household.head_name}"] = case
    return played


def object_to(played: PlayedQuarter, code: str, name: str, *, key: int = 1) -> Objection:
    """Let somebody object to a published household."""
    entry = NoticeEntry.everywhere.select_related("notice").get(case=played.case(code, name), lifted_at__isnull=True)
    told = services.Told(UUID(int=key), "有心人", "15400000077", "他家去年买了新车")
    return services.object_to(entry, told, place="198.51.100.7", at=AT)[0]
