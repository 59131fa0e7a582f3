"""The demo federation's six collectives: 72 meetings, 180 decisions, 240 actions of which 36 are late."""

from collections import defaultdict
from datetime import timedelta

from collectifs.models import (
    ActionDecidee,
    Axe,
    Categorie,
    Collectif,
    CompteRendu,
    Decision,
    Note,
    Participation,
    PointOrdreDuJour,
    Presence,
    Question,
    Reunion,
    TourneeRappels,
)
from federation.demo.collectifs_textes import (
    ABANDON,
    ACTIONS,
    CALL_OFF,
    DECISIONS,
    LIEUX,
    NOTES,
    OBJECTION,
    POINTS,
    PORTRAITS,
    VISIO,
)
from federation.demo.votes import save_decisions
from federation.demo.world import World
from members.models import Affectation, FonctionMission, Rattachement

Etat = Reunion.Etat
Genre = PointOrdreDuJour.Genre
Reponse = Presence.Reponse

CALLED_OFF = 1
HELD, DECIDED, ASKED, OPEN, LATE = 10, 180, 240, 96, 36
CATEGORIES = {
    Rattachement.Genre.SALARIE: Categorie.SALARIE,
    Rattachement.Genre.BENEVOLE: Categorie.BENEVOLE,
    Rattachement.Genre.BENEVOLE_RESPONSABLE: Categorie.BENEVOLE,
}


def load(world: World) -> None:
    """Fill the world with its collectives, from their questions to what is left to do."""
    collectifs = load_collectifs(world)
    load_participations(world, collectifs)
    reunions = load_reunions(world, collectifs)
    load_points(world, reunions)
    load_presences(world, reunions)
    held = [reunion for reunion in reunions if reunion.etat == Etat.TENUE]
    load_decisions(world, held)
    load_actions(world, held)
    TourneeRappels.objects.create(jour=world.day(-1))


def load_collectifs(world: World) -> list[Collectif]:
    titles = {portrait.fonction for portrait in PORTRAITS}
    for title in sorted(titles):
        FonctionMission.objects.get_or_create(intitule=title)
    fonctions = {fonction.intitule: fonction for fonction in FonctionMission.objects.all()}
    collectifs = Collectif.objects.bulk_create(
        Collectif(
            nom=portrait.nom,
            forme=portrait.forme,
            enonce=portrait.enonce,
            resultat_attendu=portrait.resultat,
            echeance=world.day(portrait.echeance),
            moyens=portrait.moyens,
            fonction_referente=fonctions[portrait.fonction],
        )
        for portrait in PORTRAITS
    )
    for collectif, portrait in zip(collectifs, PORTRAITS, strict=True):
        collectif.portrait = portrait
        collectif.tient = _holder(portrait.fonction)
    Axe.objects.bulk_create(
        Axe(collectif=collectif, titre=titre, objectif=objectif, ordre=rank)
        for collectif in collectifs
        for rank, (titre, objectif) in enumerate(collectif.portrait.axes, start=1)
    )
    Question.objects.bulk_create(
        Question(collectif=collectif, texte=texte, ordre=rank)
        for collectif in collectifs
        for rank, texte in enumerate(collectif.portrait.questions, start=1)
    )
    return collectifs


def _holder(title):
    held = Affectation.objects.en_cours().filter(fonction__intitule=title).select_related("personne").first()
    return held and held.personne


def load_participations(world: World, collectifs) -> None:
    ties = defaultdict(list)
    for tie in Rattachement.objects.en_cours().select_related("personne", "association").order_by("pk"):
        ties[tie.association.nom].append(tie)
    tied = {tie.personne_id for group in ties.values() for tie in group}
    outside = [p for p in world.personnes if p.pk not in tied and p.email and not p.fonctions and not p.roles]
    rows = []
    for rank, collectif in enumerate(collectifs):
        chosen = _choose(world, collectif, ties)
        rows += [_participation(world, collectif, tie) for tie in chosen]
        if outside:
            guest = outside[rank % len(outside)]
            rows.append(
                Participation(
                    collectif=collectif,
                    personne=guest,
                    is_externe=True,
                    categorie=Categorie.PARTENAIRE,
                    debut=world.day(-200),
                )
            )
    Participation.objects.bulk_create(rows)
    for collectif in collectifs:
        collectif.participants = [row for row in rows if row.collectif is collectif]


def _choose(world, collectif, ties):
    named = [tie for name in collectif.portrait.invites for tie in _ties_of(name, ties)[:1]]
    others = [group for group in ties.values() if not any(tie in group for tie in named)]
    picked = world.rng.sample(others, collectif.portrait.participants - len(named))
    return named + [world.rng.choice(group) for group in picked if group]


def _ties_of(name, ties):
    return [tie for group in ties.values() for tie in group if str(tie.personne) == name]


def _participation(world, collectif, tie) -> Participation:
    return Participation(
        collectif=collectif,
        personne=tie.personne,
        association=tie.association,
        categorie=CATEGORIES[tie.genre],
        debut=world.day(-world.rng.randint(420, 800)),
    )


def load_reunions(world: World, collectifs) -> list[Reunion]:
    """Twelve meetings each: ten held, one convened, one in preparation; those of the sleeping one are all old."""
    made = []
    for rank, collectif in enumerate(collectifs):
        sleeps = collectif.tient is None
        for number, sujet in enumerate(collectif.portrait.sujets):
            made.append(_reunion(world, collectif, rank, number, sujet, sleeps=sleeps))
    Reunion.objects.bulk_create(made)
    minutes = CompteRendu.objects.bulk_create(
        CompteRendu(reunion=reunion, **_minutes(world, reunion)) for reunion in made if reunion.etat == Etat.TENUE
    )
    for compte_rendu in minutes:
        compte_rendu.reunion.minutes = compte_rendu
    return made


def _reunion(world, collectif, rank, number, sujet, *, sleeps) -> Reunion:
    etat = Etat.TENUE
    offset = -(HELD - number) * 31 + 12 - rank * 3
    if sleeps:
        offset = -250 - (11 - number) * 31
    elif number == HELD:
        etat, offset = Etat.CONVOQUEE, 5 + rank * 3
    elif number > HELD:
        etat, offset = Etat.ANNULEE if rank == CALLED_OFF else Etat.BROUILLON, 40 + rank * 3
    hour = world.rng.choice([9, 9, 14, 18])
    debut = world.at(offset, hour, 30 if hour != 18 else 0)
    held = etat == Etat.TENUE
    lieu = LIEUX[(rank + number) % len(LIEUX)]
    reunion = Reunion(
        collectif=collectif,
        titre=sujet[0].upper() + sujet[1:],
        debut=debut,
        duree=120,
        lieu=lieu,
        lien_visio="" if lieu else VISIO.format(nom=collectif.nom.lower().replace("é", "e")),
        etat=etat,
        presidence=collectif.tient,
        secretaire=collectif.participants[number % len(collectif.participants)].personne if held else None,
        convoquee_le=debut - timedelta(days=18) if etat == Etat.TENUE else None,
        ouverte_le=debut + timedelta(minutes=4) if held else None,
        fermee_le=debut + timedelta(minutes=117) if held else None,
    )
    if etat in (Etat.CONVOQUEE, Etat.ANNULEE):
        reunion.convoquee_le = world.at(-2, 10)
    if etat == Etat.ANNULEE:
        reunion.motif_annulation, reunion.sequence = CALL_OFF, 1
    reunion.revisee_le = reunion.convoquee_le or world.at(-3, 10)
    reunion.sujet, reunion.rang = sujet, number
    return reunion


def _minutes(world, reunion) -> dict:
    """The latest meeting of Projet is still a draft, the others' wait to be approved, the older are approved."""
    latest = reunion.rang == HELD - 1 and reunion.collectif.tient is not None
    if latest and reunion.collectif.nom == "Projet":
        return {"etat": CompteRendu.Etat.PROJET}
    sent = reunion.debut + timedelta(days=2)
    if latest:
        return {"etat": CompteRendu.Etat.DIFFUSE, "diffuse_le": sent}
    approved = min(reunion.debut.date() + timedelta(days=31), world.day(-1))
    return {"etat": CompteRendu.Etat.APPROUVE, "diffuse_le": sent, "approuve_le": approved}


def load_points(world: World, reunions) -> None:
    points = []
    for reunion in reunions:
        points += _points(reunion)
    PointOrdreDuJour.objects.bulk_create(points)
    for reunion in reunions:
        reunion.ordre_du_jour = [point for point in points if point.reunion is reunion]
    Note.objects.bulk_create(
        Note(
            compte_rendu=point.reunion.minutes,
            point=point,
            texte=NOTES[(point.ordre + point.reunion.rang) % len(NOTES)].format(sujet=point.reunion.sujet),
            version=1,
            modifiee_par=point.reunion.secretaire,
            modifiee_le=point.reunion.fermee_le,
        )
        for point in points
        if point.reunion.etat == Etat.TENUE
    )


def _points(reunion) -> list[PointOrdreDuJour]:
    genres = (Genre.INFORMATION, Genre.ECHANGE, Genre.DECISION, Genre.INFORMATION)
    durations = (15, 45, 40, 15)
    people = reunion.collectif.participants
    return [
        PointOrdreDuJour(
            reunion=reunion,
            ordre=rank,
            titre=titre if rank != 2 else f"{titre} : {reunion.sujet}",
            genre=genre,
            duree=duree,
            presente_par=people[(reunion.rang + rank) % len(people)].personne if rank == 2 else None,
        )
        for rank, (titre, genre, duree) in enumerate(zip(POINTS, genres, durations, strict=True), start=1)
    ]


def load_presences(world: World, reunions) -> None:
    Presence.objects.bulk_create(
        _presence(world, reunion, participation)
        for reunion in reunions
        if reunion.etat != Etat.BROUILLON
        for participation in _convened(reunion)
    )


def _convened(reunion):
    leads = reunion.collectif.tient
    extra = [Participation(personne=leads, categorie=Categorie.FEDERATION)] if leads else []
    return [*reunion.collectif.participants, *extra]


def _presence(world, reunion, participation) -> Presence:
    presence = Presence(
        reunion=reunion,
        personne=participation.personne,
        association=participation.association,
        categorie=participation.categorie,
    )
    chance = world.rng.random()
    held = reunion.etat == Etat.TENUE
    leads = participation.personne == reunion.collectif.tient
    if held or leads or chance < 0.55:
        comes = leads or participation.personne == reunion.secretaire or chance < (0.72 if held else 0.4)
        presence.reponse = Reponse.VIENT if comes else Reponse.NE_VIENT_PAS
        presence.repondu_le = (reunion.convoquee_le or reunion.debut) + timedelta(hours=world.rng.randint(1, 40))
        presence.is_presente = comes if held else None
    return presence


def load_decisions(world: World, held) -> None:
    rows = []
    for number in range(DECIDED):
        reunion = held[number % len(held)]
        rows.append(_decision(world, reunion, number))
    for decision in save_decisions(rows):
        decision.reunion.decidees = [*getattr(decision.reunion, "decidees", []), decision]


def _decision(world, reunion, number) -> Decision:
    modes = [Decision.Mode.CONSENTEMENT] * 6 + [Decision.Mode.CONSENSUS] * 2 + [Decision.Mode.MAJORITE_SIMPLE] * 2
    mode = world.rng.choice([*modes, Decision.Mode.DEUX_TIERS])
    decision = Decision(
        reunion=reunion,
        point=reunion.ordre_du_jour[2],
        texte=DECISIONS[(number + number // len(DECISIONS)) % len(DECISIONS)].format(sujet=reunion.sujet),
        mode=mode,
        revoir_le=world.day(world.rng.randint(-30, 200)) if number % 9 == 0 else None,
    )
    if mode in (Decision.Mode.MAJORITE_SIMPLE, Decision.Mode.DEUX_TIERS):
        decision.pour, decision.contre = world.rng.randint(6, 12), world.rng.randint(0, 5)
        decision.abstentions = world.rng.randint(0, 3)
    elif number % 40 == 7:
        decision.objection = OBJECTION
    return decision


def load_actions(world: World, held) -> None:
    """The most recent meetings hold what is still open; three open actions out of eight are late."""
    latest_first = sorted(held, key=lambda reunion: reunion.debut, reverse=True)
    slots = sorted(latest_first * (ASKED // len(held) + 1), key=lambda reunion: reunion.debut, reverse=True)[:ASKED]
    ActionDecidee.objects.bulk_create(_action(world, reunion, number) for number, reunion in enumerate(slots))


def _action(world, reunion, number) -> ActionDecidee:
    people = reunion.collectif.participants
    action = ActionDecidee(
        collectif=reunion.collectif,
        reunion=reunion,
        point=reunion.ordre_du_jour[2],
        texte=ACTIONS[(number * 5 + number // len(ACTIONS)) % len(ACTIONS)].format(sujet=reunion.sujet),
        responsable=people[number % len(people)].personne,
        decision=reunion.decidees[0] if number % 3 else None,
    )
    day = reunion.debut.date()
    if number < OPEN:
        late = number * LATE // OPEN != (number + 1) * LATE // OPEN
        action.echeance = world.day(-world.rng.randint(2, 30) if late else world.rng.randint(4, 90))
        action.commencee_le = world.day(-3) if number % 4 == 1 else None
        return action
    action.echeance = day + timedelta(days=world.rng.randint(20, 60))
    if number % 24 == 5:
        action.abandonnee_le, action.motif_abandon = min(action.echeance, world.day(-1)), ABANDON
    else:
        action.faite_le = min(action.echeance + timedelta(days=world.rng.randint(-15, 10)), world.day(-1))
    return action
