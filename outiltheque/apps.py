from importlib import import_module

from django.apps import AppConfig


class OutilthequeConfig(AppConfig):
    name = "outiltheque"
    verbose_name = "outilthèque"

    def ready(self):
        """Make the messages known to the kernel, in workers too."""
        import_module("outiltheque.notifications")
