"""Reading a file: handed to a bound child process, taken back as plain cells."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import niangjia
from niangjia.outside.workbook import limits
from niangjia.outside.workbook.raw import RawWorkbook, from_message
from niangjia.outside.workbook.refusals import FileRefused

EXTENSIONS = {"xlsx": (".xlsx",), "xls": (".xls",), "csv": (".csv", ".txt", ".tsv")}
TOOLS = {"xlsx": "Excel 工作簿（.xlsx）", "xls": "旧版 Excel（.xls）", "csv": "CSV 文本"}
MACRO_EXTENSIONS = (".xlsm", ".xltm", ".xlam")


def read_workbook(source: str | os.PathLike[str] | bytes, *, name: str | None = None) -> RawWorkbook:
    """Return the workbook at a path, or in bytes, as cells with their values and types.

    The file is opened by a child process of its own with 512 MiB and less than 30 seconds; what kind of file it is, its
    content says and not its name. ``name`` is the name its sender gave it.

    Errors: ``FileRefused``, with a sentence that says what is wrong and how to mend it – for every file that is not a
            plain table, and for every one that would exhaust, run, or point elsewhere.
    """
    data, shown = content_of(source, name)
    answer = run_child({"do": "read", "name": shown}, data)
    book = from_message(json.loads(answer), name=shown)
    extension = Path(shown).suffix.lower()
    if extension in MACRO_EXTENSIONS:
        raise FileRefused("macros")
    if extension and extension not in EXTENSIONS[book.kind]:
        notice = f"文件名以 {extension} 结尾，内容其实是{TOOLS[book.kind]}，已按内容读。"
        return RawWorkbook(book.name, book.kind, book.sheets, (*book.notices, notice))
    return book


def content_of(source: str | os.PathLike[str] | bytes, name: str | None) -> tuple[bytes, str]:
    """Return the bytes of a file and the name it goes by.

    Errors: ``FileRefused`` when it cannot be opened or is too big.
    """
    if isinstance(source, bytes):
        data, shown = source, name or "表格"
    else:
        path = Path(source)
        shown = name or path.name
        try:
            if not path.is_file():
                raise FileRefused("cannot_open")
            if path.stat().st_size > limits.MOST_FILE_BYTES:
                raise FileRefused("too_big", most=limits.MOST_FILE_BYTES // limits.MIB)
            data = path.read_bytes()
        except OSError as error:
            raise FileRefused("cannot_open") from error
    if len(data) > limits.MOST_FILE_BYTES:
        raise FileRefused("too_big", most=limits.MOST_FILE_BYTES // limits.MIB)
    if not data:
        raise FileRefused("empty")
    return data, shown


def run_child(order: dict[str, Any], data: bytes) -> bytes:
    """Return what a bound child process answers to ``order`` over the file in ``data``.

    Errors: ``FileRefused``: its own refusal, or that it ran out of time or memory, or fell over the file.
    """
    message = json.dumps(order, ensure_ascii=False).encode() + b"\n" + data
    with tempfile.TemporaryDirectory() as scratch:
        try:
            ended = _ended(order["do"], message, scratch)
        except subprocess.TimeoutExpired as error:
            raise FileRefused("too_slow", seconds=limits.WALL_SECONDS) from error
    if ended.returncode == limits.REFUSED:
        refusal = json.loads(ended.stdout)
        raise _relayed(refusal["reason"], refusal["text"])
    if (
        ended.returncode == limits.OUT_OF_MEMORY
        or b"MemoryError" in ended.stderr
        or b"memory allocation" in ended.stderr
    ):
        raise FileRefused("too_much_memory")
    if ended.returncode in {-24, -9}:
        raise FileRefused("too_slow", seconds=limits.CPU_SECONDS)
    if ended.returncode != 0:
        raise FileRefused("broken")
    if len(ended.stdout) > limits.MOST_ANSWER_BYTES:
        raise FileRefused("too_much_memory")
    return ended.stdout


def _ended(what: str, message: bytes, scratch: str) -> subprocess.CompletedProcess[bytes]:
    """Run the child to its end, in an environment that holds nothing but the way to our own code."""
    home = str(Path(niangjia.__file__).parents[1])
    environment = {"PYTHONPATH": home, "PYTHONUTF8": "1", "PATH": os.defpath, "TMPDIR": scratch}
    command = [sys.executable, "-P", "-m", "niangjia.outside.workbook.child", what]
    return subprocess.run(  # noqa: S603  own-input
        command, input=message, capture_output=True, env=environment, timeout=limits.WALL_SECONDS, check=False
    )


def _relayed(reason: str, text: str) -> FileRefused:
    refusal = FileRefused("broken")
    refusal.reason = reason
    refusal.args = (text,)
    return refusal
