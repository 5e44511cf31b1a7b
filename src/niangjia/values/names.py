"""Names of people: as they may stand in public, and as they are typed to be found."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

_TWO_LETTERS = (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离长孙宇文司徒鲜于"
    "司空闾丘子车亓官司寇巫马公西颛孙壤驷公良漆雕乐正宰父谷梁拓跋夹谷轩辕令狐段干百里呼延东郭南门羊舌微生梁丘左丘西门第五公乘"
    "贯丘公皙南荣东里东宫仲长子桑即墨达奚褚师"
)
COMPOUND_SURNAMES = frozenset(_TWO_LETTERS[at : at + 2] for at in range(0, len(_TWO_LETTERS), 2))
"""Family names of two letters; of a name of three or four letters they are shown whole."""


def masked_name(name: str) -> str:
    """Return a name as it may stand in public: the family name, and a star for each letter of the rest.

    >>> masked_name("李四光"), masked_name("欧阳修"), masked_name("司马"), masked_name("阿依古丽·买买提")
    ('李**', '欧阳*', '司*', '阿**')
    """
    bare = name.strip()
    if not bare:
        return ""
    if not all("\u3400" <= letter <= "\u9fff" or letter > "\uffff" for letter in bare):
        return f"{bare[0]}**"
    family = 2 if len(bare) > 2 and bare[:2] in COMPOUND_SURNAMES else 1
    return bare[:family] + "*" * max(len(bare) - family, 1)


@lru_cache(maxsize=16384)
def pinyin_of(name: str) -> str:
    """Return a name as it is typed in letters, without tones and spaces: how somebody looks for it at a keyboard.

    >>> pinyin_of("李四光"), pinyin_of("阿依古丽·买买提"), pinyin_of("Maria Silva")
    ('lisiguang', 'ayigulimaimaiti', 'mariasilva')
    """
    return "".join(letter for letter in "".join(lazy_pinyin(name)).lower() if letter.isalnum())


@lru_cache(maxsize=16384)
def initials_of(name: str) -> str:
    """Return the first letter of each syllable of a name.

    >>> initials_of("李四光"), initials_of("Maria Silva")
    ('lsg', 'mariasilva')
    """
    first = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()
    return "".join(letter for letter in first if letter.isalnum())
