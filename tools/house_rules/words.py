"""Words: names that say what a thing is, and exceptions from the rules that say why."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator

from tools.house_rules.tree import Finding, House, Source

REASONS = {
    "framework-shape": "Django, pytest or another library dictates the signature, or sets what its types do not tell",
    "untyped-library": "the library says nothing about its types",
    "checked-before": "a check that the tool cannot see makes it safe",
    "own-input": "what is read or run was written by the house itself",
    "loaded-when-needed": "imported late, because it is heavy, rarely needed, or must come second",
    "one-branch-per-kind": "a list of kinds reads better in one place than taken apart",
    "truth-is-the-value": "true or false is the value itself, not a switch",
    "edge-of-the-house": "the last catch before the outside: everything must become a sentence here",
    "wrong-on-purpose": "a test hands in what the types forbid, to see it refused",
    "platform-limit": "the operating system or the interpreter leaves no other way",
}
"""Why a rule may be set aside in one line: ``# noqa: S603  own-input``, and more words behind it where they help."""

SUPPRESSION = re.compile(
    r"#\s*(?:noqa(?::\s*[A-Z]+\d+(?:[\s,]+[A-Z]+\d+)*)?|type:\s*ignore(?:\[[^\]]*\])?|pragma:\s*no\s*(?:cover|branch))(?P<rest>.*)"
)

VAGUE_MODULES = frozenset({"util", "utils", "helper", "helpers", "common", "manager", "managers", "misc", "service"})
VAGUE_CLASSES = ("Service", "Manager", "Helper", "Helpers", "Util", "Utils", "Handler", "Processor")
VAGUE_VERBS = ("get_", "do_", "handle_", "process_")
DICTATED = frozenset(
    {
        "get_absolute_url",
        "get_by_natural_key",
        "get_commands",
        "get_context",
        "get_db_prep_save",
        "get_db_prep_value",
        "get_initial_for_field",
        "get_internal_type",
        "get_prep_value",
        "get_queryset",
        "get_response",
        "get_session_auth_hash",
        "get_user",
        "get_username",
        "process_exception",
        "process_request",
        "process_response",
        "process_template_response",
        "process_view",
    }
)
"""Names that Django asks for."""
DICTATED_BASES = frozenset({"Manager", "BaseManager", "BaseUserManager", "UserManager", "Handler", "StreamHandler"})


def comments(source: Source) -> Iterator[tuple[int, str]]:
    """Yield each comment with its line."""
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def suppressions_say_why(house: House) -> Iterator[Finding]:
    """Every ``noqa``, ``type: ignore`` and ``pragma: no cover`` gives a reason of the short list."""
    for source in house.sources:
        for line, comment in comments(source):
            for found in SUPPRESSION.finditer(comment):
                reason = re.match(r"[\s#:–-]*([a-z-]+)", found["rest"])
                if reason is None or reason[1] not in REASONS:
                    yield source.finding(
                        line, f"say why behind “{found[0].strip()}”; tools/house_rules/words.py lists the reasons"
                    )


def modules_have_speaking_names(house: House) -> Iterator[Finding]:
    """No file is called after being useful: its name says which idea lives in it."""
    for source in house.product(migrations=True):
        for part in (*source.path.parts[:-1], source.path.stem):
            if part in VAGUE_MODULES:
                yield source.finding(1, f"“{part}” says nothing; name the idea that lives in the file")


def base_names(node: ast.ClassDef) -> set[str]:
    """Return the last name of each base of a class."""
    bases = [base.value if isinstance(base, ast.Subscript) else base for base in node.bases]
    return {base.attr if isinstance(base, ast.Attribute) else getattr(base, "id", "") for base in bases}


def definitions_have_speaking_names(house: House) -> Iterator[Finding]:
    """Writes are verbs of the house and reads are nouns; no class is a service or a manager of something."""
    for source in house.product():
        for node in ast.walk(source.tree):
            match node:
                case ast.ClassDef(name=name) if name.endswith(VAGUE_CLASSES) and not base_names(node) & DICTATED_BASES:
                    yield source.finding(node, f"{name}: write verbs as functions, or name what the object is")
                case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if (
                    name.startswith(VAGUE_VERBS) and name not in DICTATED and not re.fullmatch(r"get_\w+_display", name)
                ):
                    yield source.finding(
                        node, f"{name}: a read is a noun, a write one of the house's verbs (GLOSSARY.md)"
                    )
