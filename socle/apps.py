from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class SocleConfig(AppConfig):
    name = "socle"
    verbose_name = "socle"

    def ready(self):
        """Fill the registries of messages, documents and jobs in every process, the workers' too."""
        autodiscover_modules("notifications", "documents", "travaux", "donnees")
