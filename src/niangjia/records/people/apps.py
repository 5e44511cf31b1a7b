"""The Django app of this shelf."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Persons and households; what identifies them is sealed."""

    name = "niangjia.records.people"
    label = "people"
    verbose_name = "职工与家庭"
