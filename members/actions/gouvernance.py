"""What people do with governing bodies: seats, mandates, what goes on in spite of a warning.

A mandate is never rewritten: a change closes one row and opens another, and one that ended stays in the history.
"""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from members.models import Association, College, Derogation, Instance, Mandat, Personne, Siege
from members.notifications import MandatOuvert
from members.queries.gouvernance import find_repere, get_composition
from socle import journal
from socle.french import say_full_date
from socle.notifications import notify
from socle.permissions import require

Designation, MotifFin = Mandat.Designation, Mandat.MotifFin
TAKEN = "Cette place est tenue par {holder} : terminez d’abord son mandat, ou choisissez une autre place."
TWICE = "{personne} tient déjà cette place à cette date : changez plutôt son mandat."
GONE = "Cet avertissement n’est plus d’actualité : la composition a changé entre-temps."
ONE_DAY = timedelta(days=1)


@transaction.atomic
def create_instance(*, association: Association | None, genre: str, nom: str, by: Personne) -> Instance:
    """Open a governing body of an association, or of the federation when none is named."""
    instance = Instance(association=association, genre=genre, nom=nom)
    require(by, "members.edit_instance", instance)
    instance.full_clean()
    instance.save()
    journal.record("members.create_instance", instance, by=by, association=association and association.pk)
    return instance


@transaction.atomic
def edit_instance(instance: Instance, *, genre: str, nom: str, by: Personne) -> Instance:
    """Correct what a body is called."""
    require(by, "members.edit_instance", instance)
    before = {"genre": instance.genre, "nom": instance.nom}
    instance.genre, instance.nom = genre, nom
    instance.full_clean()
    instance.save()
    journal.record("members.edit_instance", instance, by=by, avant=before)
    return instance


@transaction.atomic
def add_sieges(
    instance: Instance,
    *,
    intitule: str,
    nombre: int = 1,
    college: College | None = None,
    has_voix: bool = True,
    debut: date,
    by: Personne,
) -> list[Siege]:
    """Open one or several seats of the same name, vacant until somebody holds them."""
    require(by, "members.edit_instance", instance)
    made = []
    for _ in range(nombre):
        siege = Siege(instance=instance, intitule=intitule, college=college, has_voix=has_voix, debut=debut)
        siege.full_clean()
        siege.save()
        made.append(siege)
    journal.record("members.add_sieges", instance, by=by, intitule=intitule, nombre=nombre)
    return made


@transaction.atomic
def edit_siege(
    siege: Siege, *, intitule: str, college: College | None, has_voix: bool, fin: date | None, by: Personne
) -> Siege:
    """Correct a seat, or say which day is its last; one that somebody holds later than that stays open."""
    require(by, "members.edit_instance", siege.instance)
    standing = Siege.objects.select_for_update(of=("self",)).select_related("instance").get(pk=siege.pk)
    later = standing.mandats.filter(Q(fin=None) | Q(fin__gt=fin)).first() if fin else None
    if later:
        raise ValidationError(f"{later.personne} tient cette place au-delà de ce jour : terminez d’abord son mandat.")
    before = {"intitule": standing.intitule, "college": standing.college_id, "voix": standing.has_voix}
    standing.intitule, standing.college, standing.has_voix, standing.fin = intitule, college, has_voix, fin
    standing.full_clean()
    standing.save()
    journal.record("members.edit_siege", standing, by=by, avant=before, fin=fin and fin.isoformat())
    return standing


@transaction.atomic
def open_mandat(instance: Instance, *, personne: Personne, debut: date, by: Personne, **said: Any) -> Mandat:
    """Write that somebody holds a place from a day; two people never hold one seat, alternates apart.

    The body's row is locked, so that of two people who fill the same seat together one is told it is taken.
    """
    require(by, "members.edit_instance", instance)
    Instance.objects.select_for_update().get(pk=instance.pk)
    mandat = Mandat(instance=instance, personne=personne, debut=debut, **said)
    _take_from_seat(mandat)
    _check_free(mandat)
    mandat.full_clean()
    mandat.save()
    journal.record("members.open_mandat", mandat, by=by, debut=debut.isoformat(), designation=mandat.designation)
    notify(MandatOuvert(mandat))
    return mandat


@transaction.atomic
def ratify_mandat(mandat: Mandat, *, on: date, decision: str, by: Personne) -> Mandat:
    """Write that an assembly ratified a co-optation; nothing else of the mandate changes."""
    standing = _lock(mandat, by)
    _check_waits(standing)
    if on < standing.debut:
        raise ValidationError("L’assemblée précède la cooptation : vérifiez la date.")
    standing.ratifie_le = on
    standing.decision = decision or standing.decision
    standing.save(update_fields=["ratifie_le", "decision"])
    journal.record("members.ratify_mandat", standing, by=by, le=on.isoformat(), decision=decision)
    return standing


@transaction.atomic
def refuse_mandat(mandat: Mandat, *, on: date, decision: str, by: Personne) -> Mandat:
    """Write that an assembly did not ratify a co-optation: the mandate ends that day and stays in the history."""
    standing = _lock(mandat, by)
    _check_waits(standing)
    standing.fin, standing.motif_fin = on, MotifFin.REFUS
    standing.decision = decision or standing.decision
    standing.full_clean()
    standing.save()
    journal.record("members.refuse_mandat", standing, by=by, le=on.isoformat(), decision=decision)
    return standing


@transaction.atomic
def end_mandat(mandat: Mandat, *, on: date, motif: str, by: Personne) -> Mandat:
    """Say which day was, is or will be the last of a mandate. An end that is not reached yet may be put right."""
    standing = _lock(mandat, by)
    if standing.fin is not None and not standing.is_en_cours():
        raise ValidationError(f"Ce mandat est terminé depuis le {say_full_date(standing.fin)}.")
    before = standing.fin
    standing.fin, standing.motif_fin = on, motif
    standing.full_clean()
    standing.save()
    journal.record(
        "members.end_mandat", standing, by=by, fin=on.isoformat(), motif=motif, avant=before and before.isoformat()
    )
    return standing


@transaction.atomic
def change_mandat(
    mandat: Mandat,
    *,
    on: date,
    fonction: str,
    siege: Siege | None,
    college: College | None,
    has_voix: bool,
    by: Personne,
) -> Mandat:
    """Give somebody another function or seat from a day, within the same term: a row closes, another opens.

    The planned end goes on, so that the two rows are one term. A row that begins that very day is put right in place.
    """
    standing = _lock(mandat, by)
    if standing.fin is not None:
        raise ValidationError("Ce mandat a une fin : ouvrez-en plutôt un nouveau.")
    if on < standing.debut:
        raise ValidationError("Le changement précède le début du mandat : vérifiez la date.")
    opened = standing
    if standing.debut < on:
        standing.fin = on - ONE_DAY
        standing.save(update_fields=["fin"])
        opened = _copy(standing, on)
    opened.fonction, opened.siege, opened.college, opened.has_voix = fonction, siege, college, has_voix
    _take_from_seat(opened)
    _check_free(opened)
    opened.full_clean()
    opened.save()
    standing.suppleants.en_cours(on).exclude(pk=opened.pk).update(suppleant_de=opened)
    journal.record("members.change_mandat", opened, by=by, le=on.isoformat(), avant=standing.pk)
    return opened


@transaction.atomic
def note_derogation(
    instance: Instance, *, code: str, mandat: Mandat | None = None, motif: str, by: Personne
) -> Derogation:
    """Keep why people go on in spite of a warning, which must still be true. Nothing is ever blocked."""
    require(by, "members.edit_instance", instance)
    if find_repere(get_composition(instance), code, mandat and mandat.pk) is None:
        raise ValidationError(GONE)
    derogation = Derogation(instance=instance, mandat=mandat, code=code, motif=motif, par=by)
    derogation.full_clean()
    derogation.save()
    journal.record("members.note_derogation", derogation, by=by, instance=instance.pk, code=code, motif=motif)
    return derogation


def _lock(mandat: Mandat, by: Personne) -> Mandat:
    require(by, "members.edit_instance", mandat.instance)
    Instance.objects.select_for_update().get(pk=mandat.instance_id)
    rows = Mandat.objects.select_for_update(of=("self",)).select_related("instance", "personne", "siege")
    return rows.get(pk=mandat.pk)


def _copy(mandat: Mandat, debut: date) -> Mandat:
    kept = ("instance", "personne", "association", "designation", "decision", "ratifie_le", "is_complet", "fin_prevue",
            "suppleant_de")  # fmt: skip
    return Mandat(debut=debut, **{name: getattr(mandat, name) for name in kept})


def _take_from_seat(mandat: Mandat) -> None:
    """A mandate has the college of its seat, and no more voice than it."""
    if mandat.siege is None:
        return
    mandat.college = mandat.college or mandat.siege.college
    mandat.has_voix = mandat.has_voix and mandat.siege.has_voix
    if not mandat.siege.is_en_cours(mandat.debut):
        raise ValidationError("Cette place n’existe pas à cette date : vérifiez ses dates ou celle du mandat.")


def _check_free(mandat: Mandat) -> None:
    if mandat.suppleant_de_id is not None:
        return
    others = Mandat.objects.filter(instance=mandat.instance, suppleant_de=None).exclude(pk=mandat.pk)
    others = others.since(mandat.debut).filter(debut__lte=mandat.fin) if mandat.fin else others.since(mandat.debut)
    if mandat.siege_id and (holder := others.filter(siege=mandat.siege_id).select_related("personne").first()):
        raise ValidationError(TAKEN.format(holder=holder.personne))
    same = others.filter(personne=mandat.personne, siege=mandat.siege_id, fonction=mandat.fonction)
    if same.exists():
        raise ValidationError(TWICE.format(personne=mandat.personne))


def _check_waits(mandat: Mandat) -> None:
    is_waiting = mandat.designation == Designation.COOPTATION and mandat.ratifie_le is None
    if not is_waiting or (mandat.fin is not None and not mandat.is_en_cours()):
        raise ValidationError("Ce mandat n’attend pas de ratification.")
