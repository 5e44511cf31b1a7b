"""What is done in this window, as verbs, in the order of the story."""

from niangjia.programmes.hardship.services.decisions import (
    period_keys,
    propose_override,
    reveal_head_number,
    sign,
)
from niangjia.programmes.hardship.services.policies import (
    all_policies,
    choose_value,
    policy_for,
    policy_named,
    switch_step,
    take_over,
)
from niangjia.programmes.hardship.services.quarter import (
    RunGoesOn,
    claim_run,
    finish_run,
    run_quarter,
    start_run,
)
from niangjia.programmes.hardship.services.reminders import remind_returns
from niangjia.programmes.hardship.services.returns import (
    annotated_copy,
    filed,
    jsonable,
    linkable,
    mend_row,
    open_quarter,
    propose_merges,
    read_upload,
    reading_of_upload,
    receive_return,
    resume_uploads,
    return_of,
)
from niangjia.programmes.hardship.services.template import paste_return, pasted_table, return_template

__all__ = [
    "RunGoesOn",
    "all_policies",
    "annotated_copy",
    "choose_value",
    "claim_run",
    "filed",
    "finish_run",
    "jsonable",
    "linkable",
    "mend_row",
    "open_quarter",
    "paste_return",
    "pasted_table",
    "period_keys",
    "policy_for",
    "policy_named",
    "propose_merges",
    "propose_override",
    "read_upload",
    "reading_of_upload",
    "receive_return",
    "remind_returns",
    "resume_uploads",
    "return_of",
    "return_template",
    "reveal_head_number",
    "run_quarter",
    "sign",
    "start_run",
    "switch_step",
    "take_over",
]
