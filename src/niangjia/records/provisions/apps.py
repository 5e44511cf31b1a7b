"""The Django app of this shelf."""

from django.apps import AppConfig


class ProvisionsConfig(AppConfig):
    """Help in kind and in projects: what is offered, what was promised, what was handed over."""

    name = "niangjia.records.provisions"
    label = "provisions"
    verbose_name = "服务与项目"
