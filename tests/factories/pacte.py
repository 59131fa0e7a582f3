"""Builders of pacts: a draft with a few blocks, a published version."""

from datetime import date, timedelta
from itertools import count

from django.utils import timezone

from members.models import Federation
from pacte.actions import write_blocs
from pacte.genres import Genre
from pacte.models import Pacte, VersionPacte
from pacte.tree import Noeud, digest
from tests.factories.members import make_personne

numbers = count(1)


def make_federation() -> Federation:
    return Federation.objects.order_by("pk").first() or Federation.objects.create(nom="Fédération d’essai")


def make_pacte(**fields) -> Pacte:
    year = timezone.localdate().year
    fields.setdefault("titre", f"Pacte {next(numbers)}")
    fields.setdefault("debut", date(year - 1, 1, 1))
    fields.setdefault("fin", date(year + 2, 12, 31))
    return Pacte.objects.create(federation=make_federation(), **fields)


def sample_noeuds() -> list[Noeud]:
    return [
        Noeud(Genre.VALEUR, "Entraide"),
        Noeud(Genre.MOT_CLE, "accueil"),
        Noeud(Genre.MOT_CLE, "voisinage"),
        Noeud(
            Genre.DEFI,
            "Tenir ensemble",
            enfants=[
                Noeud(Genre.TEXTE, texte="Ce que nous voulons :"),
                Noeud(Genre.QUALITE, "un réseau ouvert"),
                Noeud(Genre.QUALITE, "un réseau vivant"),
            ],
        ),
        Noeud(
            Genre.TEXTE,
            "Les collectifs",
            enfants=[
                Noeud(
                    Genre.COLLECTIF,
                    "Projet",
                    texte="Se faire connaître",
                    referent="Chargée de mission réseau",
                    enfants=[Noeud(Genre.AXE, "Se former", enfants=[Noeud(Genre.QUESTION, "Comment apprendre ?")])],
                )
            ],
        ),
    ]


def make_version(pacte=None, noeuds=None, cree_par=None, **fields) -> VersionPacte:
    """Make a draft holding a few blocks of several kinds."""
    by = cree_par or make_personne()
    version = VersionPacte.objects.create(pacte=pacte or make_pacte(), cree_par=by, **fields)
    write_blocs(version, sample_noeuds() if noeuds is None else noeuds, by=by)
    return version


def make_published(pacte=None, vigueur_du=None, vigueur_au=None, **fields) -> VersionPacte:
    """Make a version in force since yesterday unless said otherwise."""
    version = make_version(pacte, **fields)
    version.etat = VersionPacte.Etat.PUBLIEE
    version.publiee_par, version.publiee_le = version.cree_par, timezone.now()
    version.vigueur_du = vigueur_du or timezone.localdate() - timedelta(days=1)
    version.vigueur_au = vigueur_au or version.pacte.fin
    version.empreinte = digest(version.read(), version.numero)
    version.save()
    return version


def make_in_force() -> VersionPacte:
    """Return the version in force today, with a commitment that is followed; made once."""
    today = timezone.localdate()
    followed = Noeud(Genre.ENGAGEMENT, "Former", indicateur="personnes formées")
    return VersionPacte.objects.en_vigueur(today).first() or make_published(noeuds=[*sample_noeuds(), followed])


def find_bloc(version, titre):
    return version.blocs.get(titre=titre)
