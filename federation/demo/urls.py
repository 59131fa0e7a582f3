from django.urls import path

from federation.demo import views

app_name = "demo"
urlpatterns = [
    path("entrer/", views.enter, name="enter"),
    path("courriels/", views.courriel_list, name="courriel_list"),
    path("courriels/<int:pk>/", views.courriel_detail, name="courriel_detail"),
]
