"""What became of the demo's minutes: numbered papers, corrections, an item to approve, an erratum."""

from datetime import timedelta

from collectifs.models import (
    CompteRendu,
    Correction,
    EditionCompteRendu,
    Erratum,
    Information,
    PointOrdreDuJour,
    Presence,
    Reunion,
)
from federation.demo.world import World
from socle.french import say_date

Etat = CompteRendu.Etat
Genre = EditionCompteRendu.Genre
RETAINED = "La salle est réservée jusqu’à 18 heures."
ASKED = "Trois associations, et non deux, ont proposé leur aide."
REASON = "J’étais la troisième à lever la main."
ADDED = "La réunion a commencé sans la personne chargée de l’accueil, arrivée à la pause."
SAID = "Au point 2, lire « le printemps » et non « l’automne »."
SLIP = "Une erreur de saison, vue après l’approbation."


def load(world: World) -> None:
    """Number the papers of what circulated, ask for corrections, put the approvals first on the next agendas."""
    circulated = list(
        CompteRendu.objects.filter(etat__in=CompteRendu.DIFFUSES)
        .select_related("reunion__collectif", "reunion__secretaire")
        .order_by("-reunion__debut", "pk")
    )
    waiting = [minutes for minutes in circulated if minutes.etat == Etat.DIFFUSE]
    for minutes in waiting:
        _ask_approval(minutes)
    _keep_reading(world, waiting)
    EditionCompteRendu.objects.bulk_create(edition for minutes in circulated for edition in _editions(minutes))
    _load_informations(circulated)
    _load_erratum(circulated)


def _editions(minutes):
    yield EditionCompteRendu(compte_rendu=minutes, numero=1, publiee_le=minutes.diffuse_le)
    if minutes.approuve_le:
        approved = minutes.diffuse_le + (minutes.approuve_le - minutes.diffuse_le.date())
        yield EditionCompteRendu(compte_rendu=minutes, numero=2, genre=Genre.APPROBATION, publiee_le=approved)


def _ask_approval(minutes) -> None:
    ahead = Reunion.objects.filter(collectif=minutes.reunion.collectif_id, etat=Reunion.Etat.CONVOQUEE)
    if reunion := ahead.order_by("debut").first():
        title = f"Approbation du compte rendu du {say_date(minutes.reunion.debut)}"
        kind = {"genre": PointOrdreDuJour.Genre.APPROBATION, "duree": 5, "approuve": minutes}
        PointOrdreDuJour.objects.create(reunion=reunion, ordre=0, titre=title, **kind)


def _keep_reading(world: World, waiting) -> None:
    """The minutes of Jeunes circulate since three days: one correction waits, one was refused with a word."""
    for minutes in waiting:
        if minutes.reunion.collectif.nom != "Jeunes":
            continue
        minutes.diffuse_le = world.at(-3, 10)
        minutes.save(update_fields=["diffuse_le"])
        there = Presence.objects.filter(reunion=minutes.reunion, is_presente=True).order_by("pk")
        people = [presence.personne for presence in there.select_related("personne")]
        holder = minutes.reunion.presidence or minutes.reunion.secretaire
        point = minutes.reunion.points.order_by("ordre")[1]
        answer = {"reponse": Correction.Reponse.REFUSEE, "mot": "Cela figure déjà au premier point."}
        Correction.objects.create(
            compte_rendu=minutes,
            point=point,
            auteur=people[0],
            propose=ASKED,
            motif=REASON,
            proposee_le=world.at(-2, 9),
        )
        Correction.objects.create(
            compte_rendu=minutes,
            auteur=people[-1],
            propose=ADDED,
            motif="C’était utile à savoir.",
            proposee_le=world.at(-2, 11),
            repondue_par=holder,
            repondue_le=world.at(-1, 9),
            **answer,
        )


def _load_informations(circulated) -> None:
    firsts = PointOrdreDuJour.objects.filter(reunion__compte_rendu__in=circulated, ordre=1).order_by("pk")
    Information.objects.bulk_create(Information(point=point, texte=RETAINED) for point in firsts[:20])


def _load_erratum(circulated) -> None:
    minutes = next((row for row in circulated if row.etat == Etat.APPROUVE and row.reunion.secretaire), None)
    if minutes is None:
        return
    said = minutes.diffuse_le + timedelta(days=31)
    Erratum.objects.create(
        compte_rendu=minutes, texte=SAID, motif=SLIP, auteur=minutes.reunion.secretaire, ecrit_le=said
    )
    EditionCompteRendu.objects.create(compte_rendu=minutes, numero=3, genre=Genre.ERRATUM, publiee_le=said)
