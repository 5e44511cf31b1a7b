"""The Django app of this shelf."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """Needs and wishes, each to be cleared, with measures and proof."""

    name = "niangjia.records.tasks"
    label = "tasks"
    verbose_name = "需求与心愿"
