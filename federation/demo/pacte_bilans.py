"""The reviews of the demo's pact: the mid-term one, published with its figures, and the final one, being written."""

from pacte.contenu_bilan import walk_told, write_canonical
from pacte.models import ENSEMBLE, Bilan, RecitBilan, VersionPacte
from pacte.queries.bilans import count_contenu, find_reviewed

STOPPED = 150  # days ago
ADMINISTRATEUR, CHARGEE = "Bastien Orvelin", "Solène Varadieu"
WHOLE = (
    "À mi-chemin, les collectifs se réunissent et décident, et les comptes rendus sont lus. Ce qui demande un "
    "employeur ou un financement avance moins vite.\n\nTrois choses à retenir :\n\n- les directions se connaissent "
    "mieux et s’appellent ;\n- les habitants sont encore trop peu nombreux dans les instances ;\n- la mesure du "
    "bénévolat reste à accorder."
)
TOLD = {
    "defi": "Les maisons se sont retrouvées à chaque rencontre de réseau, et plusieurs ont travaillé ensemble hors "
    "des collectifs. Les plus éloignées viennent moins : la visioconférence aide, sans remplacer un repas.",
    "fonction": "L’équipe fédérale a tenu cette fonction malgré un remplacement de six mois. Les demandes ont été "
    "reçues dans la semaine.",
    "engagement": "Commencé dès la première année. Les maisons qui l’ont fait le referaient ; les autres demandent du "
    "temps plutôt que de l’argent.",
}
BEGUN = "À reprendre avec les collectifs d’ici l’assemblée : ce qui a changé depuis le bilan d’étape."


def load(world):
    """Load both reviews of the pact in force."""
    version = VersionPacte.objects.en_vigueur(world.today).select_related("pacte").first()
    if version is None or Bilan.objects.exists():
        return
    people = world.personne(ADMINISTRATEUR), world.personne(CHARGEE)
    load_published(world, version.pacte, *people)
    load_begun(world, version, *people)


def load_published(world, pacte, admin, chargee):
    """The mid-term review: every part is told, its figures are those of that day."""
    since = -STOPPED
    last = world.day(since)
    version = find_reviewed(pacte, last)
    bilan = Bilan.objects.create(pacte=pacte, jusqu_au=last, ouvert_par=admin, ouvert_le=world.at(since - 30))
    told = [(ENSEMBLE, WHOLE), *((n.identifiant, TOLD[n.genre]) for n, _, _ in walk_told(version.read().noeuds))]
    tell(bilan, told, chargee, world.at(since + 12))
    bilan.contenu, bilan.empreinte = write_canonical(count_contenu(bilan, version))
    bilan.version, bilan.publie_par, bilan.publie_le = version, admin, world.at(since + 41)
    bilan.save()


def load_begun(world, version, admin, chargee):
    """The final review: opened, two parts begun."""
    bilan = Bilan.objects.create(
        pacte=version.pacte, genre=Bilan.Genre.FINAL, jusqu_au=version.pacte.fin, ouvert_par=admin,
        ouvert_le=world.at(-12),
    )  # fmt: skip
    first = next((noeud.identifiant for noeud, _, _ in walk_told(version.read().noeuds)), ENSEMBLE)
    tell(bilan, [(ENSEMBLE, BEGUN)], admin, world.at(-8))
    tell(bilan, [(first, TOLD["defi"])], chargee, world.at(-3))


def tell(bilan, told, by, moment):
    RecitBilan.objects.bulk_create(
        RecitBilan(bilan=bilan, bloc=bloc, texte=texte, modifie_par=by, modifie_le=moment) for bloc, texte in told
    )
