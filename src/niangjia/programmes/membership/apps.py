"""The Django app of this window; starting, it offers its programme."""

from django.apps import AppConfig

from niangjia import catalogue
from niangjia.programmes.membership.programme import PROGRAMME


class MembershipConfig(AppConfig):
    """入会建会."""

    name = "niangjia.programmes.membership"
    label = "membership"
    verbose_name = "入会建会"

    def ready(self) -> None:
        """Put the programme into the hall."""
        catalogue.offer(PROGRAMME)
