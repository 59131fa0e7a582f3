"""The one service that gives seats back and offers them on; every door calls it under the session's lock (R25)."""

from datetime import datetime

from django.utils import timezone

from formations.models import Inscription, OffrePlace, ReglageFormations, SessionFormation
from formations.notifications import OffreExpiree, PlaceProposee
from formations.queries.places import get_file, get_places
from socle import journal
from socle.notifications import notify

Etat = Inscription.Etat


def hold_session(pk: int) -> SessionFormation:
    """Return the session, locked until the transaction ends: whoever counts its seats counts alone."""
    return SessionFormation.objects.select_for_update(of=("self",)).select_related("formation").get(pk=pk)


def promote(session: SessionFormation) -> list[OffrePlace]:
    """Note the offers let go by, then offer each free seat to whoever is first; the session must be held."""
    now = timezone.now()
    settle_expired(session, now)
    if not session.takes_inscriptions:
        return []
    free = get_places(session).libres
    return [_offer(session, place.inscription, now) for place in get_file(session, now)[:free]]


def settle_expired(session: SessionFormation, now: datetime) -> None:
    """Write what is true already: an offer whose time is over sends to the end of the list."""
    over = OffrePlace.objects.expirees(now).filter(inscription__session=session.pk)
    for offre in over.select_related("inscription__personne").order_by("expire_le", "pk"):
        offre.etat = OffrePlace.Etat.EXPIREE
        offre.save(update_fields=["etat"])
        inscription = offre.inscription
        inscription.attend_depuis = max(inscription.attend_depuis, offre.expire_le)
        inscription.save(update_fields=["attend_depuis"])
        inscription.session = session
        journal.record("formations.expire_offre", session, by=None, personne=inscription.personne_id)
        notify(OffreExpiree(inscription))


def _offer(session, inscription, now) -> OffrePlace:
    until = min(now + ReglageFormations.load().duree_offre, session.debut)
    offre = OffrePlace(inscription=inscription, faite_le=now, expire_le=until)
    if inscription.exception:
        offre.is_hors_rang, offre.motif, offre.faite_par = True, inscription.exception, inscription.exception_par
        inscription.exception, inscription.exception_par = "", None
        inscription.save(update_fields=["exception", "exception_par"])
    offre.save()
    inscription.session = session
    journal.record(
        "formations.offer_place", session, by=offre.faite_par, personne=inscription.personne_id, motif=offre.motif
    )
    notify(PlaceProposee(offre))
    return offre


def seat_or_queue(inscription: Inscription, session: SessionFormation) -> None:
    """Give a seat to whoever comes if one is free for them, a rank otherwise; the session must be held."""
    promote(session)
    now = timezone.now()
    if get_places(session).a_prendre:
        inscription.etat, inscription.inscrite_le = Etat.INSCRITE, now
    else:
        inscription.etat, inscription.attend_depuis = Etat.EN_ATTENTE, now
    inscription.save()
