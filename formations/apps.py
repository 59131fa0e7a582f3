from importlib import import_module

from django.apps import AppConfig


class FormationsConfig(AppConfig):
    name = "formations"
    verbose_name = "formations"

    def ready(self):
        """Make the messages and the papers known to the kernel."""
        import_module("formations.notifications")
        import_module("formations.notifications_papiers")
        import_module("formations.documents")
        import_module("formations.travaux")
