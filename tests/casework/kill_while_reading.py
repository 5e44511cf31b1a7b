"""Run by itself: kills a process again and again while it takes in a return, and tells what was left each time.

``python kill_while_reading.py SEED ROUNDS`` with ``NIANGJIA_HOME`` naming an empty folder; the answer is JSON.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections import Counter

import django

django.setup()

from django.core.management import call_command  # noqa: E402  loaded-when-needed: the settings come first
from django.db import connections  # noqa: E402  loaded-when-needed: the settings come first
from played_quarter import household, workbook  # noqa: E402  loaded-when-needed: as above
from small_county import AT, County, build_county  # noqa: E402  loaded-when-needed: as above

from niangjia.casework import trail  # noqa: E402  loaded-when-needed: the settings come first
from niangjia.programmes.hardship import services  # noqa: E402  loaded-when-needed: the settings come first
from niangjia.records.papers.models import Return, ReturnRow, Upload  # noqa: E402  loaded-when-needed: as above
from niangjia.records.people.models import Household, Person  # noqa: E402  loaded-when-needed: as above

ROWS = 6


def take_in(county: County, filed_in: Return, content: bytes) -> None:
    services.receive_return(filed_in, name="a.xlsx", content=content, by=county.accounts["chair"], at=AT)


def killed(county: County, filed_in: Return, content: bytes, *, after: float) -> None:
    """Let a process of its own take the file in, and kill it after so many seconds."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        take_in(county, filed_in, content)
        os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def stage(filed_in: Return) -> str:
    upload = Upload.everywhere.filter(filed_in=filed_in).first()
    rows = ReturnRow.everywhere.filter(filed_in=filed_in).count()
    if upload is None:
        return "nothing received" if not rows else "rows without a file"
    if upload.state == "received":
        return "received" if not rows else "rows of an unread file"
    return upload.state if rows == ROWS else f"{upload.state} with {rows} rows"


def faults_of(filed_in: Return, *, households_before: int) -> list[str]:
    """Return what is lost or doubled after the file was taken in at last."""
    found = []
    live = ReturnRow.everywhere.filter(filed_in=filed_in, replaced_by=None)
    if live.count() != ROWS or ReturnRow.everywhere.filter(filed_in=filed_in).count() != ROWS:
        found.append("rows")
    if Upload.everywhere.filter(filed_in=filed_in).values_list("state", flat=True).get() != "read":
        found.append("upload")
    if (
        Household.everywhere.count() != households_before + ROWS
        or Person.everywhere.count() != Household.everywhere.count()
    ):
        found.append("households")
    if Return.everywhere.get(pk=filed_in.pk).state != "complete":
        found.append("state")
    trail.seal()
    if trail.verify().broken_at is not None:
        found.append("trail")
    return found


def main() -> None:
    seed, rounds = int(sys.argv[1]), int(sys.argv[2])
    dice = random.Random(seed)  # the seed is printed by whoever asked
    call_command("migrate", verbosity=0)
    county = build_county()
    stages: Counter[str] = Counter()
    wrong = []
    whole = 0.0
    for turn in range(-2, rounds):
        period = f"{2026 + turn // 4}Q{turn % 4 + 1}"
        people = [household(1000 + 10 * (turn + 2) + number, f"户主{number}") for number in range(ROWS)]
        content = workbook(county, "street", people, period=period)
        filed_in = services.return_of(county.actor("chair"), county.unions["street"], period=period, at=AT)
        before = Household.everywhere.count()
        if turn < 0:
            started = time.monotonic()
            take_in(county, filed_in, content)
            whole = time.monotonic() - started
            continue
        killed(county, filed_in, content, after=dice.random() * whole * 1.2)
        stages[stage(filed_in)] += 1
        services.resume_uploads(at=AT)
        take_in(county, filed_in, content)
        wrong += [f"round {turn}: {fault}" for fault in faults_of(filed_in, households_before=before)]
    sys.stdout.write(json.dumps({"stages": stages, "wrong": wrong}))


if __name__ == "__main__":
    main()
