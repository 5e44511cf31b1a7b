"""The scorecard, the rows behind each of its figures, and what can be taken away of both."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from niangjia.casework.access import Actor, NotYours
from niangjia.casework.access.gate import ActingRequest
from niangjia.outside.documents import DocumentsMissing
from niangjia.records.unions.models import TERRITORY, Path, Union
from niangjia.reports import disclosure, figures
from niangjia.reports.brief import MEDIA, brief_file
from niangjia.reports.exporting import Exported, exported_workbook, most_rows, write_download
from niangjia.reports.measures import MEASURES, Measure
from niangjia.reports.measures.returns import newest_with_figures, periods
from niangjia.reports.page import SEE, asked, card, scorecard_page, statement_export
from niangjia.reports.rows import ROWS
from niangjia.reports.scope import Scope
from niangjia.values.errors import NotAQuarter
from niangjia.values.periods import Quarter, period_of
from niangjia.web import clock
from niangjia.web.answers import file_answer
from niangjia.web.forms import row_number
from niangjia.web.sentences import told
from niangjia.web.wording import quarter_text

ON_A_PAGE = 100
HEAR = "hear_complaints"
NOT_FOUND = "没有找到这一页"


@require_safe
def scorecards(request: ActingRequest) -> HttpResponse:
    """Show the newest scorecard that has figures, and say so where a newer quarter has only been opened."""
    within = request.actor.union_ids(SEE)
    known = periods(within)
    newest = newest_with_figures(within)
    if newest and newest != known[0]:
        words = {"opened": quarter_text(known[0]), "shown": quarter_text(newest)}
        messages.info(request, _("%(opened)s还没有人报来，先给您看%(shown)s的。") % words)
    return redirect("scorecard", newest or (known[0] if known else str(Quarter.of(clock.today()).previous)))


def scope_of(actor: Actor, period: str, union: str | None) -> tuple[Scope, Union | None]:
    """Return what a scorecard looks at: everything within reach, or one union of it with all below it.

    Errors: ``NotYours`` for a period that is none, a union out of reach, or one that is told of only inside.
    """
    try:
        span = period_of(period)
    except NotAQuarter as error:
        raise NotYours(NOT_FOUND) from error
    within = actor.union_ids(SEE)
    whole = Scope(within, str(span), on=actor.on, hears=actor.union_ids(HEAR))
    if not union:
        return whole, None
    found = actor.unions(SEE).filter(pk=row_number(union)).first()
    if found is None or (disclosure.is_outside(actor) and not disclosure.is_told_of(found)):
        raise NotYours(NOT_FOUND)
    below = (
        Path.objects.filter(ancestor=found, line=TERRITORY, valid_from__lte=actor.on)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=actor.on))
        .values("descendant_id")
    )
    return whole.within(within.filter(descendant_id__in=below)), found


@require_safe
def scorecard(request: ActingRequest, period: str) -> HttpResponse:
    """Show the figures of a period, each with its definition and its rows."""
    scope, union = scope_of(request.actor, period, request.GET.get("union"))
    outside = disclosure.is_outside(request.actor)
    page = scorecard_page(request.actor, scope, union, outside=outside, at=clock.now())
    return render(request, "reports/scorecard.html", page)


@require_safe
def brief(request: ActingRequest, period: str, form: str) -> HttpResponse:
    """Hand out the brief of a period; whoever asks for one that leaves the county gets no small numbers."""
    scope, union = scope_of(request.actor, period, request.GET.get("union"))
    if form not in MEDIA:
        raise NotYours(NOT_FOUND)
    outside = disclosure.is_outside(request.actor) or bool(request.GET.get("outside"))
    page = scorecard_page(request.actor, scope, union, outside=outside, at=clock.now())
    place = union or request.actor.home
    try:
        content = brief_file(
            page, form=form, union_id=place.pk if place else None, by=request.actor.account, at=clock.now()
        )
    except DocumentsMissing as error:
        messages.error(request, told(error))
        return redirect(page["card"]["url"])
    name = _("%(place)s%(period)s简报") % {"place": page["card"]["place"], "period": quarter_text(scope.period)}
    return file_answer(content, name=f"{name}.{form}", content_type=MEDIA[form])


@require_safe
def figures_table(request: ActingRequest, period: str) -> HttpResponse:
    """Hand out all figures of a period with their definitions, as a table: of a statistical year, the annual return."""
    scope, union = scope_of(request.actor, period, request.GET.get("union"))
    shown = figures.told_figures(scope, asked="", outside=disclosure.is_outside(request.actor))
    head = card(request.actor, scope, union, at=clock.now())
    return exported(request, statement_export(shown, head), what="figures", period=scope.period, union=union)


def exported(request: ActingRequest, table: Exported, *, what: str, period: str, union: Union | None) -> HttpResponse:
    """Hand out a table as an Excel file and write that it went out."""
    place = union or request.actor.home
    content = exported_workbook(table, by=request.actor.account, at=clock.now())
    write_download(what, period=period, union_id=place.pk if place else None, by=request.actor.account, at=clock.now())
    return file_answer(content, name=f"{table.title}.xlsx")


def measure_of(key: str) -> Measure:
    """Return the measure that an address names.

    Errors: ``NotYours`` when there is none.
    """
    if key not in MEASURES:
        raise NotYours(NOT_FOUND)
    return MEASURES[key]


@require_safe
def figure(request: ActingRequest, period: str, key: str) -> HttpResponse:
    """Show the rows behind one figure; whoever looks from above the county sees the figure alone."""
    scope, union = scope_of(request.actor, period, request.GET.get("union"))
    measure = measure_of(key)
    outside = disclosure.is_outside(request.actor)
    rows = measure.rows(scope).order_by("owner_union__code", "id")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    listed = not outside and page.paginator.count > 0
    columns, lines = ROWS[measure.table](page.object_list, request.actor) if listed else ([], [])
    return render(
        request,
        "reports/rows.html",
        {
            "figure": figures.told_figure(measure, scope, outside=outside),
            "card": card(request.actor, scope, union, at=clock.now()),
            "columns": columns,
            "rows": lines,
            "total": 0 if outside else page.paginator.count,
            "why_not": _("数字背后的家庭，只有所在县看得到。") if outside else "",
            "pages": {
                "number": page.number,
                "count": page.paginator.num_pages,
                "url": f"?union={union.pk}&page=" if union else "?page=",
            },
            "export_url": reverse("figure_rows", args=[scope.period, key]) + asked(union) if listed else "",
        },
    )


@require_safe
def figure_rows(request: ActingRequest, period: str, key: str) -> HttpResponse:
    """Hand out the rows behind one figure as an Excel file: inside the county alone."""
    scope, union = scope_of(request.actor, period, request.GET.get("union"))
    measure = measure_of(key)
    if disclosure.is_outside(request.actor):
        raise NotYours(NOT_FOUND)
    rows = measure.rows(scope).order_by("owner_union__code", "id")[: most_rows() + 1]
    columns, lines = ROWS[measure.table](rows, request.actor)
    head = card(request.actor, scope, union, at=clock.now())
    table = Exported(
        title=f"{measure.label} {quarter_text(scope.period)}",
        filtered=_("%(place)s，%(days)s") % {"place": head["place"], "days": head["days"]},
        columns=[column["label"] for column in columns],
        rows=[[line["label"], *(cell["text"] for cell in line["cells"])] for line in lines],
    )
    return exported(request, table, what=key, period=scope.period, union=union)
