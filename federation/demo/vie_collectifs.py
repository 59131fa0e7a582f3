"""How the demo's collectives live: who asks to enter, what is said of a question, what is new since a visit."""

from datetime import timedelta

from django.utils import timezone

from collectifs.models import Apport, Collectif, DemandeParticipation, Question, ReponseProposee, Reunion, Visite
from federation.demo.world import World
from members.models import Rattachement, Reseau
from pacte.genres import Genre
from pacte.models import Bloc, VersionPacte

SAID = (
    "Chez nous, ce sont les grands frères et les grandes sœurs qui amènent les autres : partons d’eux.",
    "Une permanence du mercredi a tenu trois mois, puis plus personne. L’horaire ne convenait pas.",
    "Nous pouvons prêter notre minibus et deux bénévoles formés, le premier samedi du mois.",
)
PROPOSED = (
    "Tenir un stand le premier samedi de chaque mois, là où les gens passent déjà, et en faire le point en juin.",
    "Confier l’accueil à un binôme, une personne salariée et une bénévole, pendant une année.",
)
FIRST = "Une réunion publique par trimestre, ouverte à toutes les associations du territoire."
ADOPTED = "Un siège d’observateur pendant un an, puis un binôme."
WORD = "Nous ouvrons un espace pour les familles en janvier, et cherchons avec qui réfléchir."


def load(world: World) -> None:
    """Complete the collectives that stand already; loaded twice, it changes nothing."""
    if Apport.objects.exists():
        return
    collectifs = list(Collectif.objects.order_by("pk").prefetch_related("questions", "participations__personne"))
    _open_doors(collectifs)
    _tie(collectifs)
    for rank, collectif in enumerate(collectifs):
        people = [part.personne for part in collectif.participations.all() if part.personne and not part.is_externe]
        _work(world, rank, list(collectif.questions.all()), people)
        Visite.objects.bulk_create(
            Visite(personne=person, collectif=collectif, vue_le=world.at(-6, 18)) for person in people[:6]
        )
    _ask(world, collectifs)


def _open_doors(collectifs) -> None:
    """One of each: most are open, one is entered on request, one by invitation."""
    policies = {1: Collectif.Politique.DEMANDE, 2: Collectif.Politique.INVITATION}
    for rank, collectif in enumerate(collectifs):
        collectif.politique = policies.get(rank, Collectif.Politique.LIBRE)


def _tie(collectifs) -> None:
    """To the block of the pact that bears their name, and to a network for the first."""
    version = VersionPacte.objects.en_vigueur().first()
    blocs = {bloc.titre: bloc for bloc in Bloc.objects.filter(version=version, genre=Genre.COLLECTIF)}
    reseau = Reseau.objects.order_by("pk").first()
    for rank, collectif in enumerate(collectifs):
        bloc = next((bloc for titre, bloc in blocs.items() if collectif.nom.lower() in titre.lower()), None)
        collectif.blocs_pacte = [bloc.identifiant] if bloc else []
        collectif.reseau = reseau if rank == 0 else None
    Collectif.objects.bulk_update(collectifs, ["politique", "blocs_pacte", "reseau"])


def _work(world: World, rank, questions: list[Question], people) -> None:
    """The first question of each has an answer (reopened once in one collective), the next wait for theirs."""
    held = list(Reunion.objects.filter(collectif=questions[0].collectif, etat="tenue")[:6]) if questions else []
    if not held or len(people) < len(SAID):
        return
    for number, question in enumerate(questions):
        Apport.objects.bulk_create(
            Apport(
                question=question,
                auteur=people[(rank + n) % len(people)],
                texte=texte,
                ecrit_le=world.at(-9 + 4 * n, 11),
            )
            for n, texte in enumerate(SAID[: 3 - number % 2])
        )
        if number == 0 and len(questions) > 1:
            _adopt(rank, question, held, people)
        elif rank % 2 == 0:
            ReponseProposee.objects.bulk_create(
                ReponseProposee(question=question, texte=texte, auteur=people[n], proposee_le=world.at(-4, 16))
                for n, texte in enumerate(PROPOSED)
            )


def _adopt(rank, question, held, people) -> None:
    latest, earlier = held[1], held[4]
    rows = [(ADOPTED, latest, None)]
    if rank % 3 == 0:
        rows.insert(0, (FIRST, earlier, latest.debut - timedelta(days=20)))
    ReponseProposee.objects.bulk_create(
        ReponseProposee(
            question=question,
            texte=texte,
            auteur=people[0],
            proposee_le=reunion.debut - timedelta(days=3),
            adoptee_le=timezone.localdate(reunion.debut),
            enregistree_le=reunion.debut + timedelta(hours=2),
            reunion=reunion,
            rouverte_le=reopened,
            rouverte_par=people[1] if reopened else None,
            motif_reouverture="Trop peu de monde venait, il faut autre chose." if reopened else "",
        )
        for texte, reunion, reopened in rows
    )


def _ask(world: World, collectifs) -> None:
    """Two people wait at the door of the collective that is entered on request."""
    asked = next((c for c in collectifs if c.politique == Collectif.Politique.DEMANDE), None)
    if asked is None:
        return
    inside = {part.personne_id for part in asked.participations.all()}
    ties = Rattachement.objects.en_cours().exclude(personne__in=inside).filter(personne__is_active=True)
    outside = [tie.personne for tie in ties.select_related("personne").order_by("pk")[:2]]
    DemandeParticipation.objects.bulk_create(
        DemandeParticipation(collectif=asked, personne=person, mot=WORD, faite_le=world.at(-1, 15))
        for person in outside
    )
