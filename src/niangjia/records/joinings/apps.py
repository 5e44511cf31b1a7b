"""The Django app of this shelf."""

from django.apps import AppConfig


class JoiningsConfig(AppConfig):
    """Joining: applications, the doors by which they come, the benefits and the card of a member."""

    name = "niangjia.records.joinings"
    label = "joinings"
    verbose_name = "入会申请"
