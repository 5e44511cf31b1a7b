"""Reads of this window: the quarter, the returns, the households, one verdict, the policies."""

from niangjia.programmes.hardship.queries.adoption import models_for, optional_steps, steps_page
from niangjia.programmes.hardship.queries.dossier import file_page
from niangjia.programmes.hardship.queries.finding import (
    chosen_union,
    faults_of,
    filing_unions,
    find_case,
    find_proposal,
    find_return,
    find_row,
    home_union,
    judged_periods,
    live_row_in_place_of,
    next_to_mend,
    open_proposal,
    places_of,
    quarter_of,
    return_for,
    tier_label,
    upload_to_mend,
)
from niangjia.programmes.hardship.queries.households import household_page, merge_page
from niangjia.programmes.hardship.queries.notices import (
    answer_behind,
    entry_page,
    notice_board,
    objection_page,
    open_objection,
    public_list,
    public_page,
)
from niangjia.programmes.hardship.queries.opening import may_open, opening_page, outstanding_returns
from niangjia.programmes.hardship.queries.policy import adoption_page, policy_list, policy_page, touched_list
from niangjia.programmes.hardship.queries.quarter import board, periods, run_progress, run_result
from niangjia.programmes.hardship.queries.returns import return_page, row_page, upload_page
from niangjia.programmes.hardship.queries.rows import fact_rows, facts_for
from niangjia.programmes.hardship.queries.verdict import verdict_page

__all__ = [
    "adoption_page",
    "answer_behind",
    "board",
    "chosen_union",
    "entry_page",
    "fact_rows",
    "facts_for",
    "faults_of",
    "file_page",
    "filing_unions",
    "find_case",
    "find_proposal",
    "find_return",
    "find_row",
    "home_union",
    "household_page",
    "judged_periods",
    "live_row_in_place_of",
    "may_open",
    "merge_page",
    "models_for",
    "next_to_mend",
    "notice_board",
    "objection_page",
    "open_objection",
    "open_proposal",
    "opening_page",
    "optional_steps",
    "outstanding_returns",
    "periods",
    "places_of",
    "policy_list",
    "policy_page",
    "public_list",
    "public_page",
    "quarter_of",
    "return_for",
    "return_page",
    "row_page",
    "run_progress",
    "run_result",
    "steps_page",
    "tier_label",
    "touched_list",
    "upload_page",
    "upload_to_mend",
    "verdict_page",
]
