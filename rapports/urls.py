from django.urls import path

from rapports import views

app_name = "rapports"
urlpatterns = [
    path("", views.rapport_list, name="rapport_list"),
    path("<int:annee>/", views.rapport_detail, name="rapport_detail"),
    path("<int:annee>/publier/", views.rapport_publish, name="rapport_publish"),
    path("<int:annee>/pdf/", views.rapport_pdf, name="rapport_pdf"),
    path("<int:annee>/tableau.<str:kind>", views.rapport_export, name="rapport_export"),
]
