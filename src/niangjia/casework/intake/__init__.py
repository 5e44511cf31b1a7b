"""The intake desk: returns are expected, received, read into rows, mended; households and persons are kept."""

from niangjia.casework.intake.declared import file_declared, take_back
from niangjia.casework.intake.households import (
    add_card,
    apply_merge,
    gone_on_as,
    keep_household,
    one_with,
    open_household_by_name,
    propose_merge,
)
from niangjia.casework.intake.returns import (
    FiledRow,
    expect_returns,
    file_nil,
    file_rows,
    live_rows,
    mend_row,
    receive_upload,
    refuse_upload,
)

__all__ = [
    "FiledRow",
    "add_card",
    "apply_merge",
    "expect_returns",
    "file_declared",
    "file_nil",
    "file_rows",
    "gone_on_as",
    "keep_household",
    "live_rows",
    "mend_row",
    "one_with",
    "open_household_by_name",
    "propose_merge",
    "receive_upload",
    "refuse_upload",
    "take_back",
]
