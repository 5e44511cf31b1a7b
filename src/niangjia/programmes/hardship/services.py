"""What is done in this window, as verbs, in the order of the story."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from datetime import date, datetime
from functools import lru_cache
from threading import Thread
from typing import Any

from django.db import connection
from django.db.models import Q

from niangjia.batch import quarter as batch
from niangjia.casework import adoption, intake, privacy, review
from niangjia.casework import queries as desk
from niangjia.casework.access import Actor, NotYours
from niangjia.casework.assessment import latest_assessment, verdict_of
from niangjia.engines.calendar import deadline
from niangjia.engines.linkage import Filing, conflicts, same_household
from niangjia.engines.rules import ChosenValue, Policy, Verdict, load_policy
from niangjia.engines.rules.judge import amounts_in_tier
from niangjia.outside.workbook import AnnotatedCopy, FileRefused, annotate, read_workbook
from niangjia.outside.workbook.readings import ReturnReading, RowReading
from niangjia.programmes.hardship.facts import FACTS
from niangjia.programmes.hardship.forms import read_return, read_row, survey_form
from niangjia.programmes.hardship.models import QuarterRun
from niangjia.programmes.hardship.programme import POLICIES, PROGRAMME, RETURNS_DUE
from niangjia.programmes.hardship.queries.quarter import STALE, merging_households
from niangjia.programmes.hardship.queries.rows import fact_rows, reading_of
from niangjia.records.cases.models import Case, Decision, Override
from niangjia.records.papers.models import Return, ReturnRow, Upload
from niangjia.records.sealing import unseal_bytes
from niangjia.records.unions.models import Account, Union
from niangjia.values.errors import NiangjiaError
from niangjia.values.periods import Quarter

BEAT_EVERY = 10
"""After how many households a run says how far it is."""


class RunGoesOn(NiangjiaError):
    """The quarter is being run already."""

    code = "run_goes_on"


@lru_cache(maxsize=8)
def policy_named(key: str) -> Policy:
    """Return a policy that this window ships.

    Errors: ``NotYours`` when there is none of this key.
    """
    if key not in PROGRAMME.policies:
        raise NotYours("没有找到这份政策")
    return load_policy(POLICIES / f"{key}.yaml", FACTS)


def all_policies() -> list[Policy]:
    """Return every policy that this window ships, the preset first."""
    return [policy_named(key) for key in PROGRAMME.policies]


def policy_for(union_id: int, *, on: date) -> Policy:
    """Return the policy of a union on a day: as it or the nearest union above adopted it, else the preset."""
    adopted = adoption.adoption_for(union_id, practice=PROGRAMME.practice, on=on)
    return policy_named(adopted.policy if adopted else PROGRAMME.policies[0])


def open_quarter(county: Actor, *, period: str, at: datetime) -> list[Return]:
    """Open a quarter: every union below that files returns owes one by the day the charter says."""
    owed = deadline(Quarter.parse(period).last_day, count=RETURNS_DUE.count, unit=RETURNS_DUE.unit)
    unions = county.unions("run_the_quarter").filter(files_returns=True)
    return intake.expect_returns(unions, period=period, due_on=owed.due_on, by=county.account, at=at)


def return_of(actor: Actor, union: Union, *, period: str, at: datetime) -> Return:
    """Return the one return of ``union`` for ``period``, opened if the county has not opened the quarter yet."""
    known = actor.rows(Return, "file_returns").filter(owner_union=union, period=period).first()
    if known is not None:
        return known
    owed = deadline(Quarter.parse(period).last_day, count=RETURNS_DUE.count, unit=RETURNS_DUE.unit)
    return intake.expect_returns([union], period=period, due_on=owed.due_on, by=actor.account, at=at)[0]


def receive_return(filed_in: Return, *, name: str, content: bytes, by: Account, at: datetime) -> tuple[Upload, bool]:
    """Keep a file and read it; return the upload and whether it changed anything.

    What cannot be read is kept with the sentence that says why; what was received before changes nothing.
    """
    upload, fresh = intake.receive_upload(filed_in, name=name, content=content, by=by, at=at)
    if fresh or upload.state == "received":
        read_upload(upload, by=by, at=at)
    return upload, fresh


def read_upload(upload: Upload, *, by: Account, at: datetime) -> None:
    """Read a received file into the rows of its return."""
    try:
        reading = reading_of_upload(upload)
    except FileRefused as refusal:
        intake.refuse_upload(upload, why=str(refusal), by=by, at=at)
        return
    rows = [filed(row) for row in reading.rows]
    intake.file_rows(upload, rows, nil=reading.nil, notices=reading.notices, by=by, at=at)
    propose_merges(upload.filed_in.period, at=at)


def reading_of_upload(upload: Upload) -> ReturnReading:
    """Return what the file of ``upload`` says.

    Errors: ``FileRefused`` when it cannot be read.
    """
    raw = read_workbook(unseal_bytes(upload, "content"), name=upload.name)
    return read_return(raw, quarter=Quarter.parse(upload.filed_in.period), source=upload.name)


def filed(row: RowReading, *, mended: Mapping[str, str] | None = None) -> intake.FiledRow:
    """Return one row as the intake desk keeps it; ``mended`` is what was written on the page since, by field."""
    return intake.FiledRow(
        sheet=row.sheet,
        row=row.row,
        verdict=row.verdict,
        faults=len(row.faults),
        name=str(row.person.get("name") or ""),
        id_number=str(row.person.get("id_number") or ""),
        reading={
            "person": jsonable(row.person),
            "facts": dict(row.facts),
            "facts_for_rules": row.facts_for_rules,
            "members": [asdict(member) for member in row.members],
            "faults": [asdict(fault) for fault in row.faults],
            "notes": [list(note) for note in row.notes],
            "others": sorted(row.others),
            "spouses": sorted(row.spouses),
            "mended": dict(mended or {}),
        },
    )


def jsonable(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return ``told`` with its dates written out.

    >>> jsonable({"birth": date(1991, 12, 6), "name": "赵"})
    {'birth': '1991-12-06', 'name': '赵'}
    """
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in told.items()}


def resume_uploads(*, at: datetime) -> int:
    """Read every file that was received and, after a crash, never read; return how many that were."""
    left = list(Upload.everywhere.filter(state="received").select_related("filed_in", "received_by").order_by("id"))
    for upload in left:
        read_upload(upload, by=upload.received_by, at=at)
    return len(left)


def mend_row(row: ReturnRow, *, written: Mapping[str, str], by: Account, at: datetime) -> RowReading:
    """Read one row again with what was ``written`` on the page in the place of its bad cells, and file it.

    Everything else stays as the workbook has it; what was mended on the page before stays mended.
    """
    like = next(one for one in reading_of_upload(row.upload).rows if (one.sheet, one.row) == (row.sheet, row.row))
    mended = {**reading_of(row)["mended"], **written}
    reading = read_row(mended, quarter=Quarter.parse(row.filed_in.period), like=like)
    intake.mend_row(row, filed(reading, mended=mended), by=by, at=at)
    propose_merges(row.filed_in.period, at=at)
    return reading


def annotated_copy(upload: Upload, *, by: Account, at: datetime) -> AnnotatedCopy:
    """Return the sender's workbook with the cells that are still to be mended marked, commented and listed.

    It holds whole identity numbers, as it was sent: that it went out, and to whom, is written first.
    """
    reading = reading_of_upload(upload)
    left = desk.places_to_mend(upload)
    rows = tuple(
        replace(row, faults=()) if row.verdict == "fix" and (row.sheet, row.row) not in left else row
        for row in reading.rows
    )
    privacy.write_download(upload, by=by, at=at)
    return annotate(unseal_bytes(upload, "content"), replace(reading, rows=rows).answer, name=upload.name)


def propose_merges(period: str, *, at: datetime) -> int:
    """Look over all filings of a quarter and propose the pairs that look like one household; return how many.

    A pair whose filings state different figures says so, and cannot be merged before one of them is mended.
    """
    rows = {
        str(row.pk): row
        for row in ReturnRow.everywhere.filter(
            filed_in__period=period, replaced_by__isnull=True, verdict="accept", household__isnull=False
        )
        .select_related("household")
        .order_by("id")
    }
    filings = [linkable(key, row) for key, row in rows.items()]
    groups = same_household(filings)
    differing = conflicts(filings, groups)
    proposed = 0
    for group in groups:
        first = rows[group[0]].household
        for other in group[1:]:
            second = rows[other].household
            if first is not None and second is not None and first != second:
                intake.propose_merge(first, second, period=period, differences=differing.get(other, ()), at=at)
                proposed += 1
    return proposed


def linkable(key: str, row: ReturnRow) -> Filing:
    """Return a filed row as linking needs it."""
    reading = reading_of(row)
    return Filing(
        key=key,
        source=str(row.filed_in_id),
        name=row.name,
        id_number=reading["person"]["id_number"] or "",
        members=frozenset(reading["others"]),
        spouses=frozenset(reading["spouses"]),
        stated={figure: reading["facts"].get(figure) for figure in survey_form().shared},
    )


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
    return anew


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
    """Do a claimed run to its end and write how it ended."""
    own = QuarterRun.everywhere.filter(pk=run.pk)

    def beat(done: int, total: int) -> None:
        if done % BEAT_EVERY == 0 or done == total:
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


def sign(case: Case, *, seen: str, by: Account, at: datetime) -> Decision:
    """Sign the verdict on ``case`` that was ``seen``."""
    policy = policy_for(case.owner_union_id, on=Quarter.parse(case.period).last_day)
    return review.sign(case, fingerprint=seen, period_keys=period_keys(policy, case.period), by=by, at=at)


def period_keys(policy: Policy, period: str) -> dict[str, str]:
    """Return for each benefit in which period a household may have it once: the year, or this quarter."""
    year = str(Quarter.parse(period).year)
    return {benefit.key: year if "year" in benefit.once_per else period for benefit in policy.benefits}


def propose_override(case: Case, *, tier: str, reason: str, by: Account, at: datetime) -> Override:
    """Propose that ``case`` be decided otherwise than the rules said; the amounts follow from the policy."""
    assessment = latest_assessment(case)
    amounts: dict[str, int] = {}
    if assessment is not None:
        policy = load_policy(assessment.policy.text, FACTS, name=assessment.policy.key)
        verdict = Verdict.from_json(verdict_of(assessment))
        amounts = {key: fen or 0 for key, fen in amounts_in_tier(policy, verdict, tier=tier).items()}
    return review.propose_override(case, tier=tier, amounts_fen=amounts, reason=reason, by=by, at=at)


def choose_value(union: Union, policy: Policy, value: ChosenValue, *, by: Account, at: datetime) -> None:
    """Let ``union`` set a value of its own; adopting the practice under ``policy`` comes with its first value."""
    adopted = adoption.adopt(union, practice=PROGRAMME.practice, policy=policy.key, from_on=value.from_on, by=by, at=at)
    adoption.choose_value(
        adopted,
        parameter=value.parameter,
        is_text=value.is_text,
        from_on=value.from_on,
        source=value.source,
        by=by,
        at=at,
    )


def reveal_head_number(case: Case, *, purpose: str, by: Account, at: datetime) -> str:
    """Return the identity number of the head of a household in the clear; that it was shown is written."""
    head = next(person for person in desk.members(case.household_id) if person.relation == "本人")
    return privacy.reveal(head, field="id_number", purpose=purpose, by=by, at=at) or ""
