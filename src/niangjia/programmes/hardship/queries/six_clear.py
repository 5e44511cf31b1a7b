"""六清: whether a household's file tells the six things that it must, and if not, what is missing and who adds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from niangjia.casework.queries.dossier import Dossier
from niangjia.programmes.hardship.programme import CHARTER

KNOWN_BASICS = ("persons", "income_fen", "homes")
SPENDINGS = ("ill_fen", "disabled_fen", "school_fen", "housing_fen", "sudden_fen")
SOLVED = frozenset({"need_solved", "need_closed"})


def basics(kept: Dossier, reading: Mapping[str, Any]) -> bool:
    """Say whether somebody lives there, and persons, income and homes are known."""
    return bool(kept.members) and all(reading["facts"].get(key) is not None for key in KNOWN_BASICS)


def received(kept: Dossier, _reading: Mapping[str, Any]) -> bool:
    """Say whether a decision was signed, or money promised: then what was received is known."""
    return bool(kept.decisions or kept.entitlements)


def difficulties(kept: Dossier, reading: Mapping[str, Any]) -> bool:
    """Say whether it is known what presses: a cause, a spending, or a need that somebody told."""
    spends = any(reading["facts"].get(key) for key in SPENDINGS)
    return bool(spends or reading["person"].get("cause") or any(need.origin != "rule" for need in kept.needs))


def measures(kept: Dossier, _reading: Mapping[str, Any]) -> bool:
    """Say whether something is to be done: a need stands in the file."""
    return bool(kept.needs)


def results(kept: Dossier, _reading: Mapping[str, Any]) -> bool:
    """Say whether something came of it: a need solved, or money paid."""
    paid = any(one.state == "paid" for one in kept.entitlements)
    return paid or any(need.case.state in SOLVED for need in kept.needs)


def pairing(kept: Dossier, _reading: Mapping[str, Any]) -> bool:
    """Say whether somebody answers for the household and has reached it."""
    return bool(kept.pairings) and any(one.reached for one in kept.contacts)


ANSWERS: Mapping[str, Callable[[Dossier, Mapping[str, Any]], bool]] = {
    "basics": basics,
    "received": received,
    "difficulties": difficulties,
    "measures": measures,
    "results": results,
    "pairing": pairing,
}


def six_clear(kept: Dossier, reading: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return each of the six, clear or not; words and order come from the charter."""
    return [
        {
            "key": key,
            "label": one["label"],
            "clear": ANSWERS[key](kept, reading),
            "text": one["text"],
            "adds": one["name"],
        }
        for key, one in CHARTER["six_clear"]["keys"].items()
    ]
