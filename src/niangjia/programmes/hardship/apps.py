"""The Django app of this window; starting, it offers its programme."""

from django.apps import AppConfig

from niangjia import catalogue
from niangjia.programmes.hardship.programme import PROGRAMME


class HardshipConfig(AppConfig):
    """困难帮扶."""

    name = "niangjia.programmes.hardship"
    label = "hardship"
    verbose_name = "困难帮扶"

    def ready(self) -> None:
        """Put the programme into the hall."""
        catalogue.offer(PROGRAMME)
