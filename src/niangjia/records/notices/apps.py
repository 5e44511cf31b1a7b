"""The Django app of this shelf."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Messages to people of the hall; public notices and objections."""

    name = "niangjia.records.notices"
    label = "notices"
    verbose_name = "消息与公示"
