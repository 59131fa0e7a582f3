from django.urls import path

from members.views import annuaire, invitations, personnes, roles

app_name = "members"
urlpatterns = [
    path("annuaire/", annuaire.association_list, name="association_list"),
    path("annuaire/<int:pk>/", annuaire.association_detail, name="association_detail"),
    path("annuaire/<int:pk>/modifier/", annuaire.association_edit, name="association_edit"),
    path("annuaire/<int:pk>/inviter/", personnes.personne_invite, name="personne_invite"),
    path("annuaire/<int:pk>/invitations/<int:invitation>/", personnes.invitation_detail, name="invitation_detail"),
    path("annuaire-public/", annuaire.annuaire_public, name="annuaire_public"),
    path("annuaire-public/<int:pk>/", annuaire.annuaire_public_detail, name="annuaire_public_detail"),
    path("recherche/", annuaire.recherche, name="recherche"),
    path("personnes/<int:pk>/", personnes.personne_detail, name="personne_detail"),
    path("rattachements/<int:pk>/modifier/", personnes.rattachement_edit, name="rattachement_edit"),
    path("rattachements/<int:pk>/terminer/", personnes.rattachement_end, name="rattachement_end"),
    path("mon-compte/", personnes.mon_compte, name="mon_compte"),
    path("mon-compte/confirmer/", personnes.identity_confirm, name="identity_confirm"),
    path("invitation/choisir/", invitations.invitation_choice, name="invitation_choice"),
    path("invitation/verifier/", invitations.invitation_verify, name="invitation_verify"),
    path("invitation/<str:token>/", invitations.invitation_open, name="invitation_open"),
    path("invitation/<str:token>/redemander/", invitations.invitation_ask, name="invitation_ask"),
    path("roles/", roles.role_list, name="role_list"),
    path("roles/<int:pk>/", roles.role_edit, name="role_edit"),
    path("roles/<int:pk>/retirer/", roles.role_end, name="role_end"),
    path("fonctions/affectations/<int:pk>/terminer/", roles.affectation_end, name="affectation_end"),
]
