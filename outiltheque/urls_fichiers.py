"""The addresses of files: `outiltheque.urls` puts them among its own."""

from django.urls import path

from outiltheque.views import fichiers

urlpatterns = [
    path("versions/<int:pk>/fichiers/ajouter/", fichiers.fichier_add, name="fichier_add"),
    path("fichiers/<int:pk>/", fichiers.fichier_download, name="fichier_download"),
    path("fichiers/<int:pk>/apercu/", fichiers.fichier_preview, name="fichier_preview"),
    path("fichiers/<int:pk>/retirer/", fichiers.fichier_delete, name="fichier_delete"),
    path("vitrine/fichiers/<int:pk>/", fichiers.vitrine_fichier, name="vitrine_fichier"),
]
