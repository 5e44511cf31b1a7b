"""The Django app of this window; starting, it offers its programme."""

from django.apps import AppConfig

from niangjia import catalogue
from niangjia.programmes.emptywindow.programme import PROGRAMME


class EmptywindowConfig(AppConfig):
    """空窗口."""

    name = "niangjia.programmes.emptywindow"
    label = "emptywindow"
    verbose_name = "空窗口"

    def ready(self) -> None:
        """Put the programme into the hall."""
        catalogue.offer(PROGRAMME)
