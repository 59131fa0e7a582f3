"""What providers do with their own activity, and what the operator does with their agreement."""

from datetime import date
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from accompagnement.actions.cycle import Impossible
from accompagnement.actions.liens import refresh_liens
from accompagnement.actions.prestations import decline_sollicitation
from accompagnement.actions.reattribution import reassign_demande
from accompagnement.models import (
    ACCOMPAGNEES,
    AgrementPrestataire,
    Attestation,
    Candidature,
    ChartePrestataire,
    DeclarationInterets,
    LienDeclare,
    Prestataire,
    Sollicitation,
    Suspension,
)
from accompagnement.notifications_prestataires import AgrementChange
from members.actions.roles import drop_role
from members.models import RoleFederal
from socle.notifications import notify
from socle.permissions import require

Etat = Prestataire.Etat
MANAGE = "accompagnement.manage_activite"
DECIDE = "accompagnement.decide_candidatures"
PAS_AGREE = "Seul un prestataire en activité peut être suspendu : rien n’a été changé."
EXPIREE = "Cette attestation n’est plus valable : demandez la suivante."


@transaction.atomic
def update_activite(prestataire: Prestataire, *, by, territoires=(), **fields) -> Prestataire:
    """Say how many people one can help at once, where, in what form, and whether one pauses."""
    require(by, MANAGE, prestataire)
    prestataire = _lock(prestataire)
    for name, value in fields.items():
        setattr(prestataire, name, value)
    prestataire.full_clean()
    prestataire.save()
    prestataire.territoires.set(territoires)
    return prestataire


@transaction.atomic
def declare_interets(prestataire: Prestataire, *, by) -> DeclarationInterets:
    """Sign the yearly declaration: the ties listed are all (N6). Twice the same day is one declaration."""
    require(by, MANAGE, prestataire)
    prestataire = _lock(prestataire)
    refresh_liens(prestataire)
    signed, _ = DeclarationInterets.objects.get_or_create(prestataire=prestataire, signee_le=timezone.localdate())
    return signed


@transaction.atomic
def add_lien(prestataire: Prestataire, *, association, nature: str, debut: date, by) -> LienDeclare:
    """Declare a tie, with an association or with the federation itself; it keeps one out at once."""
    require(by, MANAGE, prestataire)
    lien = LienDeclare(prestataire=prestataire, association=association, nature=nature, debut=debut)
    lien.full_clean()
    lien.save()
    refresh_liens(prestataire)
    return lien


@transaction.atomic
def end_lien(lien: LienDeclare, *, by) -> LienDeclare:
    """Say that a declared tie ended today; it goes on keeping one out as long as the rule says (N2, N3)."""
    require(by, MANAGE, lien.prestataire)
    lien.fin = max(lien.debut, timezone.localdate())
    lien.save()
    refresh_liens(lien.prestataire)
    return lien


@transaction.atomic
def sign_charte(prestataire: Prestataire, charte: ChartePrestataire, *, by) -> AgrementPrestataire:
    """Sign the charter in force; a candidate who was admitted is agreed from then on."""
    require(by, MANAGE, prestataire)
    prestataire = _lock(prestataire)
    if prestataire.etat == Etat.SORTI:
        raise Impossible("Vous avez quitté le dispositif : déposez une nouvelle candidature.")
    agrement, _ = AgrementPrestataire.objects.get_or_create(prestataire=prestataire, charte=charte)
    if prestataire.etat == Etat.CANDIDAT:
        prestataire.etat = Etat.AGREE
        prestataire.save(update_fields=["etat"])
    return agrement


@transaction.atomic
def give_attestation(
    holder: Candidature | Prestataire, *, genre: str, expire_le: date | None, content: bytes, suffixe: str
) -> Attestation:
    """Keep a piece, sealed, for a candidate or a provider; it counts once somebody has read it."""
    attestation = Attestation(
        candidature=holder if isinstance(holder, Candidature) else None,
        prestataire=holder if isinstance(holder, Prestataire) else None,
        genre=genre,
        expire_le=expire_le,
        suffixe=suffixe,
        place=uuid4(),
    )
    attestation.seal(content)
    attestation.full_clean(exclude=["contenu", "cle_enveloppee", "candidature", "prestataire"])
    attestation.save()
    return attestation


@transaction.atomic
def verify_attestation(attestation: Attestation, *, by) -> Attestation:
    """Say that a piece was read and is right; an insurance then holds until its day."""
    require(by, DECIDE)
    if attestation.is_expiree:
        raise Impossible(EXPIREE)
    attestation.verifiee_le = timezone.localdate()
    attestation.save(update_fields=["verifiee_le"])
    if attestation.genre == Attestation.Genre.ASSURANCE and attestation.prestataire_id:
        prestataire = _lock(attestation.prestataire)
        prestataire.assure_jusqu_au = max(attestation.expire_le, prestataire.assure_jusqu_au or date.min)
        prestataire.save(update_fields=["assure_jusqu_au"])
    return attestation


@transaction.atomic
def suspend_prestataire(prestataire: Prestataire, *, motif: str, by) -> Suspension:
    """Offer somebody nothing any more, with the reason they read; what they accompany goes on, told to nobody."""
    require(by, DECIDE)
    prestataire = _lock(prestataire)
    if prestataire.etat != Etat.AGREE:
        raise Impossible(PAS_AGREE)
    prestataire.etat = Etat.SUSPENDU
    prestataire.save(update_fields=["etat"])
    notify(AgrementChange(prestataire, motif))
    return Suspension.objects.create(prestataire=prestataire, motif=motif, par=by)


@transaction.atomic
def lift_suspension(prestataire: Prestataire, *, by) -> Prestataire:
    """Let a suspended provider be offered cases again."""
    require(by, DECIDE)
    prestataire = _lock(prestataire)
    if prestataire.etat == Etat.SUSPENDU:
        prestataire.suspensions.filter(levee_le=None).update(levee_le=timezone.localdate())
        prestataire.etat = Etat.AGREE
        prestataire.save(update_fields=["etat"])
        notify(AgrementChange(prestataire))
    return prestataire


@transaction.atomic
def leave_dispositif(prestataire: Prestataire, *, by) -> Prestataire:
    """Leave, at any time: what was offered is declined, what was under way goes back to the coordinators."""
    require(by, MANAGE, prestataire)
    prestataire = _lock(prestataire)
    if prestataire.etat == Etat.SORTI:
        return prestataire
    held = prestataire.sollicitations.select_related("demande").order_by("pk")
    for sollicitation in held.filter(etat=Sollicitation.Etat.OFFERTE, repondre_avant__gte=timezone.localdate()):
        decline_sollicitation(sollicitation, motif=Sollicitation.Motif.DISPONIBILITE, by=by)
    for sollicitation in held.filter(etat=Sollicitation.Etat.ACCEPTEE, demande__etat__in=ACCOMPAGNEES):
        reassign_demande(sollicitation.demande, by=by)
    prestataire.etat, prestataire.sorti_le = Etat.SORTI, timezone.localdate()
    prestataire.save(update_fields=["etat", "sorti_le"])
    drop_role(prestataire.personne, role=RoleFederal.Role.PRESTATAIRE, by=by)
    return prestataire


def _lock(prestataire) -> Prestataire:
    return Prestataire.objects.select_for_update().select_related(None).get(pk=prestataire.pk)
