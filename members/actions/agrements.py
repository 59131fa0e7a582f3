"""What people do with CAF approvals and the files that ask for them again. Warnings are told, nothing is refused."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from members.actions.relecture import rewrite
from members.models import Agrement, Association, Personne, RappelAgrement, Renouvellement
from members.notifications.agrements import AgrementFinit
from members.queries.agrements import find_reperes, find_seuil, get_agrements
from socle import journal
from socle.notifications import notify
from socle.permissions import require

FIELDS = ("structure", "genre", "caf", "debut", "fin", "motif_fin")
FILE = ("diagnostic_le", "bilan_le", "projet_le", "depose_le", "notes", "is_pair")
KNOWN = "Cet agrément est déjà enregistré, avec les mêmes dates : il n’y a rien à ajouter."


@transaction.atomic
def add_agrement(association: Association, *, by: Personne, **fields) -> Agrement:
    """Write an approval down; what looks odd is kept in the journal in the words that were shown (R6)."""
    require(by, "members.manage_agrements", association)
    Association.objects.select_for_update().get(pk=association.pk)
    agrement = Agrement(association=association, **fields)
    agrement.full_clean()
    same = {name: fields[name] for name in ("genre", "debut", "fin")}
    if association.agrements.filter(structure=fields.get("structure"), **same).exists():
        raise ValidationError(KNOWN)
    agrement.save()
    _record("members.add_agrement", agrement, by)
    return agrement


@transaction.atomic
def edit_agrement(agrement: Agrement, *, read: str, by: Personne, **fields) -> Agrement:
    """Correct an approval if it still says what was read (`read`), else raise RowChanged and write nothing."""
    require(by, "members.manage_agrements", agrement.association)
    standing = _lock(agrement)
    if changed := rewrite(standing, read=read, fields=fields, names=FIELDS):
        _record("members.edit_agrement", standing, by, champs=changed)
    return standing


@transaction.atomic
def close_agrement(agrement: Agrement, *, fin: date, motif_fin: str, by: Personne) -> Agrement:
    """Say that an approval ends, early or not, and will not be asked for again: it leaves the horizon."""
    require(by, "members.manage_agrements", agrement.association)
    standing = _lock(agrement)
    if fin > standing.fin:
        raise ValidationError(
            {"fin": f"L’agrément finit déjà le {standing.fin:%d/%m/%Y} : choisissez ce jour ou avant."}
        )
    standing.fin, standing.motif_fin = fin, motif_fin
    standing.full_clean()
    standing.save()
    _record("members.close_agrement", standing, by, fin=fin.isoformat())
    return standing


@transaction.atomic
def remove_agrement(agrement: Agrement, *, by: Personne) -> None:
    """Take back an approval written by mistake; the file it came from, if any, waits for its answer again."""
    require(by, "members.manage_agrements", agrement.association)
    standing = _lock(agrement)
    dates = {"debut": standing.debut.isoformat(), "fin": standing.fin.isoformat(), "genre": standing.genre}
    journal.record("members.remove_agrement", standing, by=by, **dates)
    Renouvellement.objects.filter(obtenu=standing).update(obtenu=None)
    standing.delete()


@transaction.atomic
def edit_renouvellement(agrement: Agrement, *, read: str, by: Personne, **fields) -> Renouvellement:
    """Write the file of a renewal; its first reader opens it, the second of two writers sees the other's text."""
    require(by, "members.manage_agrements", agrement.association)
    _lock(agrement)
    standing = Renouvellement.objects.filter(agrement=agrement).first() or Renouvellement(agrement=agrement)
    if changed := rewrite(standing, read=read, fields=fields, names=FILE):
        journal.record("members.edit_renouvellement", standing, by=by, champs=changed)
    return standing


@transaction.atomic
def obtain_agrement(agrement: Agrement, *, debut: date, fin: date, caf: str, by: Personne) -> Agrement:
    """Write the CAF's favourable answer: the next approval, tied to the file that asked for it."""
    require(by, "members.manage_agrements", agrement.association)
    standing = _lock(agrement)
    renouvellement, _ = Renouvellement.objects.get_or_create(agrement=standing)
    if renouvellement.obtenu_id:
        raise ValidationError("Cet agrément est déjà renouvelé : la suite est enregistrée.")
    obtenu = Agrement(
        association=standing.association,
        structure=standing.structure,
        genre=standing.genre,
        debut=debut,
        fin=fin,
        caf=caf,
    )
    obtenu.full_clean()
    obtenu.save()
    renouvellement.obtenu = obtenu
    renouvellement.save(update_fields=["obtenu"])
    _record("members.obtain_agrement", obtenu, by, renouvelle=standing.pk)
    return obtenu


@transaction.atomic
def remind_agrement(agrement: Agrement, *, on: date) -> bool:
    """Tell an association's managers and the team that an approval nears its end; return whether it was told.

    Once for each of the three times, whatever runs twice; after days off, only the nearest to the end is told.
    Nobody acts here: it is the calendar's doing, and the journal keeps no line of it.
    """
    standing = _lock(agrement)
    seuil = find_seuil(standing.fin, on)
    has_suite = Agrement.objects.with_suite().get(pk=standing.pk).has_suite
    if seuil is None or standing.motif_fin or has_suite:
        return False
    sent = RappelAgrement.objects.filter(agrement=standing, fin=standing.fin, mois__lte=seuil)
    if sent.exists():
        return False
    RappelAgrement.objects.create(agrement=standing, fin=standing.fin, mois=seuil)
    notify(AgrementFinit(standing, on))
    return True


def _lock(agrement) -> Agrement:
    rows = Agrement.objects.select_for_update(of=("self",)).select_related("association", "structure")
    return rows.get(pk=agrement.pk)


def _record(verb, agrement, by, **details) -> None:
    reperes = find_reperes(get_agrements(agrement.association))
    journal.record(verb, agrement, by=by, **details, **({"reperes": reperes} if reperes else {}))
