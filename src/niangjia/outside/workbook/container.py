"""The zip around an .xlsx: looked through part by part before anything in it is believed."""

from __future__ import annotations

import stat
import zipfile
from io import BytesIO
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from niangjia.outside.workbook import limits
from niangjia.outside.workbook.refusals import FileRefused

OTHER_PACKAGES = {
    "xl/workbook.bin": "二进制的 .xlsb 表格",
    "word/document.xml": "Word 文档",
    "ppt/presentation.xml": "演示文稿",
    "content.xml": "ODF（.ods）文件",
}
NEEDED = (
    "[content_types].xml",
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/sharedstrings.xml",
    "xl/styles.xml",
)
ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0"
CHUNK = 65_536


def xlsx_parts(data: bytes) -> dict[str, bytes]:
    """Return the parts of an .xlsx that matter for its values, each inflated within bounds and free of entities.

    Errors: ``FileRefused`` with the reason, for everything an honest workbook does not contain.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise FileRefused("broken") from error
    with archive:
        members = archive.infolist()
        _refuse_strange_directory(members)
        parts = _inflate(archive, members)
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            _refuse_entities(content)
    return parts


def repacked(parts: dict[str, bytes]) -> bytes:
    """Return the parts as a plain zip of their own, so that a second reader sees the same file as the first."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _refuse_strange_directory(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > limits.MOST_MEMBERS:
        raise FileRefused("too_many_parts", count=len(members))
    seen: set[str] = set()
    for member in members:
        name = member.filename.replace("\\", "/").lower()
        if name in seen:
            raise FileRefused("duplicate_parts", part=member.filename[:60])
        seen.add(name)
        if name.startswith("/") or ".." in name.split("/") or stat.S_ISLNK(member.external_attr >> 16):
            raise FileRefused("strange_part", part=member.filename[:60])
        if member.flag_bits & 0x1:
            raise FileRefused("encrypted")
        _refuse_by_name(name)
    if "xl/workbook.xml" not in seen:
        what = next((label for part, label in OTHER_PACKAGES.items() if part in seen), "压缩文件")
        raise FileRefused("other_format", what=what)


def _refuse_by_name(name: str) -> None:
    if name.endswith("vbaproject.bin") or "/macrosheets/" in name:
        raise FileRefused("macros")
    if "/externallinks/" in name:
        raise FileRefused("external_links")
    if name.endswith((".zip", ".rar", ".7z", ".exe", ".dll", ".js", ".docx", ".xlsx", ".xls")):
        raise FileRefused("nested", part=name[:60])


def _inflate(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    """Inflate every part to count what it really holds; keep the needed ones."""
    parts: dict[str, bytes] = {}
    total = 0
    for member in members:
        name = member.filename.replace("\\", "/")
        lowered = name.lower()
        kept = lowered in NEEDED or (lowered.startswith("xl/worksheets/") and lowered.endswith(".xml"))
        content, size = _inflated(archive, member, keep=kept)
        total += size
        if total > limits.MOST_INFLATED_BYTES:
            raise FileRefused("bomb")
        if kept:
            parts[name] = content
    return parts


def _inflated(archive: zipfile.ZipFile, member: zipfile.ZipInfo, *, keep: bool) -> tuple[bytes, int]:
    pieces: list[bytes] = []
    size = 0
    try:
        with archive.open(member) as stream:
            while piece := stream.read(CHUNK):
                if size == 0:
                    _refuse_nested(piece, member.filename)
                size += len(piece)
                _refuse_bomb(size, member.compress_size, keep=keep)
                if keep:
                    pieces.append(piece)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, OSError, ValueError) as error:
        raise FileRefused("broken") from error
    except Exception as error:
        if type(error).__module__ in {"zlib", "lzma", "bz2", "_lzma"}:
            raise FileRefused("broken") from error
        raise
    return b"".join(pieces), size


def _refuse_nested(start: bytes, name: str) -> None:
    if start.startswith((ZIP_MAGIC, OLE_MAGIC)):
        raise FileRefused("nested", part=name[:60])


def _refuse_bomb(size: int, compressed: int, *, keep: bool) -> None:
    if size > limits.RATIO_MATTERS_FROM_BYTES and size > limits.MOST_RATIO * max(compressed, 1):
        raise FileRefused("bomb")
    if keep and size > limits.MOST_PART_BYTES:
        raise FileRefused("bomb")


def _refuse_entities(content: bytes) -> None:
    try:
        for _, element in iterparse(BytesIO(content), forbid_dtd=True):
            element.clear()
    except DefusedXmlException as error:
        raise FileRefused("entities") from error
    except (ParseError, LookupError, ValueError) as error:
        raise FileRefused("broken") from error
