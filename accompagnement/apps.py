from django.apps import AppConfig


class AccompagnementConfig(AppConfig):
    name = "accompagnement"
    verbose_name = "accompagnement"
    is_confidential = True  # nothing of it is counted, shown or moved by others (members.relations)

    def ready(self):
        """Hear what happens to the sheets that requests and providers depend on."""
        from accompagnement import receivers  # noqa: F401, PLC0415 (models are ready only now)
