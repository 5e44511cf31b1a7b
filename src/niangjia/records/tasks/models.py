"""Needs, difficulties at work and wishes: what is to be cleared, by what measure, with what proof."""

from __future__ import annotations

from django.db import models

from niangjia.records.cases.models import Case
from niangjia.records.scoped import Owned


class Need(Owned):
    """What a case of the care window is about. ``text`` is sealed; ``kind`` and ``origin`` are keys of the charter.

    ``origin`` says how it became known: the survey, a visit, a request, a rule that guided somebody who did not
    qualify. ``major`` is what needs a meeting and a tender.
    """

    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="need")
    kind = models.CharField(max_length=30)
    origin = models.CharField(max_length=30)
    major = models.BooleanField(default=False)
    text = models.BinaryField(null=True)

    class Meta(Owned.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"
