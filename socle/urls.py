from django.urls import path

from socle import views

app_name = "socle"
urlpatterns = [
    path("notifications/", views.notification_list, name="notification_list"),
    path("notifications/tout-lire/", views.notification_read_all, name="notification_read_all"),
    path("notifications/preferences/", views.preference_edit, name="preference_edit"),
    path("notifications/<int:pk>/ouvrir/", views.notification_open, name="notification_open"),
    path("documents/<uuid:pk>/", views.document_detail, name="document_detail"),
    path("documents/<uuid:pk>/telecharger/", views.document_download, name="document_download"),
    path("mes-donnees/", views.donnees_detail, name="donnees_detail"),
    path("mes-donnees/<uuid:pk>/", views.donnees_download, name="donnees_download"),
    path("charte/", views.charte, name="charte"),
    path("sante/", views.sante, name="sante"),
    path("sante/vivant/", views.sante_vivant, name="sante_vivant"),
]
