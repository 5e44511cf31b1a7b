"""Addresses of this window."""

from django.urls import path

from niangjia.programmes.hardship.views import (
    adoption,
    exits,
    households,
    policies,
    quarter,
    returns,
    visiting,
    visits,
)

app_name = "hardship"
urlpatterns = [
    path("", quarter.quarters, name="quarters"),
    path("quarters/<str:period>/", quarter.quarter, name="quarter"),
    path("quarters/<str:period>/upload/", returns.upload, name="upload"),
    path("quarters/<str:period>/run/", quarter.run, name="run"),
    path("quarters/<str:period>/progress/", quarter.progress, name="progress"),
    path("returns/<int:return_id>/", returns.returned, name="return"),
    path("returns/<int:return_id>/annotated/", returns.annotated, name="annotated"),
    path("rows/<int:row_id>/", returns.row, name="row"),
    path("households/", households.households, name="households"),
    path("cases/<int:case_id>/", households.verdict, name="verdict"),
    path("cases/<int:case_id>/sign/", households.sign, name="sign"),
    path("cases/sign/", households.sign_many, name="sign_many"),
    path("cases/<int:case_id>/override/", households.override, name="override"),
    path("cases/<int:case_id>/send-back/", households.send_back, name="send_back"),
    path("cases/<int:case_id>/reveal/", households.reveal, name="reveal"),
    path("merges/", households.merges, name="merges"),
    path("merges/<int:proposal_id>/", households.merge, name="merge"),
    path("policies/", policies.policies, name="policies"),
    path("policies/<slug:key>/", policies.policy, name="policy"),
    path("policies/<slug:key>/adopt/", adoption.adopt, name="adopt"),
    # -- opening, template, paste, reminders
    path("opening/", quarter.opening, name="opening"),
    path("quarters/<str:period>/template/", returns.template, name="template"),
    path("quarters/<str:period>/remind/", quarter.remind, name="remind"),
    # -- declaring
    # -- visits
    path("visits/", visits.board, name="visits"),
    path("visits/assign/", visits.assign, name="assign_visits"),
    path("visits/mine/", visiting.mine, name="my_visits"),
    path("visits/<int:visit_id>/", visiting.visit, name="visit"),
    path("visits/<int:visit_id>/consent/", visiting.consent, name="consent"),
    path("visits/<int:visit_id>/looks/<slug:look>/", visiting.look, name="look"),
    path("visits/<int:visit_id>/answer/", visiting.answer, name="answer_visit"),
    path("visits/<int:visit_id>/kin/", visiting.kin, name="kin"),
    path("visits/<int:visit_id>/phone/", visiting.phone, name="visit_phone"),
    path("visits/<int:visit_id>/need/", visiting.need, name="visit_need"),
    path("cases/<int:case_id>/visitors/", visits.visitors, name="visitors"),
    path("cases/<int:case_id>/visitors/kin/", visits.kin_of, name="kin_of"),
    path("cases/<int:case_id>/visitors/again/", visits.again, name="visit_again"),
    # -- notices, files
    # -- exits and signals
    path("register/", exits.exits, name="exits"),
    path("register/<int:household_id>/leave/", exits.leave, name="leave"),
    path("register/<int:household_id>/signal/", exits.note_signal, name="note_signal"),
    path("exits/<int:exit_id>/", exits.leaving_page, name="exit"),
    path("exits/<int:exit_id>/check/", exits.check_exit, name="check_exit"),
    path("exits/<int:exit_id>/undo/", exits.undo_exit, name="undo_exit"),
    path("exits/<int:exit_id>/revisit/", exits.revisit, name="revisit"),
    path("watch/", exits.watching, name="watch"),
    path("signals/<int:signal_id>/", exits.signal, name="signal"),
]
