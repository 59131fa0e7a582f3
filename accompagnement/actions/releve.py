"""Keeping each case in neutral hands: what reading already refuses is written down, and somebody takes over.

The row of the requester holds every key, wrapped by the portal's ring: the portal may open the need, never the
identity, to a neutral coordinator when nobody is left. It leaves a line that the requester reads.
"""

from django.db import transaction

from accompagnement.actions.cycle import lock, open_acces, record, settle_demande, share_keys, shut
from accompagnement.actions.liens import refresh_liens
from accompagnement.actions.reattribution import AVEC_PRESTATAIRE, find_acceptee, leave_if_tied
from accompagnement.models import VIVANTS, Acces, Demande, Etat, Evenement, Role
from accompagnement.notifications import DemandeAEtudier, DemandeAvancee
from accompagnement.queries import get_coordinateurs_neutres
from socle.notifications import notify

Verbe = Evenement.Verbe


@transaction.atomic
def guard_demande(demande: Demande) -> Demande:
    """Remove the keys of who may no longer read, and see that a neutral coordinator holds the case."""
    settle_demande(demande)
    demande = lock(demande)
    if demande.etat not in VIVANTS:
        return demande
    if demande.etat in AVEC_PRESTATAIRE and demande.etat != Etat.A_CONFIRMER:
        sollicitation = find_acceptee(demande)
        refresh_liens(sollicitation.prestataire)
        leave_if_tied(demande, sollicitation)
    is_cut = _cut_coordinators(demande)
    opened = Acces.objects.ouverts().filter(demande=demande, role=Role.COORDINATION)
    is_relieved = not opened.exists() and open_to_coordinators(demande)
    if is_relieved:
        record(demande, Verbe.RELEVE, role=Role.SYSTEME)
        notify(DemandeAEtudier(demande))
    if is_cut or is_relieved:
        notify(DemandeAvancee(demande))
    return demande


def _cut_coordinators(demande) -> bool:
    """Close the accesses of coordinators who left or became tied; return whether a tie is why, which is said."""
    held = Acces.objects.ouverts().filter(demande=demande, role=Role.COORDINATION)
    lost = [acces for acces in held.select_related("personne") if not _may_read(acces)]
    if not lost:
        return False
    shut(held.filter(pk__in=[acces.pk for acces in lost]))
    is_tied = any(acces.personne.is_active and "coordination_neutre" in acces.personne.roles for acces in lost)
    record(demande, Verbe.NEUTRALITE if is_tied else Verbe.ACCES_FERME, role=Role.SYSTEME, detail=Role.COORDINATION)
    return is_tied


def _may_read(acces) -> bool:
    return Acces.objects.opened_for(acces.personne).filter(pk=acces.pk).exists()


def open_to_coordinators(demande: Demande) -> bool:
    """Open the need to the neutral coordinators who do not hold it; return whether somebody holds it in the end."""
    held = set(Acces.objects.ouverts().filter(demande=demande).values_list("personne", flat=True))
    neutral = get_coordinateurs_neutres(demande)
    keys = share_keys(demande, Role.COORDINATION)
    for personne in neutral:
        if personne.pk not in held:
            open_acces(demande, Role.COORDINATION, keys, personne=personne)
    return bool(neutral)
