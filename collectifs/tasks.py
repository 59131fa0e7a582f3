"""What beat runs for collectives; whether an action is late is true when a page is read, whatever ran."""

from celery import shared_task
from django.utils import timezone

from collectifs.actions.actions_decidees import remind_actions as remind

MORNING = 7


@shared_task
def remind_actions() -> None:
    """Remind people of their actions, once a day and not before the morning."""
    now = timezone.localtime()
    if now.hour >= MORNING:
        remind(on=now.date())
