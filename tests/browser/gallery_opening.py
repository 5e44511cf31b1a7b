"""Sample contexts of opening a quarter, of messages, of pasting, and of switching steps. All of it is invented."""

from __future__ import annotations

from datetime import date
from typing import Any

from niangjia.programmes.hardship.forms.desk import PasteForm
from niangjia.programmes.hardship.forms.opening import OpeningForm
from tests.browser.gallery_letterhead import SIGNED_AT, Context, desk
from tests.browser.gallery_policy import POLICY, adoption_context
from tests.browser.gallery_quarter import BOARD, sending_pages, union_return

ONE_PAGE = {"number": 1, "count": 1, "url": "?page="}


def branch(label: str, *below: Context, own: Context | None = None, late: int = 0) -> Context:
    """Return one union of the tree on the board."""
    lines = [one for one in (own, *(each["own"] for each in below)) if one]
    sent = sum(one["status"] != "not_filed" for one in lines)
    return {
        "label": label,
        "sent": sent,
        "owed": len(lines),
        "missing": len(lines) - sent,
        "late": late,
        "households": 86 * sent,
        "usable": 79 * sent,
        "own": own,
        "below": list(below),
    }


def tree() -> list[Context]:
    """Return a county with a street that has everything, one that waits, and an enterprise."""
    waiting = union_return("云雀速运站点工会", "not_filed", rows=None, usable=None, url="", working_days_left=-1)
    street = branch(
        "柳堤街道",
        branch("东渠社区", own=union_return("东渠社区", "filed")),
        branch("云雀速运", own=waiting, late=1),
        own=union_return("柳堤街道", "to_mend"),
        late=1,
    )
    return [
        branch("青川市总", street, branch("恒达纺织", own=union_return("恒达纺织", "nil", rows=0, usable=0)), late=1)
    ]


def message(text: str, *, fresh: bool, leads_on: bool = True) -> dict[str, Any]:
    """Return one line of the messages."""
    return {
        "id": 1,
        "text": text,
        "union_label": "柳堤街道",
        "at": SIGNED_AT,
        "fresh": fresh,
        "leads_on": leads_on,
    }


def steps_of_a_county() -> list[Context]:
    """Return the optional steps: one that the charter has, one that the county does without."""
    return [
        {
            "key": "assign",
            "label": "走访核实",
            "on": True,
            "origin": "",
            "own": False,
            "from_day": None,
            "source": "",
            "planned": [{"on": False, "from_day": date(2026, 12, 1), "source": "示例"}],
        },
        {
            "key": "publish",
            "label": "公示",
            "on": False,
            "origin": "青川市总工会",
            "own": True,
            "from_day": date(2026, 7, 1),
            "source": "示例",
            "planned": [],
        },
    ]


def opening_pages() -> dict[str, tuple[str, Context]]:
    """Return opening a quarter, the messages, pasting, the board with its tree, and a practice's steps."""
    quarters = [
        {
            "key": key,
            "label": label,
            "last_day": due,
            "first_day": due,
            "due_on": due,
            "unions": unions,
            "open": unions < 9,
            "url": "/x/",
        }
        for key, label, due, unions in (
            ("2026Q3", "2026 年第三季度", date(2026, 10, 15), 0),
            ("2026Q4", "2026 年第四季度", date(2027, 1, 15), 34),
        )
    ]
    opening = desk(
        quarters=quarters,
        union_label="青川市总工会",
        due={"count": 15, "source": "示例"},
        form=OpeningForm(quarters=quarters),
    )
    told = [
        message("柳堤街道的季度摸排表今天到期，请报来；没有困难家庭，也请报一声零报告", fresh=True),
        message("“签署结论”有 3 件超期了，最早的晚了 2 个工作日", fresh=False),
        message("已经办好了", fresh=False, leads_on=False),
    ]
    messages = desk(rows=told, total=3, fresh=1, pages=ONE_PAGE)
    _template, sending = sending_pages()["upload"]
    wrong = PasteForm({"pasted": ""})
    users = [{"union_label": "青川市总工会", "place": "青川市", "from_day": date(2026, 7, 1), "taken_from": ""}]
    return {
        "opening": ("hardship/opening.html", opening),
        "opening-error": ("hardship/opening.html", opening | {"form": OpeningForm({}, quarters=quarters)}),
        "messages": ("site/messages.html", messages),
        "messages-empty": ("site/messages.html", messages | {"rows": [], "total": 0, "fresh": 0}),
        "upload-paste": ("hardship/return_upload.html", sending | {"paste": PasteForm()}),
        "upload-paste-error": ("hardship/return_upload.html", sending | {"paste": wrong}),
        "board-tree": (
            "hardship/quarter.html",
            BOARD | {"tree": tree(), "opening_url": "/x/", "remind_url": "/x/"},
        ),
        "adoption-steps": ("hardship/adoption.html", adoption_context() | {"steps": steps_of_a_county()}),
        "policy-users": ("hardship/policy.html", POLICY | {"users": users}),
    }
