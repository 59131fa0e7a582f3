"""The pact of the demo federation: in force with one amendment, and the next one being written."""

from datetime import date
from pathlib import Path
from uuid import UUID

from federation.demo.pacte_vivant import promise
from members.models import Federation
from pacte.actions import write_blocs
from pacte.genres import Genre
from pacte.models import Pacte, VersionPacte
from pacte.recognition import recognise
from pacte.tree import Noeud, digest

TEXTE = Path(__file__).parent / "textes" / "pacte.md"
ADMINISTRATEUR = "Bastien Orvelin"
AMENDED = 400


def load(world):
    """Load the pact in force, version 1 then 1.1, and the draft of the next one."""
    texte = recognise(TEXTE.read_text(encoding="utf-8"))
    for noeud in texte.walk():
        noeud.identifiant = UUID(int=world.rng.getrandbits(128), version=4)
    admin = world.personne(ADMINISTRATEUR)
    year = world.today.year
    promise(texte, year - 3)
    pacte = make_pacte(texte, year - 3)
    amended_on = world.day(-AMENDED)
    first = make_version(pacte, texte, admin, world.at((pacte.debut - world.today).days - 40))
    publish(first, admin, pacte.debut, world.day(-AMENDED - 1), world.at((pacte.debut - world.today).days - 20))
    change_referent(texte)
    second = make_version(pacte, texte, admin, world.at(-AMENDED - 30), avenant=1)
    publish(second, admin, amended_on, pacte.fin, world.at(-AMENDED - 5))
    prepare_next(texte, world)
    promise(texte, year + 1)
    make_version(make_pacte(texte, year + 1), texte, admin, world.at(-9))


def make_pacte(texte, first_year):
    return Pacte.objects.create(
        federation=Federation.objects.get(is_demo=True),
        titre=texte.titre,
        territoire=texte.territoire,
        debut=date(first_year, 1, 1),
        fin=date(first_year + 3, 12, 31),
    )


def make_version(pacte, texte, by, moment, **fields):
    version = VersionPacte.objects.create(pacte=pacte, cree_par=by, cree_le=moment, **fields)
    write_blocs(version, texte.noeuds, by=by)
    return version


def publish(version, by, start, end, moment):
    version.etat = VersionPacte.Etat.PUBLIEE
    version.publiee_par, version.publiee_le = by, moment
    version.vigueur_du, version.vigueur_au = start, end
    version.empreinte = digest(version.read(), version.numero)
    version.save()


def change_referent(texte):
    """The amendment: the collective of the young passes to the other function."""
    for noeud in texte.walk():
        if noeud.genre == Genre.COLLECTIF and noeud.titre == "Jeunes":
            noeud.referent = "Chargée de mission famille"


def prepare_next(texte, world):
    """The next pact starts from this one, with a third challenge still to be written."""
    texte.titre = "Faire réseau en Val-d'Aubrelle"
    last_defi = max(rank for rank, noeud in enumerate(texte.noeuds) if noeud.genre == Genre.DEFI)
    defi = Noeud(Genre.DEFI, "Prendre soin de ceux qui s'engagent")
    defi.enfants = [
        Noeud(
            Genre.TEXTE,
            texte="Les équipes et les bénévoles portent beaucoup. Ce défi reste à écrire avec les collectifs.",
        ),
        Noeud(
            Genre.ENGAGEMENT,
            "Un temps de répit pour chaque direction",
            texte="À discuter avec les employeurs.",
            indicateur="jours de répit pris dans l’année",
            echeance=date(world.today.year + 2, 12, 31),
        ),
    ]
    for noeud in defi.walk():
        noeud.identifiant = UUID(int=world.rng.getrandbits(128), version=4)
    texte.noeuds.insert(last_defi + 1, defi)
