"""Belonging in the played quarter: members of both counties, one registered beside, and transfers that wait."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from small_county import AT

from niangjia.casework import belonging, duplicates, joining, transfers
from niangjia.records.people.models import Worker

if TYPE_CHECKING:
    from small_county import County

SINCE = date(2026, 3, 2)


def member(county: County, code: str, name: str, *, on: date = SINCE, **told: str) -> Worker:
    """Let somebody become known, and a member of a union."""
    union = county.unions[code]
    worker = joining.know_worker(union, name=name, by=None, at=AT, **told)
    joining.admit(worker, union=union, on=on, by=None, at=AT)
    return Worker.everywhere.get(pk=worker.pk)


def play_belonging(county: County) -> None:
    """Let two members of each county go elsewhere or be registered beside."""
    cadre, stranger = county.accounts["cadre"], county.accounts["stranger"]
    going = member(county, "mill", "欧阳晓明", phone="15400000071", employer="青川顺达物流有限公司")
    transfers.ask_transfer(going, to=county.unions["street"], by=county.accounts["chair"], at=AT)
    far = member(county, "foreign", "单小红", phone="15400000072")
    transfers.ask_transfer(far, to=county.unions["other-county"], by=stranger, at=AT)
    for code, kind, name in (("community", "residence", "欧阳晓明"), ("other-county", "workplace", "单小红")):
        worker = Worker.everywhere.get(name=name)
        belonging.register_tie(worker, union=county.unions[code], kind=kind, on=SINCE, by=cadre, at=AT)
    for number, (code, account) in enumerate((("community", cadre), ("foreign", stranger))):
        for name in ("赵晓红", "钱晓红"):
            one, other = (member(county, code, name, phone=f"154000009{number}{at}") for at in (1, 2))
            joined = duplicates.propose(one, other, weight=4000, agrees=("name",), at=AT)
        duplicates.merge(joined, kept_id=joined.first_id, by=account, at=AT)
