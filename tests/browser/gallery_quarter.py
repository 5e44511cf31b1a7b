"""Sample contexts of the quarter's board and of its returns. All people and places are invented."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from niangjia.web.forms import NumberAsWritten, dressed
from tests.browser.gallery_letterhead import SIGNED_AT, Context, desk


class UploadForm(forms.Form):
    """传回."""

    file = forms.FileField(
        label="传回改好的表格", help_text="同一份传两遍也不会重复。", error_messages={"required": "请先选一份表格"}
    )


def union_return(label: str, status: str, **changes: Any) -> Context:
    """Return one line of the quarter's board."""
    return {
        "union_label": label,
        "url": "/hardship/returns/3/",
        "status": status,
        "rows": 86,
        "households": 86,
        "usable": 79,
        "cells_to_mend": 5,
        "coverage": "95.2%",
        "on": date(2026, 10, 15),
        "working_days_left": 2,
        "sent": SIGNED_AT,
        "sent_by": "何秋实",
        "upload_url": "/hardship/2026Q3/upload/",
        **changes,
    }


QUARTER = {
    "key": "2026Q3",
    "label": "2026 年第三季度",
    "lines_on": date(2026, 9, 30),
    "closes_on": date(2026, 10, 16),
    "working_days_left": 3,
    "others": [{"label": "2026 年第二季度", "url": "/hardship/2026Q2/"}],
}
NOTHING_SENT = {"rows": None, "households": 0, "usable": None, "coverage": "", "sent": None, "sent_by": "", "url": ""}
BOARD = desk(
    quarter=QUARTER,
    counts={
        "unions": 6,
        "filed": 3,
        "nil": 1,
        "to_mend": 1,
        "missing": 1,
        "households": 406,
        "judged": 380,
        "signed": 12,
    },
    returns=[
        union_return("云雀速运站点工会", "not_filed", **NOTHING_SENT, working_days_left=-1),
        union_return("柳堤街道工会", "to_mend"),
        union_return("金穗食品工会", "unreadable", rows=None, usable=None, coverage=""),
        union_return("恒达纺织工会", "filed"),
        union_return("宏远铸造工会", "nil", rows=0, usable=0, coverage="100%"),
    ],
    run={
        "may": True,
        "why_not": "",
        "first": False,
        "new": 26,
        "changed": 4,
        "unchanged": 350,
        "waiting": 7,
        "signed_kept": 12,
        "last": {"at": SIGNED_AT, "by": "沈清和", "judged": 380},
    },
    merges={"count": 3, "url": "/hardship/merges/"},
    progress=None,
    tiers=[
        {"label": "深度困难", "households": 97, "total_fen": 182340000, "url": "/hardship/households/?tier=deep"},
        {
            "label": "相对困难",
            "households": 234,
            "total_fen": 291100000,
            "url": "/hardship/households/?tier=relative",
        },
        {"label": "不在困难职工范围", "households": 49, "total_fen": 0, "url": "/hardship/households/?tier=none"},
    ],
    policy={"label": "困难帮扶（示例政策）", "url": "/hardship/policies/sample/"},
)
BOARD_EMPTY = BOARD | {
    "counts": dict.fromkeys(BOARD["counts"], 0),
    "returns": [],
    "run": {"may": False, "why_not": "还没有一份可以用的表，收到第一份就能运行。", "last": None},
    "merges": None,
    "tiers": [],
}
BOARD_RUNNING = BOARD | {
    "progress": {
        "running": True,
        "done": 120,
        "total": 406,
        "text": "正在判第 120 户，共 406 户",
        "url": "/x/",
        "failed": "",
    }
}


def quarter_pages() -> dict[str, tuple[str, Context]]:
    """Return the board of a quarter: in full, before anything came, and while it runs."""
    return {
        "quarter": ("hardship/quarter.html", BOARD),
        "quarter-empty": ("hardship/quarter.html", BOARD_EMPTY),
        "quarter-running": ("hardship/quarter.html", BOARD_RUNNING),
    }


RETURN = {
    "id": 3,
    "union_label": "柳堤街道工会",
    "file_name": "03 柳堤街道 第三季度.xlsx",
    "sent": SIGNED_AT,
    "sent_by": "何秋实",
    "quarter_label": "2026 年第三季度",
    "lines_on": date(2026, 9, 30),
    "on": date(2026, 10, 15),
    "working_days_left": 2,
    "nil": False,
    "unreadable": "",
    "quarter_url": "/hardship/2026Q3/",
    "annotated": True,
    "may_send": True,
    "withdraw_url": "/x/",
    "rows_url": "/hardship/households/?return=3",
}
CELLS = [
    (
        "东渠社区!H27",
        "罗小川",
        "家庭全年收入",
        "2.4",
        "列名写的是“元”，2.4 元不像全年收入",
        "如果是 2.4 万元，请写 24000",
    ),
    (
        "东渠社区!C31",
        "江一帆",
        "身份证号",
        "9901**********1000",
        "Excel 把号码当成数字，后三位变成了 000",
        "把这一列设为“文本”，再重新输入 18 位",
    ),
    ("东渠社区!K33", "石大勇", "住房面积", "", "没有填。判断住房条件要用", "写平方米数，例如 54；没有住房写 0"),
]
CELL_NAMES = ("where", "who", "field", "written", "wrong", "mend")
PIECE_ROWS = [(4, "姓名", "家庭人口", "家庭全年收入（元）"), (27, "罗小川", "4", "2.4"), (28, "吴望春", "3", "41,000")]
CHECK = desk(
    ret=RETURN,
    counts={
        "rows": 86,
        "sheets": 2,
        "member_sheets": 2,
        "usable": 79,
        "to_mend_rows": 5,
        "to_mend_cells": 3,
        "not_filings": 2,
        "not_filings_words": "1 行重复，1 行是孩子",
        "households": 79,
    },
    cells=[dict(zip(CELL_NAMES, cell, strict=True), url="/hardship/PIECE_ROWS/27/") for cell in CELLS],
    pieces=[
        {
            "title": "东渠社区，第 25–28 行",
            "columns": ["D", "F", "H"],
            "rows": [
                {"number": number, "cells": [{"text": text, "hit": text == "2.4"} for text in texts]}
                for number, *texts in PIECE_ROWS
            ],
        }
    ],
    understood=[
        {"written": "２ · 3千 · 2.1万", "read_as": "读成 2、3,000、21,000"},
        {"written": "无、空格、/", "read_as": "看病自付一列读成 0，共 31 格"},
    ],
    uploaded=None,
    upload_form=UploadForm(),
)
NOTHING_TO_MEND = {"cells": [], "pieces": [], "understood": []}
CHECK_GOOD = (
    CHECK | NOTHING_TO_MEND | {"counts": CHECK["counts"] | {"to_mend_rows": 0, "to_mend_cells": 0, "usable": 84}}
)
UNREADABLE = {
    "unreadable": "文件里有宏，我们不打开带宏的文件。请在 Excel 里“另存为”“Excel 工作簿（.xlsx）”，再传一次。",
    "annotated": False,
}


def return_pages() -> dict[str, tuple[str, Context]]:
    """Return the check of a return: with cells to mend, all good, nil, unreadable."""
    return {
        "return-check": ("hardship/return_check.html", CHECK),
        "return-mended": ("hardship/return_check.html", CHECK | {"uploaded": {"same": False, "mended": 2, "still": 3}}),
        "return-good": ("hardship/return_check.html", CHECK_GOOD),
        "return-nil": ("hardship/return_check.html", CHECK_GOOD | {"ret": RETURN | {"nil": True}}),
        "return-unreadable": ("hardship/return_check.html", CHECK_GOOD | {"ret": RETURN | UNREADABLE}),
        "return-error": ("hardship/return_check.html", CHECK | {"upload_form": UploadForm({}, {})}),
    }


class RowForm(forms.Form):
    """改一行."""

    income_fen = dressed(
        forms.DecimalField(label="家庭全年收入", help_text="近12个月全家收入，例如 24000", widget=NumberAsWritten),
        unit="元",
    )
    floor_area_dm2 = dressed(
        forms.DecimalField(label="住房面积", required=False, widget=NumberAsWritten),
        unit="平方米",
        prefilled="来自第二季度的申报。",
        why="判断住房条件要用，只有经办人能看到。",
    )
    homes = forms.ChoiceField(
        label="住房", choices=[("0", "租房"), ("1", "自有一套")], widget=forms.RadioSelect, required=False
    )
    agreed = forms.BooleanField(label="已对照原件核对", required=False)


def sending_pages() -> dict[str, tuple[str, Context]]:
    """Return sending a return, and mending one row of it."""
    sending = desk(
        quarter={"key": "2026Q3", "label": "2026 年第三季度", "url": "/x/"},
        union_label="柳堤街道工会",
        on=date(2026, 10, 15),
        working_days_left=2,
        form=UploadForm(),
        may_nil=True,
        sent=[
            {"label": "03 柳堤街道 第三季度.xlsx", "url": "/x/", "status": "to_mend", "at": SIGNED_AT, "by": "何秋实"}
        ],
        template_url="/x/",
    )
    cells = [{"text": "罗小川", "hit": False}, {"text": "2.4", "hit": True}]
    row = desk(
        row={
            "title": "东渠社区 第 27 行",
            "who": "罗小川",
            "ret_url": "/x/",
            "position": 2,
            "count": 5,
            "next_url": "/x/",
            "problems": [
                {
                    "field": "家庭全年收入",
                    "written": "2.4",
                    "wrong": "列名写的是“元”，2.4 元不像全年收入",
                    "mend": "如果是 2.4 万元，请写 24000",
                }
            ],
        },
        form=RowForm(),
        piece={"title": "东渠社区，第 27 行", "columns": ["D", "H"], "rows": [{"number": 27, "cells": cells}]},
        read=[{"label": "家庭人口", "value": "4 人"}, {"label": "因病支出（自付）", "value": "11,700.00 元"}],
    )
    bad = row | {"form": RowForm({"income_fen": "二万四", "floor_area_dm2": "54"})}
    return {
        "upload": ("hardship/return_upload.html", sending),
        "upload-error": (
            "hardship/return_upload.html",
            sending | {"form": UploadForm({}, {}), "sent": [], "may_nil": False},
        ),
        "row": ("hardship/return_row.html", row),
        "row-error": ("hardship/return_row.html", bad),
    }
