from django.urls import path

from formations.views import besoins, catalogue, inscriptions, liens, sessions

app_name = "formations"
urlpatterns = [
    path("", catalogue.formation_list, name="formation_list"),
    path("ajouter/", catalogue.formation_add, name="formation_add"),
    path("<int:pk>/", catalogue.formation_detail, name="formation_detail"),
    path("<int:pk>/modifier/", catalogue.formation_edit, name="formation_edit"),
    path("<int:pk>/publier/", catalogue.formation_publish, name="formation_publish"),
    path("<int:pk>/retirer/", catalogue.formation_withdraw, name="formation_withdraw"),
    path("<int:pk>/sessions/ajouter/", sessions.session_add, name="session_add"),
    path("formateurs/ajouter/", catalogue.formateur_add, name="formateur_add"),
    path("calendrier/", sessions.session_list, name="session_list"),
    path("sessions/<int:pk>/", sessions.session_detail, name="session_detail"),
    path("sessions/<int:pk>/modifier/", sessions.session_edit, name="session_edit"),
    path("sessions/<int:pk>/reporter/", sessions.session_postpone, name="session_postpone"),
    path("sessions/<int:pk>/annuler/", sessions.session_cancel, name="session_cancel"),
    path("sessions/<int:pk>/avancer/", sessions.session_move, name="session_move"),
    path("sessions/<int:pk>/inscription/", inscriptions.inscription_add, name="inscription_add"),
    path("sessions/<int:pk>/inscrits/", inscriptions.inscription_list, name="inscription_list"),
    path("mes-formations/", inscriptions.inscription_mine, name="inscription_mine"),
    path("inscriptions/<int:pk>/", inscriptions.inscription_detail, name="inscription_detail"),
    path("inscriptions/<int:pk>/annuler/", inscriptions.inscription_cancel, name="inscription_cancel"),
    path("inscriptions/<int:pk>/accord/", inscriptions.inscription_approve, name="inscription_approve"),
    path("inscriptions/<int:pk>/passer/", inscriptions.inscription_pass, name="inscription_pass"),
    path("inscriptions/<int:pk>/amenagements/", inscriptions.amenagement_edit, name="amenagement_edit"),
    path("inscriptions/<int:pk>/place/", inscriptions.offre_answer, name="offre_answer"),
    path("place/<str:token>/", liens.offre_tap, name="offre_tap"),
    path("refus/<str:token>/", liens.refus_tap, name="refus_tap"),
    path("besoins/", besoins.besoin_list, name="besoin_list"),
    path("besoins/ajouter/", besoins.besoin_add, name="besoin_add"),
    path("besoins/<int:pk>/", besoins.besoin_detail, name="besoin_detail"),
    path("besoins/<int:pk>/soutenir/", besoins.besoin_support, name="besoin_support"),
    path("besoins/<int:pk>/retirer/", besoins.besoin_withdraw, name="besoin_withdraw"),
    path("besoins/<int:pk>/repondre/", besoins.besoin_answer, name="besoin_answer"),
    path("reglages/", besoins.reglages_edit, name="reglages_edit"),
]
