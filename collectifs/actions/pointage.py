"""Attendance, one person at a time: two tablets at a door never undo each other."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from collectifs.actions.comptes_rendus import hold_minutes
from collectifs.models import PersonneDePassage, Presence, Reunion
from collectifs.queries.convocations import GENRES
from members.models import Personne
from socle import journal
from socle.permissions import require

TWICE = "Une personne de ce nom est déjà notée : ajoutez un prénom ou une initiale si c’en est une autre."


@transaction.atomic
def point_presence(presence: Presence, *, is_presente: bool | None, by: Personne) -> Presence:
    """Write whether somebody is there; None takes back a tap made by mistake. Only this row is written."""
    require(by, "collectifs.edit_compte_rendu", hold_minutes(presence.reunion))
    Presence.objects.filter(pk=presence.pk).update(is_presente=is_presente)
    presence.is_presente = is_presente
    journal.record("collectifs.point_presence", presence.reunion, by=by, presence=presence.pk, presente=is_presente)
    return presence


@transaction.atomic
def add_passage(reunion: Reunion, *, nom: str, categorie: str, by: Personne) -> PersonneDePassage:
    """Note somebody who came without being convened and has no account: a name and a category, no more."""
    require(by, "collectifs.edit_compte_rendu", hold_minutes(reunion))
    passage = PersonneDePassage(reunion=reunion, nom=nom.strip(), categorie=categorie, notee_par=by)
    passage.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            passage.save()
    except IntegrityError as error:
        raise ValidationError(TWICE) from error
    journal.record("collectifs.add_passage", reunion, by=by, passage=passage.pk)
    return passage


@transaction.atomic
def remove_passage(passage: PersonneDePassage, *, by: Personne) -> None:
    """Take back somebody noted by mistake."""
    require(by, "collectifs.edit_compte_rendu", hold_minutes(passage.reunion))
    journal.record("collectifs.remove_passage", passage.reunion, by=by, passage=passage.pk)
    passage.delete()


@transaction.atomic
def add_arrivee(reunion: Reunion, personne: Personne, *, by: Personne) -> Presence:
    """Note somebody of the network who came without being convened: they are there, under their own name."""
    require(by, "collectifs.edit_compte_rendu", hold_minutes(reunion))
    tie = next(iter(personne.rattachements_en_cours), None)
    inside = {"categorie": GENRES[tie.genre], "association": tie.association} if tie else {"categorie": "partenaire"}
    if personne.fonctions:
        inside["categorie"] = "federation"
    presence, _ = Presence.objects.update_or_create(
        reunion=reunion,
        personne=personne,
        defaults={"is_presente": True},
        create_defaults=inside | {"is_presente": True},
    )
    journal.record("collectifs.add_arrivee", reunion, by=by, presence=presence.pk)
    return presence
