"""Addresses of this window."""

from django.urls import path

from niangjia.programmes.membership.views import (
    founding,
    home,
    ledger,
    liaison,
    members,
    offline,
    transfers,
    unions,
)

app_name = "membership"
urlpatterns = [
    path("", home.home, name="home"),
    # -- joining
    # -- founding
    path("found/", founding.found, name="found"),
    path("found/progress/", founding.found_progress, name="found_progress"),
    path("found/deed/", founding.found_deed, name="found_deed"),
    path("foundings/", founding.foundings, name="foundings"),
    path("foundings/<int:founding_id>/", founding.founding, name="founding"),
    path("unions/", unions.unions, name="unions"),
    path("unions/<int:union_id>/", unions.union, name="union"),
    path("unions/<int:union_id>/reshape/", unions.reshape, name="reshape"),
    # -- liaison
    path("liaison/", liaison.liaison, name="liaison"),
    path("liaison/<int:liaison_id>/", liaison.liaison_of, name="liaison_of"),
    path("raised/", liaison.raised_list, name="raised_list"),
    path("raised/new/", liaison.raise_, name="raise"),
    path("raised/<int:raised_id>/", liaison.raised, name="raised"),
    # -- belonging
    path("members/", members.members, name="members"),
    path("find/", members.find_workers, name="find_workers"),
    path("workers/<int:worker_id>/", members.worker, name="worker"),
    path("workers/<int:worker_id>/standing/", members.standing, name="standing"),
    path("workers/<int:worker_id>/freelance/", members.freelance, name="freelance"),
    path("workers/<int:worker_id>/reveal/", members.reveal_worker, name="reveal_worker"),
    path("workers/<int:worker_id>/transfer/", transfers.ask_transfer, name="ask_transfer"),
    path("register/", members.register, name="register"),
    path("ties/<int:tie_id>/end/", members.end_tie, name="end_tie"),
    path("transfers/", transfers.transfers, name="transfers"),
    path("transfers/in/", transfers.take_in, name="take_in"),
    path("transfers/<int:transfer_id>/", transfers.transfer, name="transfer"),
    # -- ledger
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/<int:survey_id>/", ledger.ledger_entry, name="ledger_entry"),
    path("ledger/<int:survey_id>/join/", ledger.ledger_join, name="ledger_join"),
    path("rounds/", ledger.rounds, name="rounds"),
    path("rounds/<int:round_id>/", ledger.round_, name="round"),
    path("rounds/<int:round_id>/doors/", ledger.enter_doors, name="enter_doors"),
    path("rounds/<int:round_id>/give/", ledger.give_grid, name="give_grid"),
    path("rounds/<int:round_id>/close/", ledger.close_round, name="close_round"),
    path("doors/", ledger.doors, name="doors"),
    path("doors/<int:stop_id>/", ledger.door, name="door"),
    # -- offline
    path("offline/", offline.shell, name="offline"),
    path("offline/worker.js", offline.worker, name="offline_worker"),
    path("offline/state/", offline.state, name="offline_state"),
    path("offline/package/", offline.package, name="offline_package"),
    path("offline/send/", offline.send, name="offline_send"),
    path("offline/end/", offline.end, name="offline_end"),
    path("submissions/", offline.submissions, name="submissions"),
    path("submissions/<int:submission_id>/", offline.submission, name="submission"),
]
