"""The way to the workers: a hint that something waits in the database, never the only trace of it."""

import logging

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def enqueue(task: str, identifiant: str) -> None:
    """Tell a worker that a row waits. If Redis does not answer, the periodic sweep will find the row."""
    try:
        current_app.send_task(task, args=[identifiant], retry=False)
    except (OperationalError, OSError):
        logger.warning("queue unreachable", extra={"task": task})
