"""The day a candidate becomes a member: its sheet, its membership, its voice and its first manager, in one go (R5)."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from members.actions.demandes import Etat, _check, _lock
from members.actions.invitations import InvitationSent, invite_personne
from members.models import Adhesion, Association, DemandeAdhesion, Personne, Rattachement, Representant
from members.notifications.demandes import DemandeAvancee
from members.queries.demandes import get_missing
from socle import journal
from socle.french import say_list
from socle.notifications import notify
from socle.permissions import require

MISSING = "L’association ne peut pas encore devenir membre. Il manque {missing}."


@dataclass(frozen=True)
class Admission:
    """What opening a membership made."""

    demande: DemandeAdhesion
    adhesion: Adhesion
    sent: InvitationSent


@transaction.atomic
def admit_demande(
    demande: DemandeAdhesion, *, le: date, categorie: str, association: Association | None, by: Personne
) -> Admission:
    """Make a member of a candidate, unless one of the four things that R5 asks is missing; then it says which.

    The sheet is made, or the one it had is taken up again: a membership that ended stays, and the gap shows. The
    person who represents the association is invited to look after its sheet.
    """
    require(by, "members.manage_demandes")
    standing = _lock(demande)
    _check(standing, Etat.MEMBRE)
    if missing := get_missing(standing):
        raise ValidationError(MISSING.format(missing=say_list(missing)), code="R5")
    sheet = association or standing.association or _make_sheet(standing)
    adhesion = Adhesion(association=sheet, categorie=categorie, periode=DateRange(le, None))
    adhesion.full_clean()
    adhesion.save()
    _give_voice(sheet, standing, le)
    standing.acceptations.filter(association=None).exclude(
        charte__in=sheet.acceptations_charte.values("charte")
    ).update(association=sheet)
    standing.association, standing.etat, standing.changee_le = sheet, Etat.MEMBRE, timezone.now()
    standing.full_clean()
    standing.save()
    journal.record("members.admit_demande", standing, by=by, association=sheet.pk, le=le.isoformat())
    notify(DemandeAvancee(standing))
    return Admission(standing, adhesion, _invite(standing, sheet, by))


def _make_sheet(demande) -> Association:
    sheet = Association(nom=demande.nom, genre=demande.genre, commune=demande.commune, code_postal=demande.code_postal)
    sheet.full_clean()
    sheet.save()
    return sheet


def _give_voice(sheet, demande, le) -> None:
    """Whoever spoke for it before a gap stops the day before."""
    for former in sheet.representants.filter(is_suppleant=False, fin=None):
        former.fin = max(former.debut, le)
        former.save(update_fields=["fin"])
    decision = demande.decisions.filter(instance="candidate").order_by("-le", "-pk").first()
    voice = Representant(
        association=sheet,
        personne=demande.representant,
        debut=le,
        decision=decision.proces_verbal if decision else "",
    )
    voice.full_clean()
    voice.save()


def _invite(demande, sheet, by) -> InvitationSent:
    return invite_personne(
        demande.representant,
        association=sheet,
        genre=Rattachement.Genre.BENEVOLE_RESPONSABLE,
        is_gestionnaire=True,
        by=by,
    )
