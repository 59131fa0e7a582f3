"""Minutes are approved by the people who meet next: the item is on their agenda without anybody adding it (§2.6)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collectifs.actions.editions import Genre as Edition
from collectifs.actions.editions import publish_edition
from collectifs.completude import missing_for_approval
from collectifs.models import Collectif, CompteRendu, Note, PointOrdreDuJour, Reunion
from collectifs.queries import get_checklist, get_minutes_to_approve
from members.models import Personne
from socle import journal
from socle.french import count, say_date, say_list
from socle.permissions import require

Etat = CompteRendu.Etat
Genre = PointOrdreDuJour.Genre
AHEAD = (Reunion.Etat.BROUILLON, Reunion.Etat.CONVOQUEE, Reunion.Etat.EN_COURS)


def ask_approval(collectif: Collectif) -> None:
    """Put the minutes that circulate on the agenda of the next meeting, even if it was planned before."""
    ahead = Reunion.objects.filter(collectif=collectif, etat__in=AHEAD).order_by("debut", "pk")
    if reunion := ahead.first():
        begin_with_approvals(reunion)


def begin_with_approvals(reunion: Reunion) -> None:
    """Begin the agenda with one item for each minutes still to approve; those already there stay where they are.

    Asked when a meeting is planned, when minutes circulate and when a meeting opens: a meeting called off in
    between loses nothing.
    """
    Reunion.objects.select_for_update().get(pk=reunion.pk)
    points = list(reunion.points.select_related("approuve__reunion"))
    there = {point.approuve_id for point in points}
    asked = [minutes for minutes in get_minutes_to_approve(reunion.collectif, reunion) if minutes.pk not in there]
    if not asked:
        return
    head = [point for point in points if point.genre == Genre.APPROBATION]
    head += [_make_item(reunion, minutes) for minutes in asked]
    rest = [point for point in points if point.genre != Genre.APPROBATION]
    for rank, point in enumerate([*head, *rest], start=1):
        point.ordre = rank
    PointOrdreDuJour.objects.bulk_update([*head, *rest], ["ordre"])


def _make_item(reunion, minutes) -> PointOrdreDuJour:
    title = f"Approbation du compte rendu du {say_date(minutes.reunion.debut)}"
    point = PointOrdreDuJour.objects.create(
        reunion=reunion, titre=title, genre=Genre.APPROBATION, duree=5, approuve=minutes
    )
    if compte_rendu := CompteRendu.objects.filter(reunion=reunion).first():
        Note.objects.create(compte_rendu=compte_rendu, point=point)
    return point


@transaction.atomic
def approve_compte_rendu(
    compte_rendu: CompteRendu, *, lors: Reunion | None = None, modifications: str = "", by: Personne
) -> CompteRendu:
    """Write that the minutes were approved, at a meeting; refused while something required is missing (R22).

    At a meeting, whoever holds its pen writes it down, with the changes that were asked for. Without one, the
    referent approves at once, except for a commission.
    """
    _check_approver(compte_rendu, lors, by)
    locked = CompteRendu.objects.select_for_update().get(pk=compte_rendu.pk)
    _check_approvable(compte_rendu, locked)
    compte_rendu.etat = Etat.APPROUVE
    compte_rendu.approuve_le = timezone.localdate()
    compte_rendu.approuve_lors = lors
    compte_rendu.modifications = modifications.strip()
    compte_rendu.save()
    publish_edition(compte_rendu, Edition.APPROBATION, by=by)
    journal.record("collectifs.approve_compte_rendu", compte_rendu, by=by, lors=lors and lors.pk)
    return compte_rendu


def _check_approver(compte_rendu, lors, by) -> None:
    if lors is None:
        require(by, "collectifs.approve_compte_rendu", compte_rendu)
        if compte_rendu.reunion.collectif.is_formel:
            raise ValidationError("Une commission approuve ses comptes rendus en réunion : c’est son premier point.")
        return
    require(by, "collectifs.run_reunion", lors)
    begun = lors.ouverte_le and lors.ouverte_le >= compte_rendu.reunion.ouverte_le
    if not begun or lors.pk == compte_rendu.reunion_id or lors.collectif_id != compte_rendu.reunion.collectif_id:
        raise ValidationError("Un compte rendu s’approuve lors d’une réunion suivante du collectif, une fois ouverte.")


def _check_approvable(compte_rendu, locked) -> None:
    if not locked.can_become(Etat.APPROUVE):
        raise ValidationError(
            f"Ce compte rendu est au stade « {locked.get_etat_display()} » : il ne peut pas devenir approuvé."
        )
    if waiting := compte_rendu.corrections.en_attente().count():
        asked = count(waiting, "correction proposée attend", "corrections proposées attendent")
        raise ValidationError(f"{asked} une réponse : répondez d’abord, puis approuvez.")
    if missing := missing_for_approval(get_checklist(compte_rendu)):
        named = say_list(f"« {element.label} »" for element in missing)
        raise ValidationError(f"Ce compte rendu ne peut pas être approuvé : il y manque {named}.")
