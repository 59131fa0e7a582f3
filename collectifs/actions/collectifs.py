from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collectifs.actions.sondages import ask_also, ask_no_more
from collectifs.models import Categorie, Collectif, Participation, Presence, Reunion
from collectifs.notifications import ReunionConvoquee
from collectifs.notifications_entrees import DepartCollectif
from members.models import Personne, Rattachement
from socle import journal
from socle.empreintes import EcritParUnAutre
from socle.notifications import notify
from socle.permissions import require

TOLD = (Reunion.Etat.CONVOQUEE, Reunion.Etat.REPORTEE)
CATEGORIES = {
    Rattachement.Genre.SALARIE: Categorie.SALARIE,
    Rattachement.Genre.BENEVOLE: Categorie.BENEVOLE,
    Rattachement.Genre.BENEVOLE_RESPONSABLE: Categorie.BENEVOLE,
}


@transaction.atomic
def create_collectif(*, by: Personne, **fields: Any) -> Collectif:
    """Open a collective; it sleeps until somebody holds its referent function (R9)."""
    require(by, "collectifs.add_collectif")
    collectif = Collectif(**fields)
    collectif.full_clean()
    collectif.save()
    journal.record("collectifs.create_collectif", collectif, by=by)
    return collectif


@transaction.atomic
def edit_collectif(collectif: Collectif, *, lu: str = "", by: Personne, **fields: Any) -> Collectif:
    """Change what a collective says of itself, or the function that leads it.

    `lu` is the digest of the sheet that was read: what somebody else wrote since is shown, not overwritten.
    """
    require(by, "collectifs.edit_collectif", collectif)
    held = hold_collectif(collectif)
    if lu and held.empreinte != lu and any(getattr(held, name) != value for name, value in fields.items()):
        raise EcritParUnAutre(held)
    for name, value in fields.items():
        setattr(held, name, value)
    held.full_clean()
    held.save()
    journal.record("collectifs.edit_collectif", held, by=by)
    return held


def hold_collectif(collectif) -> Collectif:
    """Return a collective as it stands, held until what is being written is written."""
    return Collectif.objects.select_for_update().get(pk=collectif.pk)


@transaction.atomic
def join_collectif(collectif: Collectif, *, by: Personne) -> Participation:
    """Take part in a collective open to the network; who joins is convened to its meetings from then on."""
    require(by, "collectifs.join_collectif", collectif)
    participation = add_participation(collectif, by, is_externe=False)
    journal.record("collectifs.join_collectif", collectif, by=by)
    return participation


@transaction.atomic
def leave_collectif(collectif: Collectif, *, by: Personne) -> None:
    """Stop taking part; what the person said and did in it stays."""
    _end(Participation.objects.en_cours().filter(collectif=collectif, personne=by), by=by)
    journal.record("collectifs.leave_collectif", collectif, by=by)


@transaction.atomic
def invite_personne(collectif: Collectif, personne: Personne, *, by: Personne) -> Participation:
    """Make somebody take part, for the association they are tied to; who has none comes from outside."""
    is_externe = not personne.rattachements_en_cours and not personne.fonctions
    require(by, "collectifs.invite_outsider" if is_externe else "collectifs.invite_member", collectif)
    participation = add_participation(collectif, personne, is_externe=is_externe)
    journal.record("collectifs.invite_personne", collectif, by=by, personne=personne.pk)
    return participation


@transaction.atomic
def invite_externe(collectif: Collectif, *, prenom: str, nom: str, email: str, by: Personne) -> Participation:
    """Invite somebody from outside the network: convened by mail, answers by its links, does not sign in.

    Whoever already has this address is invited as themselves.
    """
    require(by, "collectifs.invite_outsider", collectif)
    known = Personne.objects.filter(email__iexact=email).first() if email else None
    personne = known or Personne(prenom=prenom, nom=nom, email=email or None, is_active=False)
    if known is None:
        personne.set_unusable_password()
        personne.full_clean(exclude=["password"])
        personne.save()
    return invite_personne(collectif, personne, by=by)


@transaction.atomic
def end_participation(participation: Participation, *, by: Personne) -> None:
    """End somebody's part in a collective, from today."""
    require(by, "collectifs.end_participation", participation)
    _end(Participation.objects.filter(pk=participation.pk), by=by)
    journal.record("collectifs.end_participation", participation.collectif, by=by, participation=participation.pk)


def add_participation(collectif, personne, *, is_externe=False) -> Participation:
    """Write that somebody takes part from today, once, and bring them to the meetings already convened."""
    if hold_collectif(collectif).clos_le:
        raise ValidationError("Ce collectif est clos : on n’y entre plus. Rouvrez-le d’abord.")
    running = Participation.objects.filter(collectif=collectif, personne=personne, fin=None).first()
    if running:
        return running
    tie = next(iter(personne.rattachements_en_cours), None)
    inside = Categorie.FEDERATION if personne.fonctions else CATEGORIES.get(tie and tie.genre, Categorie.PARTENAIRE)
    participation = Participation(
        collectif=collectif,
        personne=personne,
        association=tie and tie.association,
        is_externe=is_externe,
        categorie=Categorie.PARTENAIRE if is_externe else inside,
    )
    participation.full_clean()
    participation.save()
    _bring_to_meetings_ahead(participation)
    return participation


def _bring_to_meetings_ahead(participation) -> None:
    for reunion in Reunion.objects.filter(collectif=participation.collectif, etat__in=Reunion.SANS_DATE_SURE):
        ask_also(reunion, participation.personne)
    for reunion in Reunion.objects.a_venir().filter(collectif=participation.collectif):
        make_presences(reunion, [participation])
        if reunion.can_be_answered:
            notify(ReunionConvoquee(reunion, only=[participation.personne]))


def make_presences(reunion: Reunion, participations) -> None:
    """Write who is expected at a meeting; whoever already is stays as they were."""
    Presence.objects.bulk_create(
        [
            Presence(reunion=reunion, personne=p.personne, association=p.association, categorie=p.categorie)
            for p in participations
        ],
        ignore_conflicts=True,
    )


def _end(participations, *, by) -> None:
    for participation in participations.select_related("personne", "collectif"):
        _end_yesterday(participation)
        if participation.personne:
            _take_off_meetings_ahead(participation, by)


def _take_off_meetings_ahead(participation, by) -> None:
    """Free the places of whoever leaves, and strike the meetings out of their calendar.

    Whoever leads the collective stays expected, with or without a part in it.
    """
    collectif, personne = participation.collectif, participation.personne
    if personne in collectif.referents:
        return
    ask_no_more(collectif, personne)
    ahead = Presence.objects.filter(reunion__etat__in=TOLD, reunion__collectif=collectif)
    ahead.filter(pouvoir_a=personne).update(reponse="", pouvoir_a=None)
    expected = ahead.filter(personne=personne)
    missed = [presence.reunion for presence in expected.select_related("reunion__collectif")]
    expected.delete()
    if missed or by != personne:
        notify(DepartCollectif(collectif, personne, [reunion for reunion in missed if reunion.debut > timezone.now()]))


def _end_yesterday(participation) -> None:
    """Close the row; one that only began today never took place."""
    if participation.debut >= timezone.localdate():
        participation.delete()
        return
    participation.fin = timezone.localdate() - timedelta(days=1)
    participation.save(update_fields=["fin"])
