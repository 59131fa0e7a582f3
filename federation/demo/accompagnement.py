"""The accompaniment of the demo: 6 bouquets, 40 providers, 200 requests over three years, sealed for real."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from accompagnement.actions import refresh_liens
from accompagnement.delais import JOURS_APRES_DEPOT, JOURS_POUR_CHOISIR
from accompagnement.models import (
    Bouquet,
    Competence,
    DeclarationInterets,
    Demande,
    Etat,
    LienDeclare,
    LigneStatistique,
    Modalite,
    OrganisationConcernee,
    Prestataire,
    Service,
    fingerprint_of,
    get_organisations,
)
from accompagnement.queries import get_statut
from federation.demo import accompagnement_catalogue as words
from federation.demo import accompagnement_chiffres as figures
from federation.demo import accompagnement_vie as life
from federation.demo.accompagnement_echanges import exchange
from federation.demo.accompagnement_suites import carry_on
from federation.demo.personas import PERSONAS
from federation.demo.world import World
from members.models import Affectation, Rattachement, RoleFederal

ALPHABET = "23456789ACDEFGHJKLMNPQRTUVWXY"
ETATS = [Prestataire.Etat.AGREE] * 34 + [Prestataire.Etat.CANDIDAT] * 3 + [Prestataire.Etat.SUSPENDU] * 2
ISSUES = ["evaluee"] * 121 + ["cloturee"] * 24 + ["reorientee"] * 8 + ["retiree"] * 8 + ["expiree"] * 6
ANONYMES = 105
EN_COURS, EN_ATTENTE, ACCUEIL = 18, 9, 6
FERMEE_A_TOUS = "Le Comptoir d’Orgelle"
Fait = LigneStatistique.Fait
Tie = Rattachement.Genre


@dataclass
class Dossier:
    """A request to be made: what became of it, when, whose and what for."""

    issue: str
    age: int
    fin: int | None = None
    service: Service | None = None
    personne: object = None
    is_association: bool = False
    recit: str = ""
    demande: Demande | None = None


def load(world: World) -> None:
    """Fill the world with the catalogue, the providers, and the story of 200 requests."""
    remember_ties(world)
    load_catalogue()
    load_prestataires(world)
    dossiers = [*plan_ended(world), *plan_running(world)]
    cast_dossiers(world, dossiers)
    make_demandes(world, dossiers)
    life.seal(world, [dossier for dossier in dossiers if dossier.demande.etat != Etat.ANONYMISEE])
    life.match(world, dossiers)
    life.follow(world, dossiers)
    carry_on(world, dossiers)
    exchange(world, dossiers)
    figures.count(world, dossiers)


def remember_ties(world: World) -> None:
    """Ask once for everybody what each person would ask for themselves."""
    ties = Rattachement.objects.en_cours().select_related("association__territoire").order_by("debut", "pk")
    by_person: dict[int, list] = {}
    for tie in ties:
        by_person.setdefault(tie.personne_id, []).append(tie)
    team = {held.personne_id: held.fonction.intitule for held in Affectation.objects.select_related("fonction")}
    for personne in world.personnes:
        personne.rattachements_en_cours = by_person.get(personne.pk, [])
        personne.fonctions = [team[personne.pk]] if personne.pk in team else []


def load_catalogue() -> None:
    skills = sorted({skill for *_, services in words.BOUQUETS for *_, needed, _ in services for skill in needed})
    Competence.objects.bulk_create(Competence(nom=skill) for skill in skills)
    known = {competence.nom: competence for competence in Competence.objects.all()}
    for ordre, (nom, icone, resume, services) in enumerate(words.BOUQUETS):
        bouquet = Bouquet.objects.create(nom=nom, icone=icone, resume=resume, ordre=ordre)
        for rank, (titre, phrase, needed, is_collectif) in enumerate(services):
            service = Service.objects.create(
                bouquet=bouquet, nom=titre, resume=phrase, ordre=rank, is_collectif=is_collectif
            )
            service.competences.set([known[skill] for skill in needed])


def load_prestataires(world: World) -> None:
    people = _pick_people(world)
    trades = [(metier, skills) for metier, number, skills in words.METIERS for _ in range(number)]
    first = {"Fabien Ostrelle": trades[0], "Inès Galvorine": trades[13], "Clarisse Ouvremont": trades[29]}
    rest = [trade for rank, trade in enumerate(trades) if rank not in (0, 13, 29)]
    metiers = [first[name] for name in first] + rest
    etats = [*ETATS, Prestataire.Etat.SORTI]
    made = [_prestataire(world, *row) for row in zip(people, metiers, etats, strict=True)]
    Prestataire.objects.bulk_create(made)
    DeclarationInterets.objects.bulk_create(
        DeclarationInterets(prestataire=p, signee_le=world.day(-400 if rank == 33 else -world.rng.randint(5, 300)))
        for rank, p in enumerate(made)
    )
    _give_skills(world, made, metiers)
    _declare_ties(world, made)
    for prestataire in made:
        refresh_liens(prestataire)


def _pick_people(world) -> list:
    """The three personas, then people who volunteer somewhere without a responsibility there."""
    named = [world.personne(name) for name in ("Fabien Ostrelle", "Inès Galvorine", "Clarisse Ouvremont")]
    volunteers = Rattachement.objects.filter(genre=Tie.BENEVOLE, personne__email__isnull=False)
    busy = Rattachement.objects.exclude(genre=Tie.BENEVOLE).values("personne")
    keys = volunteers.exclude(personne__in=busy).order_by("personne").values_list("personne", flat=True).distinct()
    by_key = {personne.pk: personne for personne in world.personnes}
    others = [by_key[key] for key in keys if by_key[key] not in named][:37]
    RoleFederal.objects.bulk_create(
        RoleFederal(personne=p, role=RoleFederal.Role.PRESTATAIRE, debut=world.day(-800)) for p in others
    )
    return named + others


def _prestataire(world, personne, metier, etat) -> Prestataire:
    is_named = str(personne) in {str(persona) for persona in PERSONAS}
    return Prestataire(
        personne=personne,
        metier=words.METIERS_DES_PERSONAS.get(str(personne), metier[0]),
        approche=world.rng.choice(words.APPROCHES),
        etat=etat,
        assure_jusqu_au=world.day(20 if str(personne) == "Fabien Ostrelle" else 300),
        langues=["français", *world.rng.sample(["anglais", "arabe", "portugais", "langue des signes"], 1)],
        modalites=[Modalite.PRESENCE, Modalite.DISTANCE],
        is_accessible=is_named or world.rng.random() < 0.7,
        capacite=5 if is_named else world.rng.choice([3, 4, 5]),
        delai_jours=8 if is_named else world.rng.choice([8, 10, 15, 21, 30]),
    )


def _give_skills(world, made, metiers) -> None:
    known = {competence.nom: competence.pk for competence in Competence.objects.all()}
    through = Prestataire.competences.through
    through.objects.bulk_create(
        through(prestataire_id=prestataire.pk, competence_id=known[skill])
        for prestataire, (_, skills) in zip(made, metiers, strict=True)
        for skill in skills
    )
    territoires = list({association.territoire for association in world.associations})
    territoires.sort(key=str)
    through = Prestataire.territoires.through
    through.objects.bulk_create(
        through(prestataire_id=prestataire.pk, territoire_id=territoire.pk)
        for rank, prestataire in enumerate(made)
        for territoire in (territoires if rank < 2 else world.rng.sample(territoires, 2))
    )


def _declare_ties(world, made) -> None:
    """Nine providers have a tie to declare; all who know governance abstain from one small association."""
    gouvernance = [p for p in made if "gouvernance" in p.metier]
    closed = [(p, FERMEE_A_TOUS, LienDeclare.Nature.MISSION) for p in gouvernance]
    others = [
        (made[2], "Le Palier", LienDeclare.Nature.MISSION),
        (made[5], "Le Palier", LienDeclare.Nature.PROCHE),
        (made[9], "Quai-Hauvert", LienDeclare.Nature.EMPLOI),
        (made[16], "Les Passerelles d’Orvain", LienDeclare.Nature.DEPORT),
    ]
    LienDeclare.objects.bulk_create(
        LienDeclare(prestataire=p, association=world.association(nom), nature=nature, debut=world.day(-300))
        for p, nom, nature in closed + others
    )


def plan_ended(world: World) -> list[Dossier]:
    """The 167 that ended: two thirds of them more than a year ago, and erased since."""
    ages = [world.rng.randint(735, 1090) for _ in range(50)] + [world.rng.randint(380, 725) for _ in range(70)]
    ages = sorted(ages + [world.rng.randint(60, 360) for _ in range(47)], reverse=True)
    issues = ISSUES[:]
    world.rng.shuffle(issues)
    dossiers = []
    for rank, (age, issue) in enumerate(zip(ages, issues, strict=True)):
        length = world.rng.randint(25, 110)
        is_old = rank < ANONYMES
        fin = max(age - length, 370) if is_old else min(max(age - length, 4), 360)
        dossiers.append(Dossier(issue="anonymisee" if is_old else issue, age=age, fin=min(fin, age - 1)))
        dossiers[-1].recit = issue
    return dossiers


def plan_running(world: World) -> list[Dossier]:
    """The 33 that live: 18 accompanied, 9 looking for somebody, 6 to be read, one of them late."""
    rng = world.rng
    accompanied = [Dossier("acceptee" if n < 4 else "en_cours", rng.randint(25, 90)) for n in range(EN_COURS)]
    waiting = ["qualifiee"] * 5 + ["proposee"] * 2 + ["sollicitee"] * 2
    looking = [Dossier(etat, rng.randint(5, 20)) for etat in waiting[:EN_ATTENTE]]
    fresh = [Dossier("deposee", age) for age in (9, 2, 1, 1, 1, 1)[:ACCUEIL]]
    return accompanied + looking + fresh


def cast_dossiers(world: World, dossiers) -> None:
    """Give each request a person, a service and a few words; the personas stay out but for one of the team."""
    named = {str(persona) for persona in PERSONAS}
    eligible = [
        personne
        for personne in world.personnes
        if str(personne) not in named
        and any(tie.genre in (Tie.SALARIE, Tie.BENEVOLE_RESPONSABLE) for tie in personne.rattachements_en_cours)
    ]
    salaries = [personne for personne in eligible if get_statut(personne) == Demande.Statut.SALARIE]
    benevoles = [personne for personne in eligible if get_statut(personne) == Demande.Statut.BENEVOLE]
    bouquets = list(Bouquet.objects.prefetch_related("services"))
    for dossier in dossiers:
        is_salarie = world.rng.random() < 0.78
        dossier.personne = world.rng.choice(salaries if is_salarie else benevoles)
        bouquet = world.rng.choices(bouquets, words.POIDS_BOUQUETS)[0]
        dossier.is_association = not is_salarie and world.rng.random() < 0.68
        services = [s for s in bouquet.services.all() if s.is_collectif or not dossier.is_association]
        dossier.service = world.rng.choice(services or list(bouquet.services.all()))
        if not dossier.recit:
            dossier.recit = world.rng.choice(words.RECITS)
    _cast_special(world, [dossier for dossier in dossiers if dossier.issue == "qualifiee"], salaries)


def _cast_special(world, waiting, salaries) -> None:
    """Two parties of one conflict, somebody of the federation's own team, one for whom everybody is tied."""
    services = {service.nom: service for service in Service.objects.select_related("bouquet")}
    team = [p for p in salaries if len(p.rattachements_en_cours) == 1]
    first = world.rng.choice(team)
    home = first.rattachements_en_cours[0].association_id
    second = next(
        (p for p in team if p != first and p.rattachements_en_cours[0].association_id == home), world.rng.choice(team)
    )
    for dossier, personne, recit in zip(waiting, (first, second), words.RECIT_CONFLIT, strict=False):
        dossier.personne, dossier.recit, dossier.service = personne, recit, services["Médiation"]
    waiting[2].personne, waiting[2].service = world.personne("Nadia Cherkanoui"), services["Écoute individuelle"]
    orgelle = world.association(FERMEE_A_TOUS)
    insiders = [p for p in salaries if any(t.association_id == orgelle.pk for t in p.rattachements_en_cours)]
    waiting[3].personne = insiders[0] if insiders else first
    waiting[3].service = services["Gouvernance"]
    for dossier in waiting[:4]:
        dossier.is_association = False


def make_demandes(world: World, dossiers) -> None:
    for dossier in dossiers:
        dossier.demande = _demande(world, dossier)
    Demande.objects.bulk_create(dossier.demande for dossier in dossiers)
    waiting = [dossier.demande for dossier in dossiers if dossier.issue == "qualifiee"]
    situation = UUID(int=world.rng.getrandbits(128), version=4)
    Demande.objects.filter(pk__in=[demande.pk for demande in waiting[:2]]).update(situation=situation)
    kept = [dossier for dossier in dossiers if dossier.demande.etat != Etat.ANONYMISEE]
    concerned = {dossier.personne: sorted(get_organisations(dossier.personne)) for dossier in kept}
    OrganisationConcernee.objects.bulk_create(
        OrganisationConcernee(demande=dossier.demande, empreinte=empreinte)
        for dossier in kept
        for empreinte in concerned[dossier.personne]
    )


def _demande(world, dossier) -> Demande:
    """A request in the stage it reached; erased ones keep a month and wide classes only."""
    drawn = "".join(world.rng.choices(ALPHABET, k=6))
    is_erased = dossier.issue == "anonymisee"
    association = next((tie.association for tie in dossier.personne.rattachements_en_cours), None)
    age = dossier.age if not is_erased else dossier.age + world.day(-dossier.age).day - 1
    intake = 0 if dossier.issue in ("deposee",) else world.rng.choice([1, 1, 2, 2, 2, 3])
    is_served = dossier.issue in ("acceptee", "en_cours", "cloturee", "evaluee")
    return Demande(
        pk=UUID(int=world.rng.getrandbits(128), version=4),
        code=f"{drawn[:3]}-{drawn[3:]}",
        porte=Demande.Porte.ASSOCIATION if dossier.is_association else Demande.Porte.PERSONNELLE,
        etat=dossier.issue,
        demandeur_empreinte=None if is_erased else fingerprint_of(dossier.personne),
        association=association if dossier.is_association and not is_erased else None,
        bouquet=dossier.service.bouquet,
        service=dossier.service,
        modalite=world.rng.choice([Modalite.PRESENCE, Modalite.PRESENCE, Modalite.DISTANCE]),
        urgence=world.rng.choice(["normale", "normale", "normale", "rapide", "urgente"]),
        statut=get_statut(dossier.personne),
        territoire=association.territoire if association else None,
        reorientation=Demande.Destination.DLA if dossier.issue == "reorientee" else "",
        consentement="2026-1",
        deposee_le=world.at(-age, 8 if is_erased else world.rng.randint(8, 20)),
        qualifiee_le=world.at(-age + intake, 10) if intake else None,
        acceptee_le=world.at(-max(dossier.age - 12, 3), 11) if is_served else None,
        terminee_le=world.at(-dossier.fin, 17) if dossier.fin is not None else None,
        echeance=_deadline(world, dossier),
    )


def _deadline(world, dossier) -> date | None:
    days = {"deposee": JOURS_APRES_DEPOT, "proposee": JOURS_POUR_CHOISIR}.get(dossier.issue)
    return world.day(-dossier.age) + timedelta(days=days) if days else None
