"""Papers from a phone: drawn anew without place and time, or refused with a sentence."""

from __future__ import annotations

import io
import zlib

import pytest
from PIL import Image

from niangjia.outside.pictures import Limits, PaperRefused, cleaned

LIMITS = Limits(most_bytes=2_000_000, most_pixels=2_000_000, longest_edge=400, kept_bytes=60_000)
PNG_HEAD = b"\x89PNG\r\n\x1a\n"


def picture(kind: str = "JPEG", size: tuple[int, int] = (800, 600), **saved: object) -> bytes:
    kept = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(kept, kind, **saved)
    return kept.getvalue()


def chunk(name: bytes, content: bytes) -> bytes:
    return len(content).to_bytes(4) + name + content + zlib.crc32(name + content).to_bytes(4)


def flood(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that says it is enormous."""
    head = width.to_bytes(4) + height.to_bytes(4) + bytes([8, 2, 0, 0, 0])
    return PNG_HEAD + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def test_a_photograph_loses_where_it_was_taken_and_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x8825] = {1: "N", 2: (37.0, 53.0, 0.0)}
    kept = cleaned(picture(exif=exif.tobytes(), comment=b"my home"), limits=LIMITS)
    drawn = Image.open(io.BytesIO(kept.content))
    assert (kept.media_type, kept.ending, drawn.format) == ("image/jpeg", "jpg", "JPEG")
    assert dict(drawn.getexif()) == {}
    assert b"my home" not in kept.content
    assert drawn.height > drawn.width
    assert max(drawn.size) == LIMITS.longest_edge
    assert len(kept.content) <= LIMITS.kept_bytes


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_photographs_become_jpeg(kind: str) -> None:
    assert cleaned(picture(kind), limits=LIMITS).content.startswith(b"\xff\xd8")


def test_what_hangs_behind_a_photograph_is_gone() -> None:
    polyglot = picture() + b"<script>alert(1)</script>PK\x03\x04"
    assert b"script" not in cleaned(polyglot, limits=LIMITS).content


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "空的"),
        (b"x" * 2_000_001, "超过 1 MB"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "只收照片"),
        (b"<!doctype html><script>alert(1)</script>", "只收照片"),
        (b"GIF89a" + b"\0" * 20, "只收照片"),
        (b"%PDF-1.7 half a file", "不完整"),
        (flood(50_000, 50_000), "照片"),
        (flood(2_000, 1_500), "超过 2 百万像素"),
        (flood(1_000, 1_000), "打不开"),
        (picture()[:2000], "打不开"),
    ],
)
def test_what_cannot_be_a_paper_is_refused_with_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(PaperRefused, match=sentence):
        cleaned(content, limits=LIMITS)


def test_a_pdf_is_kept_as_it_is() -> None:
    content = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
    kept = cleaned(content, limits=LIMITS)
    assert (kept.content, kept.media_type, kept.ending) == (content, "application/pdf", "pdf")


def test_a_photograph_of_a_newer_phone_is_told_how_to_come_as_jpg() -> None:
    with pytest.raises(PaperRefused, match="兼容性最佳"):
        cleaned(b"\x00\x00\x00\x18ftypheic" + b"\0" * 64, limits=LIMITS)
