"""The visit desk: two people go to a household, neither close to it; what they found is kept once both signed."""

from niangjia.casework.visits.assigning import (
    NotVisitable,
    assign,
    hand_over,
    hand_picks,
    loads,
    plan,
    roster,
    send_again,
)
from niangjia.casework.visits.choosing import Candidate, two_of
from niangjia.casework.visits.recusal import TooClose, declare_kin, recused, refuse_signer
from niangjia.casework.visits.reporting import (
    ConsentMissing,
    Difference,
    confirm_report,
    content_of,
    contradict_report,
    discrepancies_of,
    draft_of,
    file_report,
    found_facts,
    found_facts_of,
    record_consent,
    save_draft,
    standing_report,
)

__all__ = [
    "Candidate",
    "ConsentMissing",
    "Difference",
    "NotVisitable",
    "TooClose",
    "assign",
    "confirm_report",
    "content_of",
    "contradict_report",
    "declare_kin",
    "discrepancies_of",
    "draft_of",
    "file_report",
    "found_facts",
    "found_facts_of",
    "hand_over",
    "hand_picks",
    "loads",
    "plan",
    "record_consent",
    "recused",
    "refuse_signer",
    "roster",
    "save_draft",
    "send_again",
    "standing_report",
    "two_of",
]
