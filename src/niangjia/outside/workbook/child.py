"""The child process that opens a stranger's file: bound in memory and time, alone, and never asked to stay."""

from __future__ import annotations

import json
import sys
from typing import Any

from niangjia.outside.workbook import limits
from niangjia.outside.workbook.raw import RawWorkbook, as_message
from niangjia.outside.workbook.refusals import FileRefused

OTHER_FORMATS = (
    (b"%PDF", "PDF 文件"),
    (b"\xff\xd8\xff", "图片"),
    (b"\x89PNG", "图片"),
    (b"GIF8", "图片"),
    (b"Rar!", "压缩文件"),
    (b"7z\xbc\xaf", "压缩文件"),
    (b"\x1f\x8b", "压缩文件"),
    (b"{\\rtf", "Word 文档（RTF）"),
    (b"MZ", "程序文件"),
    (b"\x7fELF", "程序文件"),
)


def workbook_in(data: bytes, *, name: str) -> RawWorkbook:
    """Return the workbook in ``data``, told by its content and not by its name.

    Errors: ``FileRefused``.
    """
    # Each kind of file loads its own reader; a CSV needs none of the others' weight.
    if not data.strip(b"\x00\r\n\t ,;\xef\xbb\xbf\xff\xfe"):
        raise FileRefused("empty")
    if data.startswith(b"PK"):
        from niangjia.outside.workbook.xlsx import xlsx_workbook  # noqa: PLC0415  one-branch-per-kind

        return xlsx_workbook(data, name=name)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        from niangjia.outside.workbook.legacy import xls_workbook  # noqa: PLC0415  one-branch-per-kind

        return xls_workbook(data, name=name)
    for magic, what in OTHER_FORMATS:
        if data.startswith(magic):
            raise FileRefused("other_format", what=what)
    start = data[:2048].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<meta")) or b"<html" in start:
        raise FileRefused("html")
    if start.startswith(b"<"):
        raise FileRefused("xml_sheet")
    from niangjia.outside.workbook.plain import csv_workbook  # noqa: PLC0415  one-branch-per-kind

    return csv_workbook(data, name=name)


def _answer(order: dict[str, Any], data: bytes) -> bytes:
    if order["do"] == "read":
        return json.dumps(as_message(workbook_in(data, name=order["name"])), ensure_ascii=False).encode()
    from niangjia.outside.workbook.marking import marked_workbook  # noqa: PLC0415  one-branch-per-kind

    return marked_workbook(data, order)


def main() -> int:
    """Read one order and one file from standard input, answer on standard output, and end."""
    # openpyxl keeps sheets in scratch files while it writes; reading needs none.
    limits.bind_this_process(scratch_bytes=limits.MOST_ANSWER_BYTES if sys.argv[1:] == ["mark"] else 0)
    try:
        order = json.loads(sys.stdin.buffer.readline())
        answer = _answer(order, sys.stdin.buffer.read())
    except FileRefused as refusal:
        sys.stdout.buffer.write(json.dumps({"reason": refusal.reason, "text": str(refusal)}).encode())
        return limits.REFUSED
    except MemoryError:
        return limits.OUT_OF_MEMORY
    sys.stdout.buffer.write(answer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
