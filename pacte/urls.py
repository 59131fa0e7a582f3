app_name = "pacte"
urlpatterns: list = []
