"""What a rule opened for a household that did not qualify."""

from __future__ import annotations

from niangjia.records.tasks.models import Need


def guided_to(household_id: int) -> list[Need]:
    """Return the needs that a rule opened for a household, in order, each with its case."""
    found = Need.everywhere.filter(case__household_id=household_id, origin="rule")
    return list(found.select_related("case__owner_union").order_by("id"))
