"""Files that nobody honest sends, crafted one kind at a time."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO

from tests.outside.making_workbooks import household, table, xls, xlsx

HONEST = table(household(1), household(2))
SHEET = "xl/worksheets/sheet1.xml"


def honest() -> bytes:
    return xlsx({"摸排表": HONEST})


def with_parts(changed: Mapping[str, bytes | None], *, data: bytes | None = None) -> bytes:
    """A workbook with some parts replaced, added, or (``None``) left out."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data or honest())) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for member in before.infolist():
            if member.filename not in changed:
                after.writestr(member.filename, before.read(member))
        for name, content in changed.items():
            if content is not None:
                after.writestr(name, content)
    return out.getvalue()


def sheet_with(change: Callable[[bytes], bytes]) -> bytes:
    """A workbook whose first sheet's XML is changed."""
    data = honest()
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return with_parts({SHEET: change(archive.read(SHEET))}, data=data)


def added_rows(xml: bytes) -> Callable[[bytes], bytes]:
    return lambda sheet: sheet.replace(b"</sheetData>", xml + b"</sheetData>")


def text_cell(reference: str, text: str) -> bytes:
    row = "".join(mark for mark in reference if mark.isdigit())
    return f'<row r="{row}"><c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c></row>'.encode()


def doctype(entities: bytes) -> Callable[[bytes], bytes]:
    return lambda sheet: sheet.replace(b"<worksheet", b"<!DOCTYPE x [" + entities + b"]><worksheet", 1)


def billion_laughs() -> bytes:
    steps = b'<!ENTITY a0 "ha">' + b"".join(
        b'<!ENTITY a%d "%s">' % (step, b"&a%d;" % (step - 1) * 10) for step in range(1, 12)
    )
    return sheet_with(doctype(steps))


def bomb_of_one_part() -> bytes:
    return with_parts({"xl/media/image1.png": b"\0" * 200_000_000})


def bomb_in_the_sheet() -> bytes:
    return sheet_with(lambda sheet: sheet.replace(b"</sheetData>", b"</sheetData>" + b" " * 120_000_000))


def bomb_of_repeated_rows() -> bytes:
    cell = '<c r="A{0}"><v>1</v></c>'
    rows = "".join(f'<row r="{row}">{cell.format(row)}</row>' for row in range(10, 1_000_000)).encode()
    return sheet_with(added_rows(rows))


def many_members() -> bytes:
    return with_parts({f"xl/media/{number}.png": b"x" for number in range(3000)})


def duplicate_parts() -> bytes:
    out = BytesIO(honest())
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(SHEET.replace("sheet1", "SHEET1"), b"<worksheet/>")
    return out.getvalue()


def climbing_part() -> bytes:
    return with_parts({"../../etc/passwd": b"x"})


def symbolic_link() -> bytes:
    out = BytesIO(honest())
    with zipfile.ZipFile(out, "a") as archive:
        link = zipfile.ZipInfo("xl/media/link.png")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def encrypted_member() -> bytes:
    data = bytearray(honest())
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        position = data.find(signature)
        while position >= 0:
            flags = struct.unpack_from("<H", data, position + offset)[0]
            struct.pack_into("<H", data, position + offset, flags | 1)
            position = data.find(signature, position + 4)
    return bytes(data)


def nested_workbook() -> bytes:
    return with_parts({"xl/embeddings/inner.xlsx": honest()})


def nested_under_another_name() -> bytes:
    return with_parts({"xl/media/image1.png": honest()})


def macros() -> bytes:
    return with_parts({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 macro"})


def macro_sheet() -> bytes:
    return with_parts({"xl/macrosheets/sheet9.xml": b"<macrosheet/>"})


def external_link() -> bytes:
    return with_parts({"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})


def far_cell() -> bytes:
    return sheet_with(added_rows(text_cell("XFD1048576", "x")))


def merged_without_end() -> bytes:
    merges = b'<mergeCells count="1"><mergeCell ref="A9:A1048576"/></mergeCells>'
    return sheet_with(lambda sheet: sheet.replace(b"</sheetData>", b"</sheetData>" + merges))


def far_column() -> bytes:
    return sheet_with(added_rows(text_cell("ZZ9", "x")))


def twice_a_cell() -> bytes:
    return sheet_with(added_rows(text_cell("B2", "another")))


def row_that_lies() -> bytes:
    return sheet_with(added_rows(b'<row r="9"><c r="B10" t="inlineStr"><is><t>x</t></is></c></row>'))


def broken_reference() -> bytes:
    return sheet_with(added_rows(b'<row r="9"><c r="!!" t="inlineStr"><is><t>x</t></is></c></row>'))


def half_a_file() -> bytes:
    data = honest()
    return data[: len(data) // 2]


def broken_xml() -> bytes:
    return sheet_with(lambda sheet: sheet[:-40])


def missing_sheet_part() -> bytes:
    return with_parts({SHEET: None})


def missing_workbook_part() -> bytes:
    return with_parts({"xl/workbook.xml": None})


def ole_with(*streams: str) -> bytes:
    """The smallest compound file with empty streams of these names."""
    free, end, table_sector = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += b"\0" * 10 + struct.pack("<IIIII", 1, 1, 0, 4096, end) + struct.pack("<III", 0, end, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", free) * 108
    allocation = struct.pack("<II", table_sector, end) + struct.pack("<I", free) * 126
    directory = b""
    for position in range(4):
        name = ("Root Entry", *streams)[position] if position <= len(streams) else ""
        encoded = name.encode("utf-16-le") + b"\0\0" if name else b""
        kind = 5 if position == 0 else 2 if name else 0
        child = 1 if position == 0 and streams else free
        right = position + 1 if 0 < position < len(streams) else free
        directory += encoded.ljust(64, b"\0") + struct.pack("<HBBIII", len(encoded), kind, 1, free, right, child)
        directory += b"\0" * 36 + struct.pack("<IQ", end, 0)
    return header + allocation + directory


REFUSED: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "nothing": (lambda: b"", "a.xlsx", "empty"),
    "only spaces": (lambda: b"  \r\n", "a.csv", "empty"),
    "half a file": (half_a_file, "a.xlsx", "broken"),
    "broken xml": (broken_xml, "a.xlsx", "broken"),
    "no sheet part": (missing_sheet_part, "a.xlsx", "no_sheets"),
    "no workbook part": (missing_workbook_part, "a.xlsx", "other_format"),
    "a bomb beside the sheets": (bomb_of_one_part, "a.xlsx", "bomb"),
    "a bomb in the sheet": (bomb_in_the_sheet, "a.xlsx", "bomb"),
    "a million rows": (bomb_of_repeated_rows, "a.xlsx", "far_cell"),
    "a merge without end": (merged_without_end, "a.xlsx", "too_much_merged"),
    "three thousand parts": (many_members, "a.xlsx", "too_many_parts"),
    "two parts of one name": (duplicate_parts, "a.xlsx", "duplicate_parts"),
    "a part that climbs out": (climbing_part, "a.xlsx", "strange_part"),
    "a symbolic link": (symbolic_link, "a.xlsx", "strange_part"),
    "an encrypted part": (encrypted_member, "a.xlsx", "encrypted"),
    "a workbook inside": (nested_workbook, "a.xlsx", "nested"),
    "a workbook dressed as a picture": (nested_under_another_name, "a.xlsx", "nested"),
    "macros": (macros, "a.xlsx", "macros"),
    "an old macro sheet": (macro_sheet, "a.xlsx", "macros"),
    "a name that promises macros": (honest, "a.xlsm", "macros"),
    "an external link": (external_link, "a.xlsx", "external_links"),
    "a cell at the far end": (far_cell, "a.xlsx", "far_cell"),
    "a cell far to the right": (far_column, "a.xlsx", "far_cell"),
    "one cell written twice": (twice_a_cell, "a.xlsx", "twice_a_cell"),
    "a cell in another row than it says": (row_that_lies, "a.xlsx", "two_readings"),
    "a cell without a place": (broken_reference, "a.xlsx", "broken"),
    "a billion laughs": (billion_laughs, "a.xlsx", "entities"),
    "an entity of a file": (
        lambda: sheet_with(doctype(b'<!ENTITY f SYSTEM "file:///etc/passwd">')),
        "a.xlsx",
        "entities",
    ),
    "a binary workbook": (
        lambda: with_parts({"xl/workbook.xml": None, "xl/workbook.bin": b"x"}),
        "a.xlsb",
        "other_format",
    ),
    "a letter": (lambda: with_parts({"xl/workbook.xml": None, "word/document.xml": b"<x/>"}), "a.xlsx", "other_format"),
    "a plain archive": (lambda: with_parts({"xl/workbook.xml": None}), "a.zip", "other_format"),
    "an encrypted workbook": (lambda: ole_with("EncryptedPackage", "EncryptionInfo"), "a.xlsx", "encrypted"),
    "macros of the old kind": (lambda: ole_with("Workbook", "_VBA_PROJECT_CUR"), "a.xls", "macros"),
    "a letter of the old kind": (lambda: ole_with("WordDocument"), "a.xls", "other_format"),
    "half an old file": (lambda: xls({"摸排表": HONEST})[:1500], "a.xls", "broken"),
    "a web page": (lambda: b"<html><table><tr><td>1</td></tr></table></html>", "a.xls", "html"),
    "an old xml sheet": (lambda: b'<?xml version="1.0"?><Workbook/>', "a.xls", "xml_sheet"),
    "a pdf": (lambda: b"%PDF-1.7 ...", "a.xlsx", "other_format"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n....", "a.xlsx", "other_format"),
    "a program": (lambda: b"MZ\x90\0" + b"\0" * 100, "a.xlsx", "other_format"),
    "noise": (lambda: bytes(range(256)) * 40, "a.csv", "not_a_table"),
    "a csv of a million rows": (lambda: b"1,2\n" * 1_000_000, "a.csv", "far_cell"),
}
