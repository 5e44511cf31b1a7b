"""The Django app of this shelf."""

from django.apps import AppConfig


class CredentialsConfig(AppConfig):
    """Invitations, codes sent to phones, second factors: how somebody shows who they are."""

    name = "niangjia.records.credentials"
    label = "credentials"
    verbose_name = "凭证"
