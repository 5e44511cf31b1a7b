"""How much of a file is read at most. A return of a large county stays far below every number here."""

from __future__ import annotations

import resource
import sys

MIB = 1024 * 1024

MEMORY_BYTES = 512 * MIB
CPU_SECONDS = 25
WALL_SECONDS = 28

MOST_FILE_BYTES = 32 * MIB
MOST_MEMBERS = 2_000
MOST_INFLATED_BYTES = 160 * MIB
MOST_PART_BYTES = 64 * MIB
MOST_RATIO = 100
RATIO_MATTERS_FROM_BYTES = MIB

MOST_ROWS = 20_000
MOST_COLUMNS = 300
MOST_CELLS = 400_000
MOST_HEADINGS = 1_000
MOST_MERGED_CELLS = 400_000
MOST_ANSWER_BYTES = 96 * MIB

REFUSED = 3
OUT_OF_MEMORY = 4
"""How the child ends when it sends a file back, and when it ran out of memory."""

SOCKET_EVENTS = "socket."


def bind_this_process(*, scratch_bytes: int) -> None:
    """Bind this process for good: memory, time, no core file, no network, no new processes, small scratch files.

    Called first thing in the child, before a byte of the file is seen.
    """
    for kind, bound in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, scratch_bytes),
    ):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (bound, bound if hard == resource.RLIM_INFINITY else min(bound, hard)))
    sys.addaudithook(_no_way_out)


def _no_way_out(event: str, _arguments: tuple[object, ...]) -> None:
    if event.startswith(SOCKET_EVENTS) or event in {"subprocess.Popen", "os.system", "os.exec", "os.fork"}:
        raise PermissionError(f"读表的进程不许 {event}")
