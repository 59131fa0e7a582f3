"""What people do with an assembly: name who speaks, plan it, freeze its list, give a voice, sign in."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import (
    Assemblee,
    Association,
    Electeur,
    Instance,
    Personne,
    Pouvoir,
    PresenceAssemblee,
    Representant,
)
from members.notifications import PouvoirDonne, PouvoirRepris, RepresentantNomme
from members.queries.assemblees import ListeElectorale, get_liste_electorale
from socle import journal
from socle.french import count, say_full_date, say_list
from socle.notifications import notify
from socle.permissions import require

ONE_DAY = timedelta(days=1)
FROZEN = "La liste de cette assemblée est arrêtée : sa date et son contenu ne changent plus."
NOT_A_VOTER = "{association} n’est pas sur la liste de cette assemblée ({motif})."


@transaction.atomic
def name_representant(
    association: Association, *, personne: Personne, is_suppleant: bool, decision: str, debut: date, by: Personne
) -> Representant:
    """Name who speaks for an association from a day; whoever did until then stops the day before.

    A row that begins that very day was never true for a whole one: it is put right in place.
    """
    require(by, "members.name_representant", association)
    Association.objects.select_for_update(of=("self",)).get(pk=association.pk)
    held = association.representants.filter(is_suppleant=is_suppleant).since(debut).order_by("debut")
    standing = None
    for row in held:
        if row.debut > debut:
            raise ValidationError(f"Quelqu’un est déjà nommé à partir du {say_full_date(row.debut)}.")
        if row.debut == debut:
            standing = row
            continue
        row.fin = debut - ONE_DAY
        row.save(update_fields=["fin"])
    representant = standing or Representant(association=association, is_suppleant=is_suppleant, debut=debut)
    representant.personne, representant.decision, representant.fin = personne, decision, None
    representant.full_clean()
    representant.save()
    journal.record("members.name_representant", representant, by=by, personne=personne.pk, suppleance=is_suppleant)
    notify(RepresentantNomme(representant))
    return representant


@transaction.atomic
def end_representant(representant: Representant, *, on: date, by: Personne) -> Representant:
    """Say which day is the last on which somebody speaks for an association."""
    require(by, "members.name_representant", representant.association)
    rows = Representant.objects.select_for_update(of=("self",)).select_related("association", "personne")
    standing = rows.get(pk=representant.pk)
    if standing.fin is not None and not standing.is_en_cours():
        raise ValidationError("Cette représentation est déjà terminée.")
    standing.fin = on
    standing.full_clean()
    standing.save()
    journal.record("members.end_representant", standing, by=by, fin=on.isoformat())
    return standing


@transaction.atomic
def plan_assemblee(*, instance: Instance, intitule: str, le: date, lieu: str, by: Personne) -> Assemblee:
    """Announce an assembly of the federation; its voters' list is worked out at once."""
    require(by, "members.manage_assemblees")
    assemblee = Assemblee(instance=instance, intitule=intitule, le=le, lieu=lieu)
    assemblee.full_clean()
    assemblee.save()
    journal.record("members.plan_assemblee", assemblee, by=by, le=le.isoformat())
    return assemblee


@transaction.atomic
def edit_assemblee(
    assemblee: Assemblee, *, instance: Instance, intitule: str, le: date, lieu: str, by: Personne
) -> Assemblee:
    """Change an assembly whose list is not frozen: the list follows its date."""
    require(by, "members.manage_assemblees")
    standing = _lock(assemblee)
    if standing.figee_le:
        raise ValidationError(FROZEN)
    before = standing.le.isoformat()
    standing.instance, standing.intitule, standing.le, standing.lieu = instance, intitule, le, lieu
    standing.full_clean()
    standing.save()
    journal.record("members.edit_assemblee", standing, by=by, le=le.isoformat(), avant=before)
    return standing


@transaction.atomic
def freeze_liste(assemblee: Assemblee, *, by: Personne) -> Assemblee:
    """Write the voters' list down, once and for good: from now on it is read, whatever changes elsewhere.

    The assembly's row is locked: of two people who freeze it together, the second is told that it is done.
    """
    require(by, "members.manage_assemblees")
    standing = _lock(assemblee)
    if standing.figee_le:
        raise ValidationError("La liste est déjà arrêtée : elle ne l’est qu’une fois.")
    liste = get_liste_electorale(standing)
    if not liste.electeurs:
        raise ValidationError("Aucune association ne peut voter ce jour-là : il n’y a pas de liste à arrêter.")
    Electeur.objects.bulk_create(
        Electeur(
            assemblee=standing,
            association_id=row.association_id,
            representant_id=row.representant_id,
            college_id=row.college_id,
            voix=row.voix,
            motif=row.motif[:300],
        )
        for row in (*liste.electeurs, *liste.exclues)
    )
    standing.figee_le = timezone.now()
    standing.save(update_fields=["figee_le"])
    journal.record("members.freeze_liste", standing, by=by, electeurs=len(liste.electeurs), exclues=len(liste.exclues))
    return standing


@transaction.atomic
def sign_in(assemblee: Assemblee, *, association: Association, by: Personne) -> PresenceAssemblee:
    """Note that an association is there; the proxy it had given ends at once. Signed twice is signed once."""
    require(by, "members.manage_assemblees")
    liste = _open_attendance(assemblee)
    row = _find_voter(liste, association)
    presence = PresenceAssemblee.objects.filter(assemblee=assemblee, association=association).first()
    if presence:
        return presence
    now = timezone.now()
    presence = PresenceAssemblee(
        assemblee=assemblee, association=association, personne_id=row.representant_id, arrivee_le=now
    )
    presence.full_clean()
    presence.save()
    assemblee.pouvoirs.filter(mandante=association, retire_le=None).update(retire_le=now)
    journal.record("members.sign_in", presence, by=by)
    return presence


@transaction.atomic
def undo_sign_in(assemblee: Assemblee, *, association: Association, by: Personne) -> None:
    """Take back an attendance noted by mistake; a proxy that it had ended runs again."""
    require(by, "members.manage_assemblees")
    _open_attendance(assemblee)
    presence = PresenceAssemblee.objects.filter(assemblee=assemblee, association=association).first()
    if presence is None:
        return
    journal.record("members.undo_sign_in", presence, by=by)
    ended = assemblee.pouvoirs.filter(mandante=association, retire_le=presence.arrivee_le)
    if not assemblee.pouvoirs.filter(mandante=association, retire_le=None).exists():
        ended.update(retire_le=None)
    presence.delete()


@transaction.atomic
def give_pouvoir(assemblee: Assemblee, *, mandante: Association, mandataire: Association, by: Personne) -> Pouvoir:
    """Give an association's voice to another for one assembly; refused with its reason when the rules say no."""
    require(by, "members.give_pouvoir", mandante)
    standing = _lock(assemblee)
    _check_still_open(standing)
    liste = get_liste_electorale(standing)
    giver, holder = _find_voter(liste, mandante), _find_voter(liste, mandataire)
    if reason := find_obstacle(liste, giver, holder):
        raise ValidationError(reason)
    pouvoir = Pouvoir(assemblee=standing, mandante=mandante, mandataire=mandataire, donne_par=by)
    pouvoir.full_clean()
    pouvoir.save()
    journal.record("members.give_pouvoir", pouvoir, by=by, mandataire=mandataire.pk)
    notify(PouvoirDonne(pouvoir))
    return pouvoir


@transaction.atomic
def withdraw_pouvoir(pouvoir: Pouvoir, *, by: Personne) -> Pouvoir:
    """Take a voice back, until the end of the assembly's day."""
    require(by, "members.give_pouvoir", pouvoir.mandante)
    assemblee = _lock(pouvoir.assemblee)
    _check_still_open(assemblee)
    rows = Pouvoir.objects.select_for_update(of=("self",)).select_related("mandante", "mandataire", "assemblee")
    standing = rows.get(pk=pouvoir.pk)
    if standing.retire_le is None:
        standing.retire_le = timezone.now()
        standing.save(update_fields=["retire_le"])
        journal.record("members.withdraw_pouvoir", standing, by=by)
        notify(PouvoirRepris(standing))
    return standing


def find_own_obstacle(giver) -> str:
    """Return in one sentence why a voter cannot give its voice to anybody; empty if it can."""
    if giver.is_presente:
        return f"{giver.association} est déjà arrivée : elle vote elle-même."
    if giver.pouvoir_id:
        return f"{giver.association} a déjà donné pouvoir à {giver.pouvoir_a} : reprenez-le d’abord."
    if giver.pouvoirs_recus:
        return f"{giver.association} porte déjà la voix de {say_list(giver.pouvoirs_recus)} : elle doit être là."
    return ""


def find_obstacle(liste: ListeElectorale, giver, holder) -> str:
    """Return in one sentence why a voter cannot give its voice to another; empty if it can."""
    most = liste.pouvoirs_au_plus
    if giver.association_id == holder.association_id:
        return "Une association ne se donne pas pouvoir à elle-même."
    if reason := find_own_obstacle(giver):
        return reason
    if holder.pouvoir_id:
        return f"{holder.association} ne vient pas non plus : elle a donné pouvoir à {holder.pouvoir_a}."
    if most is not None and len(holder.pouvoirs_recus) >= most:
        if most == 0:
            return "Les règles ne permettent pas de donner pouvoir pour cette assemblée."
        return f"{holder.association} porte déjà {count(most, 'pouvoir')}, le plus que permettent les règles."
    return ""


def _lock(assemblee: Assemblee) -> Assemblee:
    return Assemblee.objects.select_for_update(of=("self",)).select_related("instance").get(pk=assemblee.pk)


def _find_voter(liste: ListeElectorale, association: Association):
    row = liste.find(association.pk)
    if row is None or row.motifs:
        motif = row.motif if row else "elle n’est pas membre ce jour-là"
        raise ValidationError(NOT_A_VOTER.format(association=association, motif=motif))
    return row


def _check_still_open(assemblee: Assemblee) -> None:
    if timezone.localdate() > assemblee.le:
        raise ValidationError("Cette assemblée a eu lieu : les pouvoirs ne changent plus.")


def is_attendance_open(assemblee: Assemblee) -> bool:
    """Attendance is noted on a frozen list, on the day and the day after, to finish typing the paper sheet."""
    return bool(assemblee.figee_le) and assemblee.le <= timezone.localdate() <= assemblee.le + ONE_DAY


def _open_attendance(assemblee: Assemblee) -> ListeElectorale:
    standing = _lock(assemblee)
    if not is_attendance_open(standing):
        raise ValidationError("L’émargement s’ouvre le jour de l’assemblée, une fois la liste arrêtée.")
    return get_liste_electorale(standing)
