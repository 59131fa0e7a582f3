from importlib import import_module

from django.apps import AppConfig


class CollectifsConfig(AppConfig):
    name = "collectifs"
    verbose_name = "collectifs"

    def ready(self):
        """Make the messages and documents known to the kernel, and the meetings attended to who keeps in touch."""
        import_module("collectifs.notifications")
        import_module("collectifs.notifications_reunions")
        import_module("collectifs.notifications_relectures")
        import_module("collectifs.notifications_entrees")
        import_module("collectifs.documents")
        import_module("collectifs.queries.rencontres")
