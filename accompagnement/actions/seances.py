"""What a provider notes of the meetings: dates, lengths, numbers; within the ceiling, corrected with a trace."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accompagnement.actions.cycle import Impossible, lock, move, record
from accompagnement.actions.reattribution import find_acceptee
from accompagnement.models import Demande, Etat, Evenement, Role, Seance, SeanceCorrigee
from accompagnement.queries.fonds import get_compte
from socle.permissions import require

Verbe = Evenement.Verbe
FIELDS = ("date", "duree_minutes", "format", "genre", "salaries", "benevoles")
TERMINEE = "Cet accompagnement est terminé : rien n’a été noté."
PLAFOND_ATTEINT = (
    "Le nombre de séances prévu est atteint : rien n’a été noté. Demandez des séances de plus ci-dessous, la "
    "coordination répond."
)
FACTUREE = "Ce mois est déjà facturé pour autant de séances : la correction n’a pas été faite. Voyez vos factures."
PAS_UN_GROUPE = "Le service de cette demande ne se rend pas à un groupe : notez une séance avec une personne."
TROP_TOT = "Cette date vient avant la demande : corrigez-la."


@transaction.atomic
def log_seance(demande: Demande, *, by, **fields) -> Seance:
    """Note that a session took place, within the ceiling; twice the same is one. `fields` are those of FIELDS."""
    demande = lock(demande)
    require(by, "accompagnement.support_demande", demande)
    if demande.etat not in (Etat.ACCEPTEE, Etat.EN_COURS):
        raise Impossible(TERMINEE)
    same = demande.seances.tenues().filter(**fields).first()
    if same:
        return same
    if get_compte(demande).is_atteint:
        raise Impossible(PLAFOND_ATTEINT)
    seance = Seance(demande=demande, prestataire=find_acceptee(demande).prestataire, **fields)
    _check(seance)
    seance.save()
    if demande.etat == Etat.ACCEPTEE:
        move(demande, Etat.EN_COURS, Verbe.SEANCE, role=Role.PRESTATAIRE)
    else:
        record(demande, Verbe.SEANCE, role=Role.PRESTATAIRE)
    return seance


@transaction.atomic
def correct_seance(seance: Seance, *, by, **fields) -> Seance:
    """Correct one's own session; what it said before is kept and shown with it."""
    seance = _hold(seance, by)
    if all(getattr(seance, name) == value for name, value in fields.items()):
        return seance
    _keep(seance)
    for name, value in fields.items():
        setattr(seance, name, value)
    _check(seance)
    return _save(seance)


@transaction.atomic
def cancel_seance(seance: Seance, *, by) -> Seance:
    """Say that a session never took place: it stays, crossed out, and is counted no more."""
    seance = _hold(seance, by)
    if seance.annulee_le is None:
        _keep(seance)
        seance.annulee_le = timezone.now()
        _save(seance)
    return seance


def _hold(seance, by) -> Seance:
    """The session, held with its case, for its author alone: another provider of the case may not touch it."""
    demande = lock(seance.demande)
    require(by, "accompagnement.support_demande", demande)
    seance = Seance.objects.select_related("prestataire").get(pk=seance.pk)
    if seance.prestataire is None or seance.prestataire.personne_id != by.pk:
        raise PermissionDenied("somebody else’s session")
    seance.demande = demande
    return seance


def _check(seance) -> None:
    seance.full_clean()
    if seance.date < timezone.localtime(seance.demande.deposee_le).date():
        raise ValidationError(TROP_TOT)
    service = seance.demande.service
    if seance.is_collective and service and not service.is_collectif:
        raise ValidationError(PAS_UN_GROUPE)


def _keep(seance) -> None:
    before = {name: getattr(seance, name) for name in FIELDS}
    SeanceCorrigee.objects.create(seance=seance, **before)


def _save(seance) -> Seance:
    try:
        with transaction.atomic():
            seance.save()
    except IntegrityError as error:
        raise Impossible(FACTUREE) from error
    record(seance.demande, Verbe.SEANCE_CORRIGEE, role=Role.PRESTATAIRE)
    return seance
