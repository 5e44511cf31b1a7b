"""The web kit as a Django app: its templates, static files, tags and words."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The kit for every page."""

    name = "niangjia.web"
    label = "web"
    verbose_name = "页面"
