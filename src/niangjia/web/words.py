"""The words of the house: every Chinese text a page may show, and its English.

Chinese is the source. The catalogue is a ``.po`` file; the ``.mo`` beside it is compiled here, in Python alone, so that
nobody needs the
"""

from __future__ import annotations

import ast
import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml
from django.utils.translation.template import templatize

CALLS = {
    "_": "m",
    "gettext": "m",
    "gettext_lazy": "m",
    "gettext_noop": "m",
    "ngettext": "mp",
    "ngettext_lazy": "mp",
    "pgettext": "cm",
    "pgettext_lazy": "cm",
    "npgettext": "cmp",
    "npgettext_lazy": "cmp",
}
"""What each call is given, in order: context, message, plural."""
QUOTED = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\")"""
WRITTEN_CALL = re.compile(rf"\b(n?p?gettext|_)\(((?:{QUOTED})(?:,\s*(?:{QUOTED}))*)")
CHINESE = re.compile(r"[\u3400-\u9fff]")
HOLE = re.compile(r"\{(\w+)\}")
SPOKEN_KEYS = {"label", "note", "name", "source", "text", "told"}
"""Keys of a policy or charter whose values a page shows."""
NAMES_OF = {
    *("then", "tiers", "states", "benefits", "papers", "optional", "exits", "kinds", "origins", "ends", "signals"),
    *("added_at", "recusals", "handovers", "reasons", "need_kinds", "hand_over"),
    *("measure_kinds", "confirmed_as", "consents", "age_groups", "falls_as", "results"),
    *("answers", "begins", "doors", "missing", "offices", "ways", "objections"),
}
"""Keys of a policy or charter under which each entry is the word for its key."""
SENTENCES_IN = (
    "batch/quarter.py",
    "casework/*.py",
    "casework/access/freshness.py",
    "casework/access/inviting.py",
    "casework/access/offices.py",
    "casework/access/phone_codes.py",
    "casework/access/second_factor.py",
    "casework/access/sign_in.py",
    "casework/intake/*.py",
    "casework/provision/*.py",
    "casework/visits/*.py",
    "engines/lifecycle.py",
    "engines/rules/parameters.py",
    "engines/rules/read_parameters.py",
    "engines/rules/units.py",
    "outside/messages/gateway.py",
    "outside/messages/messenger.py",
    "outside/pictures.py",
    "outside/workbook/child.py",
    "outside/workbook/container.py",
    "outside/workbook/gathering.py",
    "outside/workbook/legacy.py",
    "outside/workbook/pasted.py",
    "outside/workbook/reading.py",
    "outside/workbook/refusals.py",
    "outside/workbook/wording.py",
    "programmes/*/forms/*.py",
    "programmes/*/services/*.py",
    "records/*/models.py",
    "site/funds.py",
)
"""Files that speak Chinese without asking for a language: a page says their sentences through ``sentences.told``."""
SHORTEST_SENTENCE = 2
"""Chinese characters from which on a text without values counts as something said, and not as a word of the data."""


@dataclass(frozen=True, slots=True, order=True)
class Word:
    """One text of the source."""

    message: str
    context: str = ""
    plural: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """A text with what is said for it: one form, or one for each number."""

    word: Word
    forms: tuple[str, ...]
    fuzzy: bool = False


def words_in_template(path: Path) -> Iterator[Word]:
    """Yield the texts of one template."""
    for call, quoted in WRITTEN_CALL.findall(templatize(path.read_text(encoding="utf-8"), origin=str(path))):
        texts = [ast.literal_eval(text) for text in re.findall(QUOTED, quoted)]
        yield word_from(call, texts)


def word_from(call: str, texts: list[str]) -> Word:
    """Return the text that a call names.

    >>> word_from("pgettext", ["门槛", "低于"])
    Word(message='低于', context='门槛', plural='')
    """
    given = dict(zip(CALLS[call], texts, strict=False))
    return Word(given["m"], given.get("c", ""), given.get("p", ""))


def words_in_code(path: Path) -> Iterator[Word]:
    """Yield the texts of one Python file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = called(node)
        texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if name in CALLS and len(texts) >= len(CALLS[name]):
            yield word_from(name, texts)


def called(node: ast.Call) -> str:
    """Return the name of what is called."""
    return node.func.id if isinstance(node.func, ast.Name) else str(getattr(node.func, "attr", ""))


def words_in_facts(path: Path) -> Iterator[Word]:
    """Yield every Chinese text of a file of facts or of a charter, docstrings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in silent and CHINESE.search(str(node.value)):
            yield Word(str(node.value))


def words_in_sentences(path: Path) -> Iterator[Word]:
    """Yield the sentences of a file, with ``{0}``, ``{1}`` … where values are filled in."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    aside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            aside.add(id(node.value))
        elif isinstance(node, ast.JoinedStr):
            aside.update(id(part) for part in ast.walk(node) if part is not node)
        elif isinstance(node, ast.Call) and called(node) in {*CALLS, "compile"}:
            aside.update(id(part) for part in ast.walk(node))
    for node in ast.walk(tree):
        if id(node) in aside or not isinstance(node, ast.JoinedStr | ast.Constant):
            continue
        text = with_holes(node) if isinstance(node, ast.JoinedStr) else str(node.value)
        count = len(CHINESE.findall(text))
        if count >= SHORTEST_SENTENCE or (count and HOLE.search(text)):
            yield Word(text)


def with_holes(node: ast.JoinedStr) -> str:
    """Return a formatted text with its values numbered.

    >>> with_holes(ast.parse('f"第 {row} 行"', mode="eval").body)
    '第 {0} 行'
    """
    values = iter(range(len(node.values)))
    return "".join(str(part.value) if isinstance(part, ast.Constant) else f"{{{next(values)}}}" for part in node.values)


def words_in_policy(path: Path) -> Iterator[Word]:
    """Yield what a policy says in words: labels, notes, sources, the names of its examples, what it offers."""
    yield from (Word(text) for text in spoken(yaml.safe_load(path.read_text(encoding="utf-8"))) if CHINESE.search(text))


def spoken(tree: object, key: str = "") -> Iterator[str]:
    """Yield the texts under the keys that a page shows."""
    if isinstance(tree, Mapping):
        for name, branch in tree.items():
            yield from spoken(branch, "label" if key in NAMES_OF else str(name))
    elif isinstance(tree, list):
        for branch in tree:
            yield from spoken(branch, key)
    elif isinstance(tree, str) and key in SPOKEN_KEYS:
        yield tree


def words_of_house(root: Path) -> set[Word]:
    """Return every text under the package ``root`` that a page may show."""
    found: set[Word] = set()
    for path in root.rglob("*.html"):
        found.update(words_in_template(path))
    for path in root.rglob("*.py"):
        found.update(words_in_code(path))
    for name in ("facts.py", "programme.py"):
        for path in root.glob(f"programmes/*/{name}"):
            found.update(words_in_facts(path))
    for pattern in SENTENCES_IN:
        for path in root.glob(pattern):
            found.update(words_in_sentences(path))
    for path in root.glob("programmes/*/policy/*.yaml"):
        found.update(words_in_policy(path))
    return {word for word in found if word.message.strip()}


ENTRY = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr|msgstr\[\d\]) (".*")$')


def read_catalogue(text: str) -> list[Said]:
    r"""Return the entries of a ``.po`` file, the header first.

    >>> read_catalogue('msgid "人"\nmsgstr "person"')
    [Said(word=Word(message='人', context='', plural=''), forms=('person',), fuzzy=False)]
    """
    entries = []
    for block in re.split(r"\n\s*\n", text.strip()):
        parts: dict[str, str] = {}
        last = ""
        for line in block.splitlines():
            if found := ENTRY.match(line):
                last = found[1]
                parts[last] = ast.literal_eval(found[2])
            elif line.startswith('"'):
                parts[last] += ast.literal_eval(line)
        if "msgid" in parts:
            forms = tuple(said for key, said in parts.items() if key.startswith("msgstr"))
            word = Word(parts["msgid"], parts.get("msgctxt", ""), parts.get("msgid_plural", ""))
            entries.append(Said(word, forms, fuzzy=bool(re.search(r"^#,.*fuzzy", block, re.M))))
    return entries


def written(text: str) -> str:
    """Return ``text`` in the quotes of a ``.po`` file."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def catalogue_text(entries: list[Said]) -> str:
    """Return the entries as a ``.po`` file, in a steady order."""
    blocks = []
    for said in sorted(entries, key=lambda one: one.word):
        lines = ["#, fuzzy"] if said.fuzzy else []
        lines += [f"msgctxt {written(said.word.context)}"] if said.word.context else []
        lines.append(f"msgid {written(said.word.message)}")
        if said.word.plural:
            lines.append(f"msgid_plural {written(said.word.plural)}")
            lines += [f"msgstr[{number}] {written(form)}" for number, form in enumerate(said.forms)]
        else:
            lines.append(f"msgstr {written(said.forms[0])}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def compiled(entries: list[Said]) -> bytes:
    """Return the entries as a ``.mo`` file; what is not said, or only guessed, is left out.

    Source: the GNU gettext manual, "The Format of GNU MO Files".
    """
    pairs = []
    for said in entries:
        if said.fuzzy or not all(said.forms):
            continue
        key = (f"{said.word.context}\x04" if said.word.context else "") + said.word.message
        key += f"\x00{said.word.plural}" if said.word.plural else ""
        pairs.append((key.encode(), "\x00".join(said.forms).encode()))
    pairs.sort()
    head, count = 28, len(pairs)
    at = head + 16 * count
    keys, values = b"", b""
    key_table, value_table = [], []
    for key_bytes, _value in pairs:
        key_table.append(struct.pack("<II", len(key_bytes), at + len(keys)))
        keys += key_bytes + b"\x00"
    for _key, value_bytes in pairs:
        value_table.append(struct.pack("<II", len(value_bytes), at + len(keys) + len(values)))
        values += value_bytes + b"\x00"
    header = struct.pack("<7I", 0x950412DE, 0, count, head, head + 8 * count, 0, at)
    return header + b"".join(key_table) + b"".join(value_table) + keys + values


def brought_up_to_date(entries: list[Said], words: set[Word]) -> list[Said]:
    """Return the catalogue with new texts added, still unsaid, and vanished ones dropped.

    Entries without Chinese stay: they say the framework's own texts in our way.
    """
    known = {said.word: said for said in entries}
    kept = [said for word, said in known.items() if word in words or not CHINESE.search(word.message)]
    new = [Said(word, ("", "") if word.plural else ("",)) for word in words - set(known)]
    return kept + new
