"""The Django app of this shelf."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """One request on its way: steps, clocks, verdicts, decisions."""

    name = "niangjia.records.cases"
    label = "cases"
    verbose_name = "办件"
