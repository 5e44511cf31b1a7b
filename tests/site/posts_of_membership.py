"""What is posted about joining, organising, belonging and the ledger with a row of the other county in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from niangjia.records.cases.models import Case, Transfer
from niangjia.records.joinings.models import MemberBenefit, Poster
from niangjia.records.people.models import Likeness, Tie, Worker, WorkerMerge
from niangjia.records.unions.models import Account, Liaison, Post

if TYPE_CHECKING:
    from small_county import County

ABOUT_ONE_ROW: dict[str, tuple[str, dict[str, Any]]] = {
    "an application to admit": ("joining_admit", {}),
    "an applicant to ask for more": ("joining_ask", {"missing": ["phone"], "told": "补上电话"}),
    "an application to decline": ("joining_decline", {"reason": "elsewhere", "told": "请到那家办"}),
    "an applicant who is given a code": ("joining_code", {}),
    "a benefit to hand over": ("benefit_deliver", {}),
    "a member whose standing changes": ("standing", {"deed": "reserve"}),
    "a member who goes freelance": ("freelance", {}),
    "a tie to end": ("end_tie", {}),
    "a worker to reveal": ("reveal_worker", {"field": "phone", "purpose": "contact"}),
    "a transfer to answer": ("transfer", {"answer": "release"}),
    "two that may be one": ("decide_likeness", {"answer": "apart"}),
    "a merge to take back": ("take_apart", {}),
    "a worker who is to move": ("ask_transfer", {}),
}
"""Who posts it is the county's cadre; the row is the other county's."""
RELATIONS_OF_MEMBERSHIP = (
    *ABOUT_ONE_ROW,
    "applications to admit together",
    "a union that takes another in",
    "a poster to take down",
    "trades of a union",
    "a poster of a union",
    "a liaison to end",
    "an account to close",
    "what the survey of a quarter that is none told",
)
MEMBERSHIP_WITHOUT_ROWS = {
    *("membership:join_at", "membership:my_joining", "membership:join_complete", "membership:join_withdraw"),
    *("membership:join_leave", "membership:my_card", "membership:claim_benefit", "membership:check_card"),
    *("phone_sign_in", "phone_code", "second_factor", "second_factor_enrol", "invitation", "own_password"),
    *("my_messages", "my_self", "my_delegates", "act_for", "export", "agree_to_export", "accounts"),
    *("membership:batch", "membership:find_workers", "membership:register", "membership:take_in"),
    *("membership:my_transfer", "membership:leave_union"),
}
"""What they change is named by a secret code, by the session, or by words that are looked up within reach; unions and
people to choose from are offered only within reach, which the forms themselves refuse otherwise."""


def posts_of_membership(county: County) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Return who posts what."""
    theirs = (county.unions["foreign"], county.unions["other-county"])

    def row(model: Any, **lookup: Any) -> int:
        return int(model.everywhere.filter(owner_union__in=theirs, **lookup).order_by("pk")[0].pk)

    rows = {
        "liaison_of": row(Liaison),
        "benefit_deliver": row(MemberBenefit),
        "end_tie": row(Tie),
        "transfer": row(Transfer),
        "decide_likeness": row(Likeness),
        "take_apart": row(WorkerMerge),
        **dict.fromkeys(("joining_admit", "joining_ask", "joining_decline", "joining_code"), row(Case, matter="join")),
        **dict.fromkeys(("standing", "freelance", "reveal_worker", "ask_transfer"), row(Worker)),
    }
    named = {
        relation: ("cadre", reverse(f"membership:{name}", args=[rows[name]]), data)
        for relation, (name, data) in ABOUT_ONE_ROW.items()
    }
    home = county.unions["county"].pk
    stranger = Account.objects.get(username="stranger")
    return {
        **named,
        "applications to admit together": (
            "cadre",
            reverse("membership:joinings"),
            {"joining": [rows["joining_admit"]]},
        ),
        "a union that takes another in": (
            "cadre",
            reverse("membership:reshape", args=[home]),
            {"deed": "merge", "other": theirs[0].pk, "on": "2026-11-01"},
        ),
        "a poster to take down": (
            "cadre",
            reverse("membership:poster_down", args=[Poster.everywhere.get(owner_union=theirs[0]).uid]),
            {},
        ),
        "trades of a union": ("cadre", reverse("membership:trades_of", args=[theirs[0].pk]), {"trades": ["courier"]}),
        "a poster of a union": ("cadre", reverse("membership:posters"), {"union": theirs[0].pk}),
        "a liaison to end": ("cadre", reverse("membership:liaison_of", args=[rows["liaison_of"]]), {"deed": "end"}),
        "an account to close": (
            "cadre",
            reverse("account_deed"),
            {"deed": "unlock", "row": Post.objects.get(account=stranger).pk},
        ),
        "what the survey of a quarter that is none told": ("cadre", reverse("hardship:told", args=["2026Q9"]), {}),
    }
