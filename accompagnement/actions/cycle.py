"""The life of a case: locking it, moving it, writing down what time has already decided."""

import pgtrigger
from django.db import IntegrityError, transaction
from django.utils import timezone

from accompagnement.actions.liens import put_aside, refresh_liens
from accompagnement.actions.statistiques import count_line
from accompagnement.coffre import drop
from accompagnement.delais import JOURS_POUR_REPONDRE, add_working_days
from accompagnement.models import (
    CLES_DU_ROLE,
    FINIS,
    TRANSITIONS,
    Acces,
    BrouillonMessage,
    CleDossier,
    Demande,
    Ecart,
    Etat,
    Evenement,
    LigneAffectation,
    LigneStatistique,
    Plan,
    Proposition,
    Role,
    Scelle,
    Sollicitation,
)
from accompagnement.models.demandes import new_code
from accompagnement.notifications import DemandeAEtudier, DemandeAvancee, SollicitationChangee
from socle.notifications import notify

Verbe = Evenement.Verbe
Fait = LigneStatistique.Fait
MOMENTS = ("deposee_le", "qualifiee_le", "acceptee_le", "rouverte_le", "terminee_le")
APPEND_ONLY = [
    "accompagnement.Evenement:append_only",
    "accompagnement.Lecture:append_only",
    "accompagnement.MessageScelle:append_only",
    "accompagnement.SeanceCorrigee:append_only",
    "accompagnement.ValidationPlan:append_only",
]


class Impossible(Exception):
    """What is asked cannot be done any more, or not so; the sentence says why and what to do."""


def lock(demande: Demande) -> Demande:
    """Return the case read again and held until the end of the transaction, with what time decided written down."""
    locked = Demande.objects.select_for_update().get(pk=demande.pk)
    settle(locked)
    return locked


def settle(demande: Demande) -> None:
    """Write the state that a case has already reached by itself."""
    if not demande.is_a_ecrire:
        return
    if demande.etat_reel == Etat.EXPIREE:
        move(demande, Etat.EXPIREE, Verbe.EXPIRATION, role=Role.SYSTEME)
        return
    if demande.etat_reel == Etat.CLOTUREE:
        move(demande, Etat.CLOTUREE, Verbe.CLOTURE, role=Role.SYSTEME)
        return
    if demande.is_pause_finie:
        move(demande, Etat.EN_COURS, Verbe.REPRISE, role=Role.SYSTEME)
        held = demande.sollicitations.select_related("prestataire__personne")
        notify(SollicitationChangee(held.get(etat=Sollicitation.Etat.ACCEPTEE)))
        return
    for sollicitation in demande.sollicitations.filter(etat=Sollicitation.Etat.OFFERTE).select_related("prestataire"):
        sollicitation.etat = Sollicitation.Etat.SANS_REPONSE
        sollicitation.save()
        put_aside(demande, sollicitation.prestataire, Ecart.Origine.SILENCE)
    pass_on(demande, Verbe.SILENCE, role=Role.SYSTEME)


def move(demande: Demande, etat: Etat, verbe: str, *, role: Role, detail: str = "", echeance=None) -> None:
    """Take a case to a state that TRANSITIONS allows to this role, and write it in its ledger."""
    if role not in TRANSITIONS[Etat(demande.etat)].get(etat, ()):
        raise Impossible("Cette demande a changé entre-temps : relisez-la avant d’agir.")
    demande.etat = etat
    demande.echeance = echeance
    demande.secours = demande.secours and etat == Etat.SOLLICITEE
    if etat in FINIS and demande.terminee_le is None:
        demande.terminee_le = timezone.now()
    demande.save()
    record(demande, verbe, role=role, detail=detail)
    if etat in FINIS:
        end_case(demande, etat, verbe)


def record(demande: Demande, verbe: str, *, role: Role, detail: str = "") -> None:
    """Add a line to the case's own ledger; the portal's journal never hears of a case."""
    Evenement.objects.create(demande=demande, verbe=verbe, role=role, detail=detail)


def solicit(demande: Demande, proposition: Proposition) -> Sollicitation:
    """Ask a provider, who has five working days; the database refuses with IntegrityError whom a rule keeps out."""
    proposition.etat = Proposition.Etat.CHOISIE
    proposition.save()
    sollicitation = Sollicitation.objects.create(
        demande=demande,
        prestataire=proposition.prestataire,
        repondre_avant=add_working_days(timezone.localdate(), JOURS_POUR_REPONDRE),
    )
    notify(SollicitationChangee(sollicitation))
    return sollicitation


def pass_on(demande: Demande, verbe: str, *, role: Role) -> None:
    """Who was asked cannot: the next one whom the person allowed is asked, else the coordinators seek again (R14)."""
    demande.propositions.filter(etat=Proposition.Etat.CHOISIE).update(etat=Proposition.Etat.FERMEE)
    reserves = demande.propositions.filter(etat=Proposition.Etat.RESERVE)
    for proposition in reserves.select_related("prestataire__personne"):
        refresh_liens(proposition.prestataire)
        try:
            with transaction.atomic():
                solicit(demande, proposition)
        except IntegrityError:
            demande.propositions.filter(pk=proposition.pk).update(etat=Proposition.Etat.FERMEE)
            continue
        record(demande, verbe, role=role)
        record(demande, Verbe.CHOIX, role=Role.SYSTEME, detail=Proposition.Etat.RESERVE)
        demande.secours = reserves.exists()
        demande.save()
        notify(DemandeAvancee(demande))
        return
    send_back(demande, verbe, role=role)


def send_back(demande: Demande, verbe: str, *, role: Role) -> None:
    """Give the case back to the coordinators, who look for somebody else."""
    demande.propositions.update(etat="fermee")
    move(demande, Etat.QUALIFIEE, verbe, role=role)
    notify(DemandeAEtudier(demande))


END_FACTS = {
    Etat.CLOTUREE: Fait.CLOTURE,
    Etat.RETIREE: Fait.RETRAIT,
    Etat.EXPIREE: Fait.EXPIRATION,
    Etat.REORIENTEE: Fait.REORIENTATION,
}


def end_case(demande: Demande, etat: Etat, verbe: str) -> None:
    """When a case ends: nobody but the requester keeps a key, nothing stays on offer.

    A case that was opened again and ends the same way is still one case in the counts.
    """
    if etat in END_FACTS and demande.evenements.filter(verbe=verbe).count() == 1:
        count_line(demande, END_FACTS[etat])
    demande.propositions.update(etat="fermee")
    ending = Sollicitation.Etat.TERMINEE if etat == Etat.CLOTUREE else Sollicitation.Etat.RETIREE
    demande.sollicitations.filter(etat__in=["offerte", "acceptee"]).update(etat=ending)
    keep = [Role.DEMANDEUR, Role.MANDATAIRE]
    if etat in (Etat.CLOTUREE, Etat.EVALUEE):  # one question is asked six months after
        keep.append(Role.COURRIER)
    close_acces(demande, keep=keep)


def close_acces(demande: Demande, *, keep) -> None:
    """Close every access of a case but those of the roles to keep, and remove their keys for good."""
    shut(Acces.objects.ouverts().filter(demande=demande).exclude(role__in=keep))


def shut(acces) -> None:
    """Close accesses and remove their keys for good, and what their holders were writing."""
    BrouillonMessage.objects.filter(acces__in=acces).delete()
    CleDossier.objects.filter(acces__in=acces).delete()
    acces.update(ferme_le=timezone.now())


def share_keys(demande: Demande, role: Role) -> dict[str, bytes]:
    """Return the keys that a quality may hold, from the row of the requester, who holds them all."""
    held = Acces.objects.ouverts().get(demande=demande, role=Role.DEMANDEUR)
    return {cle.genre: cle.open() for cle in held.cles.filter(genre__in=CLES_DU_ROLE[role], fil=None)}


def open_acces(demande: Demande, role: Role, keys: dict, *, personne=None, empreinte=None) -> Acces:
    """Open a case to one reader, with the keys given, and write it in the ledger."""
    acces = Acces.objects.create(demande=demande, role=role, personne=personne, empreinte=empreinte)
    CleDossier.objects.bulk_create(acces.prepare_key(genre, key) for genre, key in keys.items())
    if role in (Role.COORDINATION, Role.PRESTATAIRE):
        _share_fils(acces)
        record(demande, Verbe.ACCES_OUVERT, role=Role.SYSTEME, detail=role)
    return acces


def _share_fils(acces: Acces) -> None:
    """Give a new reader the key of the thread that is theirs, from the row of the requester."""
    of_requester = {"acces__demande": acces.demande_id, "acces__role": Role.DEMANDEUR, "acces__ferme_le": None}
    cles = CleDossier.objects.filter(**of_requester).exclude(fil=None).select_related("fil__prestataire")
    CleDossier.objects.bulk_create(
        acces.prepare_key(cle.genre, cle.open(), fil=cle.fil) for cle in cles if cle.fil.is_for(acces)
    )


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
    demande.code = new_code()  # invoices are kept ten years under the other one: nothing ties them to this row
    drop(demande.pieces.values_list("chemin", flat=True))
    month = {name: _month(getattr(demande, name)) for name in MOMENTS}
    for name, moment in month.items():
        setattr(demande, name, moment)
    with pgtrigger.ignore(*APPEND_ONLY):
        move(demande, Etat.ANONYMISEE, Verbe.CLOTURE, role=Role.SYSTEME)
        for related in (Scelle, Acces, Ecart, LigneAffectation, Plan):
            related.objects.filter(demande=demande).delete()
        for name in (
            "organisations",
            "propositions",
            "sollicitations",
            "seances",
            "extensions",
            "lectures",
            "evenements",
            "rappels",
            "fils",
            "pieces",
        ):
            getattr(demande, name).all().delete()
    return demande


def _month(moment):
    return moment and timezone.localtime(moment).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
