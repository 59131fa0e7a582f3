"""What beat runs for people and associations; whatever a task writes down is already true when a page is read."""

from celery import shared_task
from django.utils import timezone

from members.actions.agrements import remind_agrement
from members.queries.agrements import get_agrements_to_remind


@shared_task
def remind_agrements() -> None:
    """Tell whoever must prepare a renewal, twelve, six and three months before; days off are caught up."""
    today = timezone.localdate()
    for agrement in get_agrements_to_remind(today):
        remind_agrement(agrement, on=today)
