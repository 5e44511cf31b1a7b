"""The Django app of this shelf."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    """Door-knocking: the ledger of the not-yet, and what came in from phones without signal."""

    name = "niangjia.records.surveys"
    label = "surveys"
    verbose_name = "摸底调查"
