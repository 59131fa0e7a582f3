"""Polls of dates: asking when people can come, hearing it, keeping one date."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collectifs.models import DateProposee, PersonneSondee, ReponseDate, Reunion, SondageDates
from collectifs.models.sondages import MAXIMUM, MINIMUM
from collectifs.notifications_reunions import SondageClos, SondageOuvert, SondageRelance
from collectifs.queries.convocations import get_convies
from members.models import Personne
from socle import journal
from socle.notifications import notify
from socle.permissions import require

CLOSED = "Ce sondage est fermé : les réponses ne changent plus."
Choix = ReponseDate.Choix


@transaction.atomic
def open_sondage(
    reunion: Reunion, *, dates: Iterable[datetime], jusqu_au: date, mot: str = "", by: Personne
) -> SondageDates:
    """Ask whoever the meeting concerns which of these dates suit them; each gets a link to answer."""
    require(by, "collectifs.edit_reunion", reunion)
    reunion = Reunion.objects.select_for_update(of=("self",)).select_related("collectif").get(pk=reunion.pk)
    kept = sorted(set(dates))
    _check_may_open(reunion, kept, jusqu_au)
    close_sondages(reunion)
    sondage = SondageDates(reunion=reunion, jusqu_au=jusqu_au, mot=mot, ouvert_par=by)
    sondage.full_clean()
    sondage.save()
    DateProposee.objects.bulk_create(DateProposee(sondage=sondage, debut=debut) for debut in kept)
    asked = [PersonneSondee(sondage=sondage, personne=convie.personne) for convie in get_convies(reunion)]
    PersonneSondee.objects.bulk_create(asked)
    journal.record("collectifs.open_sondage", reunion, by=by, dates=len(kept), asked=len(asked))
    notify(SondageOuvert(sondage))
    return sondage


def _check_may_open(reunion, dates, jusqu_au) -> None:
    if reunion.etat not in Reunion.SANS_DATE_SURE:
        raise ValidationError("La date de cette réunion est déjà dite : reportez-la avant de proposer des dates.")
    if reunion.sondages.ouverts().exists():
        raise ValidationError("Un sondage de dates est déjà ouvert pour cette réunion.")
    if not MINIMUM <= len(dates) <= MAXIMUM:
        raise ValidationError(f"Proposez de {MINIMUM} à {MAXIMUM} dates différentes.")
    if dates[0] <= timezone.now():
        raise ValidationError("Une des dates est déjà passée : ne proposez que des dates à venir.")
    if not timezone.localdate() <= jusqu_au <= timezone.localdate(dates[-1]):
        raise ValidationError("Le dernier jour pour répondre est à venir, et précède la dernière date proposée.")


def close_sondages(reunion: Reunion) -> None:
    """Close what polls of a meeting are left: its date is sure, or it will not be held."""
    reunion.sondages.filter(clos_le=None).update(clos_le=timezone.now())


@transaction.atomic
def answer_sondage(sondee: PersonneSondee, *, choix: dict[int, str], mot: str = "", by: Personne) -> PersonneSondee:
    """Say which dates suit; a date left without an answer is a no. May be changed until the poll closes.

    Whoever opened a link of the mail acts as the person it was sent to. The poll is held while it is written: two
    taps at once make one answer.
    """
    if by.pk != sondee.personne_id:
        require(by, "collectifs.answer_for_somebody", sondee.sondage.reunion)
    sondage = _hold(sondee.sondage)
    if not sondage.is_ouvert:
        raise ValidationError(CLOSED)
    sondee = PersonneSondee.objects.select_related("personne").get(pk=sondee.pk)
    answers = [
        ReponseDate(sondee=sondee, date=proposed, choix=_read(choix.get(proposed.pk)))
        for proposed in sondage.dates.all()
    ]
    ReponseDate.objects.bulk_create(
        answers, update_conflicts=True, unique_fields=["sondee", "date"], update_fields=["choix"]
    )
    sondee.repondu_le, sondee.mot = timezone.now(), mot
    sondee.full_clean()
    sondee.save()
    journal.record("collectifs.answer_sondage", sondage.reunion, by=by, personne=sondee.personne_id)
    return sondee


def _read(choix) -> str:
    return choix if choix in Choix.values else Choix.NON


def _hold(sondage) -> SondageDates:
    held = SondageDates.objects.select_for_update(of=("self",))
    return held.select_related("reunion__collectif__fonction_referente").get(pk=sondage.pk)


@transaction.atomic
def remind_sondage(sondage: SondageDates, *, by: Personne) -> int:
    """Write again to those who have not answered, once a day at most; returns how many they are."""
    require(by, "collectifs.edit_reunion", sondage.reunion)
    sondage = _hold(sondage)
    if not sondage.is_ouvert:
        raise ValidationError(CLOSED)
    if not sondage.can_be_relance:
        raise ValidationError("Un rappel est déjà parti aujourd’hui : le prochain pourra partir demain.")
    sondage.relance_le = timezone.localdate()
    sondage.save(update_fields=["relance_le"])
    silent = [sondee.personne for sondee in sondage.sondees.filter(repondu_le=None).select_related("personne")]
    journal.record("collectifs.remind_sondage", sondage.reunion, by=by, number=len(silent))
    notify(SondageRelance(sondage, only=silent))
    return len(silent)


@transaction.atomic
def extend_sondage(sondage: SondageDates, *, jusqu_au: date, by: Personne) -> SondageDates:
    """Give more time, or less; what closed by itself opens again, what was closed by hand does not."""
    require(by, "collectifs.edit_reunion", sondage.reunion)
    sondage = _hold(sondage)
    if sondage.clos_le:
        raise ValidationError(CLOSED)
    if jusqu_au < timezone.localdate():
        raise ValidationError("Le dernier jour pour répondre est déjà passé : choisissez un jour à venir.")
    sondage.jusqu_au = jusqu_au
    sondage.save(update_fields=["jusqu_au"])
    journal.record("collectifs.extend_sondage", sondage.reunion, by=by, jusqu_au=jusqu_au.isoformat())
    return sondage


@transaction.atomic
def close_sondage(sondage: SondageDates, *, by: Personne) -> SondageDates:
    """Close a poll without keeping a date; what was answered stays readable."""
    require(by, "collectifs.edit_reunion", sondage.reunion)
    sondage = _hold(sondage)
    close_sondages(sondage.reunion)
    journal.record("collectifs.close_sondage", sondage.reunion, by=by)
    return sondage


@transaction.atomic
def choose_date(sondage: SondageDates, retenue: DateProposee, *, tell: bool, by: Personne) -> Reunion:
    """Keep a date: it becomes the meeting's. Whoever answered is told, unless a convening follows at once."""
    require(by, "collectifs.edit_reunion", sondage.reunion)
    sondage = _hold(sondage)
    reunion = Reunion.objects.select_for_update(of=("self",)).select_related("collectif").get(pk=sondage.reunion_id)
    if sondage.retenue_id or reunion.etat not in Reunion.SANS_DATE_SURE:
        raise ValidationError("Une date a déjà été retenue pour cette réunion.")
    if retenue.debut <= timezone.now():
        raise ValidationError("Cette date est passée : retenez une date à venir.")
    reunion.debut = retenue.debut
    reunion.version += 1
    reunion.save(update_fields=["debut", "version"])
    sondage.retenue, sondage.clos_le = retenue, sondage.clos_le or timezone.now()
    sondage.save(update_fields=["retenue", "clos_le"])
    journal.record("collectifs.choose_date", reunion, by=by, debut=retenue.debut.isoformat())
    if tell:
        notify(SondageClos(sondage))
    return reunion


def ask_also(reunion: Reunion, personne: Personne) -> None:
    """Ask somebody who came later what a poll under way asks."""
    for sondage in reunion.sondages.ouverts():
        _, is_new = PersonneSondee.objects.get_or_create(sondage=sondage, personne=personne)
        if is_new:
            notify(SondageOuvert(sondage, only=[personne]))


def ask_no_more(collectif, personne: Personne) -> None:
    """Forget what the polls under way asked of somebody who no longer takes part."""
    PersonneSondee.objects.filter(
        sondage__reunion__collectif=collectif, sondage__clos_le=None, personne=personne
    ).delete()
