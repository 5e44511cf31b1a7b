"""Addresses of this window."""

from django.urls import path

from niangjia.programmes.care.views import home

app_name = "care"
urlpatterns = [
    path("", home.home, name="home"),
    # -- pairs
    # -- needs
    # -- wishes
    # -- provisions
    # -- emergencies
]
