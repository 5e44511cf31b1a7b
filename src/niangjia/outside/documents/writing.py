"""Papers written from a template and its data. Nothing is fetched: templates and letters lie beside this file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar, Literal

from niangjia.values.errors import NiangjiaError

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
FONTS = HERE / "fonts"
PIXELS_PER_INCH = 144.0


class DocumentsMissing(NiangjiaError):
    """The extra that writes papers is not installed here."""

    code: ClassVar[str] = "documents_missing"


def document_pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """Return the paper ``template`` filled with ``data`` as PDF, its letters embedded.

    ``data`` holds what JSON can hold; the head of the template says what it wants. The same data gives the same bytes.

    Errors: ``DocumentsMissing`` when typst is not installed; ``ValueError`` when there is no such template.
    """
    return _compiled(template, data, form="pdf")[0]


def document_pictures(template: str, data: Mapping[str, Any]) -> list[bytes]:
    """Return the same paper page by page as PNG: what somebody would see.

    Errors: as ``document_pdf``.
    """
    return _compiled(template, data, form="png")


def document_word(template: str, data: Mapping[str, Any]) -> bytes:
    """Return the Word file ``template`` filled with ``data``; an office may change its looks in Word.

    Errors: ``DocumentsMissing`` when docxtpl is not installed; ``ValueError`` when there is no such template.
    """
    try:
        from docxtpl import DocxTemplate  # noqa: PLC0415  loaded-when-needed
    except ModuleNotFoundError as error:
        raise _missing() from error
    document = DocxTemplate(_path(template, "docx"))
    document.render(dict(data), autoescape=True)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def _compiled(template: str, data: Mapping[str, Any], *, form: Literal["pdf", "png"]) -> list[bytes]:
    try:
        import typst  # noqa: PLC0415  loaded-when-needed
    except ModuleNotFoundError as error:
        raise _missing() from error
    pages = typst.compile(
        str(_path(template, "typ")),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format=form,
        ppi=PIXELS_PER_INCH,
        sys_inputs={"data": json.dumps(dict(data), ensure_ascii=False)},
        timestamp=0,
    )
    return [bytes(page) for page in pages] if isinstance(pages, list) else [bytes(pages or b"")]


@lru_cache(maxsize=1)
def _fonts() -> Any:
    """Return the letters of the house, read once: no letter of the machine is used."""
    import typst  # noqa: PLC0415  loaded-when-needed

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def _path(template: str, ending: str) -> Path:
    path = TEMPLATES / f"{template}.{ending}"
    if Path(template).name != template or not path.is_file():
        raise ValueError(f"there is no template {template}.{ending}")
    return path


def _missing() -> DocumentsMissing:
    return DocumentsMissing("这台服务器还没有装写文件的部件；请管理员装上 niangjia[documents]，再试一次")
