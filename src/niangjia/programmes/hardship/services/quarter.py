"""The run over a quarter: every household judged, beside the request, one run at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Thread

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from niangjia.batch import quarter as batch
from niangjia.casework.access import Actor, NotYours
from niangjia.casework.access.sign_in import must_still_hold
from niangjia.programmes.hardship.models import QuarterRun
from niangjia.programmes.hardship.programme import PROGRAMME
from niangjia.programmes.hardship.queries.quarter import STALE, merging_households
from niangjia.programmes.hardship.queries.rows import fact_rows
from niangjia.programmes.hardship.services.policies import policy_for, policy_named
from niangjia.programmes.hardship.services.returns import propose_merges
from niangjia.values.errors import NiangjiaError
from niangjia.values.periods import Quarter

BEAT_EVERY = 10
"""After how many households a run says how far it is."""


class RunGoesOn(NiangjiaError):
    """The quarter is being run already."""

    code = "run_goes_on"


def run_quarter(
    county: Actor, *, period: str, at: datetime, progress: Callable[[int, int], None] = lambda done, total: None
) -> int:
    """Judge every household of a quarter that can be judged; return how many were judged anew.

    What waits (rows to mend, undecided pairs) and what a person has signed is left alone. It may be killed and run
    again at any point.
    """
    on = Quarter.parse(period).last_day
    propose_merges(period, at=at)  # a crash may have come between reading a return and looking for pairs
    waiting = merging_households(county)
    rows = list(fact_rows(county.union_ids("run_the_quarter"), period, on=on, left_out=waiting))
    by_policy: dict[str, list[batch.FactRow]] = {}
    for row in rows:
        by_policy.setdefault(policy_for(row.household.owner_union_id, on=on).key, []).append(row)
    anew = before = 0
    progress(0, len(rows))

    def tell(done: int) -> None:
        progress(before + done, len(rows))

    for key, group in by_policy.items():
        anew += batch.certify(
            group,
            policy=policy_named(key),
            programme=PROGRAMME.key,
            period=period,
            on=on,
            by=county.account,
            at=at,
            progress=tell,
        )
        before += len(group)
    remember_run(county, period=period, judged=anew, total=len(rows), at=at)
    return anew


def remember_run(county: Actor, *, period: str, judged: int, total: int, at: datetime) -> None:
    """Write down a run that was not begun beside a request; one that goes on writes its own end."""
    if county.home is None:
        return
    over = {"started_by": county.account, "started_at": at, "beat_at": at, "ended_at": at, "judged": judged}
    over |= {"total": total, "done": total, "failure": ""}
    run, made = QuarterRun.everywhere.get_or_create(owner_union=county.home, period=period, defaults=over)
    if not made:
        QuarterRun.everywhere.filter(pk=run.pk, ended_at__isnull=False).update(**over)


def start_run(county: Actor, *, period: str, now: Callable[[], datetime]) -> Thread | None:
    """Start the run over a quarter beside the request, and return its thread; how far it is stands in ``QuarterRun``.

    A run that lost its process is taken over once its beat is stale. Inside a transaction, into which a second
    connection could not see, the run is done at once and there is no thread.

    Errors: ``RunGoesOn`` while another run is alive.
    """
    started = claim_run(county, period=period, at=now())

    def work() -> None:
        finish_run(started, county, now=now)
        connection.close()

    if connection.in_atomic_block:
        finish_run(started, county, now=now)
        return None
    thread = Thread(target=work, name=f"run {period}", daemon=True)
    thread.start()
    return thread


def claim_run(county: Actor, *, period: str, at: datetime) -> QuarterRun:
    """Take the one place in which a quarter can be run.

    Errors: ``RunGoesOn`` while another run is alive.
    """
    union = county.home
    if union is None:
        raise NotYours("没有找到这一页")
    fresh = {"started_by": county.account, "started_at": at, "beat_at": at}
    run, made = QuarterRun.everywhere.get_or_create(owner_union=union, period=period, defaults=fresh)
    if made:
        return run
    over = Q(ended_at__isnull=False) | Q(beat_at__lt=at - STALE)
    claimed = QuarterRun.everywhere.filter(over, pk=run.pk).update(
        **fresh, total=0, done=0, judged=0, ended_at=None, failure=""
    )
    if not claimed:
        raise RunGoesOn("这个季度正在认定；等它跑完，或刷新看进度")
    return QuarterRun.everywhere.get(pk=run.pk)


def finish_run(run: QuarterRun, county: Actor, *, now: Callable[[], datetime]) -> None:
    """Do a claimed run to its end and write how it ended; it stops when the right of whoever began it ends."""
    own = QuarterRun.everywhere.filter(pk=run.pk)

    def beat(done: int, total: int) -> None:
        if done % BEAT_EVERY == 0 or done == total:
            must_still_hold(county, "run_the_quarter", on=timezone.localdate(now()))
            own.update(done=done, total=total, beat_at=now())

    try:
        anew = run_quarter(county, period=run.period, at=run.started_at, progress=beat)
    except NiangjiaError as error:
        own.update(ended_at=now(), failure=str(error)[:400])
    except Exception:
        own.update(ended_at=now(), failure="运行中断了；已经判好的都在，再运行一次会接着判")
        raise
    else:
        own.update(ended_at=now(), judged=anew)
