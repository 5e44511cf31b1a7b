"""A small county that visits: its quarter judged, the optional step of the visit switched on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from played_quarter import PERIOD, RETURNS, SENDERS, file_return
from small_county import AT, LONG_AGO, PASSWORD, County

from niangjia.casework.access.offices import give_post
from niangjia.casework.adoption import adoption_for, switch_step
from niangjia.programmes.hardship import services
from niangjia.records.cases.models import Case
from niangjia.records.unions.models import Account
from niangjia.records.visits.models import Seat, Visit
from niangjia.values.periods import Quarter

PRACTICE = "qingtongxia-quarterly"
LAST_DAY = Quarter.parse(PERIOD).last_day
LATER = AT + timedelta(days=1)


def with_visits(county: County, *steps: str, code: str = "county") -> None:
    """Let a county visit: the steps are switched on again on the last day of the quarter."""
    adopted = adoption_for(county.unions[code].pk, practice=PRACTICE, on=LAST_DAY)
    assert adopted is not None
    by = county.accounts["cadre"]
    for step in steps or ("assign",):
        switch_step(adopted, step=step, is_on=True, from_on=LAST_DAY, source="示例", by=by, at=AT)


@dataclass
class Visiting:
    """A county whose households are judged and wait for their visitors."""

    county: County

    def case(self, code: str, name: str) -> Case:
        found = Case.everywhere.select_related("household", "owner_union", "row__filed_in")
        return found.get(owner_union=self.county.unions[code], household__head_name=name)

    def reinforce(self, code: str, role: str) -> Account:
        """Give somebody more a post."""
        number = Account.objects.count()
        account = Account.objects.open(f"more-{code}-{number}", password=PASSWORD, name="某")
        give_post(account, union=self.county.unions[code], role=role, title="", from_on=LONG_AGO, by=None, at=AT)
        return account

    def judged(self) -> list[Case]:
        cases = Case.everywhere.filter(state="judged").exclude(owner_union=self.county.unions["foreign"])
        return list(cases.select_related("household", "owner_union", "row__filed_in").order_by("id"))

    def sent(self, case: Case) -> Visit:
        """Assign one case as the cadre would, and return its visit."""
        [visit] = services.assign_visits(self.county.actor("cadre"), [case], at=AT).visits
        return fresh(visit)

    def two(self, visit: Visit) -> tuple[Account, Account]:
        first, second = Seat.everywhere.filter(visit=visit, ended_at__isnull=True).order_by("place")
        return first.account, second.account

    def reported(self, visit: Visit, **found: Any) -> Visit:
        """Let the first visitor get the consent and file the report; what is ``found`` had changed since."""
        first, _second = self.two(visit)
        reasons = dict.fromkeys(found, ("changed", "进门看到的"))
        services.report_visit(visit, found=found, reasons=reasons, consent="本人", by=first, at=LATER)
        return fresh(visit)

    def confirmed(self, visit: Visit, *, identity_seen: bool = True, **found: Any) -> Visit:
        _first, second = self.two(visit)
        reported = self.reported(visit, **found)
        services.confirm_visit(reported, identity_seen=identity_seen, by=second, at=LATER)
        return fresh(visit)


def fresh(visit: Visit) -> Visit:
    return Visit.everywhere.select_related(
        "case__household", "case__owner_union", "case__row__filed_in", "household", "owner_union"
    ).get(pk=visit.pk)


def visiting(county: County, *steps: str) -> Visiting:
    """File and judge the returns of the small county, with the visit switched on."""
    with_visits(county, *steps)
    for code, rows in RETURNS.items():
        if SENDERS[code] != "second":
            file_return(county, code, rows)
    services.run_quarter(county.actor("cadre"), period=PERIOD, at=AT)
    return Visiting(county)
