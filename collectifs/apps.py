from importlib import import_module

from django.apps import AppConfig


class CollectifsConfig(AppConfig):
    name = "collectifs"
    verbose_name = "collectifs"

    def ready(self):
        """Make the messages and documents known to the kernel, in workers too."""
        import_module("collectifs.notifications")
        import_module("collectifs.documents")
