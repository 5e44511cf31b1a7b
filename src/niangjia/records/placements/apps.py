"""The Django app of this shelf."""

from django.apps import AppConfig


class PlacementsConfig(AppConfig):
    """Who is placed with whom: a cadre and a household, one to one."""

    name = "niangjia.records.placements"
    label = "placements"
    verbose_name = "结对"
