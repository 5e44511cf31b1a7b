"""Addresses of the kit: the switches and the style page."""

from django.urls import path

from niangjia.web import views

urlpatterns = [
    path("mode/<slug:mode>/", views.switch_mode, name="mode"),
    path("language/<slug:code>/", views.switch_language, name="language"),
    path("style/", views.style, name="style"),
]
