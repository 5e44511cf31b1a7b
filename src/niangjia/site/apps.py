"""The front door as a Django app: its templates, and the checks that stand at it."""

from django.apps import AppConfig
from django.core import checks


class SiteConfig(AppConfig):
    """The front door."""

    name = "niangjia.site"
    label = "site_door"
    verbose_name = "前门"

    def ready(self) -> None:
        """Register what must hold before the site opens."""
        from niangjia.site.checks import ALL_CHECKS  # noqa: PLC0415  loaded-when-needed: models must be loaded first

        for check in ALL_CHECKS:
            checks.register(check, "niangjia")
