"""What the neutral coordinator does, without knowing whose request it is."""

from datetime import timedelta
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accompagnement.actions.cycle import Impossible, count_line, lock, move, record
from accompagnement.actions.liens import refresh_liens
from accompagnement.delais import JOURS_POUR_CHOISIR
from accompagnement.models import Demande, Etat, Evenement, LigneStatistique, Proposition, Role
from accompagnement.notifications import DemandeAvancee
from accompagnement.queries import rank_prestataires
from socle.notifications import notify
from socle.permissions import require

Verbe = Evenement.Verbe
PROPOSITIONS = range(1, 4)
PLUS_ELIGIBLE = (
    "Un des prestataires choisis ne peut plus être proposé : ses liens ou ses places ont changé. "
    "Relisez la liste et choisissez-en d’autres."
)


@transaction.atomic
def qualify_demande(demande: Demande, *, bouquet, service, urgence: str, by) -> Demande:
    """Say what kind of help a case needs; the first time, it leaves the deposit and is counted."""
    demande = lock(demande)
    require(by, "accompagnement.coordinate_demande", demande)
    if demande.etat not in (Etat.DEPOSEE, Etat.QUALIFIEE):
        raise Impossible("Cette demande n’est plus à l’étude : rien n’a été changé.")
    demande.bouquet, demande.service, demande.urgence = bouquet, service, urgence
    demande.full_clean(exclude=["demandeur_empreinte"])
    if demande.etat == Etat.QUALIFIEE:
        demande.save()
        return demande
    is_first = demande.qualifiee_le is None
    demande.qualifiee_le = timezone.now()
    move(demande, Etat.QUALIFIEE, Verbe.QUALIFICATION, role=Role.COORDINATION)
    if is_first:
        count_line(demande, LigneStatistique.Fait.QUALIFICATION)
    return demande


@transaction.atomic
def link_situation(demande: Demande, other: Demande, *, by) -> Demande:
    """Say that two cases belong to one situation, with all that either was linked to before.

    No provider will ever serve two of them (N7).
    """
    demande, other = (lock(one) for one in sorted((demande, other), key=lambda one: one.pk))
    for one in (demande, other):
        require(by, "accompagnement.coordinate_demande", one)
    known = [one.situation for one in (demande, other) if one.situation]
    linked = Q(pk__in=[demande.pk, other.pk]) | Q(situation__in=known)
    Demande.objects.filter(linked).update(situation=known[0] if known else uuid4())
    record(demande, Verbe.LIAISON, role=Role.COORDINATION)
    return demande


@transaction.atomic
def propose_prestataires(demande: Demande, prestataires, *, by) -> Demande:
    """Put one to three eligible providers forward; their ties are computed again first, and the reasons frozen."""
    demande = lock(demande)
    require(by, "accompagnement.coordinate_demande", demande)
    if len(prestataires) not in PROPOSITIONS:
        raise Impossible("Choisissez un, deux ou trois prestataires.")
    if demande.etat != Etat.QUALIFIEE:
        raise Impossible("Cette demande n’attend pas de proposition : rien n’a été changé.")
    for prestataire in prestataires:
        refresh_liens(prestataire)
    classement = rank_prestataires(demande)
    eligible = {candidat.prestataire.pk: candidat for candidat in classement.candidats}
    if any(prestataire.pk not in eligible for prestataire in prestataires):
        raise Impossible(PLUS_ELIGIBLE)
    chosen = [candidat for pk, candidat in eligible.items() if pk in {p.pk for p in prestataires}]
    for rang, candidat in enumerate(chosen, 1):
        _propose(demande, candidat, rang)
    _record_exclusions(demande, classement)
    move(demande, Etat.PROPOSEE, Verbe.PROPOSITION, role=Role.COORDINATION)
    demande.echeance = timezone.localdate() + timedelta(days=JOURS_POUR_CHOISIR)
    demande.save()
    notify(DemandeAvancee(demande))
    return demande


def _propose(demande, candidat, rang) -> None:
    try:
        with transaction.atomic():
            Proposition.objects.update_or_create(
                demande=demande,
                prestataire=candidat.prestataire,
                defaults={"etat": Proposition.Etat.OUVERTE, "rang": rang, "explication": candidat.explain()},
            )
    except IntegrityError as error:
        raise Impossible(PLUS_ELIGIBLE) from error


def _record_exclusions(demande, classement) -> None:
    """R14: every exclusion leaves a line, which says the rule and how many, never whom nor why."""
    for obstacle, count in classement.obstacles.items():
        record(demande, Verbe.EXCLUSION, role=Role.SYSTEME, detail=f"{obstacle}:{count}")


@transaction.atomic
def offer_reorientation(demande: Demande, destination: str, *, by) -> Demande:
    """Suggest another kind of help; nothing changes until the person accepts."""
    demande = lock(demande)
    require(by, "accompagnement.coordinate_demande", demande)
    if demande.etat not in (Etat.DEPOSEE, Etat.QUALIFIEE):
        raise Impossible("Cette demande n’est plus à l’étude : rien n’a été changé.")
    demande.reorientation = destination
    demande.full_clean(exclude=["demandeur_empreinte"])
    demande.save()
    record(demande, Verbe.REORIENTATION_OFFERTE, role=Role.COORDINATION)
    notify(DemandeAvancee(demande))
    return demande
