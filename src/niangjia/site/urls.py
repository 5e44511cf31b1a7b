"""All addresses of the site. Each needs a row in the table of rights."""

from django.urls import include, path

from niangjia.reports import views as reports
from niangjia.site import accounts, delegates, doors, exports, funds, home, leader, messages, mine, payees, worker
from niangjia.site.windows import WINDOWS

urlpatterns = [
    path("", home.inbox, name="inbox"),
    path("messages/", messages.messages, name="messages"),
    path("my/", worker.my_home, name="my_home"),
    path("my/services/", worker.my_services, name="my_services"),
    path("my/messages/", worker.my_messages, name="my_messages"),
    path("my/self/", mine.my_self, name="my_self"),
    path("my/delegates/", delegates.my_delegates, name="my_delegates"),
    path("for-others/", delegates.act_for, name="act_for"),
    path("export/agree/<str:token>/", exports.agree_to_export, name="agree_to_export"),
    path("export/<slug:table>/", exports.export, name="export"),
    path("download/<str:token>/", exports.download, name="download"),
    path("leader/", leader.leader, name="leader"),
    path("healthz", home.healthz, name="healthz"),
    path("login/", home.login, name="login"),
    path("login/phone/", doors.phone_sign_in, name="phone_sign_in"),
    path("login/phone/code/", doors.phone_code, name="phone_code"),
    path("login/second/", doors.second_factor, name="second_factor"),
    path("login/second/enrol/", doors.second_factor_enrol, name="second_factor_enrol"),
    path("password/", accounts.own_password, name="own_password"),
    path("invitation/<str:code>/", accounts.invitation, name="invitation"),
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/deed/", accounts.account_deed, name="account_deed"),
    path("logout/", home.logout, name="logout"),
    path("web/", include("niangjia.web.urls")),
    *(path(f"{key}/", include(f"niangjia.programmes.{key}.urls")) for key in WINDOWS),
    path("funds/", funds.funds, name="funds"),
    path("funds/open/", funds.open_bucket, name="open_bucket"),
    path("funds/<int:bucket_id>/", funds.fund, name="fund"),
    path("funds/<int:bucket_id>/allocate/", funds.allocate, name="allocate"),
    path("funds/reserve/", funds.reserve, name="reserve"),
    path("funds/post/", funds.post, name="post"),
    path("funds/release/", funds.release, name="release"),
    path("funds/payee/", payees.payee, name="payee"),
    path("scorecards/", reports.scorecards, name="scorecards"),
    path("scorecards/<str:period>/", reports.scorecard, name="scorecard"),
    path("scorecards/<str:period>/table.xlsx/", reports.figures_table, name="figures_table"),
    path("scorecards/<str:period>/brief.<slug:form>/", reports.brief, name="brief"),
    path("scorecards/<str:period>/<str:key>/rows.xlsx/", reports.figure_rows, name="figure_rows"),
    path("scorecards/<str:period>/<str:key>/", reports.figure, name="figure"),
]

handler400 = "niangjia.web.errors.bad_request"
handler404 = "niangjia.web.errors.not_found"
handler500 = "niangjia.web.errors.server_error"
