"""What does not go straight in the demo's requests: pauses, an end to confirm, a second choice already allowed."""

from datetime import timedelta

from accompagnement.delais import JOURS_DE_PAUSE
from accompagnement.models import (
    Acces,
    CleDossier,
    Demande,
    Etat,
    Evenement,
    MotifPause,
    Proposition,
    Role,
    Sollicitation,
)

Verbe = Evenement.Verbe
PAUSES = [(Role.PRESTATAIRE, MotifPause.DISPONIBILITE), (Role.DEMANDEUR, MotifPause.PAUSE)]
JOURS_AVANT_LA_FIN = 9


def carry_on(world, dossiers) -> None:
    """Pause two accompaniments, announce the end of two more, keep a second choice in reserve where there is one."""
    accompanied = [
        sollicitation.demande
        for sollicitation in _of(dossiers, Sollicitation.Etat.ACCEPTEE)
        if sollicitation.demande.etat == Etat.EN_COURS and str(sollicitation.prestataire) != "Inès Galvorine"
    ]
    for demande, (role, motif) in zip(accompanied[:2], PAUSES, strict=False):
        _pause(world, demande, role, motif)
    for demande in accompanied[2:4]:
        _announce_end(world, demande)
    for sollicitation in _of(dossiers, Sollicitation.Etat.OFFERTE)[:1]:
        _keep_second_choice(sollicitation)


def _of(dossiers, etat):
    """Solicitations of the demo's cases in this state, in the order in which the cases were planned."""
    ranks = {dossier.demande.pk: rank for rank, dossier in enumerate(dossiers)}
    found = Sollicitation.objects.filter(etat=etat).select_related("demande", "prestataire__personne")
    return sorted(found, key=lambda sollicitation: ranks[sollicitation.demande_id])


def _pause(world, demande, role, motif) -> None:
    last = world.today + timedelta(days=JOURS_DE_PAUSE - 6)
    Demande.objects.filter(pk=demande.pk).update(etat=Etat.SUSPENDUE, echeance=last)
    Evenement.objects.create(demande=demande, verbe=Verbe.PAUSE, role=role, detail=motif, fait_le=world.at(-6, 11))


def _announce_end(world, demande) -> None:
    last = world.today + timedelta(days=JOURS_AVANT_LA_FIN)
    Demande.objects.filter(pk=demande.pk).update(etat=Etat.A_CONFIRMER, echeance=last)
    moment = world.at(-6, 16)
    Evenement.objects.create(demande=demande, verbe=Verbe.FIN_ANNONCEE, role=Role.PRESTATAIRE, fait_le=moment)
    held = Acces.objects.ouverts().filter(demande=demande, role=Role.PRESTATAIRE)
    CleDossier.objects.filter(acces__in=held).delete()
    held.update(ferme_le=moment)


def _keep_second_choice(sollicitation) -> None:
    others = Proposition.objects.filter(demande=sollicitation.demande, etat=Proposition.Etat.FERMEE)
    if others.update(etat=Proposition.Etat.RESERVE):
        Demande.objects.filter(pk=sollicitation.demande_id).update(secours=True)
