"""The Django app of this window; starting, it offers its programme."""

from django.apps import AppConfig

from niangjia import catalogue
from niangjia.programmes.care.programme import PROGRAMME


class CareConfig(AppConfig):
    """结对与需求."""

    name = "niangjia.programmes.care"
    label = "care"
    verbose_name = "结对与需求"

    def ready(self) -> None:
        """Put the programme into the hall."""
        catalogue.offer(PROGRAMME)
