"""What beat runs for people and associations; whatever a task writes down is already true when a page is read."""

from celery import shared_task
from django.utils import timezone

from members.actions import departs
from members.actions.agrements import remind_agrement
from members.actions.personnes import forget_birth_dates as forget
from members.queries.agrements import get_agrements_to_remind
from members.queries.departs import get_leaving, get_to_erase

BATCH = 500


@shared_task
def remind_agrements() -> None:
    """Tell whoever must prepare a renewal, twelve, six and three months before; days off are caught up."""
    today = timezone.localdate()
    for agrement in get_agrements_to_remind(today):
        remind_agrement(agrement, on=today)


@shared_task
def announce_departs() -> None:
    """Tell those who hold no place any more that they will be erased in a month (R28)."""
    for personne in get_leaving()[:BATCH]:
        departs.announce_depart(personne)


@shared_task
def erase_departs() -> None:
    """Erase those whose month is over; nobody could read them since then."""
    for personne in get_to_erase()[:BATCH]:
        departs.erase_personne(personne)


@shared_task
def forget_demandes() -> None:
    """Erase the joining requests that nobody went on with for three years."""
    departs.forget_demandes()


@shared_task
def forget_birth_dates() -> None:
    """Erase the dates of birth of those who came of age: no page has shown them since that very day."""
    forget()
