"""Joining in the played quarter: in both counties an application at each stage, a poster, a benefit that waits."""

from __future__ import annotations

from small_county import AT, County

from niangjia.casework import applications, benefits
from niangjia.records.joinings.models import Joining
from niangjia.stories import invented


def asked(county: County, union: str, number: int, *, agrees: applications.Agrees = "agree") -> Joining:
    """Let an invented courier ask to join a union."""
    told = {"name": invented.name(number), "id_number": invented.id_number(number), "phone": invented.phone(number)}
    return applications.ask_to_join(
        county.unions[union], door="trade", group="courier", agrees=agrees, employer="云雀速运", at=AT, **told
    )


def play_joining(county: County) -> None:
    """Let four ask in each county: one waits, one waits for his card, one is to complete, one is a member."""
    for start, union, chair in ((7000, "street", "chair"), (7100, "foreign", "foreign-chair")):
        by = county.accounts[chair]
        asked(county, union, start)
        asked(county, union, start + 1, agrees="unknown")
        incomplete = asked(county, union, start + 2)
        applications.send_back_applicant(incomplete, missing=["phone", "work"], told="站点写全称", by=by, at=AT)
        member = asked(county, union, start + 3)
        applications.admit_applicant(member, by=by, at=AT)
        worker = member.case.worker
        if worker is not None:
            benefits.claim_benefit(worker, kind="health_check", most=1, by=None, at=AT)
        benefits.make_poster(county.unions[union], by=by, at=AT)
