"""The intake desk: returns are expected, received, read into rows, mended; households and persons are kept."""

from niangjia.casework.intake.households import apply_merge, keep_household, keep_household_by_name, propose_merge
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
    "apply_merge",
    "expect_returns",
    "file_nil",
    "file_rows",
    "keep_household",
    "keep_household_by_name",
    "live_rows",
    "mend_row",
    "propose_merge",
    "receive_upload",
    "refuse_upload",
]
