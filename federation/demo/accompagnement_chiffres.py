"""The figures of the demo's accompaniment: coarse lines, who stands behind them, opinions and words to be quoted."""

from accompagnement.actions.statistiques import JETON_BYTES
from accompagnement.models import AvisEnAttente, Demande, Evaluation, LigneStatistique, Parole, Presence
from accompagnement.queries.bilan import SEUIL_EXTERNE, SEUIL_ORGANISATIONS, get_cellules
from federation.demo.world import World
from socle.crypto import seal_alone

Fait, Genre, Moment = LigneStatistique.Fait, Presence.Genre, Evaluation.Moment
CRITERES = ("accessibilite", "delai", "neutralite", "ecoute", "utilite", "complement")
FAITS = {
    "cloturee": [Fait.MISE_EN_RELATION, Fait.CLOTURE],
    "evaluee": [Fait.MISE_EN_RELATION, Fait.CLOTURE],
    "acceptee": [Fait.MISE_EN_RELATION],
    "en_cours": [Fait.MISE_EN_RELATION],
    "reorientee": [Fait.REORIENTATION],
    "retiree": [Fait.RETRAIT],
    "expiree": [Fait.EXPIRATION],
}
PAROLES = [
    (1, True, "J’ai pu parler sans me demander qui l’apprendrait."),
    (1, True, "Trois séances, et une façon nouvelle de préparer mes réunions."),
    (0, False, "J’aurais aimé pouvoir commencer une semaine plus tôt."),
    (0, False, "Le portail dit clairement qui lit quoi : c’est ce qui m’a décidée."),
]


def count(world: World, dossiers) -> None:
    """Write the lines and the opinions of three years: nothing ties them to a case."""
    lines, avis = [], []
    for dossier in dossiers:
        issue = dossier.recit if dossier.issue == "anonymisee" else dossier.issue
        reached = [] if issue == "deposee" else [Fait.QUALIFICATION, *FAITS.get(issue, [])]
        lines += [(dossier, _line(world, dossier, fait)) for fait in reached]
        if issue == "evaluee":
            avis += _opinions(world, dossier)
    world.rng.shuffle(lines)
    LigneStatistique.objects.bulk_create(line for _, line in lines)
    Presence.objects.bulk_create(_presences(world, lines))
    world.rng.shuffle(avis)
    Evaluation.objects.bulk_create(avis)
    _quote(world)


def _line(world, dossier, fait) -> LigneStatistique:
    is_end = fait not in (Fait.QUALIFICATION, Fait.MISE_EN_RELATION)
    line = LigneStatistique(
        fait=fait,
        mois=world.day(-(dossier.fin if is_end else dossier.age)).replace(day=1),
        bouquet=dossier.service.bouquet,
        territoire=dossier.demande.territoire,
        statut=dossier.demande.statut,
        porte=dossier.demande.porte,
        delai_jours=world.rng.randint(6, 21) if fait == Fait.MISE_EN_RELATION else None,
    )
    if fait == Fait.CLOTURE:
        line.seances = world.rng.choice([2, 3, 3, 4, 5, 6, 8])
        line.heures = line.seances
    if fait == Fait.REORIENTATION:
        line.destination = world.rng.choice(Demande.Destination.values)
    return line


def _opinions(world, dossier) -> list[Evaluation]:
    notes = {name: world.rng.choice([None, 2, 3, 3, 4, 4, 4]) for name in CRITERES}
    found = [Evaluation(annee=world.day(-dossier.fin).year, **notes)]
    if dossier.fin > 200 and world.rng.random() < 0.4:
        later = {name: world.rng.choice([None, 2, 3, 3, 4]) for name in ("effet", "complement")}
        found.append(Evaluation(annee=world.day(-dossier.fin + 190).year, moment=Moment.SIX_MOIS, **later))
    return found


def _presences(world, lines) -> list[Presence]:
    """What each year’s key would have left: a token a person and an association in each cell, up to the threshold."""
    caps = {Genre.PERSONNE: SEUIL_EXTERNE, Genre.ORGANISATION: SEUIL_ORGANISATIONS}
    seen: dict[tuple, set] = {}
    for dossier, line in lines:
        ties = dossier.personne.rattachements_en_cours
        behind = {Genre.PERSONNE: dossier.personne.pk, Genre.ORGANISATION: ties[0].association_id if ties else None}
        for cell in get_cellules(line):
            for genre, who in behind.items():
                known = seen.setdefault((line.mois.year, cell, genre), set())
                if who is not None and len(known) < caps[genre]:
                    known.add(who)
    return [
        Presence(annee=annee, cellule=cell, genre=genre, jeton=world.rng.randbytes(JETON_BYTES))
        for (annee, cell, genre), people in seen.items()
        for _ in people
    ]


def _quote(world) -> None:
    """Words of last year that may be quoted, others that wait for a reader, two opinions still in the urn."""
    year = world.today.year
    for before, is_read, text in PAROLES:
        parole = Parole(annee=year - before)
        parole.etat = Parole.Etat.RETENUE if is_read else Parole.Etat.A_RELIRE
        parole.contenu = seal_alone(text, parole.place)
        parole.save()
    for note in (3, 4):
        avis = AvisEnAttente()
        content = f'{{"annee": {year}, "moment": "fin", "notes": {{"utilite": {note}}}, "parole": ""}}'
        avis.contenu = seal_alone(content, avis.place)
        avis.save()
