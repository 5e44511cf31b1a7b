"""The door to probable linkage: which of many people may be one, weighed field by field by ``splink``.

It is an extra, and is asked with plain values that live in memory alone: nothing is written to a disk or a log. It
proposes; whether two are one, a person decides.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from typing import Any

from niangjia.values.errors import NiangjiaError

FIELDS = ("name", "birth", "phone", "address", "employer")
SAME = "same"
HALF = 0.5
"""What the likelier side of a level gets; only the quotient of both sides counts."""


class LinkageMissing(NiangjiaError):
    """The extra that weighs likenesses is not installed."""

    code = "linkage_missing"


@dataclass(frozen=True, slots=True)
class Known:
    """One person as far as linking needs it; what is not known is blank.

    ``sounds`` is the name in pinyin; ``birth`` an ISO date; ``phone`` may be any word that is the same for equal ones.
    """

    key: int
    name: str
    sounds: str = ""
    birth: str = ""
    phone: str = ""
    address: str = ""
    employer: str = ""


@dataclass(frozen=True, slots=True)
class Alike:
    """Two people who may be one: how far the evidence speaks for it, and which fields are the same.

    Units: ``weight`` in bits; above 0 it is likelier than not.
    """

    first: int
    second: int
    weight: float
    agrees: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each degree of likeness speaks for one person.

    Units: bits, for every field and level; ``prior`` is how unlikely it is that two at random are one; pairs from
    ``at_least`` on are told of.
    """

    prior: float
    at_least: float
    levels: Mapping[str, Mapping[str, float]]


CONDITIONS = {
    ("name", "same"): "name_l = name_r",
    ("name", "sounds"): "sounds_l = sounds_r",
    ("name", "one_letter"): "levenshtein(name_l, name_r) <= 1",
    ("birth", "same"): "birth_l = birth_r",
    ("birth", "near"): "left(birth_l, 7) = left(birth_r, 7) OR left(birth_l, 4) = left(birth_r, 4)",
    ("phone", "same"): "phone_l = phone_r",
    ("address", "same"): "address_l = address_r",
    ("address", "near"): "jaro_winkler_similarity(address_l, address_r) >= 0.92",
    ("employer", "same"): "employer_l = employer_r",
}
BLOCKS = (
    "l.phone = r.phone",
    "l.name = r.name AND l.birth = r.birth",
    "l.name = r.name AND l.employer = r.employer",
    "l.sounds = r.sounds AND l.address = r.address",
    "l.name = r.name AND left(l.address, 6) = left(r.address, 6)",
)
"""Only pairs that have one of these in common are weighed: all others have too little."""


IN_MEMORY = """
    CREATE TABLE known AS
    SELECT key, nullif(name, '') AS name, nullif(sounds, '') AS sounds, nullif(birth, '') AS birth,
           nullif(phone, '') AS phone, nullif(address, '') AS address, nullif(employer, '') AS employer
    FROM (
        SELECT unnest(?) AS key, unnest(?) AS name, unnest(?) AS sounds, unnest(?) AS birth,
               unnest(?) AS phone, unnest(?) AS address, unnest(?) AS employer
    )
"""


def probable_pairs(people: Iterable[Known], *, weights: Weights) -> tuple[Alike, ...]:
    """Return the pairs of ``people`` who may be one, the likeliest first; the same people give the same pairs.

    A name that many bear speaks for less than a rare one.

    Errors: ``LinkageMissing`` when the extra is not installed.
    """
    try:
        from splink import Linker  # noqa: PLC0415  loaded-when-needed: an extra
        from splink.backends.duckdb import DuckDBAPI  # noqa: PLC0415  loaded-when-needed: an extra
    except ImportError as error:
        raise LinkageMissing("找可能重复的登记要先装上 linkage 这一项：pip install 'niangjia[linkage]'") from error
    logging.getLogger("splink").setLevel(logging.CRITICAL)
    known = {person.key: person for person in people}
    if len(known) <= 1:
        return ()
    engine = DuckDBAPI(":memory:")
    database = engine.duckdb_con
    database.execute("SET temp_directory = ''")
    database.execute(IN_MEMORY, [list(column) for column in zip(*map(astuple, known.values()), strict=True)])
    try:
        linker = Linker(engine.register("known"), settings(weights), log_level=None)
        found = linker.inference.predict(threshold_match_weight=weights.at_least, warning_mode="never")
        pairs = [alike(row, known) for row in found.as_record_list()]
    finally:
        database.close()
    return tuple(sorted(pairs, key=lambda pair: (-pair.weight, pair.first, pair.second)))


def settings(weights: Weights) -> dict[str, Any]:
    """Return what ``splink`` is told: fixed weights, so that the same people are judged alike in every run."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "key",
        "probability_two_random_records_match": 1 / (1 + 2**-weights.prior),
        "blocking_rules_to_generate_predictions": list(BLOCKS),
        "comparisons": [comparison(field, weights.levels[field]) for field in FIELDS],
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": False,
    }


def comparison(field: str, levels: Mapping[str, float]) -> dict[str, Any]:
    """Return how one field is compared: the levels in the order of their likeness, ``other`` last."""
    unknown = {
        "sql_condition": f"{field}_l IS NULL OR {field}_r IS NULL",
        "label_for_charts": "unknown",
        "is_null_level": True,
    }
    return {
        "output_column_name": field,
        "comparison_levels": [unknown, *(level(field, name, bits) for name, bits in levels.items())],
    }


def level(field: str, name: str, bits: float) -> dict[str, Any]:
    """Return one degree of likeness with what it speaks for, as two probabilities with that quotient."""
    likely, unlikely = HALF, HALF / 2 ** abs(bits)
    told: dict[str, Any] = {
        "sql_condition": CONDITIONS.get((field, name), "ELSE"),
        "label_for_charts": name,
        "m_probability": likely if bits >= 0 else unlikely,
        "u_probability": unlikely if bits >= 0 else likely,
    }
    if (field, name) == ("name", SAME):
        told |= {"tf_adjustment_column": "name", "tf_adjustment_weight": 1.0}
    return told


def alike(row: Mapping[str, Any], known: Mapping[int, Known]) -> Alike:
    """Return one pair that was found, the one known first before the other, with the fields that are the same."""
    first, second = sorted((int(row["key_l"]), int(row["key_r"])))
    one, other = known[first], known[second]
    same = (field for field in FIELDS if getattr(one, field) and getattr(one, field) == getattr(other, field))
    return Alike(first, second, float(row["match_weight"]), tuple(same))
