"""The demo federation's people and associations (300 and 60), their ties, boards and memberships."""

from allauth.account.models import EmailAddress
from django.db.backends.postgresql.psycopg_any import DateRange

from federation.demo import fiches, names
from federation.demo.personas import PERSONAS
from federation.demo.world import World
from members.models import (
    Adhesion,
    Affectation,
    AppartenanceReseau,
    Association,
    College,
    Dispositif,
    Domaine,
    Federation,
    FonctionMission,
    Instance,
    Mandat,
    Personne,
    Public,
    Rattachement,
    Reseau,
    RoleFederal,
    Territoire,
)
from members.models.associations import compose_recherche
from members.normalisation import normalise

Genre = Association.Genre
Tie = Rattachement.Genre
DOMAIN = "solidaubrelle.example"
SHARED_BOX = f"contact@lepalier.{DOMAIN}"
PEOPLE = 300
WITHOUT_ADDRESS, SHARING_A_BOX = 36, 12  # one of the first is a minor, who needs none
# What public sheets show: not all choose alike.
PUBLISHED = (
    ["presentation", "telephone", "site", "activites", "carte"],
    ["presentation", "adresse", "telephone", "email", "site", "activites", "structures", "carte"],
    ["presentation", "activites", "carte"],
    ["telephone", "site"],
)
JOBS = [
    "Directrice",
    "Directeur",
    "Référente familles",
    "Référent familles",
    "Animatrice jeunes",
    "Animateur jeunes",
    "Accueil",
    "Comptable",
    "Coordination",
    "Animation",
]
STREETS = ["rue des Lavoirs", "rue du Pont", "rue des Écoles", "place du Val"]
SEATS = ["Présidence", "Trésorerie", "Secrétariat", "Administration"]
ODD_NAMES = [
    ("Camille", "Bresselour"),
    ("Camille", "Bresselour"),
    ("", "Kéziah"),
    ("Anne-Sophie", "de La Vernoye"),
    ("Maël", "d’Aubrellac"),
    ("Nour-Eddine", "L’Hermeray"),
    ("Côme", "Œuvrard"),
    ("Zoé", "Lefèvre"),
]


def load(world: World) -> None:
    """Fill the world with the federation, its members, its people and their ties."""
    Federation.objects.create(nom="Fédération Solid’Aubrelle", sigle="FSA", fondee_en=1998, is_demo=True)
    load_associations(world)
    load_personnes(world)
    load_rattachements(world)
    load_roles(world)
    load_instances(world)
    fiches.load_mineurs(world)
    load_adhesions(world)


def load_associations(world: World) -> None:
    Territoire.objects.bulk_create(Territoire(nom=nom) for nom in names.TERRITOIRES)
    for model, words in ((Public, names.PUBLICS), (Domaine, names.DOMAINES), (Dispositif, names.DISPOSITIFS)):
        model.objects.bulk_create(model(nom=word) for word in words)
    territoires = {t.nom: t for t in Territoire.objects.all()}
    where = {commune: territoires[nom] for nom, communes in names.TERRITOIRES.items() for commune in communes}
    groups = [
        (Genre.CENTRE_SOCIAL, names.CENTRES_SOCIAUX),
        (Genre.COLLECTIVITE, names.COLLECTIVITES),
        (Genre.EVS, names.EVS),
        (Genre.COGEREE, names.COGEREES),
        (Genre.ASSOCIEE, names.ASSOCIEES),
    ]
    rows = [(genre, nom, commune) for genre, group in groups for nom, commune in group.items()]
    made = [
        _association(world, number, genre, nom, commune, where[commune])
        for number, (genre, nom, commune) in enumerate(rows)
    ]
    Association.objects.bulk_create(made)
    world.associations_by_name = {association.nom: association for association in made}
    fiches.load_lieux(world)
    for field, model, most in (("publics", Public, 3), ("domaines", Domaine, 4), ("dispositifs", Dispositif, 2)):
        _tag(world, made, field, list(model.objects.all()), most)
    jeunesse = Reseau.objects.create(nom="Réseau jeunesse du Val", genre=Reseau.Genre.THEMATIQUE)
    AppartenanceReseau.objects.bulk_create(
        AppartenanceReseau(reseau=jeunesse, association=association, debut=world.day(-600))
        for association in world.rng.sample(made, 12)
    )


def _association(world, number, genre, nom, commune, territoire) -> Association:
    postcode = f"00{names.COMMUNES.index(commune) + 1:02d}0"
    slug = normalise(nom).replace(" ", "")
    return Association(
        nom=nom,
        genre=genre,
        commune=commune,
        territoire=territoire,
        code_postal=postcode,
        departement="00",
        adresse=f"{world.rng.randint(1, 48)}, {world.rng.choice(STREETS)}",
        email=f"contact@{slug}.{DOMAIN}",
        telephone=f"+3319900{number:02d}{world.rng.randint(10, 99)}",
        site=f"https://{slug}.{DOMAIN}/" if number % 3 else "",
        rna=None if nom in fiches.WITHOUT_RNA or genre == Genre.COLLECTIVITE else f"W00{number:07d}",
        is_publiee=number % 4 != 0,
        presentation=_presentation(genre, commune),
        champs_publics=PUBLISHED[number // 2 % len(PUBLISHED)],
        recherche=compose_recherche(nom, commune, fiches.find_lieux(nom)),
        **fiches.place(world, nom, commune),
    )


def _presentation(genre, commune) -> str:
    opening = {
        Genre.CENTRE_SOCIAL: "Un lieu ouvert à toutes les générations",
        Genre.EVS: "Un lieu de proximité, petit et porté par les habitants",
        Genre.COGEREE: "Une association où salariés et bénévoles décident ensemble",
        Genre.COLLECTIVITE: "Un centre social porté par la collectivité",
        Genre.ASSOCIEE: "Un partenaire de longue date de la fédération",
    }[genre]
    return f"{opening}, à {commune}."


def _tag(world, associations, field, words, most) -> None:
    through = getattr(Association, field).through
    column = f"{words[0]._meta.model_name}_id"
    through.objects.bulk_create(
        through(association_id=association.pk, **{column: word.pk})
        for association in associations
        for word in world.rng.sample(words, world.rng.randint(0 if most == 2 else 1, most))
    )


def load_personnes(world: World) -> None:
    cast = list_cast()
    invented = [(g, s) for s in names.SURNAMES for g in world.rng.sample(names.GIVEN_NAMES, 4)]
    world.rng.shuffle(invented)
    everybody = [*cast, *ODD_NAMES, *invented][:PEOPLE]
    made = [_personne(number, prenom, nom, len(cast)) for number, (prenom, nom) in enumerate(everybody)]
    Personne.objects.bulk_create(made)
    for personne in made:
        name = str(personne)
        world.people_by_name[f"{name} (2)" if name in world.people_by_name else name] = personne
    EmailAddress.objects.bulk_create(
        EmailAddress(user=personne, email=personne.email, verified=True, primary=True)
        for personne in made
        if personne.email
    )


def list_cast() -> list[tuple[str, str]]:
    """The personas, but for whoever is among the odd names too and keeps their place there."""
    named = [(persona.prenom, persona.nom) for persona in PERSONAS]
    return [name for name in named if name not in ODD_NAMES]


def _personne(number, prenom, nom, cast_size) -> Personne:
    name = f"{prenom} {nom}".strip()
    rank = number - cast_size - len(ODD_NAMES)
    has_own_address = rank < 0 or rank >= WITHOUT_ADDRESS + SHARING_A_BOX
    shares_a_box = WITHOUT_ADDRESS <= rank < WITHOUT_ADDRESS + SHARING_A_BOX
    personne = Personne(
        prenom=prenom,
        nom=nom,
        email=f"{normalise(name).replace(' ', '.')}{'' if number < cast_size else number}@{DOMAIN}"
        if has_own_address
        else None,
        courriel_partage=SHARED_BOX if shares_a_box else "",
        telephone=f"+3319901{number:04d}",
        recherche=normalise(name),
    )
    personne.set_unusable_password()
    return personne


def load_rattachements(world: World) -> None:
    ties = [
        Rattachement(
            personne=world.personne(str(persona)),
            association=world.association(persona.association),
            genre=persona.genre,
            fonction=persona.fonction,
            is_gestionnaire=persona.is_gestionnaire,
            debut=world.day(-1200),
        )
        for persona in PERSONAS
        if persona.association
    ]
    others = world.personnes[len(list_cast()) :]
    for rank, personne in enumerate(others):
        ties += _ties(world, rank, personne)
    Rattachement.objects.bulk_create(ties)


def _ties(world, rank, personne) -> list[Rattachement]:
    genre = Tie.SALARIE if rank % 2 == 0 else (Tie.BENEVOLE_RESPONSABLE if rank % 4 == 1 else Tie.BENEVOLE)
    first = world.association("Le Palier") if personne.courriel_partage else world.rng.choice(world.associations)
    fonction = world.rng.choice(JOBS if genre == Tie.SALARIE else SEATS)
    ended = rank % 19 == 7
    tie = Rattachement(
        personne=personne,
        association=first,
        genre=genre,
        fonction=fonction,
        debut=world.day(-world.rng.randint(500, 2500)),
        fin=world.day(-world.rng.randint(20, 400)) if ended else None,
    )
    if rank % 12 != 5:
        return [tie]
    second = world.rng.choice([a for a in world.associations if a != first])
    return [tie, Rattachement(personne=personne, association=second, genre=Tie.BENEVOLE, debut=world.day(-400))]


def load_roles(world: World) -> None:
    RoleFederal.objects.bulk_create(
        RoleFederal(personne=world.personne(str(persona)), role=role, debut=world.day(-900))
        for persona in PERSONAS
        for role in persona.roles
    )
    for persona in PERSONAS:
        if persona.fonction_mission:
            fonction = FonctionMission.objects.create(intitule=persona.fonction_mission)
            Affectation.objects.create(fonction=fonction, personne=world.personne(str(persona)), debut=world.day(-900))


def load_instances(world: World) -> None:
    federal = Instance.objects.create(genre=Instance.Genre.CA, nom="Conseil d’administration de la fédération")
    names_of = [("usagers", 15), ("professionnels", 6), ("institutionnels", 3)]
    rows = College.objects.bulk_create(College(nom=nom, ordre=rank) for rank, (nom, _) in enumerate(names_of))
    colleges = [college for college, (_, seats) in zip(rows, names_of, strict=True) for _ in range(seats)]
    seated = [world.personne("Maëlle Quintanoy"), world.personne("Odile Tarvignac"), world.personne("Bastien Orvelin")]
    seated += world.rng.sample(world.personnes[30:], 21)
    offices = ["Présidence", "Trésorerie", "Secrétariat"]
    mandats = [
        Mandat(
            instance=federal,
            personne=personne,
            college=college,
            fonction=offices[rank] if rank < len(offices) else "",
            debut=world.day(-700),
            fin_prevue=world.day(390),
        )
        for rank, (personne, college) in enumerate(zip(seated, colleges, strict=True))
    ]
    boards = Instance.objects.bulk_create(
        Instance(genre=Instance.Genre.CA, nom=f"Conseil d’administration, {association}", association=association)
        for association in world.associations
    )
    responsible = Rattachement.objects.filter(genre=Tie.BENEVOLE_RESPONSABLE).en_cours()
    board_of = {board.association_id: board for board in boards}
    mandats += [
        Mandat(
            instance=board_of[tie.association_id], personne_id=tie.personne_id, fonction=tie.fonction, debut=tie.debut
        )
        for tie in responsible
    ]
    Mandat.objects.bulk_create(mandats)


def load_adhesions(world: World) -> None:
    left = {"La Remise de Lamballon": -240, "La Torvelle-Sud": -600}
    candidates = {"Un Jardin à Mervaucourt", "Café-Relais Sourdevigne"}
    founders = {"Les Passerelles d’Orvain", "Quai-Hauvert", "Norgimont Ensemble", "La Traverse d’Orvain"}
    Adhesion.objects.bulk_create(
        Adhesion(
            association=association,
            categorie=_category(association, founders),
            periode=DateRange(
                world.day(-world.rng.randint(1500, 9000)),
                world.day(left[association.nom]) if association.nom in left else None,
            ),
        )
        for association in world.associations
        if association.nom not in candidates
    )


def _category(association, founders) -> str:
    if association.nom in founders:
        return Adhesion.Categorie.FONDATRICE
    is_associate = association.genre == Genre.ASSOCIEE
    return Adhesion.Categorie.ASSOCIEE if is_associate else Adhesion.Categorie.ACTIVE
