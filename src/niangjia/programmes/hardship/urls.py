"""Addresses of this window."""

from django.urls import path

from niangjia.programmes.hardship import views

app_name = "hardship"
urlpatterns = [
    path("", views.quarters, name="quarters"),
    path("quarters/<str:period>/", views.quarter, name="quarter"),
    path("quarters/<str:period>/upload/", views.upload, name="upload"),
    path("quarters/<str:period>/run/", views.run, name="run"),
    path("quarters/<str:period>/progress/", views.progress, name="progress"),
    path("returns/<int:return_id>/", views.returned, name="return"),
    path("returns/<int:return_id>/annotated/", views.annotated, name="annotated"),
    path("rows/<int:row_id>/", views.row, name="row"),
    path("households/", views.households, name="households"),
    path("cases/<int:case_id>/", views.verdict, name="verdict"),
    path("cases/<int:case_id>/sign/", views.sign, name="sign"),
    path("cases/sign/", views.sign_many, name="sign_many"),
    path("cases/<int:case_id>/override/", views.override, name="override"),
    path("cases/<int:case_id>/send-back/", views.send_back, name="send_back"),
    path("cases/<int:case_id>/reveal/", views.reveal, name="reveal"),
    path("merges/", views.merges, name="merges"),
    path("merges/<int:proposal_id>/", views.merge, name="merge"),
    path("policies/", views.policies, name="policies"),
    path("policies/<slug:key>/", views.policy, name="policy"),
    path("policies/<slug:key>/adopt/", views.adopt, name="adopt"),
]
