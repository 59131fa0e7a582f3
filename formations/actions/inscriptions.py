"""Coming to a session: each act holds the session first, and gives any seat it frees to the same service."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from formations.actions.places import hold_session, promote, seat_or_queue
from formations.models import Inscription, OffrePlace, SessionFormation
from formations.notifications import (
    AccordDemande,
    AccordRefuse,
    CollegueRefuse,
    InscriptionFaite,
    InscriptionRetiree,
)
from formations.queries.places import get_rank
from members.mineurs import check_mineur
from members.models import Association, Personne
from members.rules import is_gestionnaire
from socle import journal
from socle.notifications import notify
from socle.permissions import can, require

Etat, Financement = Inscription.Etat, Inscription.Financement
CLOSED = "Cette session n’est pas ouverte aux inscriptions."
TWICE = "{personne} est déjà inscrite, ou attend déjà une place, à cette session."
LATE = "Cette place n’est plus proposée : sa durée est passée, ou une réponse a déjà été donnée."
BEGUN = "Cette session a commencé : son organisatrice ou son organisateur note qui est venu."


@transaction.atomic
def enrol(
    session: SessionFormation, *, personne: Personne, association: Association | None, financement: str, by: Personne
) -> Inscription:
    """Take somebody in, or give them a rank, or first ask their employer when the session wants it."""
    _check_may_enrol(personne, association, by)
    session = hold_session(session.pk)
    _check_open(session, personne)
    inscription = Inscription(
        session=session,
        personne=personne,
        association=association,
        inscrite_par=by,
        financement=financement,
        montant=session.tarif if financement == Financement.EMPLOYEUR else 0,
        etat=Etat.DEMANDEE,
    )
    inscription.full_clean(validate_constraints=False)
    if _needs_word(inscription, by):
        inscription.save()
        notify(AccordDemande(inscription))
    else:
        seat_or_queue(inscription, session)
    journal.record("formations.enrol", session, by=by, personne=personne.pk, etat=inscription.etat)
    notify(InscriptionFaite(inscription, _rank(inscription)))
    return inscription


def _check_may_enrol(personne, association, by) -> None:
    if by.pk == personne.pk:
        require(by, "formations.enrol_self")
    elif not can(by, "formations.organise"):
        require(by, "formations.enrol_colleague", association)
    ties = personne.rattachements.en_cours().filter(association=association)
    if association is not None and not ties.exists():
        raise ValidationError(f"{personne} n’est pas rattachée à cette association aujourd’hui.")
    check_mineur(personne, with_account=False)


def _check_open(session, personne) -> None:
    if not session.takes_inscriptions:
        raise ValidationError(CLOSED)
    if session.inscriptions.vivantes().filter(personne=personne).exists():
        raise ValidationError(TWICE.format(personne=personne))
    if session.formateurs.filter(personne=personne).exists():
        raise ValidationError(f"{personne} anime cette session : sa place est déjà prévue, hors du nombre.")


def _needs_word(inscription, by) -> bool:
    asked = inscription.session.demande_accord_employeur and inscription.financement == Financement.EMPLOYEUR
    return asked and inscription.association is not None and not is_gestionnaire(by, inscription.association)


def _rank(inscription) -> int:
    place = get_rank(inscription) if inscription.etat == Etat.EN_ATTENTE else None
    return place.rang if place else 0


@transaction.atomic
def approve_inscription(inscription: Inscription, *, by: Personne) -> Inscription:
    """The employer agrees: the person has a seat, or begins to wait."""
    require(by, "formations.approve_inscription", inscription)
    session, inscription = _hold(inscription)
    if inscription.etat != Etat.DEMANDEE:
        raise ValidationError("Cette demande a déjà sa réponse.")
    if not session.takes_inscriptions:
        raise ValidationError(CLOSED)
    inscription.accord_par = by
    seat_or_queue(inscription, session)
    journal.record("formations.approve_inscription", session, by=by, personne=inscription.personne_id)
    notify(InscriptionFaite(inscription, _rank(inscription)))
    return inscription


@transaction.atomic
def disapprove_inscription(inscription: Inscription, *, motif: str, by: Personne) -> Inscription:
    """The employer says no, and why."""
    require(by, "formations.approve_inscription", inscription)
    session, inscription = _hold(inscription)
    if inscription.etat != Etat.DEMANDEE:
        raise ValidationError("Cette demande a déjà sa réponse.")
    _leave(inscription, Etat.REFUSEE, motif)
    journal.record("formations.disapprove_inscription", session, by=by, personne=inscription.personne_id)
    notify(AccordRefuse(inscription))
    return inscription


@transaction.atomic
def cancel_inscription(inscription: Inscription, *, motif: str = "", by: Personne) -> Inscription:
    """Come no more: the seat goes back in this very transaction, and is offered to whoever is first."""
    require(by, "formations.cancel_inscription", inscription)
    session, inscription = _hold(inscription)
    _check_may_leave(session, inscription)
    _leave(inscription, Etat.ANNULEE, motif)
    journal.record("formations.cancel_inscription", session, by=by, personne=inscription.personne_id)
    if by.pk != inscription.personne_id:
        notify(InscriptionRetiree(inscription, by))
    promote(session)
    return inscription


@transaction.atomic
def decline_inscription(inscription: Inscription, *, by: Personne) -> Inscription:
    """Refuse to go where a colleague enrolled one: the seat goes back at once, and they are told."""
    require(by, "formations.answer_offre", inscription)
    session, inscription = _hold(inscription)
    _check_may_leave(session, inscription)
    _leave(inscription, Etat.REFUSEE, "")
    journal.record("formations.decline_inscription", session, by=by, personne=inscription.personne_id)
    if inscription.inscrite_par_id != by.pk:
        notify(CollegueRefuse(inscription))
    promote(session)
    return inscription


def _check_may_leave(session, inscription) -> None:
    if not inscription.is_vivante:
        raise ValidationError("Cette inscription a déjà été annulée ou refusée.")
    if session.etat not in SessionFormation.INSCRIT or session.debut <= timezone.now():
        raise ValidationError(BEGUN)


@transaction.atomic
def accept_offre(offre: OffrePlace, *, by: Personne) -> Inscription:
    """Take the place that is kept: true until it expires, to the second, whatever a scheduler did."""
    require(by, "formations.answer_offre", offre.inscription)
    session, inscription = _hold(offre.inscription)
    offre = _hold_offre(offre, session)
    _answer(offre, OffrePlace.Etat.ACCEPTEE)
    inscription.etat, inscription.inscrite_le = Etat.INSCRITE, offre.repondue_le
    inscription.save(update_fields=["etat", "inscrite_le"])
    journal.record("formations.accept_offre", session, by=by, personne=inscription.personne_id)
    notify(InscriptionFaite(inscription))
    return inscription


@transaction.atomic
def refuse_offre(offre: OffrePlace, *, by: Personne) -> Inscription:
    """Leave the place, and the list: the next one has it at once."""
    require(by, "formations.answer_offre", offre.inscription)
    session, inscription = _hold(offre.inscription)
    offre = _hold_offre(offre, session)
    _answer(offre, OffrePlace.Etat.REFUSEE)
    _leave(inscription, Etat.REFUSEE, "")
    journal.record("formations.refuse_offre", session, by=by, personne=inscription.personne_id)
    promote(session)
    return inscription


def _hold_offre(offre, session) -> OffrePlace:
    offre = OffrePlace.objects.select_for_update().get(pk=offre.pk)
    if not offre.is_en_cours or not session.takes_inscriptions:
        raise ValidationError(LATE)
    return offre


def _answer(offre, etat) -> None:
    offre.etat, offre.repondue_le = etat, timezone.now()
    offre.save(update_fields=["etat", "repondue_le"])


def _hold(inscription) -> tuple[SessionFormation, Inscription]:
    """Hold the session, then read the enrolment as it stands now."""
    session = hold_session(inscription.session_id)
    rows = Inscription.objects.select_related("personne", "association", "inscrite_par")
    inscription = rows.get(pk=inscription.pk)
    inscription.session = session
    return session, inscription


def _leave(inscription, etat, motif) -> None:
    """Go out, with whatever offer is still open."""
    inscription.offres.filter(etat=OffrePlace.Etat.OUVERTE).update(etat=OffrePlace.Etat.RETIREE)
    inscription.etat, inscription.motif, inscription.sortie_le = etat, motif, timezone.now()
    inscription.exception, inscription.exception_par = "", None
    inscription.save()


@transaction.atomic
def let_pass(inscription: Inscription, *, motif: str, by: Personne) -> Inscription:
    """Let somebody pass before their rank: the next seat is theirs; the reason is written and everybody reads it."""
    require(by, "formations.organise")
    session, inscription = _hold(inscription)
    if inscription.etat != Etat.EN_ATTENTE or OffrePlace.objects.en_cours().filter(inscription=inscription).exists():
        raise ValidationError("Cette personne n’attend pas, ou une place lui est déjà proposée.")
    inscription.exception, inscription.exception_par = motif, by
    inscription.full_clean()
    inscription.save(update_fields=["exception", "exception_par"])
    journal.record("formations.let_pass", session, by=by, personne=inscription.personne_id, motif=motif)
    promote(session)
    return inscription


@transaction.atomic
def settle_session(session: SessionFormation) -> list[OffrePlace]:
    """Write what time decided, and offer on: what beat runs, and whoever opens the list may ask."""
    return promote(hold_session(session.pk))
