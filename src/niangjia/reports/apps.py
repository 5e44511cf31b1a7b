"""The Django app of the reports: their templates."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """成绩单."""

    name = "niangjia.reports"
    label = "reports"
    verbose_name = "成绩单"
