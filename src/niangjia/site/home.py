"""The front door: signing in and out, the inbox, the pulse."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from niangjia import catalogue
from niangjia.casework import offline, trail
from niangjia.casework import queries as desk
from niangjia.casework.access import Actor
from niangjia.casework.access.gate import ActingRequest
from niangjia.casework.access.matrix import MATRIX
from niangjia.casework.access.sign_in import NotSignedIn, sign_in, sign_out
from niangjia.casework.queries import Due, money
from niangjia.engines.calendar import working_days_between
from niangjia.programmes.hardship.queries.verdict import STATUS
from niangjia.site.demonstration import accounts_shown
from niangjia.site.doors import first_page, was_away
from niangjia.site.forms import SignInForm
from niangjia.web import clock
from niangjia.web.sentences import told
from niangjia.web.statuses import STATUSES
from niangjia.web.wording import quarter_text

ON_A_PAGE = 50
HOURS_OF_A_DAY = 24
SAME_DAY = {"emergency verify"}
"""What is owed the same day: its time left is told in hours."""
SOON = 3
MATTERS = {
    "expected": gettext_noop("季度摸排 · 上报"),
    "to_mend": gettext_noop("季度摸排 · 改标出的格子"),
    "judge": gettext_noop("困难帮扶 · 作认定"),
    "grant": gettext_noop("困难帮扶 · 签署结论"),
    "reserve": gettext_noop("困难帮扶 · 预留资金"),
    "pay": gettext_noop("困难帮扶 · 登记到账"),
    "check_override": gettext_noop("困难帮扶 · 复核改判"),
    "decide_merge": gettext_noop("两份申报可能是一家 · 定一下"),
    # -- visits
    "assign": gettext_noop("困难帮扶 · 派人走访"),
    "visit": gettext_noop("困难帮扶 · 走访"),
    "hand_over": gettext_noop("困难帮扶 · 走访要重派"),
    # -- notices
    "publish": gettext_noop("困难帮扶 · 公示"),
    "answer_objection": gettext_noop("困难帮扶 · 答复异议"),
    # -- exits
    "check_exit": gettext_noop("困难帮扶 · 复核退出"),
    "check_undo": gettext_noop("困难帮扶 · 复核撤销退出"),
    "revisit": gettext_noop("退出后关注 · 回访"),
    "check_signal": gettext_noop("防返困 · 核查情况"),
    "resurvey": gettext_noop("防返困 · 重新摸排这一户"),
    # -- pairs
    "contact": gettext_noop("结对 · 联系这一户"),
    "contact_late": gettext_noop("结对 · 过了日子还没联系上"),
    "hand_over_pair": gettext_noop("结对 · 干部调走，交接给别人"),
    # -- needs
    "need solve": gettext_noop("需求 · 办好"),
    "need confirm": gettext_noop("需求 · 本人确认"),
    # -- wishes
    "wish fulfil": gettext_noop("微心愿 · 实现"),
    # -- provisions
    "second_award": gettext_noop("项目帮扶 · 第二位同事批"),
    "award grant": gettext_noop("项目帮扶 · 批准"),
    "award reserve": gettext_noop("项目帮扶 · 预留资金"),
    "award pay": gettext_noop("项目帮扶 · 登记到账"),
    # -- emergencies
    "emergency verify": gettext_noop("应急帮扶 · 核实并先帮"),
    "emergency document": gettext_noop("应急帮扶 · 补手续"),
    "follow_up": gettext_noop("应急帮扶 · 后续跟进"),
    # -- unions
    "found agree_founding": gettext_noop("建会申请 · 答复"),
    "found report_election": gettext_noop("建会申请 · 等选举结果"),
    "found confirm_founding": gettext_noop("建会申请 · 确认选举结果"),
    "raise answer_raised": gettext_noop("基层反映 · 答复"),
    "liaise": gettext_noop("联系基层工会"),
    "re_elect": gettext_noop("任期快到 · 准备换届"),
    "renew": gettext_noop("法人证书快到期 · 换证"),
    # -- belonging
    "transfer release": gettext_noop("转会 · 放行或者提异议"),
    "transfer insist": gettext_noop("转会 · 有异议，定转不转"),
    # -- joining
    "join admit": gettext_noop("入会 · 当天答复"),
}
STEP_PAGES = {
    # -- pairs
    "contact": "care:pair",
    "contact_late": "care:pair",
    "hand_over_pair": "care:pair_hand_over",
    # -- provisions
    "second_award": "care:award",
}
"""Steps with a page of their own, which is told what waits."""
OWN_PAGES = {
    # -- exits
    "exit": "hardship:exit",
    "revisit": "hardship:exit",
    "signal": "hardship:signal",
    # -- emergencies
    "follow_up": "care:emergency",
    # -- notices
    "objection": "hardship:objection",
    # -- unions
    "liaison": "membership:liaison_of",
    "union": "membership:union",
}
"""The page of a thing that waits and is no case."""
ROLE_WORDS = {
    "grassroots": gettext_noop("基层工会"),
    "county": gettext_noop("帮扶专干"),
    "finance": gettext_noop("财务"),
    "leader": gettext_noop("另一位同事"),
    "helper": gettext_noop("结对干部"),
    "member": gettext_noop("本人"),
    "anyone": gettext_noop("任何人"),
}
PAGES: dict[str, str] = {
    # -- needs
    "need": "care:need",
    # -- wishes
    "wish": "care:wish",
    # -- provisions
    "award": "care:award",
    # -- emergencies
    "emergency": "care:emergency",
    # -- unions
    "found": "membership:founding",
    "raise": "membership:raised",
    # -- belonging
    "transfer": "membership:transfer",
    # -- joining
    "join": "membership:joining",
}
"""The page of a case of a window other than hardship, by its matter."""
HOMES = {"care": ("care:home", "see_care"), "membership": ("membership:home", "see_membership")}
"""The first page of those windows, and what it asks for."""
RETURN_STATUS = {"expected": "not_filed", "to_mend": "to_mend"}
HANDED = ("visit", "second_award")
"""Steps that wait for some of a role and not for others: who is sent, who has not signed yet."""
TABS = (
    ("all", gettext_noop("全部")),
    ("mine", gettext_noop("等我办")),
    ("late", gettext_noop("已超期")),
    ("soon", gettext_noop("三天内到期")),
    ("others", gettext_noop("等别人")),
)


@sensitive_post_parameters("password")
@never_cache
def login(request: HttpRequest) -> HttpResponse:
    """Let somebody in, or say – the same to everybody – that name and password do not go together."""
    form = SignInForm(request.POST or None)
    wanted = request.POST.get("next") or request.GET.get("next", "")
    if request.method == "POST" and form.is_valid():
        try:
            account = sign_in(request, **form.cleaned_data, at=clock.now())
        except NotSignedIn as error:
            form.add_error(None, told(error))
        else:
            safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
            return redirect(wanted if safe else first_page(account))
    page = {"form": form, "next": wanted, "demo": accounts_shown(), **was_away(request)}
    return render(request, "site/login.html", page, status=422 if form.errors else 200)


@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """Let somebody out; the browser forgets what it kept, also what it carried for work without signal."""
    carried = request.session.get(offline.IN_SESSION)
    if carried:
        offline.end_package(offline.package_of(carried), at=clock.now())
    sign_out(request, at=clock.now())
    response = redirect("login")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the database answers, and that the trail ends where its head says."""
    if trail.end_holds():
        return HttpResponse("ok\n", content_type="text/plain")
    return HttpResponse("the trail does not end where its head says\n", content_type="text/plain", status=503)


@require_safe
def inbox(request: ActingRequest) -> HttpResponse:
    """Show what waits, by deadline; a worker finds what is his own on his own first page."""
    if request.actor.account.is_worker:
        return redirect("my_home")
    today = clock.today()
    everything = desk.dues(request.actor)
    chosen = request.GET.get("tab", "mine")
    sorted_by_tab = {key: [due for due in everything if in_tab(due, key, request.actor, today)] for key, _label in TABS}
    if not sorted_by_tab["mine"] and "tab" not in request.GET:
        chosen = "all"
    rows = sorted_by_tab.get(chosen, everything)
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    later = [due.due_on for due in everything if due.due_on and due.due_on >= today]
    return render(
        request,
        "site/inbox.html",
        {
            "today": today,
            "tabs": [
                {"label": _(label), "count": len(sorted_by_tab[key]), "url": f"?tab={key}", "current": key == chosen}
                for key, label in TABS
            ],
            "filters": None,
            "rows": lines(list(page.object_list), request.actor, today=today),
            "total": page.paginator.count,
            "first": page.start_index(),
            "last": page.end_index(),
            "pages": {"number": page.number, "count": page.paginator.num_pages, "url": f"?tab={chosen}&page="},
            "next_on": min(later, default=None),
        },
    )


def in_tab(due: Due, tab: str, actor: Actor, today: date) -> bool:
    """Return whether a thing that waits belongs into a tab."""
    left = days_left(due, today)
    if due.step in HANDED and tab in {"mine", "others"}:
        return due.mine == (tab == "mine")
    mine = actor.holds(due.role) or (due.kind in {"override", "exit"} and actor.may("check_overrides"))
    mine = mine or due.step in {"contact", "liaise"}
    if tab == "mine":
        return mine
    if tab == "others":
        return not mine
    if tab == "late":
        return left is not None and left < 0
    if tab == "soon":
        return left is not None and 0 <= left <= SOON
    return True


def days_left(due: Due, today: date) -> int | None:
    """Return the working days until something is due; once its day is over it is late, also while nobody works."""
    if due.due_on is None:
        return None
    left = working_days_between(today, due.due_on)
    return min(left, -1) if due.due_on < today else left


def lines(dues: list[Due], actor: Actor, *, today: date) -> list[dict[str, Any]]:
    """Return the lines of the inbox; a payout leads to the fund that it comes from."""
    buckets = money.reserving_buckets(due.subject_id for due in dues if due.step == "pay")
    pages = [
        own_page(due)
        or where_visited(due, actor)
        or where(due, actor, bucket=buckets.get(due.subject_id) if due.step == "pay" else None)
        for due in dues
    ]
    return [line(due, page, today=today) for due, page in zip(dues, pages, strict=True)]


def own_page(due: Due) -> str:
    """Return the page that a step has for itself, if it has one."""
    return reverse(STEP_PAGES[due.step], args=[due.subject_id]) if due.step in STEP_PAGES else ""


def where(due: Due, actor: Actor, *, bucket: int | None) -> str:
    """Return the page where a thing is done; for who cannot do it, the page that shows it; else nothing."""
    if due.kind in OWN_PAGES:
        return reverse(OWN_PAGES[due.kind], args=[due.subject_id])
    if due.step in {"reserve", "pay"} and actor.may("see_funds"):
        return reverse("fund", args=[bucket]) if bucket else reverse("funds")
    if due.kind == "merge":
        return reverse("hardship:merges")
    if due.programme in HOMES:
        return page_of(due, actor)
    if due.kind == "return" or due.state == "filed":
        return page_of_return(due, actor)
    return page_of_case(due, actor)


def page_of_case(due: Due, actor: Actor) -> str:
    """Return the page on which a household is published, or its verdict is shown."""
    if due.step == "publish" and actor.may("publish_notices"):
        return reverse("hardship:notices", args=[due.period])
    return reverse("hardship:verdict", args=[due.subject_id]) if actor.may("see_verdicts") else ""


def page_of_return(due: Due, actor: Actor) -> str:
    """Return the page on which a return is sent or mended, or its quarter is run."""
    if due.kind == "return" and due.state == "to_mend":
        return reverse("hardship:return", args=[due.subject_id])
    if due.kind in {"return", "resurvey"} and actor.may("file_returns"):
        return f"{reverse('hardship:upload', args=[due.period])}?union={due.union_id}"
    return reverse("hardship:quarter", args=[due.period]) if actor.may("see_returns") else ""


def page_of(due: Due, actor: Actor) -> str:
    """Return the page of a case of a window other than hardship."""
    name = PAGES.get(due.matter, "")
    if name and actor.may(MATRIX.addresses[name].capability):
        return reverse(name, args=[due.page_id or due.subject_id])
    home, asked = HOMES[due.programme]
    return reverse(home) if actor.may(asked) else ""


def matter_words(due: Due) -> str:
    """Return what is to be done: the words written here, else those of the charter."""
    if due.kind == "case" and due.programme != "hardship":
        programme = catalogue.programme(due.programme)
        labels = [step.label for step in programme.lifecycle.steps if step.key == due.step]
        known = MATTERS.get(f"{due.matter} {due.step}")
        return _(known) if known else _(programme.label) + " · " + _(labels[0] if labels else due.step)
    return _(MATTERS[due.step])


def status_of(due: Due) -> str:
    """Return the key of the status that a thing is shown in."""
    known = RETURN_STATUS.get(due.state) or STATUS.get(due.state, due.state)
    return known if known in STATUSES else "checking"


def where_visited(due: Due, actor: Actor) -> str:
    """Return where a visit is made or arranged; nothing for what is no visit, or not this person's."""
    if due.mine:
        return reverse("hardship:visit", args=[due.visit_id])
    arranged = due.step in {"assign", "visit", "hand_over"} and actor.may("assign_visits")
    return reverse("hardship:visitors", args=[due.subject_id]) if arranged else ""


def hours_left(due: Due, *, now: datetime) -> int | None:
    """Return the hours until midnight of what is to be done today within the day; of everything else, nothing."""
    here = timezone.localtime(now)
    if f"{due.matter} {due.step}" not in SAME_DAY or due.due_on != here.date():
        return None
    return HOURS_OF_A_DAY - here.hour


def line(due: Due, url: str, *, today: date) -> dict[str, Any]:
    """Return one line of the inbox."""
    quarter = quarter_text(due.period)
    return {
        "title": due.title or _("%(union)s：%(quarter)s摸排表") % {"union": due.union, "quarter": quarter},
        "code": due.number,
        "url": url,
        "matter": matter_words(due),
        "waits_for": due.union if due.kind == "return" else _(ROLE_WORDS.get(due.role, due.role)),
        "on": due.due_on,
        "working_days_left": days_left(due, today),
        "hours_left": hours_left(due, now=clock.now()),
        "union_label": due.union,
        "status": status_of(due),
    }
