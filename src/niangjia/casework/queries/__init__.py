"""What the desks have before them: reads for the pages, always within somebody's scope."""

from niangjia.casework.queries.cases import (
    decision_on,
    heads,
    judged_cases,
    members,
    newest_assessments,
    overrides_in_force,
    overrides_on,
    running_clock,
    running_clocks,
    same_household_case,
    steps,
    tier_counts,
    tiers_in,
)
from niangjia.casework.queries.due import Due
from niangjia.casework.queries.dues import dues, open_merges
from niangjia.casework.queries.files import filed_rows, places_to_mend, row_in_place_of, upload_to_mend, uploads
from niangjia.casework.queries.tree import ancestors, parents

__all__ = [
    "Due",
    "ancestors",
    "decision_on",
    "dues",
    "filed_rows",
    "heads",
    "judged_cases",
    "members",
    "newest_assessments",
    "open_merges",
    "overrides_in_force",
    "overrides_on",
    "parents",
    "places_to_mend",
    "row_in_place_of",
    "running_clock",
    "running_clocks",
    "same_household_case",
    "steps",
    "tier_counts",
    "tiers_in",
    "upload_to_mend",
    "uploads",
]
