"""The Django app of this shelf."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Restricted money: funds, buckets, journals, entitlements."""

    name = "niangjia.records.accounts"
    label = "accounts"
    verbose_name = "专项资金"
