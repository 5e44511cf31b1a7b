"""Addresses of this window."""

from django.urls import path

from niangjia.programmes.membership.views import home

app_name = "membership"
urlpatterns = [
    path("", home.home, name="home"),
    # -- joining
    # -- founding
    # -- liaison
    # -- belonging
    # -- ledger
    # -- offline
]
