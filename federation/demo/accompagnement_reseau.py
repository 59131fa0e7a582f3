"""The scheme around the requests: its phases, its frozen catalogues, its charter, who applies to help."""

from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from accompagnement.actions.prestataires import give_attestation
from accompagnement.models import (
    AgrementPrestataire,
    Bouquet,
    Candidature,
    ChartePrestataire,
    Competence,
    Critere,
    Demande,
    NoteCritere,
    Phase,
    Prestataire,
    ReseauMetier,
    Service,
    Suspension,
    VersionCatalogue,
)
from accompagnement.queries.catalogue import describe_catalogue
from members.models import Territoire

OPERATRICE = "Maud Sandrival"
LANCEMENT = -420
PHASES = [
    ("Faire connaître", Phase.Genre.SENSIBILISATION, "première idée", -1150, -1000, 0),
    ("Essayer sur quatre territoires", Phase.Genre.EXPERIMENTATION, "pré-offre", -1000, LANCEMENT, 4),
    ("Ouvrir à tout le réseau", Phase.Genre.LANCEMENT, "offre initiale", LANCEMENT, None, 0),
]
TEXTES = {
    "Souffler": (
        "Un temps pour parler à quelqu’un d’extérieur, poser ce qui pèse et retrouver des appuis.",
        "Toute personne salariée ou bénévole en responsabilité. Il n’est pas besoin d’aller mal pour venir.",
    ),
    "Traverser la crise": (
        "Un tiers neutre quand un conflit, un choc ou un départ secoue une équipe.",
        "Une personne qui le vit, ou une association qui le demande pour elle-même.",
    ),
}
CRITERES = [
    ("Neutralité", "Aucun lien d’intérêt avec les associations du territoire, ou des liens dits et datés."),
    (
        "Expérience du milieu associatif",
        "Elle connaît les conseils d’administration bénévoles et les petites équipes.",
    ),
    ("Qualification", "Un titre, ou une pratique reconnue par ses pairs."),
    ("Confidentialité", "Elle sait dire ce qu’elle note, où, et ce qu’elle efface."),
]
CHARTE = (
    "Je n’accompagne que des personnes et des associations avec qui je n’ai aucun lien. Si j’en découvre un, je me "
    "déporte. Ce que j’entends reste entre nous, sauf danger. Je déclare mes liens chaque année."
)
CANDIDATURES = [
    ("Capucine", "Vermandois", "professionnel", "Médiatrice familiale et du travail", Candidature.Etat.DEPOSEE, -6),
    ("Anatole", "Brissevent", "pair", "Directeur d’un espace de vie sociale", Candidature.Etat.DEPOSEE, -2),
    ("Églantine", "Courtemare", "professionnel", "Coach de dirigeants", Candidature.Etat.REFUSEE, -90),
]
PIECE = b"%PDF-1.4 attestation d'assurance, document de demonstration"


def load(world) -> None:
    """Write the words of the catalogue, begin the phases, and let three people apply."""
    write_catalogue()
    begin_phases(world)
    sign_chartes(world)
    receive_candidatures(world)


def write_catalogue() -> None:
    genres = ["centre_social", "evs", "cogeree"]
    ReseauMetier.objects.create(nom="Centres sociaux et espaces de vie sociale", genres=genres)
    for bouquet in Bouquet.objects.all():
        bouquet.cle = uuid5(NAMESPACE_URL, bouquet.nom)
        bouquet.presentation, bouquet.pour_qui = TEXTES.get(bouquet.nom, ("", ""))
        bouquet.save()
    for service in Service.objects.select_related("bouquet"):
        service.cle = uuid5(NAMESPACE_URL, f"{service.bouquet.nom}/{service.nom}")
        service.mode = Service.Mode.CRISE if service.bouquet.nom == "Traverser la crise" else Service.Mode.PREVENTION
        service.is_ouvert_aux_pairs = service.nom in ("Prise de poste", "Passer la main d’un mandat", "Gouvernance")
        service.save()


def begin_phases(world) -> None:
    places = list(Territoire.objects.order_by("nom"))
    for nom, genre, version, debut, fin, count in PHASES:
        frozen = VersionCatalogue.objects.create(
            nom=version, contenu=describe_catalogue(), gelee_le=world.at(debut, 9)
        )
        phase = Phase.objects.create(
            nom=nom,
            genre=genre,
            version=frozen,
            commencee_le=world.day(debut),
            terminee_le=world.day(fin) if fin else None,
        )
        phase.territoires.set(places[:count])
    Demande.objects.filter(deposee_le__gte=world.at(LANCEMENT, 0)).update(version_catalogue=frozen)


def sign_chartes(world) -> None:
    charte = ChartePrestataire.objects.create(version="2026-1", texte=CHARTE, en_vigueur_le=world.day(-800))
    operatrice = world.personne(OPERATRICE)
    signed = Prestataire.objects.exclude(etat=Prestataire.Etat.CANDIDAT)
    AgrementPrestataire.objects.bulk_create(
        AgrementPrestataire(prestataire=one, charte=charte, signee_le=world.at(-700, 10)) for one in signed
    )
    Suspension.objects.bulk_create(
        Suspension(
            prestataire=one,
            motif="L’attestation d’assurance n’a pas été renouvelée.",
            par=operatrice,
            debut=world.day(-40),
        )
        for one in signed.filter(etat=Prestataire.Etat.SUSPENDU)
    )


def receive_candidatures(world) -> None:
    operatrice = world.personne(OPERATRICE)
    criteres = Critere.objects.bulk_create(
        Critere(nom=nom, aide=aide, ordre=rank) for rank, (nom, aide) in enumerate(CRITERES)
    )
    skills = list(Competence.objects.order_by("nom")[:3])
    for prenom, nom, genre, metier, etat, age in CANDIDATURES:
        refused = etat == Candidature.Etat.REFUSEE
        candidature = Candidature.objects.create(
            prenom=prenom,
            nom=nom,
            email=f"{nom.lower()}@courrier.example",
            genre=genre,
            metier=metier,
            presentation="Douze ans auprès d’équipes associatives, en individuel et en petits groupes.",
            langues=["français"],
            modalites=["presence", "distance"],
            etat=etat,
            motif="Le réseau compte déjà cette compétence. Merci de l’avoir proposée." if refused else "",
            decidee_par=operatrice if refused else None,
            commencee_le=world.at(age - 3, 9),
            derniere_etape_le=world.at(age, 9),
        )
        candidature.competences.set(skills)
        candidature.territoires.set(Territoire.objects.order_by("nom")[:2])
        if not refused:
            day = world.day(0) + timedelta(days=240)
            give_attestation(candidature, genre="assurance", expire_le=day, content=PIECE, suffixe="pdf")
        else:
            NoteCritere.objects.bulk_create(
                NoteCritere(candidature=candidature, critere=critere, par=operatrice, note=2) for critere in criteres
            )
