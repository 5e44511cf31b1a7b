"""The Django app of this shelf."""

from django.apps import AppConfig


class UnionsConfig(AppConfig):
    """The tree of unions, its two lines, and who holds which post."""

    name = "niangjia.records.unions"
    label = "unions"
    verbose_name = "工会组织"
