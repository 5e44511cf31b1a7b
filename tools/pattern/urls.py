"""Addresses of this window. Each needs a row in the table of rights."""

from django.urls import path

from niangjia.programmes.pattern import views

app_name = "pattern"
urlpatterns = [
    path("", views.requests, name="requests"),
    path("ask/", views.ask, name="ask"),
]
