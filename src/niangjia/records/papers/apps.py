"""The Django app of this shelf."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """What came in: returns, their files, their rows; and facts frozen for a decision."""

    name = "niangjia.records.papers"
    label = "papers"
    verbose_name = "材料"
