from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collectifs.actions.comptes_rendus import hold_minutes
from collectifs.electorat import POUVOIRS_PAR_PERSONNE
from collectifs.models import Presence, Reunion
from members.models import Personne
from socle import journal
from socle.permissions import require

Reponse = Presence.Reponse


@transaction.atomic
def answer_convocation(
    presence: Presence, *, reponse: str, pouvoir_a: Personne | None = None, by: Personne
) -> Presence:
    """Say whether one comes; may be changed until the meeting begins.

    Whoever opened a link of the convening acts as the person it was sent to, with or without an account. The
    referent writes the answers of those who were told in another way.
    """
    if by.pk != presence.personne_id:
        require(by, "collectifs.answer_for_somebody", presence)
    presence = (
        Presence.objects.select_for_update(of=("self",)).select_related("reunion", "personne").get(pk=presence.pk)
    )
    if not presence.reunion.can_be_answered:
        raise ValidationError("Cette réunion a commencé, est passée ou a été annulée : la réponse n’a pas été prise.")
    presence.reponse = reponse
    presence.pouvoir_a = pouvoir_a if reponse == Reponse.POUVOIR else None
    presence.repondu_le = timezone.now()
    if presence.pouvoir_a:
        _check_holder(presence)
    presence.full_clean()
    presence.save()
    journal.record("collectifs.answer_convocation", presence.reunion, by=by, reponse=reponse)
    return presence


def _check_holder(presence) -> None:
    Reunion.objects.select_for_update().get(pk=presence.reunion_id)
    convened = presence.reunion.presences.filter(personne=presence.pouvoir_a)
    if not convened.exclude(reponse__in=(Reponse.NE_VIENT_PAS, Reponse.POUVOIR)).exists():
        raise ValidationError("Cette personne ne vient pas elle-même : donnez votre pouvoir à quelqu’un qui vient.")
    held = presence.reunion.presences.filter(pouvoir_a=presence.pouvoir_a).exclude(pk=presence.pk)
    if held.count() >= POUVOIRS_PAR_PERSONNE:
        raise ValidationError(
            f"{presence.pouvoir_a} porte déjà {POUVOIRS_PAR_PERSONNE} pouvoirs : choisissez une autre personne."
        )


@transaction.atomic
def record_presences(reunion: Reunion, *, presentes: set[int], vues: set[int], by: Personne) -> None:
    """Write who is there, seen by whoever runs the meeting: nobody marks themselves, nor before it begins.

    `vues` are those the page showed as present: only what was changed on it is written, so that two people may
    point at once without undoing each other. Whoever nobody ticked is absent.
    """
    require(by, "collectifs.edit_compte_rendu", hold_minutes(reunion))
    reunion.presences.filter(pk__in=presentes - vues).update(is_presente=True)
    reunion.presences.filter(pk__in=vues - presentes).update(is_presente=False)
    reunion.presences.filter(is_presente=None).exclude(pk__in=presentes).update(is_presente=False)
    journal.record("collectifs.record_presences", reunion, by=by, number=len(presentes))
