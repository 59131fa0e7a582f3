"""The blocks of the pact in force that other pages may point to."""

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse

from members.models import Personne
from pacte.genres import Genre
from pacte.models import Bloc, VersionPacte
from socle.reperes import Repere

CITED = (Genre.COLLECTIF, Genre.AXE, Genre.DEFI, Genre.ENGAGEMENT, Genre.MISSION)


def get_reperes(personne: Personne, identifiants: Iterable[UUID] | None = None) -> list[Repere]:
    """Return the blocks of the version in force, in the order of kinds; `identifiants` keeps these alone."""
    versions = VersionPacte.objects.visible_to(personne).en_vigueur()
    blocs = Bloc.objects.presents().filter(version__in=versions.values("pk"))
    blocs = blocs.filter(genre__in=CITED) if identifiants is None else blocs.filter(identifiant__in=identifiants)
    found = sorted(blocs, key=lambda bloc: list(Genre).index(Genre(bloc.genre)))
    return [
        Repere(
            identifiant=bloc.identifiant,
            genre=bloc.get_genre_display(),
            titre=bloc.libelle,
            link=f"{reverse('pacte:version_detail', args=[bloc.version_id])}#bloc-{bloc.identifiant}",
        )
        for bloc in found
    ]
