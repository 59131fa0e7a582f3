from django.urls import path

from pacte.views import blocs, versions

app_name = "pacte"
urlpatterns = [
    path("", versions.pacte_list, name="pacte_list"),
    path("ajouter/", versions.pacte_add, name="pacte_add"),
    path("importer/", versions.pacte_import, name="pacte_import"),
    path("versions/<int:pk>/", versions.version_detail, name="version_detail"),
    path("versions/<int:pk>/couverture/", versions.pacte_edit, name="pacte_edit"),
    path("versions/<int:pk>/garder/", versions.version_keep, name="version_keep"),
    path("versions/<int:pk>/abandonner/", versions.version_discard, name="version_discard"),
    path("versions/<int:pk>/avenant/", versions.version_add, name="version_add"),
    path("versions/<int:pk>/publier/", versions.version_publish, name="version_publish"),
    path("versions/<int:pk>/pdf/", versions.version_pdf, name="version_pdf"),
    path("versions/<int:pk>/pacte.md", versions.version_markdown, name="version_markdown"),
    path("versions/<int:pk>/pacte.json", versions.version_json, name="version_json"),
    path("versions/<int:pk>/ecrire/", blocs.version_edit, name="version_edit"),
    path("versions/<int:pk>/blocs/ajouter/", blocs.bloc_add, name="bloc_add"),
    path("versions/<int:pk>/blocs/<uuid:identifiant>/", blocs.bloc_edit, name="bloc_edit"),
    path("versions/<int:pk>/blocs/<uuid:identifiant>/deplacer/", blocs.bloc_move, name="bloc_move"),
    path("versions/<int:pk>/blocs/<uuid:identifiant>/supprimer/", blocs.bloc_delete, name="bloc_delete"),
    path("versions/<int:pk>/blocs/<uuid:identifiant>/restaurer/", blocs.bloc_restore, name="bloc_restore"),
]
