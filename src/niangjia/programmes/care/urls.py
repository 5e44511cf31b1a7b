"""Addresses of this window."""

from django.urls import path

from niangjia.programmes.care.views import banks, cards, emergencies, home, needs, pairs, provisions, wishes

app_name = "care"
urlpatterns = [
    path("", home.home, name="home"),
    # -- pairs
    path("pairs/", pairs.board, name="pairs"),
    path("pairs/proposal/", pairs.proposal, name="pair_proposal"),
    path("pairs/choose/", pairs.choose, name="pair_choose"),
    path("pairs/mine/", pairs.mine, name="my_pairs"),
    path("pairs/hand-over/", pairs.hand_over_all, name="pairs_hand_over"),
    path("pairs/<int:pairing_id>/", pairs.pair, name="pair"),
    path("pairs/<int:pairing_id>/phone/", pairs.phone, name="pair_phone"),
    path("pairs/<int:pairing_id>/hand-over/", pairs.hand_over, name="pair_hand_over"),
    path("pairs/<int:pairing_id>/end/", pairs.end, name="pair_end"),
    # -- needs
    path("needs/", needs.needs, name="needs"),
    path("needs/cleared/", needs.cleared, name="cleared"),
    path("needs/household/", needs.find_household, name="find_household"),
    path("needs/raise/", needs.raise_need, name="raise_need"),
    path("needs/at-work/", needs.raise_difficulty, name="raise_difficulty"),
    path("needs/<int:need_id>/", needs.need, name="need"),
    path("needs/<int:need_id>/measures/", needs.measure, name="measure"),
    path("needs/<int:need_id>/solve/", needs.solve, name="solve"),
    path("needs/<int:need_id>/confirm/", needs.confirm, name="confirm"),
    path("needs/<int:need_id>/code/", needs.issue_code, name="issue_code"),
    path("measures/<int:measure_id>/done/", needs.finish_measure, name="finish_measure"),
    path("follow/", needs.follow, name="follow"),
    path("follow/answer/", needs.answer, name="answer"),
    # -- wishes
    path("wishes/", wishes.wall, name="wishes"),
    path("wishes/<int:wish_id>/claim/", wishes.claim, name="claim"),
    path("desk/wishes/", wishes.wish_list, name="wish_list"),
    path("desk/wishes/raise/", wishes.raise_wish, name="raise_wish"),
    path("desk/wishes/<int:wish_id>/", wishes.wish, name="wish"),
    path("desk/wishes/<int:wish_id>/release/", wishes.release_wish, name="release_wish"),
    path("desk/wishes/<int:wish_id>/hand-over/", wishes.hand_over, name="hand_over"),
    path("desk/wishes/<int:wish_id>/fall-through/", wishes.fall_through, name="fall_through"),
    path("desk/wishes/<int:wish_id>/fulfil/", wishes.fulfil, name="fulfil"),
    path("desk/wishes/<int:wish_id>/code/", wishes.issue_code, name="wish_code"),
    path("desk/wishes/<int:wish_id>/withdraw/", wishes.withdraw, name="withdraw_wish"),
    # -- provisions
    path("household/<int:household_id>/", home.household, name="household"),
    path("household/<int:household_id>/ask/", provisions.ask, name="ask"),
    path("household/<int:household_id>/package/", provisions.package, name="package"),
    path("household/<int:household_id>/quota/end/", provisions.end_quota, name="end_quota"),
    path("household/<int:household_id>/card/", cards.card_of, name="card_of"),
    path("household/<int:household_id>/bank/", banks.bank, name="bank"),
    path("library/", provisions.library, name="library"),
    path("library/presets/", provisions.take_presets, name="take_presets"),
    path("library/terms/", provisions.keep_terms, name="keep_terms"),
    path("library/end/", provisions.end, name="end_offer"),
    path("awards/", provisions.awards, name="awards"),
    path("awards/<int:award_id>/", provisions.award, name="award"),
    path("awards/<int:award_id>/papers/", provisions.award_papers, name="award_papers"),
    path("deliveries/", provisions.deliveries, name="deliveries"),
    path("deliveries/<int:delivery_id>/", provisions.delivery, name="delivery"),
    path("card/", cards.card, name="card"),
    path("redeem/", cards.redeem_code, name="redeem_code"),
    path("redeem/<str:code>/", cards.redeem, name="redeem"),
    # -- emergencies
    path("emergencies/", emergencies.emergencies, name="emergencies"),
    path("emergencies/report/", emergencies.report, name="report"),
    path("emergencies/<int:emergency_id>/", emergencies.emergency, name="emergency"),
]
