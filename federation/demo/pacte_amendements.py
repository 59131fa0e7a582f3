"""Two texts under debate: one is commented on and amended, the other is voted on, one vote closed and one open."""

from datetime import date
from uuid import UUID

from federation.demo.pacte import ADMINISTRATEUR, make_version
from members.models import Adhesion, Assemblee, Electeur, Federation, Instance, Representant
from pacte.consolidation import Arbre, digest_bloc, find_collision
from pacte.genres import Genre
from pacte.models import (
    Amendement,
    Collision,
    Commentaire,
    Consultation,
    Emargement,
    Pacte,
    Question,
    ScrutinPacte,
    Soutien,
    Suffrage,
    Urne,
    VersionPacte,
)
from pacte.models.scrutins import Choix
from pacte.queries.amendements import to_changement
from pacte.tree import Noeud, digest

JEUNESSE = [
    (Genre.TEXTE, "Pourquoi ce pacte", "Les jeunes de nos communes nous demandent des lieux ouverts le soir."),
    (
        Genre.DEFI,
        "Ouvrir nos portes",
        "Chaque association ouvre un lieu aux jeunes deux soirs par mois. Les horaires sont publiés dans le mois et "
        "restent les mêmes toute l’année.",
    ),
    (Genre.DEFI, "Décider avec les jeunes", "Un conseil des jeunes donne son avis une fois par an."),
    (Genre.ENGAGEMENT, "Une formation commune pour les équipes", "Elle a lieu chaque année."),
    (Genre.ENGAGEMENT, "Un bilan à mi-parcours", "Il est présenté à l’assemblée."),
]
NUMERIQUE = [
    (Genre.TEXTE, "Nos outils", "Nous choisissons ensemble les outils que nous partageons."),
    (Genre.DEFI, "Ne laisser personne derrière", "Chaque accueil garde un guichet sans écran."),
]
# Where, what, the words, in a few words, why, for whom
ASKED = [
    (1, "remplacer", {"dans le mois": "sous quinze jours"}, "Publier sous quinze jours", "Les familles s’organisent."),
    (
        1,
        "remplacer",
        {"publiés dans le mois": "affichés à l’avance"},
        "Afficher à l’avance",
        "Tous n’ont pas Internet.",
    ),
    (1, "remplacer", {"deux soirs": "quatre soirs"}, "Quatre soirs par mois", "Deux soirs ne font pas une habitude."),
    (2, "inserer", "Une voix au conseil fédéral", "Une voix pour les jeunes", "Un avis sans voix ne pèse pas."),
    (3, "supprimer", None, "Ne pas promettre une formation chaque année", "Le budget ne suit pas."),
    (4, "deplacer", None, "Le bilan tout de suite après le pourquoi", "On commence par dire ce qu’on a fait."),
    (2, "remplacer", {"une fois par an": "deux fois par an"}, "Un avis deux fois par an", "Une année, c’est long."),
    (0, "remplacer", {"le soir": "le soir et le samedi"}, "Le samedi aussi", "Le samedi, tout est fermé."),
]
WORDS = [
    (1, "deux soirs par mois", "Avec nos équipes, deux soirs, c’est déjà beaucoup. Peut-on mutualiser ?"),
    (2, "", "Qui siège au conseil des jeunes, et comment sont-ils choisis ?"),
    (3, "chaque année", "Oui, et ouverte aux bénévoles."),
]


def load(world):
    """Load the two debates; the second one has its list of voters, frozen."""
    admin = world.personne(ADMINISTRATEUR)
    voices = list(Representant.objects.filter(is_suppleant=False).select_related("association", "personne"))
    voices.sort(key=lambda row: (row.association.nom, row.pk))
    load_youth(world, admin, voices)
    load_votes(world, admin, voices)


def start_debate(world, admin, titre, blocs, first, last_deposit, end, **fields):
    """Put a text under debate between days counted from today."""
    pacte = Pacte.objects.create(
        federation=Federation.objects.get(is_demo=True), titre=titre, territoire="Val-d’Aubrelle",
        debut=date(world.today.year + 1, 1, 1), fin=date(world.today.year + 3, 12, 31),
    )  # fmt: skip
    noeuds = [
        Noeud(genre, titre, texte, identifiant=UUID(int=world.rng.getrandbits(128), version=4))
        for genre, titre, texte in blocs
    ]
    version = make_version(pacte, _Texte(noeuds), admin, world.at(first - 20))
    consultation = Consultation.objects.create(
        version=version, ouverture=world.at(first), depot_fin=world.at(last_deposit), cloture=world.at(end), par=admin,
        annoncee_le=world.at(first - 2), empreinte=digest(version.read(), version.numero), **fields,
    )  # fmt: skip
    version.etat = VersionPacte.Etat.SOUMISE
    version.save(update_fields=["etat"])
    return consultation, noeuds


class _Texte:
    def __init__(self, noeuds):
        self.noeuds = noeuds


def load_youth(world, admin, voices) -> None:
    """Comments and eight amendments of every kind, of which one withdrawn and two that meet."""
    commission = Instance.objects.filter(association=None).exclude(genre="ag").order_by("pk").first()
    consultation, noeuds = start_debate(
        world, admin, "Pacte pour la jeunesse", JEUNESSE, -8, 12, 20, is_publique=True, commission=commission,
        presentation="Ce texte sort des ateliers de l’automne. Dites ce qui manque, et proposez vos mots.",
    )  # fmt: skip
    rows = [ask(consultation, noeuds, numero, voices[numero * 3], *said) for numero, said in enumerate(ASKED, 1)]
    for row in rows:
        row.depose_le = world.at(-8 + row.numero // 2, 10 + row.numero)
    rows[7].retire_le = world.at(-1)
    rows[2].avis, rows[2].avis_texte, rows[2].avis_par = (
        "sagesse",
        "À l’assemblée de dire ce qu’elle peut tenir.",
        admin,
    )
    rows[6].avis, rows[6].avis_texte, rows[6].avis_par = "favorable", "Deux fois, avec un compte rendu.", admin
    rows[6].contre_titre = rows[6].titre
    rows[6].contre_texte = f"{rows[6].texte} L’avis est publié."
    rows[6].contre_le = rows[2].avis_le = rows[6].avis_le = world.at(-1)
    rows = Amendement.objects.bulk_create(rows)
    write_collisions(rows, noeuds)
    Soutien.objects.bulk_create(
        Soutien(amendement=row, association=voice.association, par=voice.personne, le=world.at(-2))
        for rank, row in enumerate(rows[:4])
        for voice in voices[30 : 33 + 2 * rank]
    )
    write_comments(world, consultation, noeuds, voices, admin)


def ask(consultation, noeuds, numero, voice, bloc, operation, said, objet, motif) -> Amendement:
    noeud = noeuds[bloc]
    row = Amendement(
        consultation=consultation, numero=numero, operation=operation, bloc=noeud.identifiant, base=digest_bloc(noeud),
        avant_titre=noeud.titre, avant_texte=noeud.texte, objet=objet, motif=motif, association=voice.association,
        auteur=voice.personne,
    )  # fmt: skip
    if operation == "remplacer":
        row.titre, row.texte = noeud.titre, noeud.texte
        for before, after in said.items():
            row.texte = row.texte.replace(before, after)
    elif operation == "inserer":
        row.titre, row.genre, row.place = said, Genre.ENGAGEMENT, "apres"
    elif operation == "deplacer":
        row.cible, row.place = noeuds[0].identifiant, "apres"
    return row


def write_collisions(rows, noeuds) -> None:
    arbre = Arbre(noeuds)
    pairs = ((one, two) for one in rows for two in rows if one.numero < two.numero)
    found = ((one, two, find_collision(arbre, to_changement(one), to_changement(two))) for one, two in pairs)
    Collision.objects.bulk_create(Collision(premier=one, second=two, raison=why) for one, two, why in found if why)


def write_comments(world, consultation, noeuds, voices, admin) -> None:
    rows = [
        Commentaire(
            consultation=consultation, bloc=noeuds[bloc].identifiant, citation=citation, texte=texte,
            auteur=voice.personne, association=voice.association, depose_le=world.at(-6 + rank),
            confirme_le=world.at(-6 + rank),
        )
        for rank, ((bloc, citation, texte), voice) in enumerate(zip(WORDS, voices[5::7], strict=False))
    ]  # fmt: skip
    rows[2].suite, rows[2].reponse = "retenu", "Ajouté au programme de la commission."
    rows[2].repondu_par, rows[2].repondu_le = admin, world.at(-2)
    rows.append(
        Commentaire(
            consultation=consultation, bloc=noeuds[1].identifiant, nom="Une voisine", depose_le=world.at(-1),
            confirme_le=world.at(-1, 11), moderation="attend", texte="Et pour ceux qui n’ont pas de bus le soir ?",
        )
    )  # fmt: skip
    Commentaire.objects.bulk_create(rows)


def load_votes(world, admin, voices) -> None:
    """A text whose amendments are voted on: a secret vote that is over, a public one that is open."""
    consultation, noeuds = start_debate(world, admin, "Charte du numérique", NUMERIQUE, -40, -12, 25)
    asked = [
        (0, "remplacer", {"ensemble": "ensemble, et librement,"}, "Choisir librement", "Rien n’est imposé."),
        (1, "remplacer", {"un guichet": "un guichet, et du temps,"}, "Du temps aussi", "Un guichet vide n’aide pas."),
        (1, "inserer", "Un atelier par trimestre", "Un atelier par trimestre", "On apprend en faisant."),
    ]
    rows = Amendement.objects.bulk_create(
        ask(consultation, noeuds, numero, voices[numero * 4], *said) for numero, said in enumerate(asked, 1)
    )
    electeurs = freeze_list(world)
    over = open_vote(world, admin, consultation, electeurs[0].assemblee, "Premier vote", rows[:1], is_secret=True)
    question, ballots = over.questions.get(), [Choix.POUR] * 9 + [Choix.CONTRE] * 3 + [Choix.ABSTENTION]
    sign(over, electeurs[: len(ballots)], world.day(-3))
    for choix in Choix:
        if number := ballots.count(choix):
            Urne.objects.filter(question=question, choix=choix).update(voix=number)
    ScrutinPacte.objects.filter(pk=over.pk).update(cloture=world.at(-1))
    running = open_vote(world, admin, consultation, electeurs[0].assemblee, "Second vote", rows[1:])
    signed = sign(running, electeurs[:7], world.today)
    Suffrage.objects.bulk_create(
        Suffrage(question=question, emargement=row, choix=Choix.POUR if rank % 3 else Choix.CONTRE)
        for rank, row in enumerate(signed)
        for question in running.questions.all()
    )


def freeze_list(world) -> list[Electeur]:
    instance = Instance.objects.filter(association=None, genre="ag").order_by("pk").first()
    assemblee = Assemblee.objects.create(
        instance=instance, intitule="Assemblée extraordinaire", le=world.day(-6), lieu="À distance",
        figee_le=world.at(-10),
    )  # fmt: skip
    members = set(Adhesion.objects.filter(periode__contains=assemblee.le).values_list("association", flat=True))
    voices = Representant.objects.filter(is_suppleant=False, association__in=members).order_by(
        "association__nom", "pk"
    )
    return Electeur.objects.bulk_create(
        Electeur(assemblee=assemblee, association_id=row.association_id, representant_id=row.personne_id)
        for row in voices
    )


def open_vote(world, admin, consultation, assemblee, intitule, amendements, **rule) -> ScrutinPacte:
    scrutin = ScrutinPacte.objects.create(
        consultation=consultation, assemblee=assemblee, intitule=intitule, ouverture=world.at(-5), cloture=world.at(9),
        mode="simple", quorum="tiers" if not rule else "aucun", par=admin, prepare_le=world.at(-9), **rule,
    )  # fmt: skip
    questions = Question.objects.bulk_create(
        Question(scrutin=scrutin, rang=rang, amendement=row) for rang, row in enumerate(amendements, 1)
    )
    if scrutin.is_secret:
        Urne.objects.bulk_create(Urne(question=question, choix=choix) for question in questions for choix in Choix)
    return scrutin


def sign(scrutin, electeurs, day) -> list[Emargement]:
    return Emargement.objects.bulk_create(
        Emargement(scrutin=scrutin, electeur=row, voix=1, par_id=row.representant_id, jour=day) for row in electeurs
    )
