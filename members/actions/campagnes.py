"""What the team does with a year's dues: prepare them, ask for them, remind, close."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.bareme import compute_due, year_of_base
from members.models import (
    AppelCotisation,
    Assiette,
    Association,
    Bareme,
    Campagne,
    EcheanceAppel,
    Personne,
    Relance,
)
from members.notifications.cotisations import CotisationAppelee, CotisationRelancee
from members.queries.cotisations import get_compte, get_managers, get_reminders
from members.references import make_reference
from socle import journal
from socle.notifications import notify
from socle.permissions import require

NOT_VOTED = "Le barème n’est pas voté : une cotisation ne s’appelle qu’après le vote."
CLOSED = "Cette campagne est close : plus rien ne s’y appelle. Les règlements de cette année restent possibles."


@transaction.atomic
def prepare_campagne(*, annee: int, bareme: Bareme, echeance: date, fin_de_grace: date, by: Personne) -> Campagne:
    """Choose the scale and the dates of a year's dues; nobody is asked for anything yet."""
    require(by, "members.manage_cotisations")
    if bareme.annee != annee:
        raise ValidationError(f"Ce barème est celui de {bareme.annee} : choisissez un barème de {annee}.")
    campagne = Campagne(annee=annee, bareme=bareme, echeance=echeance, fin_de_grace=fin_de_grace)
    campagne.full_clean()
    campagne.save()
    journal.record("members.prepare_campagne", campagne, by=by, bareme=bareme.pk)
    return campagne


@transaction.atomic
def open_campagne(campagne: Campagne, *, by: Personne) -> Campagne:
    """Ask every member of today for its due; opened twice, even at once, it makes one set of calls.

    Whoever has not declared what the due is reckoned on, where the scale has no floor, is asked for nothing yet.
    """
    require(by, "members.manage_cotisations")
    standing = _lock(campagne)
    if standing.ouverte_le:
        return standing
    _check_can_call(standing)
    standing.ouverte_le = timezone.localdate()
    standing.save(update_fields=["ouverte_le"])
    members = list(Association.objects.adherentes().order_by("pk"))
    calls = [call for call in _reckon(standing, members) if call is not None]
    AppelCotisation.objects.bulk_create(calls)
    total = str(sum(call.montant for call in calls))
    journal.record("members.open_campagne", standing, by=by, appels=len(calls), adherentes=len(members), total=total)
    _tell(calls)
    return standing


@transaction.atomic
def call_association(
    campagne: Campagne, *, association: Association, pay_by: date | None = None, by: Personne
) -> AppelCotisation:
    """Ask one more member for the whole year's due: no share of the year is taken off.

    `pay_by` replaces the campaign's dates for whoever joins after them.
    """
    require(by, "members.manage_cotisations")
    standing = _lock(campagne)
    _check_can_call(standing)
    if not standing.ouverte_le:
        raise ValidationError("Cette campagne n’est pas ouverte : ouvrez-la, et chaque adhérente aura son appel.")
    if not Association.objects.adherentes().filter(pk=association.pk).exists():
        raise ValidationError("Cette association n’est pas adhérente aujourd’hui : rien ne lui est demandé.")
    if standing.appels.filter(association=association).exists():
        raise ValidationError("Cette association a déjà son appel pour cette campagne.")
    [call] = _reckon(standing, [association])
    if call is None:
        raise ValidationError(_why_nothing(standing, association))
    call.full_clean()
    call.save()
    if pay_by:
        _set_date(call, pay_by)
    journal.record("members.call_association", call, by=by, montant=str(call.montant), pay_by=str(pay_by or ""))
    _tell([call], pay_by)
    return call


@transaction.atomic
def close_campagne(campagne: Campagne, *, by: Personne) -> Campagne:
    """Call nobody any more for this year; what is unpaid stays due and payable."""
    require(by, "members.manage_cotisations")
    standing = _lock(campagne)
    if not standing.ouverte_le:
        raise ValidationError("Cette campagne n’a pas été ouverte : il n’y a rien à clore.")
    if standing.close_le is None:
        standing.close_le = timezone.localdate()
        standing.save(update_fields=["close_le"])
        journal.record("members.close_campagne", standing, by=by)
    return standing


@transaction.atomic
def remind_appels(campagne: Campagne, *, rang: int, appels: list[int], by: Personne) -> list[Relance]:
    """Remind the late dues chosen among those that this rank awaits; each gets a rank once, ever.

    A due whose association has nobody with an address is left out: the page says whom to call.
    """
    require(by, "members.manage_cotisations")
    standing = _lock(campagne)
    sent, compte = [], get_compte()
    for reminder in get_reminders(standing, rang):
        if reminder.appel.pk not in appels or not reminder.is_reachable:
            continue
        relance = Relance.objects.create(appel=reminder.appel, rang=rang, par=by)
        relance.personnes.set(reminder.people)
        left = reminder.appel.reste
        notify(CotisationRelancee(relance, people=reminder.recipients, compte=compte, reste=left))
        journal.record("members.remind_appel", reminder.appel, by=by, rang=rang, boite=bool(reminder.boite))
        sent.append(relance)
    return sent


def _tell(calls, pay_by=None) -> None:
    """Tell each association of its call; who they are and the account are asked once for all."""
    managers, compte = get_managers([call.association_id for call in calls]), get_compte()
    for call in calls:
        notify(CotisationAppelee(call, people=managers[call.association_id], compte=compte, pay_by=pay_by))


def _lock(campagne) -> Campagne:
    return Campagne.objects.select_for_update(of=("self",)).select_related("bareme").get(pk=campagne.pk)


def _check_can_call(campagne) -> None:
    if campagne.close_le:
        raise ValidationError(CLOSED)
    if not campagne.bareme.vote_le:
        raise ValidationError(NOT_VOTED)


def _reckon(campagne, associations) -> list[AppelCotisation | None]:
    """Return the call of each association, unsaved, or None where nothing can be asked for."""
    regles = _rules_of(campagne.bareme)
    declared = Assiette.objects.filter(association__in=associations)
    assiettes = {(row.association_id, row.base, row.annee): row for row in declared}
    return [_call(campagne, association, regles, assiettes) for association in associations]


def _rules_of(bareme) -> dict:
    return {regle.genre: regle for regle in bareme.regles.select_related("bareme")}


def _call(campagne, association, regles, assiettes) -> AppelCotisation | None:
    regle = regles.get(association.genre)
    year = year_of_base(regle.base, campagne.annee) if regle and regle.base else None
    due = compute_due(regle, assiettes.get((association.pk, regle.base, year)) if regle else None)
    if due.montant is None:
        return None
    return AppelCotisation(
        campagne=campagne,
        association=association,
        montant=due.montant,
        calcul=due.calcul,
        reference=make_reference(campagne.annee, association.pk),
        emis_le=timezone.localdate(),
    )


def _why_nothing(campagne, association) -> str:
    return compute_due(_rules_of(campagne.bareme).get(association.genre), None).calcul


def _set_date(call, pay_by) -> None:
    if pay_by < call.emis_le:
        raise ValidationError("La date de paiement est déjà passée : laissez au moins jusqu’à aujourd’hui.")
    if call.montant:
        EcheanceAppel.objects.create(appel=call, le=pay_by, montant=call.montant)
