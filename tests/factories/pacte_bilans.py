"""Builders of reviews: a pact with challenges, a function, commitments, something done for them, a review opened."""

from datetime import date, timedelta

from django.utils import timezone

from collectifs.models import Reunion
from members.models import Personne
from pacte.actions import bilans as actions
from pacte.genres import Genre
from pacte.models import Bilan, LienBloc, Releve, VersionPacte
from pacte.queries.bilans import digest_written
from pacte.tree import Noeud
from tests.factories.collectifs import make_collectif, make_reunion
from tests.factories.pacte import find_bloc, make_pacte, make_published


def days(number) -> date:
    return timezone.localdate() + timedelta(days=number)


def lived_noeuds() -> list[Noeud]:
    return [
        Noeud(Genre.TEXTE, "Préambule", texte="Nous faisons réseau."),
        Noeud(
            Genre.DEFI,
            "Faire gouvernance",
            texte="Décider ensemble.",
            enfants=[
                Noeud(Genre.ENGAGEMENT, "Un bilan à mi-parcours", indicateur="bilans lus", echeance=days(-30)),
                Noeud(Genre.ENGAGEMENT, "Une formation commune", indicateur="formations"),
            ],
        ),
        Noeud(Genre.FONCTION, "Lieu ressource", enfants=[Noeud(Genre.MISSION, "prévenir les crises")]),
        Noeud(Genre.TEXTE, "Les moyens", enfants=[Noeud(Genre.MISSION, "tenir un local")]),
    ]


def make_lived(by: Personne, **fields) -> VersionPacte:
    """Make a version in force for a year, whose commitments and missions nothing serves yet."""
    pacte = fields.pop("pacte", None) or make_pacte()
    return make_published(pacte, vigueur_du=pacte.debut, noeuds=fields.pop("noeuds", None) or lived_noeuds(), **fields)


def link_meetings(version, titre, number, by, *, since=-40) -> LienBloc:
    """Link an open collective to a block, with meetings that were held."""
    collectif = make_collectif(f"Collectif {titre}")
    for rank in range(number):
        debut = timezone.now() + timedelta(days=since - rank)
        make_reunion(collectif, debut=debut, titre=f"Séance {rank}", etat=Reunion.Etat.TENUE)
    return LienBloc.objects.create(identifiant=find_bloc(version, titre).identifiant, collectif=collectif, par=by)


def note_releve(version, titre, by, *, valeur=None, is_tenu=False, le=None) -> Releve:
    return Releve.objects.create(
        identifiant=find_bloc(version, titre).identifiant, le=le or days(-5), valeur=valeur, is_tenu=is_tenu,
        source="Rapport d’activité", par=by,
    )  # fmt: skip


def make_bilan(by: Personne, version: VersionPacte | None = None, *, jusqu_au=None, genre="etape") -> Bilan:
    version = version or make_lived(by)
    return actions.open_bilan(version.pacte, genre=genre, jusqu_au=jusqu_au or days(0), by=by)


def tell(bilan, titre, texte, by, *, revision=0):
    bloc = find_bloc(VersionPacte.objects.filter(pacte=bilan.pacte).latest("pk"), titre).identifiant
    return actions.keep_recit(bilan, bloc, texte=texte, revision=revision, by=by)


def publish(bilan, by) -> Bilan:
    return actions.publish_bilan(bilan, lu=digest_written(bilan), by=by)
