"""What is wrong with an answer of a declaration, in the words of its page."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from niangjia.outside.workbook.readings import CellFault
from niangjia.programmes.hardship.forms.survey import survey_form
from niangjia.programmes.hardship.programme import DECLARING
from niangjia.web.sentences import told


def fault_words(fault: CellFault, *, asked_as: str = "") -> str:
    """Return what is wrong with an answer, and how to mend it, in the words in which the page asked for it.

    ``asked_as`` is the question of a page that asks otherwise than the declaration does.
    """
    if fault.kind == "missing" and fault.key not in DECLARING["must_have"]:
        label = DECLARING["asked"].get(fault.key, {}).get("label", fault.label)
        words = _("请回答：%(field)s") if label.endswith("？") else _("请填上%(field)s")
        return words % {"field": told(label)}
    asked = survey_form().fields.get(fault.key)
    if fault.kind == "bad_value" and asked is not None and asked.kind not in {"yes_no", "choice"}:
        return told(fault.mend)
    question = asked_as or DECLARING["asked"].get(fault.key, {}).get("label", fault.label)
    why = fault.why.replace(f"“{fault.label}”", f"“{question}”")
    return _("%(why)s。%(mend)s") % {"why": told(why), "mend": told(fault.mend)}


def wrong_words(faults: Iterable[CellFault]) -> dict[str, str]:
    """Return what is to be mended, one sentence a field."""
    wrong: dict[str, str] = {}
    for fault in faults:
        wrong.setdefault(fault.key, fault_words(fault))
    return wrong
