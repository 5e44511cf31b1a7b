"""Addresses of this window. Each needs a row in the table of rights."""

from django.urls import path

from niangjia.programmes.emptywindow import views

app_name = "emptywindow"
urlpatterns = [
    path("", views.requests, name="requests"),
    path("ask/", views.ask, name="ask"),
]
