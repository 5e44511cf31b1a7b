"""A small reader of the PDF that the house writes: its letters, and the text that somebody would copy out of it."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

SET = re.compile(rb"/(f\d+) [\d.]+ Tf|\[([^\n]*)\]TJ\n|(\([^\n]*\)|<[0-9A-F]+>)Tj\n", re.DOTALL)
"""A font that is taken up, or a string that is set."""
STRING = re.compile(rb"<([0-9A-F]+)>|\((.*?)\)(?=-?[\d.]+[(<]|<|-?[\d.]*$)", re.DOTALL)
"""One piece of a string: in hex, or in letters up to the distance that follows."""
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def objects(pdf: bytes) -> dict[int, bytes]:
    """Return every numbered object."""
    return {int(m[1]): m[2] for m in re.finditer(rb"(?:^|\n)(\d+) 0 obj\n(.*?)\nendobj", pdf, re.DOTALL)}


def stream(content: bytes) -> bytes:
    """Return what an object carries, unpacked."""
    found = re.search(rb"stream\r?\n(.*)\r?\nendstream", content, re.DOTALL)
    packed = found[1] if found else b""
    return zlib.decompress(packed) if b"/FlateDecode" in content else packed


def embedded_fonts(pdf: bytes) -> set[str]:
    """Return the names of the fonts whose letters lie in the file."""
    return {
        m[1].decode()
        for content in objects(pdf).values()
        if b"/FontFile" in content
        for m in re.finditer(rb"/FontName ?/[A-Z]{6}\+([^ /\s>]+)", content)
    }


def all_fonts(pdf: bytes) -> set[str]:
    """Return the names of all fonts that the file asks for."""
    return {m[1].decode() for m in re.finditer(rb"/BaseFont ?/(?:[A-Z]{6}\+)?([^ /\s>]+)", pdf)}


def letters(cmap: bytes) -> dict[int, str]:
    """Return which text each glyph of a font stands for."""
    return {
        int(m[1], 16): bytes.fromhex(m[2].decode()).decode("utf-16-be")
        for m in re.finditer(rb"<([0-9A-F]{4})> <([0-9A-F]+)>", cmap)
    }


def unescaped(text: bytes) -> bytes:
    """Return a literal string as its bytes."""

    def one(m: re.Match[bytes]) -> bytes:
        return bytes([int(m[1], 8)]) if m[1][:1].isdigit() else ESCAPES.get(m[1], m[1])

    return re.sub(rb"\\([0-7]{1,3}|.)", one, text, flags=re.DOTALL)


def text_of(pdf: bytes) -> str:
    """Return all text of the file, page by page, in the order in which it was set."""
    known = objects(pdf)
    return "".join(
        piece
        for content in known.values()
        if re.search(rb"/Type ?/Page\b", content)
        for piece in pieces(stream(known[named(content, b"/Contents")]), fonts_of(content, known))
    )


def named(content: bytes, key: bytes) -> int:
    """Return the number of the object that ``key`` names; 0 when it names none."""
    found = re.search(key + rb" (\d+) 0 R", content)
    return int(found[1]) if found else 0


def fonts_of(page: bytes, known: dict[int, bytes]) -> dict[bytes, dict[int, str]]:
    """Return the fonts of a page by name: which text each glyph stands for."""
    resources = known.get(named(page, b"/Resources"), page)
    listed = re.search(rb"/Font ?<<(.*?)>>", resources, re.DOTALL)
    return {
        name: letters(stream(known[named(known[int(number)], b"/ToUnicode")]))
        for name, number in re.findall(rb"/(f\d+) (\d+) 0 R", listed[1] if listed else b"")
    }


def pieces(page: bytes, cmaps: dict[bytes, dict[int, str]]) -> Iterator[str]:
    """Yield each string that is set on a page, the distances between its letters left out."""
    if b" Tf" not in page:
        return
    font: dict[int, str] = {}
    for m in SET.finditer(page):
        if m[1]:
            font = cmaps.get(m[1], {})
            yield "\n"
            continue
        glyphs = b"".join(
            bytes.fromhex(one[1].decode()) if one[1] else unescaped(one[2]) for one in STRING.finditer(m[2] or m[3])
        )
        yield "".join(font.get(int.from_bytes(glyphs[at : at + 2], "big"), "") for at in range(0, len(glyphs), 2))
