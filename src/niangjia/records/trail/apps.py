"""The Django app of this shelf."""

from django.apps import AppConfig


class TrailConfig(AppConfig):
    """What happened, who did it, in a chain that shows every change."""

    name = "niangjia.records.trail"
    label = "trail"
    verbose_name = "办件留痕"
