from django.urls import path

from accompagnement.views import coordination, demandes, portes, prestataires

app_name = "accompagnement"
urlpatterns = [
    path("", portes.accueil, name="accueil"),
    path("confidentialite/", portes.confidentialite, name="confidentialite"),
    path("urgence/", portes.urgence, name="urgence"),
    path("pour-moi/", portes.porte_personnelle, name="porte_personnelle"),
    path("pour-moi/demande/", portes.demande_add, name="demande_add"),
    path("pour-moi/brouillon/", portes.brouillon_save, name="brouillon_save"),
    path("pour-moi/brouillon/effacer/", portes.brouillon_delete, name="brouillon_delete"),
    path("pour-mon-association/", portes.porte_association, name="porte_association"),
    path("demandes/<uuid:pk>/", demandes.demande_detail, name="demande_detail"),
    path("demandes/<uuid:pk>/lire/<str:genre>/", demandes.demande_read, name="demande_read"),
    path("demandes/<uuid:pk>/choisir/", demandes.proposition_choose, name="proposition_choose"),
    path("demandes/<uuid:pk>/aucune/", demandes.proposition_refuse, name="proposition_refuse"),
    path("demandes/<uuid:pk>/autre-aide/", demandes.reorientation_accept, name="reorientation_accept"),
    path("demandes/<uuid:pk>/retirer/", demandes.demande_withdraw, name="demande_withdraw"),
    path("demandes/<uuid:pk>/avis/", demandes.demande_evaluate, name="demande_evaluate"),
    path("demandes/<uuid:pk>/terminer/", prestataires.demande_close, name="demande_close"),
    path("coordination/", coordination.coordination_list, name="coordination_list"),
    path("coordination/<uuid:pk>/", coordination.coordination_detail, name="coordination_detail"),
    path("coordination/<uuid:pk>/qualifier/", coordination.demande_qualify, name="demande_qualify"),
    path("coordination/<uuid:pk>/proposer/", coordination.demande_propose, name="demande_propose"),
    path("coordination/<uuid:pk>/lier/", coordination.demande_link, name="demande_link"),
    path("coordination/<uuid:pk>/reorienter/", coordination.demande_redirect, name="demande_redirect"),
    path("sollicitations/", prestataires.sollicitation_list, name="sollicitation_list"),
    path("sollicitations/<uuid:pk>/", prestataires.sollicitation_detail, name="sollicitation_detail"),
    path("sollicitations/<uuid:pk>/accepter/", prestataires.sollicitation_accept, name="sollicitation_accept"),
    path("sollicitations/<uuid:pk>/decliner/", prestataires.sollicitation_decline, name="sollicitation_decline"),
    path("sollicitations/<uuid:pk>/seances/", prestataires.seance_add, name="seance_add"),
]
