app_name = "collectifs"
urlpatterns: list = []
