"""Papers from a phone: a photograph is drawn anew without what it tells of place and time, a PDF is kept as it is.

What is neither, or more than it can be, is refused with a sentence. Nothing of what came in is ever sent out again
except the pixels of a photograph, or a PDF that is only ever saved and never opened by the browser.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from niangjia.values.errors import NiangjiaError

PHOTOGRAPHS = ("JPEG", "PNG", "WEBP")
PDF = "application/pdf"
JPEG = "image/jpeg"
QUALITIES = (85, 75, 65, 50, 35)
HEIF_AT = slice(4, 12)
HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
"""How photographs begin that newer phones keep, and that are not read here."""
PDF_HEAD, PDF_TAIL = b"%PDF-", b"%%EOF"
END_WITHIN = 2048


class PaperRefused(NiangjiaError):
    """A file that cannot be taken as a paper; the sentence says why and what to do instead."""

    code = "paper_refused"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a paper may be.

    Units: bytes of a file, pixels of a picture, pixels of its longer edge as kept, bytes of a picture as kept.
    """

    most_bytes: int
    most_pixels: int
    longest_edge: int
    kept_bytes: int


@dataclass(frozen=True, slots=True)
class CleanPaper:
    """A paper as it is kept."""

    content: bytes
    media_type: str
    ending: str


def cleaned(content: bytes, *, limits: Limits) -> CleanPaper:
    """Return a file as it may be kept: a picture drawn anew as JPEG, or a PDF.

    Errors: ``PaperRefused`` when it is empty, too large, or neither a picture nor a PDF.
    """
    if not content:
        raise PaperRefused("这个文件是空的，请重新拍一张")
    if len(content) > limits.most_bytes:
        raise PaperRefused(f"文件超过 {limits.most_bytes // (1024 * 1024)} MB，请拍小一点，或分几张传")
    if content.startswith(PDF_HEAD):
        if PDF_TAIL not in content[-END_WITHIN:]:
            raise PaperRefused("这个 PDF 不完整，请重新存一份再传，或直接拍照")
        return CleanPaper(content, PDF, "pdf")
    if content[HEIF_AT].startswith(b"ftyp") and content[HEIF_AT][4:] in HEIF_BRANDS:
        raise PaperRefused("这是 HEIC 照片，请改成 JPG 再传：苹果手机在“设置、相机、格式”里选“兼容性最佳”，重拍一张")
    return CleanPaper(drawn_anew(content, limits=limits), JPEG, "jpg")


def drawn_anew(content: bytes, *, limits: Limits) -> bytes:
    """Return the pixels of a picture as a new JPEG, upright and small enough to be kept; all else of it is gone.

    Its size is read from its head before a single pixel is unpacked.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(content), formats=PHOTOGRAPHS)
            width, height = picture.size
            if width * height > limits.most_pixels:
                raise PaperRefused(f"照片超过 {limits.most_pixels // 1_000_000} 百万像素，请用手机普通模式重拍")
            picture.draft("RGB", (limits.longest_edge, limits.longest_edge))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((limits.longest_edge, limits.longest_edge))
            flat = on_white(upright)
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PaperRefused("只收照片（JPG、PNG）和 PDF；请拍照，或另存为 PDF 再传") from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise PaperRefused("这张照片打不开，可能没有传完；请重新拍一张") from error
    for quality in QUALITIES:
        kept = BytesIO()
        flat.save(kept, "JPEG", quality=quality, optimize=True)
        if kept.tell() <= limits.kept_bytes:
            break
    return kept.getvalue()


def on_white(picture: Image.Image) -> Image.Image:
    """Return a picture without transparency, its pixels copied into a fresh one that carries nothing else."""
    coloured = picture.convert("RGBA")
    flat = Image.new("RGB", coloured.size, "white")
    flat.paste(coloured, mask=coloured.getchannel("A"))
    return flat
