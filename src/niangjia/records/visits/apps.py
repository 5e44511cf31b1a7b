"""The Django app of this shelf."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    """Home visits: who goes, what was declared, what was found."""

    name = "niangjia.records.visits"
    label = "visits"
    verbose_name = "走访"
