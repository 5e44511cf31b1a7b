"""The Django app of this shelf."""

from django.apps import AppConfig


class PracticesConfig(AppConfig):
    """Which union runs which practice from when, with which values of its own."""

    name = "niangjia.records.practices"
    label = "practices"
    verbose_name = "做法"
