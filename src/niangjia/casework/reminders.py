"""The reminder desk: who is told that something is due soon, due today or late, once for each of these stages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from niangjia.casework.messages import notify
from niangjia.casework.queries.unions import certificates_to_renew, terms_to_prepare
from niangjia.engines.calendar import working_days_between
from niangjia.records.cases.models import Clock
from niangjia.records.papers.models import Return
from niangjia.records.unions.models import TERRITORY, Account, Certificate, Election, Path, Post

EARLY, SOON, TODAY, LATE = "early", "soon", "today", "late"


@dataclass(frozen=True, slots=True)
class Reminding:
    """When somebody is reminded of a day.

    Units: working days; ``before`` is how many before the day the first reminder goes out, ``again`` how many lie
    between two reminders of what is late.
    """

    before: int
    again: int
    source: str

    def stage(self, due_on: date, *, on: date) -> str:
        """Return which reminder is due on a day: early (nobody is told by itself), soon, today, or the n-th late one.

        >>> rule = Reminding(before=3, again=2, source="示例")
        >>> [rule.stage(date(2026, 10, 15), on=date(2026, 10, day)) for day in (9, 14, 15, 16, 19, 20)]
        ['early', 'soon', 'today', 'late-1', 'late-1', 'late-2']
        """
        left = working_days_between(on, due_on)
        if left < 0 or on > due_on:
            return f"{LATE}-{(max(-left, 1) - 1) // self.again + 1}"
        if left == 0:
            return TODAY
        return SOON if left <= self.before else EARLY


def holders(union_ids: Iterable[int], *, role: str, on: date) -> dict[int, list[Account]]:
    """Return for each union who holds ``role`` for it on a day: its own people, else those of the nearest union above.

    A union that has nobody of its own in a role is looked after by the one above it.
    """
    in_force = Q(to_on__isnull=True) | Q(to_on__gt=on)
    paths = defaultdict(list)
    for path in (
        Path.objects.filter(descendant_id__in=set(union_ids), line=TERRITORY, valid_from__lte=on)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))
        .order_by("depth")
    ):
        paths[path.descendant_id].append(path.ancestor_id)
    above = {ancestor for ancestors in paths.values() for ancestor in ancestors}
    seated = defaultdict(list)
    posts = Post.objects.filter(in_force, union_id__in=above, role=role, from_on__lte=on, account__is_active=True)
    for post in posts.select_related("account").order_by("id"):
        seated[post.union_id].append(post.account)
    return {union: next((seated[one] for one in ancestors if one in seated), []) for union, ancestors in paths.items()}


def remind_of_returns(
    owed: Sequence[Return],
    *,
    rule: Reminding,
    addresses: Mapping[int, str],
    early: bool = False,
    by: Account | None = None,
    on: date,
    at: datetime,
) -> int:
    """Tell the chairs of unions whose return is still to come or to be mended; return how many messages are new.

    ``early`` also tells those whose day is still far: somebody asked for it. ``addresses`` leads from a return to the
    page where it is sent. Where a union has no chair, the county is told.
    """
    unions = {one.owner_union_id for one in owed}
    chairs, county = holders(unions, role="grassroots", on=on), holders(unions, role="county", on=on)
    fresh = 0
    for one in owed:
        stage = rule.stage(one.due_on, on=on)
        if stage == EARLY and not early:
            continue
        fresh += notify(
            chairs.get(one.owner_union_id) or county.get(one.owner_union_id, []),
            key=f"return:{one.pk}:{one.state}:{stage}",
            kind="return_due",
            text=words_of_return(one, stage=stage, on=on),
            union=one.owner_union,
            address=addresses[one.pk],
            by=by,
            at=at,
        )
    return fresh


def words_of_return(one: Return, *, stage: str, on: date) -> str:
    """Return what a chair is told of a return."""
    union, left = one.owner_union.short_name, abs(working_days_between(on, one.due_on))
    if one.state == "to_mend":
        return f"{union}的季度摸排表还有格子要改，改好标出的格子就行"
    if stage.startswith(LATE):
        return f"{union}的季度摸排表晚了 {max(left, 1)} 个工作日，请报来；没有困难家庭，也请报一声零报告"
    if stage == TODAY:
        return f"{union}的季度摸排表今天到期，请报来；没有困难家庭，也请报一声零报告"
    return f"{union}的季度摸排表还剩 {left} 个工作日，请报来；没有困难家庭，也请报一声零报告"


def remind_of_clocks(
    *, programme: str, rule: Reminding, labels: Mapping[str, str], address: str, on: date, at: datetime
) -> int:
    """Tell those who owe a step that it is late: one message for all their cases at this step; return how many are new.

    It is said again after ``rule.again`` working days, as long as the oldest of them still waits.
    """
    overdue = list(
        Clock.objects.filter(stopped_at__isnull=True, due_on__lt=on, case__programme=programme)
        .exclude(case__household__merged_into__isnull=False)
        .select_related("case__owner_union")
        .order_by("due_on", "id")
    )
    by_role: dict[str, set[int]] = defaultdict(set)
    for clock in overdue:
        by_role[clock.role].add(clock.case.owner_union_id)
    seats = {role: holders(unions, role=role, on=on) for role, unions in by_role.items()}
    waiting: dict[tuple[Account, str], list[Clock]] = defaultdict(list)
    for clock in overdue:
        for account in seats[clock.role].get(clock.case.owner_union_id, []):
            waiting[account, clock.step].append(clock)
    fresh = 0
    for (account, step), clocks in waiting.items():
        oldest = clocks[0]
        late = max(working_days_between(oldest.due_on, on), 1)
        fresh += notify(
            [account],
            key=f"clock:{oldest.pk}:{step}:{rule.stage(oldest.due_on, on=on)}",
            kind="clock_late",
            text=f"“{labels.get(step, step)}”有 {len(clocks)} 件超期了，最早的晚了 {late} 个工作日",
            union=oldest.case.owner_union,
            address=address,
            at=at,
        )
    return fresh


def remind_of_terms(*, rule: Reminding, address: Callable[[int], str], on: date, at: datetime) -> int:
    """Tell the chairs whose term ends, or whose certificate is to be renewed; return how many messages are new.

    Once from the day it is to be prepared on, then at each stage of ``rule``. ``address`` leads from the id of a union
    to its page. Where a union has no chair, the county is told.
    """
    ending: list[Election | Certificate] = [
        *terms_to_prepare(Election.everywhere.all(), on=on),
        *certificates_to_renew(Certificate.everywhere.all(), on=on),
    ]
    unions = {one.owner_union_id for one in ending}
    chairs, county = holders(unions, role="grassroots", on=on), holders(unions, role="county", on=on)
    return sum(
        notify(
            chairs.get(one.owner_union_id) or county.get(one.owner_union_id, []),
            key=f"{one._meta.model_name}:{one.pk}:{rule.stage(one.until_on, on=on)}",
            kind="term_ending",
            text=words_of_term(one, on=on),
            union=one.owner_union,
            address=address(one.owner_union_id),
            at=at,
        )
        for one in ending
    )


def words_of_term(one: Election | Certificate, *, on: date) -> str:
    """Return what a chair is told of a term or a certificate that ends."""
    union, until = one.owner_union.short_name, one.until_on
    year, month, day = until.year, until.month, until.day
    if isinstance(one, Election):
        if until < on:
            return f"{union}的本届委员会 {year}年{month}月{day}日 期满了，还没有换届"
        return f"{union}的本届委员会到 {year}年{month}月{day}日 期满，请准备换届"
    if until < on:
        return f"{union}的法人资格证书 {year}年{month}月{day}日 期满了，还没有换证"
    return f"{union}的法人资格证书到 {year}年{month}月{day}日 期满，可以换证了"
