"""What beat runs for trainings; what an offer is worth is true when a page is read, whatever ran."""

from celery import shared_task

from formations.actions.amenagements import forget_amenagements as forget
from formations.actions.conservation import forget_evidence as forget_old
from formations.actions.inscriptions import settle_session
from formations.actions.questionnaires import ask_what_is_due, pour_what_waits
from formations.models import OffrePlace, SessionFormation


@shared_task
def settle_offres() -> None:
    """Offer on the places whose time went by (R25)."""
    over = OffrePlace.objects.expirees().values("inscription__session")
    for session in SessionFormation.objects.filter(pk__in=over):
        settle_session(session)


@shared_task
def forget_amenagements() -> None:
    """Erase what was asked for sessions that are over."""
    forget()


@shared_task
def ask_opinions() -> None:
    """Ask what everybody thinks of the sessions that are over, remind once, count what may be."""
    ask_what_is_due()
    pour_what_waits()


@shared_task
def forget_evidence() -> None:
    """Erase sheets and certificates that are past their time, files with them."""
    forget_old()
