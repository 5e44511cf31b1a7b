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
        offer_offline_work()


def offer_offline_work() -> None:
    """Put the kinds of work that windows do without signal before the offline desk."""
    from niangjia.casework import offline  # noqa: PLC0415  loaded-when-needed: models must be loaded first
    from niangjia.programmes.hardship.services.offline import (  # noqa: PLC0415  loaded-when-needed: the same
        VISITS_OFFLINE,
    )
    from niangjia.programmes.membership.services.offline import DOORS  # noqa: PLC0415  loaded-when-needed: the same

    offline.offer(DOORS)
    offline.offer(VISITS_OFFLINE)
