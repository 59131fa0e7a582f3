"""Who decides of the money: the coordinators for one case, the operator for funds and for a year (§4.6)."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accompagnement.actions.cycle import Impossible, lock, record
from accompagnement.models import ACCOMPAGNEES, Demande, Evenement, Extension, Fonds, Plafond, Rallonge, Role
from accompagnement.notifications import DemandeAEtudier, SollicitationChangee
from accompagnement.queries.fonds import get_compte
from members.models import Personne
from socle.notifications import notify
from socle.permissions import require

MANAGE = "accompagnement.manage_fonds"
Verbe = Evenement.Verbe
DEJA_DEMANDEE = "Des séances de plus sont déjà demandées : la coordination répond d’abord à cette demande."
PAS_DE_PLAFOND = "Le nombre de séances n’est pas limité pour ce service : continuez sans rien demander."
DEJA_DECIDEE = "Cette demande a déjà sa réponse : rien n’a été changé."
TROP_PEU = "Ce fonds paie déjà plus que ce montant : il ne peut pas descendre plus bas que ce qui est engagé."


@transaction.atomic
def ask_extension(demande: Demande, *, seances: int, motif: str, by: Personne) -> Extension:
    """Ask for more sessions than the ceiling, with a coded reason; the coordinators get one neutral message."""
    demande = lock(demande)
    require(by, "accompagnement.support_demande", demande)
    if demande.etat not in ACCOMPAGNEES:
        raise Impossible("Cet accompagnement est terminé : rien n’a été demandé.")
    waiting = demande.extensions.filter(etat=Extension.Etat.DEMANDEE).first()
    if waiting and (waiting.seances, waiting.motif) == (seances, motif):
        return waiting
    if waiting:
        raise Impossible(DEJA_DEMANDEE)
    if get_compte(demande).plafond is None:
        raise Impossible(PAS_DE_PLAFOND)
    extension = Extension(demande=demande, seances=seances, motif=motif)
    extension.full_clean(exclude=["decidee_le"])
    extension.save()
    record(demande, Verbe.EXTENSION, role=Role.PRESTATAIRE, detail=motif)
    notify(DemandeAEtudier(demande))
    return extension


@transaction.atomic
def decide_extension(extension: Extension, *, is_accordee: bool, reponse: str, by: Personne) -> Extension:
    """Answer, with a coded reason; the same answer twice is one. Only who coordinates the case may."""
    demande = lock(extension.demande)
    require(by, "accompagnement.coordinate_demande", demande)
    extension = Extension.objects.get(pk=extension.pk)
    etat = Extension.Etat.ACCORDEE if is_accordee else Extension.Etat.REFUSEE
    if (extension.etat, extension.reponse) == (etat, reponse):
        return extension
    if extension.etat != Extension.Etat.DEMANDEE:
        raise Impossible(DEJA_DECIDEE)
    extension.etat, extension.reponse, extension.decidee_le = etat, reponse, timezone.now()
    extension.full_clean(exclude=["decidee_le"])
    extension.save()
    record(demande, Verbe.EXTENSION_DECIDEE, role=Role.COORDINATION, detail=reponse)
    for asked in demande.sollicitations.filter(etat="acceptee").select_related("prestataire__personne"):
        notify(SollicitationChangee(asked))
    return extension


@transaction.atomic
def save_fonds(fonds: Fonds, services, *, by: Personne) -> Fonds:
    """Open a fund, or change it; it never goes under what it already pays."""
    require(by, MANAGE)
    fonds.full_clean()
    try:
        with transaction.atomic():
            fonds.save()
            fonds.services.set(services)
    except IntegrityError as error:
        raise ValidationError(TROP_PEU) from error
    return fonds


@transaction.atomic
def save_plafond(plafond: Plafond, *, by: Personne) -> Plafond:
    """Set how far an accompaniment may go; sessions already held stay, whatever the ceiling says afterwards."""
    require(by, MANAGE)
    plafond.full_clean()
    plafond.save()
    return plafond


@transaction.atomic
def add_rallonge(plafond: Plafond, *, annee: int, euros: Decimal, motif: str, by: Personne) -> Rallonge:
    """Add money to a year's ceiling: decided by the operator, with a coded reason, kept with their name."""
    require(by, MANAGE)
    if plafond.euros_par_an is None:
        raise ValidationError("Ce plafond ne limite pas les euros de l’année : il n’y a rien à y ajouter.")
    rallonge = Rallonge(plafond=plafond, annee=annee, euros=euros, motif=motif, decidee_par=by)
    rallonge.full_clean()
    rallonge.save()
    return rallonge
