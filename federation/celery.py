"""The Celery application: an accelerator only, the truth stays in Postgres (see `socle.tasks`)."""

import os
from contextlib import suppress

from celery import Celery
from celery.signals import beat_init
from kombu.exceptions import OperationalError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "federation.settings")

app = Celery("federation")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@beat_init.connect
def announce(**_) -> None:
    """Send beat's first sign of life at once rather than after its first interval."""
    with suppress(OperationalError):
        app.send_task("socle.tasks.beat", retry=False)
