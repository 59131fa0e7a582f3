from django.conf import settings
from django.urls import include, path

from federation import views

urlpatterns = [
    path("", views.accueil, name="accueil"),
    path("aide/", views.aide, name="aide"),
    path("accessibilite/", views.accessibilite, name="accessibilite"),
    path("mentions/", views.mentions, name="mentions"),
    path("compte/", include("allauth.urls")),
    path("", include("members.urls")),
    path("agenda/", include("collectifs.agenda_urls")),
    path("collectifs/", include("collectifs.urls")),
    path("pacte/", include("pacte.urls")),
    path("accompagnement/", include("accompagnement.urls")),
    path("formations/", include("formations.urls")),
    path("outils/", include("outiltheque.urls")),
    path("rapports/", include("rapports.urls")),
    path("", include("socle.urls")),
]

if settings.DEMO:
    urlpatterns.append(path("demo/", include("federation.demo.urls")))

handler400 = "socle.views.bad_request"
handler403 = "socle.views.forbidden"
handler404 = "socle.views.not_found"
handler500 = "socle.views.server_error"
