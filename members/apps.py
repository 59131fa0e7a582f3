from importlib import import_module

from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "membres"

    def ready(self):
        """Make the messages and documents known to the kernel, in workers too."""
        import_module("members.notifications")
        import_module("members.documents")
