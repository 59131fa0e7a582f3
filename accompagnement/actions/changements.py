"""A provider's offer changes: said by themselves, counted once the operator has read it with the grid (B24)."""

from django.db import transaction
from django.utils import timezone

from accompagnement.actions.candidatures import DECIDE, GRILLE_INCOMPLETE
from accompagnement.actions.cycle import Impossible
from accompagnement.actions.prestataires import MANAGE
from accompagnement.models import ChangementOffre, Critere, NoteCritere, Prestataire
from accompagnement.notifications_prestataires import ChangementALire, ChangementDecide
from socle.notifications import notify
from socle.permissions import require

Etat = ChangementOffre.Etat
LISTES = ("competences", "services", "reseaux")
RIEN = "Rien ne change dans ce que vous proposez : cochez ou décochez d’abord ce qui doit changer."
PARTI = "Cette personne a quitté le dispositif : son offre ne change plus."
DEJA = "Ce changement n’attend plus de décision, ou un autre l’a remplacé : relisez la liste."
LE_SIEN = "Ce changement est le vôtre : une autre personne le décide."


@transaction.atomic
def propose_changement(prestataire: Prestataire, *, raison: str, by, **lists) -> ChangementOffre:
    """Say what one wishes to offer from now on; a proposal that was not read yet gives way to this one."""
    require(by, MANAGE, prestataire)
    prestataire = _lock(prestataire)
    if prestataire.etat == Prestataire.Etat.SORTI:
        raise Impossible(PARTI)
    wanted = {name: set(lists[name]) for name in LISTES}
    if all(wanted[name] == set(getattr(prestataire, name).all()) for name in LISTES):
        raise Impossible(RIEN)
    _close(prestataire)
    changement = ChangementOffre(prestataire=prestataire, raison=raison)
    changement.full_clean(exclude=["prestataire"])
    changement.save()
    for name, rows in wanted.items():
        getattr(changement, name).set(rows)
    notify(ChangementALire(changement))
    return changement


@transaction.atomic
def withdraw_changement(prestataire: Prestataire, *, by) -> None:
    """Take back what waits to be read, without a reason; twice is once."""
    require(by, MANAGE, prestataire)
    _close(_lock(prestataire))


def _close(prestataire) -> None:
    waiting = prestataire.changements.filter(etat=Etat.PROPOSE)
    NoteCritere.objects.filter(changement__in=waiting).delete()
    waiting.update(etat=Etat.RETIRE, decide_le=timezone.now())


@transaction.atomic
def score_changement(changement: ChangementOffre, notes: dict[Critere, int], *, by) -> None:
    """Write one's own grid on a change, the very grid of the applications; corrected until the decision."""
    require(by, DECIDE)
    changement = _hold(changement, by)
    for critere, note in notes.items():
        NoteCritere.objects.update_or_create(changement=changement, critere=critere, par=by, defaults={"note": note})


@transaction.atomic
def decide_changement(changement: ChangementOffre, *, is_accepte: bool, motif: str, by) -> ChangementOffre:
    """Accept or refuse, with the reason the provider reads. Accepted, it counts at once; what is under way goes on."""
    require(by, DECIDE)
    changement = _hold(changement, by)
    criteres = Critere.objects.filter(retire_le=None)
    if criteres.exclude(notes__in=changement.notes.filter(par=by)).exists():
        raise Impossible(GRILLE_INCOMPLETE)
    if is_accepte:
        if changement.prestataire.etat == Prestataire.Etat.SORTI:
            raise Impossible(PARTI)
        for name in LISTES:
            getattr(changement.prestataire, name).set(getattr(changement, name).all())
    changement.etat = Etat.ACCEPTE if is_accepte else Etat.REFUSE
    changement.motif, changement.decide_par, changement.decide_le = motif, by, timezone.now()
    changement.save()
    notify(ChangementDecide(changement))
    return changement


def _lock(prestataire) -> Prestataire:
    return Prestataire.objects.select_for_update().get(pk=prestataire.pk)


def _hold(changement, by) -> ChangementOffre:
    """Hold the provider then the change, read again; only what still waits, and only somebody else's, is decided."""
    prestataire = _lock(changement.prestataire)
    current = ChangementOffre.objects.select_for_update().filter(pk=changement.pk, etat=Etat.PROPOSE).first()
    if current is None:
        raise Impossible(DEJA)
    if prestataire.personne_id == by.pk:
        raise Impossible(LE_SIEN)
    current.prestataire = prestataire
    return current
