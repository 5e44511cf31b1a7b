"""A verdict as a person would want to read it in a terminal: the answer first, then every reason."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from niangjia.engines.rules.changes import Changes, Settled
from niangjia.engines.rules.policy import Policy
from niangjia.engines.rules.verdict import BenefitShown, ComparisonShown, Piece, TestShown, Verdict
from niangjia.engines.rules.why import why
from niangjia.engines.rules.words import COMPARATOR_WORDS, CYCLE_WORDS, label_of
from niangjia.values.money import yuan_text

GROUPS = {
    "precondition": "先决条件（都要满足）",
    "need": "分档条件（从上往下，先满足哪条算哪档）",
    "exclusion": "排除情形（触及一条，就不能认定相应的档）",
    "exception": "排除的例外",
    "other": "其他",
}
RESULTS = {"pass": "满足", "fail": "不满足", "cannot_tell": "无法判断"}
EXCLUSION_RESULTS = {"pass": "触及", "fail": "未触及", "cannot_tell": "无法判断"}


def verdict_text(policy: Policy, verdict: Verdict, what_if: Changes) -> str:
    """Return a verdict as text: tier, one sentence why, amounts, tests, what is missing, what would change it."""
    where = "、".join(verdict.place) or "未写地区"
    lines = [
        f"结论：{verdict.tier_label}",
        f"{why(policy, verdict)}",
        "",
        f"{verdict.policy_label} · {where} · 按 {verdict.on} 的标准",
    ]
    parts = (_amounts(verdict), _missing(policy, verdict, what_if), _tests(verdict), _workings(verdict))
    for part in (*parts, _changes(what_if), _guidance(verdict)):
        written = list(part)
        if written:
            lines += ["", *written]
    lines += [
        "",
        f"政策指纹 {verdict.policy_hash[:12]}，规则引擎 {verdict.engine}。用同样的事实和政策重判，结果都一样。",
    ]
    return "\n".join(lines) + "\n"


def width(text: str) -> int:
    """Return how many columns a text takes in a terminal; a Chinese character takes two.

    >>> width("低保 750")
    8
    """
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def aligned(rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> list[str]:
    """Return rows as lines with their columns under each other; those numbered in ``right`` end together.

    >>> aligned([["收入", "1.00"], ["a", "20.00"]], right=[1])
    ['  收入   1.00', '  a     20.00']
    """
    widths = [max(width(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = []
        for column, cell in enumerate(row):
            space = " " * (widths[column] - width(cell))
            cells.append(space + cell if column in right else cell + space)
        lines.append(("  " + "  ".join(cells)).rstrip())
    return lines


def _amounts(verdict: Verdict) -> Iterator[str]:
    yield "救助金额（元）"
    rows = [[one.label, _yuan(one.amount_fen), _working(one)] for one in verdict.benefits]
    rows.append(["合计", _yuan(verdict.total_fen), ""])
    yield from aligned(rows, right=[1])


def _yuan(fen: int | None) -> str:
    return "还算不出" if fen is None else yuan_text(fen)


def _working(benefit: BenefitShown) -> str:
    """Return how an amount came about, its ceiling and its cycle."""
    if not benefit.formula:
        return ""
    said = [_product(benefit.pieces)]
    if benefit.capped and benefit.before_ceiling and benefit.ceiling:
        said.append(f"按比例是 {benefit.before_ceiling.text}，到上限 {benefit.ceiling.text} 为止")
    if benefit.given_way:
        said.append("另一项更多，这一项不另给")
    cycle = "".join(CYCLE_WORDS[one] for one in benefit.once_per)
    said += [f"{cycle}一次"] if cycle else []
    return "，".join([*said, benefit.source])


def _product(pieces: Sequence[Piece]) -> str:
    first, *others = pieces
    words = [_value(first), *(f"{piece.sign} {_value(piece)}" for piece in others)]
    return " ".join(words)


def _value(piece: Piece) -> str:
    return piece.value.text if piece.value else "不清楚"


def _missing(policy: Policy, verdict: Verdict, what_if: Changes) -> Iterator[str]:
    if verdict.missing_parameters:
        labels = "、".join(label_of(policy, key) for key in verdict.missing_parameters)
        yield f"政策里没有这一天、这个地区的：{labels}"
        yield "请核对日期和地区，或把它们补进政策文件"
    for settling in what_if.settlings:
        bearing = "补上才能定档" if settling.decides else "不影响档次"
        yield f"还缺：{settling.question or settling.label}（{settling.fact}）{bearing}"
        yield from aligned([[one.text, one.tier_label, _totals(one)] for one in settling.outcomes])


def _totals(one: Settled) -> str:
    first, last = one.first_total_fen, one.last_total_fen
    if first is None or last is None:
        return ""
    return f"合计 {yuan_text(first)} 元" if first == last else f"合计 {yuan_text(first)} 到 {yuan_text(last)} 元"


def _tests(verdict: Verdict) -> Iterator[str]:
    yield "逐条测试"
    for role, title in GROUPS.items():
        tests = [test for test in verdict.tests if test.role == role]
        if tests:
            yield f"· {title}"
        for test in tests:
            yield from _test(verdict, test)


def _test(verdict: Verdict, test: TestShown) -> Iterator[str]:
    results = EXCLUSION_RESULTS if test.role == "exclusion" else RESULTS
    result = results[test.outcome]
    yield f"  {result}{' ' * (8 - width(result))}  {test.label}　{test.source}"
    known = {fact.key: fact for fact in verdict.facts}
    if not test.comparisons:
        said = [f"{known[key].label}：{known[key].text}" for key in test.facts if key in known]
        yield from ([f"            本户 {'；'.join(said)}"] if said else [])
    if test.comparisons:
        yield from (f"          {line}" for line in aligned([_comparison(one) for one in test.comparisons]))


def _comparison(one: ComparisonShown) -> list[str]:
    word = COMPARATOR_WORDS[one.comparator] if one.comparator else "比较"
    value = one.value.text if one.value else "不清楚"
    threshold = one.threshold.text if one.threshold else "不清楚"
    return [one.value_label, f"本户 {value}", f"门槛 {word} {threshold}", _distance(one)]


def _distance(one: ComparisonShown) -> str:
    if one.distance is None:
        return ""
    if one.distance.exact == 0:
        return "差距 正好相等"
    text = one.distance.text.lstrip("-")
    return f"差距 {'高' if one.distance.exact > 0 else '低'} {text}"


def _workings(verdict: Verdict) -> Iterator[str]:
    yield "怎么算出来的（比较时用精确值，不用四舍五入的数）"
    rows = [[one.label, one.value.text if one.value else "算不出", one.formula] for one in verdict.variables]
    yield from aligned(rows, right=[1]) if rows else []


def _changes(what_if: Changes) -> Iterator[str]:
    if not what_if.changes:
        return
    yield "什么会改变结论（每次只变一项，其余不变）"
    words = {"more": "多", "less": "少", "other": "改为"}
    rows = []
    for one in what_if.changes:
        figures = "，".join(f"{figure.label} {figure.text}" for figure in one.figures)
        then = f"{one.now_text} → {one.then_text}{f'（{figures}）' if figures else ''}"
        rows.append([f"{one.label}{words[one.direction]} {one.by or one.then_text}", one.tier_label, then])
    yield from aligned(rows)


def _guidance(verdict: Verdict) -> Iterator[str]:
    if verdict.guidance:
        yield f"还可以申请：{'、'.join(one.label for one in verdict.guidance)}"
