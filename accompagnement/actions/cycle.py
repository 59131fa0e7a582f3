"""The life of a case: locking it, moving it, writing down what time has already decided."""

from datetime import timedelta

import pgtrigger
from django.db import transaction
from django.utils import timezone

from accompagnement.models import (
    FINIS,
    TRANSITIONS,
    Acces,
    CleDossier,
    Demande,
    Ecart,
    Etat,
    Evenement,
    LienOrganisation,
    LigneAffectation,
    LigneStatistique,
    Prestataire,
    Role,
    Scelle,
    Sollicitation,
)
from accompagnement.notifications import DemandeAEtudier, DemandeAvancee
from accompagnement.queries import get_liens_opposables
from socle.notifications import notify

Verbe = Evenement.Verbe
Fait = LigneStatistique.Fait
CONSERVATION = timedelta(days=365)
MOMENTS = ("deposee_le", "qualifiee_le", "acceptee_le", "terminee_le")
APPEND_ONLY = ["accompagnement.Evenement:append_only", "accompagnement.Lecture:append_only"]


class Impossible(Exception):
    """What is asked cannot be done any more, or not so; the sentence says why and what to do."""


def lock(demande: Demande) -> Demande:
    """Return the case read again and held until the end of the transaction, with what time decided written down."""
    locked = Demande.objects.select_for_update().get(pk=demande.pk)
    settle(locked)
    return locked


def settle(demande: Demande) -> None:
    """Write the state that a case has already reached by itself."""
    if demande.etat == demande.etat_reel:
        return
    if demande.etat_reel == Etat.EXPIREE:
        move(demande, Etat.EXPIREE, Verbe.EXPIRATION, role=Role.SYSTEME)
        return
    for sollicitation in demande.sollicitations.filter(etat=Sollicitation.Etat.OFFERTE):
        sollicitation.etat = Sollicitation.Etat.SANS_REPONSE
        sollicitation.save()
        put_aside(demande, sollicitation.prestataire, Ecart.Origine.SILENCE)
    send_back(demande, Verbe.SILENCE, role=Role.SYSTEME)


def move(demande: Demande, etat: Etat, verbe: str, *, role: Role) -> None:
    """Take a case to a state that TRANSITIONS allows to this role, and write it in its ledger."""
    if role not in TRANSITIONS[Etat(demande.etat)].get(etat, ()):
        raise Impossible("Cette demande a changé entre-temps : relisez-la avant d’agir.")
    demande.etat = etat
    demande.echeance = None
    if etat in FINIS and demande.terminee_le is None:
        demande.terminee_le = timezone.now()
    demande.save()
    record(demande, verbe, role=role)
    if etat in FINIS:
        end_case(demande, etat)


def record(demande: Demande, verbe: str, *, role: Role, detail: str = "") -> None:
    """Add a line to the case's own ledger; the portal's journal never hears of a case."""
    Evenement.objects.create(demande=demande, verbe=verbe, role=role, detail=detail)


def send_back(demande: Demande, verbe: str, *, role: Role) -> None:
    """Give the case back to the coordinators, who look for somebody else."""
    demande.propositions.update(etat="fermee")
    move(demande, Etat.QUALIFIEE, verbe, role=role)
    notify(DemandeAEtudier(demande))


def put_aside(demande: Demande, prestataire: Prestataire, origine: str) -> None:
    """Keep a provider from being offered this case again."""
    Ecart.objects.get_or_create(demande=demande, prestataire=prestataire, defaults={"origine": origine})


END_FACTS = {
    Etat.CLOTUREE: Fait.CLOTURE,
    Etat.RETIREE: Fait.RETRAIT,
    Etat.EXPIREE: Fait.EXPIRATION,
    Etat.REORIENTEE: Fait.REORIENTATION,
}


def end_case(demande: Demande, etat: Etat) -> None:
    """When a case ends: nobody but the requester keeps a key, nothing stays on offer."""
    if etat in END_FACTS:
        count_line(demande, END_FACTS[etat])
    demande.propositions.update(etat="fermee")
    ending = Sollicitation.Etat.TERMINEE if etat == Etat.CLOTUREE else Sollicitation.Etat.RETIREE
    demande.sollicitations.filter(etat__in=["offerte", "acceptee"]).update(etat=ending)
    keep = [Role.DEMANDEUR, Role.MANDATAIRE]
    if etat == Etat.CLOTUREE:
        keep.append(Role.COURRIER)
    close_acces(demande, keep=keep)


def close_acces(demande: Demande, *, keep) -> None:
    """Close every access of a case but those of the roles to keep, and remove their keys for good."""
    closing = Acces.objects.ouverts().filter(demande=demande).exclude(role__in=keep)
    CleDossier.objects.filter(acces__in=closing).delete()
    closing.update(ferme_le=timezone.now())


def open_acces(demande: Demande, role: Role, keys: dict, *, personne=None, empreinte=None) -> Acces:
    """Open a case to one reader, with the keys given, and write it in the ledger."""
    acces = Acces.objects.create(demande=demande, role=role, personne=personne, empreinte=empreinte)
    CleDossier.objects.bulk_create(acces.prepare_key(genre, key) for genre, key in keys.items())
    if role in (Role.COORDINATION, Role.PRESTATAIRE):
        record(demande, Verbe.ACCES_OUVERT, role=Role.SYSTEME, detail=role)
    return acces


def count_line(demande: Demande, fait: str, *, delai_jours: int | None = None) -> None:
    """Write a coarse line for the yearly report: a month and wide classes, no case."""
    LigneStatistique.objects.create(
        fait=fait,
        mois=timezone.localdate().replace(day=1),
        bouquet=demande.bouquet,
        territoire=demande.territoire,
        statut=demande.statut,
        porte=demande.porte,
        delai_jours=delai_jours,
    )


@transaction.atomic
def refresh_liens(prestataire: Prestataire) -> None:
    """Compute again what ties a provider to organisations, from the portal and from their own word."""
    liens = [
        LienOrganisation(
            prestataire=prestataire, empreinte=lien.empreinte, origine=lien.origine, debut=lien.debut, fin=lien.fin
        )
        for lien in get_liens_opposables(prestataire)
    ]
    prestataire.liens.all().delete()
    LienOrganisation.objects.bulk_create(liens)
    prestataire.liens_verifies_le = timezone.now()
    prestataire.save(update_fields=["liens_verifies_le"])


@transaction.atomic
def settle_demande(demande: Demande) -> None:
    """Write down what time decided and tell the person; the pages were already right without it."""
    demande = Demande.objects.select_for_update().get(pk=demande.pk)
    if demande.etat != demande.etat_reel:
        notify(DemandeAvancee(demande))
        settle(demande)


@transaction.atomic
def anonymize_demande(demande: Demande) -> Demande:
    """Destroy every key and name of an ended case; a coarse row stays, which nothing ties to anybody."""
    demande = lock(demande)
    demande.demandeur_empreinte = None
    demande.association = None
    demande.situation = None
    month = {name: _month(getattr(demande, name)) for name in MOMENTS}
    for name, moment in month.items():
        setattr(demande, name, moment)
    with pgtrigger.ignore(*APPEND_ONLY):
        move(demande, Etat.ANONYMISEE, Verbe.CLOTURE, role=Role.SYSTEME)
        for related in (Scelle, Acces, Ecart, LigneAffectation):
            related.objects.filter(demande=demande).delete()
        for name in ("organisations", "propositions", "sollicitations", "seances", "lectures", "evenements"):
            getattr(demande, name).all().delete()
    return demande


def _month(moment):
    return moment and timezone.localtime(moment).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
