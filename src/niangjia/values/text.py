"""Text as people write it into forms: widths, spaces, marks. What it means is decided elsewhere."""

from __future__ import annotations

import re
import unicodedata

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
INVISIBLE = dict.fromkeys(
    (0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x2060, 0xFE0E, 0xFE0F, 0xFEFF, 0x00AD)
)
SPACES = re.compile(r"\s+")
ASIDES = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕")
DASHES = re.compile(r"^[-‐-―−─━﹣_/\\、.·~]+$")
UNTICKED, TICKED = "□☐◻▢", "☑☒✅■▣◼√✓✔"
BOXED = re.compile(rf"([{UNTICKED}{TICKED}])([^{UNTICKED}{TICKED}]+)")
BOX_BEHIND = re.compile(rf"([^{UNTICKED}{TICKED}]+)([{UNTICKED}{TICKED}])")
MIDDLE_DOTS = re.compile(r"\s*[·•・‧∙⋅．●]\s*|(?<=[㐀-鿿])\.(?=[㐀-鿿])")


def folded(text: str) -> str:
    """Return ``text`` with full-width letters, digits and marks made half-width, invisible marks gone, ends trimmed.

    >>> folded("　１２，００元" + chr(0x200B))
    '12,00元'
    """
    return text.translate(FULL_WIDTH).translate(INVISIBLE).strip()


def tidied(text: str) -> str:
    """Return ``text`` as its writer sees it: invisible marks gone, ends trimmed, all else kept.

    >>> tidied(chr(0xFEFF) + "青川农商银行　")
    '青川农商银行'
    """
    return text.translate(INVISIBLE).strip()


def unquoted(text: str) -> str:
    """Return ``text`` without the quote that people type before a number so that it stays text.

    >>> unquoted("'5900"), unquoted(" ’2026-10-03"), unquoted("'")
    ('5900', '2026-10-03', "'")
    """
    plain = tidied(text)
    return plain[1:] if len(plain) > 1 and plain[0] in "'`‘’＇" else text


def squeezed(text: str) -> str:
    """Return ``text`` folded and without any space: how words are compared.

    >>> squeezed("姓　 名")
    '姓名'
    """
    return SPACES.sub("", folded(text))


def compatible(text: str) -> str:
    """Return ``text`` squeezed and with compatibility forms (㎡, ①, ﹣) made plain: how numbers are read.

    Not for names: a compatibility form may be how a person writes theirs.

    >>> compatible("６０㎡")
    '60m2'
    """
    return SPACES.sub("", unicodedata.normalize("NFKC", folded(text)))


def without_asides(text: str) -> str:
    """Return ``text`` without what stands in brackets.

    >>> without_asides("是(已签)")
    '是'
    """
    plain = text
    while (shorter := ASIDES.sub("", plain)) != plain:
        plain = shorter
    return plain


def asides(text: str) -> tuple[str, ...]:
    """Return what stands in brackets in ``text``.

    >>> asides("因病支出(自付)(元)")
    ('自付', '元')
    """
    return tuple(found[1:-1] for found in ASIDES.findall(text))


def ticked(text: str) -> str:
    """Return the one ticked option of ``text`` with boxes; any other text as it is.

    >>> ticked("□是 ☑否"), ticked("男□女√"), ticked("是√"), ticked("√"), ticked("□是 □否")
    ('否', '女', '是', '√', '□是 □否')
    """
    plain = squeezed(text)
    for shape, box, option in ((BOXED, 1, 2), (BOX_BEHIND, 2, 1)):
        found = list(shape.finditer(plain))
        if found and "".join(each[0] for each in found) == plain:
            chosen = [each[option] for each in found if each[box] in TICKED]
            return chosen[0] if len(chosen) == 1 else text
    return text


def is_dash(text: str) -> bool:
    """Return whether ``text`` is nothing but a dash or slash, the way a blank cell is crossed out.

    >>> is_dash("——"), is_dash("/"), is_dash("-5")
    (True, True, False)
    """
    return bool(DASHES.match(squeezed(text)))


def person_name(text: str) -> str:
    """Return a person's name as it is filed: no spaces in a Chinese one, one kind of middle dot, no remark in brackets.

    >>> person_name("蒋　华 "), person_name("买买提•艾力(组长)"), person_name("Maria  Silva")
    ('蒋华', '买买提·艾力', 'Maria Silva')
    """
    name = without_asides(folded(text)).strip()
    name = MIDDLE_DOTS.sub("·", name)
    return SPACES.sub(" ", name) if name.isascii() else SPACES.sub("", name)


def masked(text: str, *, head: int = 4, tail: int = 4) -> str:
    """Return ``text`` with its middle hidden.

    >>> masked("640397199112060282")
    '6403**********0282'
    >>> masked("1234567")
    '*******'
    """
    if len(text) <= head + tail:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[-tail:]
