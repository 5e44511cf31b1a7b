"""Adoptions, the values a union chose, and every version of a policy that ever judged anybody."""

from __future__ import annotations

from django.db import models

from niangjia.records.unions.models import Account, Union


class Adoption(models.Model):
    """A union runs a practice from a day on."""

    union = models.ForeignKey(Union, on_delete=models.PROTECT, related_name="+")
    practice = models.CharField(max_length=60)
    policy = models.CharField(max_length=60)
    taken_from = models.ForeignKey(Union, null=True, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    adopted_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    adopted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["union", "practice"], name="a_practice_is_adopted_once")]

    def __str__(self) -> str:
        return f"{self.union} {self.practice}"


class SwitchedStep(models.Model):
    """An optional step of the charter that a union switched off, or on again, from a day on."""

    adoption = models.ForeignKey(Adoption, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=30)
    is_on = models.BooleanField()
    from_on = models.DateField()
    source = models.CharField(max_length=200)
    switched_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    switched_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["adoption", "step", "from_on"], name="a_step_is_switched_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.is_on}"


class ChosenValue(models.Model):
    """A value of its own that a union set for one parameter, from a day on, with its source."""

    adoption = models.ForeignKey(Adoption, on_delete=models.PROTECT, related_name="values")
    parameter = models.CharField(max_length=60)
    is_text = models.CharField(max_length=60)
    from_on = models.DateField()
    source = models.CharField(max_length=200)
    chosen_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["adoption", "parameter", "from_on"], name="one_value_a_parameter_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.parameter} = {self.is_text}"


class PolicyVersion(models.Model):
    """The full text of a policy under which somebody was judged, so that they can be judged again for ever."""

    key = models.CharField(max_length=60)
    label = models.CharField(max_length=120)
    text = models.TextField()
    sha256 = models.CharField(max_length=64, unique=True)
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.key} {self.sha256[:12]}"
