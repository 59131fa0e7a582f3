from django.urls import path

from collectifs.views import agenda

app_name = "agenda"
urlpatterns = [
    path("", agenda.agenda_month, name="agenda_month"),
    path("liste/", agenda.agenda_list, name="agenda_list"),
    path("abonnement/", agenda.flux_edit, name="flux_edit"),
    path("abonnement/fermer/", agenda.flux_close, name="flux_close"),
    path("flux/<str:secret>.ics", agenda.flux_read, name="flux_read"),
]
