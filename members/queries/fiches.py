"""One association's sheet and its people: the hottest page of the portal, three questions compiled once."""

from datetime import date

from django.utils import timezone

from members.models import Association, Instance, Mandat, Personne, Rattachement
from members.queries.annuaire import get_public_sheet, get_sheet
from socle.compiled import compiled_query


def find_sheet(reader: Personne, pk: int, on: date | None = None) -> Association | None:
    """Return an association that somebody may read, with all that its sheet says of it on a day."""
    return next(iter(_find_sheet(reader, pk, on or timezone.localdate())), None)


def find_public_sheet(pk: int) -> Association | None:
    """Return an association that everybody may read, with what its sheet may say of it."""
    return next(iter(_find_public_sheet(pk)), None)


@compiled_query
def _find_sheet(reader, pk, on):
    return get_sheet(Association.objects.visible_to(reader), on).filter(pk=pk)


@compiled_query
def _find_public_sheet(pk):
    return get_public_sheet(Association.objects.publiees()).filter(pk=pk)


def get_equipe(association: Association, reader: Personne, on: date | None = None) -> list[Rattachement]:
    """Return who is tied to an association on a day, by name."""
    ties = _keep_readable(_get_ties(association.pk, on or timezone.localdate()), reader, on)
    for tie in ties:
        tie.association = association
    return ties


@compiled_query
def _get_ties(association, on):
    ties = Rattachement.objects.en_cours(on).filter(association=association).select_related("personne")
    shown = (
        "personne__prenom",
        "personne__nom",
        "association",
        "genre",
        "fonction",
        "is_gestionnaire",
        "debut",
        "fin",
    )
    return ties.only(*shown).order_by("personne__nom", "personne__prenom", "pk")


def get_titulaires(
    association: Association, reader: Personne, on: date | None = None
) -> list[tuple[Instance, list[Mandat]]]:
    """Return who sits in each instance of an association on a day: pairs of an instance and its mandates."""
    held: dict[int, tuple[Instance, list[Mandat]]] = {}
    for seat in _keep_readable(_get_seats(association.pk, on or timezone.localdate()), reader, on):
        held.setdefault(seat.instance_id, (seat.instance, []))[1].append(seat)
    return list(held.values())


@compiled_query
def _get_seats(association, on):
    seats = Mandat.objects.en_cours(on).filter(instance__association=association)
    shown = ("personne__prenom", "personne__nom", "fonction", "instance__nom", "instance__association")
    seats = seats.select_related("personne", "instance").only(*shown)
    return seats.order_by("instance", "-fonction", "personne__nom", "personne__prenom", "pk")


def _keep_readable(places, reader, on) -> list:
    """Of a past day, keep only the people one may read today: who left the network is not found again."""
    if not on:
        return places
    seen = Personne.objects.visible_to(reader).filter(pk__in=[place.personne_id for place in places])
    readable = set(seen.values_list("pk", flat=True))
    return [place for place in places if place.personne_id in readable]
