"""Tags and filters for every page: ``{% load web %}``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.forms import BaseForm
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext, pgettext_lazy

from niangjia.values.money import yuan_text
from niangjia.web import charts, ruler, wording
from niangjia.web.sentences import told
from niangjia.web.statuses import STATUSES
from niangjia.web.words import CHINESE

register = template.Library()

register.filter("masked", wording.masked)
register.filter("money", wording.money_text)
register.filter("percent", wording.percent_text)
register.filter("deadline_words", wording.deadline_words)
register.filter("quarter", wording.quarter_text)


@register.filter
def yuan(fen: int | None) -> str:
    """Return whole fen as yuan without the unit, which stands in the head of the column: 21,360.00."""
    return "—" if fen is None else yuan_text(fen).replace("-", "−")


@register.filter
def shortfall(fen: wording.Number) -> wording.Number:
    """Return what is lacking to zero."""
    return -fen


@register.filter
def quantity(value: object, unit: str) -> str:
    """Return a value in its unit."""
    return wording.quantity_text(value, unit)


@register.filter
def cn_date(day: date | None) -> str:
    """Return 2026年10月9日（周五）, 9 Oct 2026 (Fri)."""
    return "" if day is None else wording.date_text(day)


@register.filter
def plain_date(day: date | None) -> str:
    """Return 2026年10月9日, 9 Oct 2026."""
    return "" if day is None else wording.date_text(day, weekday=False)


@register.filter
def short_date(day: date | None) -> str:
    """Return 10月9日, 9 Oct."""
    return "" if day is None else wording.date_text(day, weekday=False, year=False)


@register.filter
def day_date(day: date | None) -> str:
    """Return 10月9日（周五）, 9 Oct (Fri)."""
    return "" if day is None else wording.date_text(day, year=False)


@register.filter
def cn_time(moment: datetime | None) -> str:
    """Return 2026年10月12日 15:20."""
    return "" if moment is None else wording.time_text(moment)


@register.filter
def short_time(moment: datetime | None) -> str:
    """Return 10月12日 15:20."""
    return "" if moment is None else wording.time_text(moment, year=False)


@register.filter
def said(text: object) -> SafeString | str:
    """Return a text of the policy or of the record in the reader's language if we have it, else as it was written.

    What stays Chinese on an English page is marked so, and is read aloud as Chinese.
    """
    written = str(text or "")
    if not written or not wording.in_english():
        return written
    translated = told(written)
    return translated if translated != written else as_written(written)


@register.filter("written")
def as_written(text: object) -> SafeString | str:
    """Return a name, a file, or what somebody wrote by hand: never translated; on an English page marked as Chinese."""
    written = str(text or "")
    if wording.in_english() and CHINESE.search(written):
        return format_html('<span lang="zh-CN">{}</span>', written)
    return written


@register.simple_tag
def status(key: str) -> SafeString:
    """Draw a status: its fixed word and its shape."""
    one = STATUSES[key]
    return format_html('<span class="tag tag-{}">{}</span>', one.family, one.word)


@register.simple_tag
def deadline(working_days_left: int | None) -> SafeString | str:
    """Draw what is left of a deadline; near and late ones stand out."""
    if working_days_left is None:
        return ""
    words = wording.deadline_words(working_days_left)
    if working_days_left < 0:
        return format_html('<span class="late">{}</span>', words)
    if working_days_left <= wording.SOON:
        return format_html('<span class="due">{}</span>', words)
    return words


RESULTS = {
    "met": ("yes", pgettext_lazy("检验结果", "满足")),
    "not_met": ("no", pgettext_lazy("检验结果", "不满足")),
    "clear": ("yes", pgettext_lazy("检验结果", "未触及")),
    "hit": ("no", pgettext_lazy("检验结果", "触及")),
    "unknown": ("ask", pgettext_lazy("检验结果", "无法判断")),
}


@register.simple_tag
def result(key: str) -> SafeString:
    """Draw the result of a test: ``met``, ``not_met``, ``clear``, ``hit`` (of an exclusion) or ``unknown``."""
    shape, word = RESULTS[key]
    return format_html(
        '<p class="res res-{}"><span class="mark mark-{}" aria-hidden="true"></span>{}</p>',
        shape,
        shape,
        word,
    )


@register.inclusion_tag("web/parts/ruler.html")
def draw_ruler(axis: Mapping[str, Any] | ruler.Axis, sentence: str, *, large: bool = False) -> dict[str, object]:
    """Draw a ruler from an ``Axis`` (or a mapping with its fields); ``sentence`` tells the same in words."""
    drawing = ruler.drawn(as_axis(axis), room=ruler.WIDE if large else ruler.BESIDE_TEXT)
    return {"drawing": drawing, "sentence": sentence, "large": large}


def as_axis(axis: Mapping[str, Any] | ruler.Axis) -> ruler.Axis:
    """Return an ``Axis`` from a mapping whose marks are mappings too."""
    if isinstance(axis, ruler.Axis):
        return axis
    marks = [ruler.Mark(**mark) if isinstance(mark, Mapping) else mark for mark in axis["marks"]]
    return ruler.Axis(**{**axis, "marks": marks})


@register.filter
def place_sentence(axis: Mapping[str, Any] | ruler.Axis) -> str:
    """Return where a household stands, in words: 不低于低保标准 750.00 元，低于两倍低保 1,500.00 元."""
    known = as_axis(axis)
    if known.value is None:
        return gettext("还算不出来")
    below = [mark for mark in known.marks if mark.at <= known.value]
    above = [mark for mark in known.marks if mark.at > known.value]
    words = []
    if below:
        line = max(below, key=lambda mark: mark.at)
        words.append(gettext("不低于%(line)s %(amount)s") % named(line, known.unit))
    if above:
        line = min(above, key=lambda mark: mark.at)
        words.append(gettext("低于%(line)s %(amount)s") % named(line, known.unit))
    return gettext("，").join(words)


def named(mark: ruler.Mark, unit: str) -> dict[str, str]:
    """Return a line's name and amount for a sentence; a name that begins with a number stands off."""
    line = told(mark.label)
    apart = " " if line[:1].isdigit() and not wording.in_english() else ""
    return {"line": apart + line, "amount": wording.quantity_text(mark.at, unit)}


COMPARED = {
    "<": pgettext_lazy("门槛", "低于 %(line)s"),
    "<=": pgettext_lazy("门槛", "不高于 %(line)s"),
    ">": pgettext_lazy("门槛", "超过 %(line)s"),
    ">=": pgettext_lazy("门槛", "不低于 %(line)s"),
    "=": pgettext_lazy("门槛", "等于 %(line)s"),
}


@register.filter
def threshold(measure: Mapping[str, Any]) -> str:
    """Return the line of a test with its comparator: 低于 750.00 元."""
    return str(COMPARED[measure["op"]]) % {"line": wording.quantity_text(measure["line"], measure["unit"])}


@register.filter
def gap(measure: Mapping[str, Any]) -> str:
    """Return how far a household is from the line: 高出 378.33 元, 低 371.67 元, 正好在线上."""
    difference = Fraction(measure["value"]) - Fraction(measure["line"])
    if difference == 0:
        return pgettext("差距", "正好在线上")
    amount = {"gap": wording.quantity_text(abs(difference), measure["unit"])}
    return (pgettext("差距", "高出 %(gap)s") if difference > 0 else pgettext("差距", "低 %(gap)s")) % amount


@register.filter
def measure_axis(measure: Mapping[str, Any], result_key: str) -> ruler.Axis:
    """Return the small ruler of one test."""
    mark = ruler.Mark(measure["line"], told(measure.get("line_label")) or pgettext("尺", "门槛"))
    return ruler.Axis(measure["value"], [mark], measure["unit"], good=result_key in {"met", "clear"})


@register.filter
def change_words(change: Mapping[str, Any]) -> str:
    """Return what one change is: 看病自付增加 18,160.01 元; of facts that are not counted, just their name."""
    now, then = change["now"], change["then"]
    name = gettext(change["label"])
    counted = (int, Fraction, Decimal)
    if isinstance(now, bool) or not (isinstance(now, counted) and isinstance(then, counted)):
        return name
    words = gettext("%(fact)s增加 %(gap)s") if then > now else gettext("%(fact)s减少 %(gap)s")
    return words % {"fact": name, "gap": wording.quantity_text(abs(Fraction(then) - Fraction(now)), change["unit"])}


@register.inclusion_tag("web/parts/bars.html")
def draw_bars(chart: Mapping[str, Any]) -> dict[str, object]:
    """Draw a bar chart with its table: ``{"title", "hint", "sentence", "whole_head", "done_head", "bars": [Bar]}``."""
    bars = [charts.Bar(**bar) if isinstance(bar, Mapping) else bar for bar in chart["bars"]]
    return {"chart": chart, "bars": charts.bars_drawn(bars), "height": charts.bars_height(bars)}


@register.inclusion_tag("web/parts/line.html")
def draw_line(chart: Mapping[str, Any]) -> dict[str, object]:
    """Draw a line chart with its table: ``{"title", "hint", "sentence", "head", "aim", "aim_text", "points"}``."""
    points = [charts.Point(**point) if isinstance(point, Mapping) else point for point in chart["points"]]
    return {"chart": chart, "drawing": charts.line_drawn(points, aim=chart.get("aim"))}


@register.inclusion_tag("web/parts/error_summary.html")
def error_summary(*forms: BaseForm | None) -> dict[str, object]:
    """Draw the list of what is to mend, each line leading to its field; two lines of the same words name theirs."""
    found = [form for form in forms if form is not None and form.is_bound and form.errors]
    general = [message for form in found for message in form.non_field_errors()]
    fields = [(field, message) for form in found for field in form for message in field.errors]
    times = Counter(message for _field, message in fields)
    fields = [
        (field, gettext("%(field)s：%(message)s") % {"field": str(field.label).rstrip("？?"), "message": message})
        if times[message] > 1
        else (field, message)
        for field, message in fields
    ]
    return {"general": general, "fields": fields, "count": len(general) + len(fields)}


@register.filter
def any_errors(form: BaseForm | None) -> bool:
    """Return whether a form came back with something to mend."""
    return bool(form is not None and form.is_bound and form.errors)


@register.inclusion_tag("web/parts/pager.html")
def pager(pages: Mapping[str, Any]) -> dict[str, object]:
    """Draw the pager: ``{"number", "count", "url"}``; ``url`` ends where the number goes: ``?q=x&page=``."""
    number, count = int(pages["number"]), int(pages["count"])
    near: Sequence[int] = [one for one in range(1, count + 1) if one in {1, count} or abs(one - number) <= 2]
    steps: list[int | None] = []
    for one in near:
        if steps and one - (steps[-1] or 0) > 1:
            steps.append(None)
        steps.append(one)
    return {"steps": steps, "number": number, "count": count, "url": pages["url"]}


@register.simple_tag
def language_mark() -> str:
    """Return the language of the page as HTML names it."""
    language = get_language() or "zh-hans"
    return "zh-CN" if language.startswith("zh") else language
