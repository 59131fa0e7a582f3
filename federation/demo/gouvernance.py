"""The demo's governing bodies: seats and colleges, four boards with something to point out, two assemblies."""

from datetime import timedelta
from random import Random

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q

from federation.demo.world import World
from members.models import (
    Adhesion,
    Assemblee,
    Association,
    College,
    Derogation,
    Electeur,
    Instance,
    Mandat,
    Personne,
    Pouvoir,
    PresenceAssemblee,
    QuotaSieges,
    Rattachement,
    RegleMandat,
    Representant,
    Siege,
)

SEED = 1901
Genre, Parametre, Tie = Instance.Genre, RegleMandat.Parametre, Rattachement.Genre
LAST_AG, NEXT_AG, TERM = -335, 60, 1095
WITHOUT_SPEAKER = {"Le Palier", "Les Taupinières", "Le Banc Public", "Temps Clairs", "Le Fil d’Essarts"}
SPEAKERS = {
    "Quai-Hauvert": "Roger Esparvine",
    "Les Ateliers du Seuil": "Linh Tranvallon",
    "Norgimont Ensemble": "Bastien Orvelin",
    "La Fabrique de Vessigny": "Maëlle Quintanoy",
    "Les Trois-Lavoirs de Courlemont": "Odile Tarvignac",
}
PROXIES = [
    ("Le Comptoir d’Orgelle", "Norgimont Ensemble"),
    ("La Halle de Brévaux", "Norgimont Ensemble"),
    ("Le Chantequoy", "Les Deux-Écluses"),
]
# association, seats, of which employees, recognised as being of public utility
BOARDS = [("Le Palier", 8, 2, False), ("Les Ateliers du Seuil", 8, 3, False), ("Quai-Hauvert", 12, 3, True)]
OFFICES = ["Présidence", "Vice-présidence", "Trésorerie", "Trésorerie adjointe", "Secrétariat"]
REASON = (
    "Notre comptable tient la trésorerie jusqu’à l’assemblée de juin, faute de candidature. Le conseil en a parlé."
)


def load(world: World) -> None:
    """Give the bodies their seats, the statutes their numbers, the assemblies their lists."""
    rng = Random(SEED)
    board = Instance.objects.get(association=None, genre=Genre.CA)
    load_federal_board(world, board)
    load_quotas(board)
    assembly = Instance.objects.create(genre=Genre.AG, nom="Assemblée générale de la fédération")
    load_rules(world, board, assembly)
    load_federal_bureau(world)
    for name, seats, employees, is_recognised in BOARDS:
        load_board(world, rng, name, seats, employees, is_recognised)
    chair = Rattachement.objects.filter(personne=world.personne("Roger Esparvine"))
    chair.update(is_gestionnaire=True)  # a chair who looks after the sheet reads what is pointed out of the board
    load_bureau_with_employee(world, rng)
    load_vacancies(world)
    load_speakers(world, rng)
    load_last_assembly(world, rng, assembly)
    load_next_assembly(world, assembly)


def load_federal_board(world: World, board: Instance) -> None:
    """24 seats; a third is renewed each year; one holder was co-opted, one begins a fourth term in a row."""
    mandats = list(board.mandats.select_related("college").order_by("pk"))
    sieges = Siege.objects.bulk_create(
        Siege(instance=board, intitule="Administration", college=m.college, debut=world.day(-4000)) for m in mandats
    )
    for rank, (mandat, siege) in enumerate(zip(mandats, sieges, strict=True)):
        mandat.siege = siege
        mandat.decision = "Assemblée générale, élection au scrutin secret"
        if rank % 3 == 2:
            mandat.debut, mandat.fin_prevue = world.day(-1065), world.day(-1065 + TERM)
    left, veteran = mandats[7], mandats[4]
    left.fin, left.motif_fin = world.day(-120), Mandat.MotifFin.DEMISSION
    Mandat.objects.bulk_update(mandats, ["siege", "decision", "debut", "fin_prevue", "fin", "motif_fin"])
    seated = {mandat.personne_id for mandat in mandats}
    heir = next(p for p in world.personnes[40:] if p.pk not in seated)
    Mandat.objects.create(
        instance=board,
        siege=left.siege,
        college=left.college,
        personne=heir,
        debut=world.day(-90),
        fin_prevue=left.fin_prevue,
        is_complet=False,
        designation=Mandat.Designation.COOPTATION,
        decision="Conseil d’administration, cooptation",
    )
    Mandat.objects.bulk_create(
        Mandat(
            instance=board,
            siege=veteran.siege,
            college=veteran.college,
            personne=veteran.personne,
            debut=veteran.debut - timedelta(days=TERM * back),
            fin_prevue=veteran.debut - timedelta(days=TERM * (back - 1)),
            fin=veteran.debut - timedelta(days=TERM * (back - 1) + 1),
            motif_fin=Mandat.MotifFin.TERME,
        )
        for back in (3, 2, 1)
    )


def load_quotas(board: Instance) -> None:
    """Most seats to the users, a quarter at most to the professionals."""
    colleges = {college.nom: college for college in College.objects.all()}
    QuotaSieges.objects.create(
        instance=board, college=colleges["usagers"], minimum=60, article="Statuts de la fédération, article 11"
    )
    for name, most in (("professionnels", 25), ("institutionnels", 15)):
        QuotaSieges.objects.create(
            instance=board, college=colleges[name], maximum=most, article="Statuts de la fédération, article 11"
        )


def load_rules(world: World, board: Instance, assembly: Instance) -> None:
    """The numbers of invented statutes; two of them changed when the statutes were rewritten."""
    since, before = world.day(-1200), world.day(-5000)
    rows = [
        (board, Parametre.DUREE, 4, "Anciens statuts, article 9", before, since),
        (board, Parametre.DUREE, 3, "Statuts de la fédération, article 12", since, None),
        (board, Parametre.CONSECUTIFS, 3, "Statuts de la fédération, article 12, alinéa 3", since, None),
        (board, Parametre.PARTIEL_COMPTE, 0, "Statuts de la fédération, article 12, alinéa 4", since, None),
        (assembly, Parametre.QUORUM, 50, "Anciens statuts, article 14", before, since),
        (assembly, Parametre.QUORUM, 40, "Statuts de la fédération, article 16", since, None),
        (assembly, Parametre.POUVOIRS, 2, "Statuts de la fédération, article 17", since, None),
        (assembly, Parametre.ANCIENNETE, 90, "Règlement intérieur, article 5", since, None),
        (assembly, Parametre.A_JOUR, 1, "Statuts de la fédération, article 15", since, None),
        (assembly, Parametre.VOIX, 1, "Statuts de la fédération, article 15", since, None),
        (assembly, Parametre.VOIX_ASSOCIEES, 0, "Statuts de la fédération, article 7", since, None),
    ]
    RegleMandat.objects.bulk_create(
        RegleMandat(
            genre=instance.genre,
            instance=instance,
            parametre=parametre,
            valeur=valeur,
            article=article,
            periode=DateRange(start, end),
        )
        for instance, parametre, valeur, article, start, end in rows
    )


def load_federal_bureau(world: World) -> None:
    """Five places, two of them vacant."""
    bureau = Instance.objects.create(genre=Genre.BUREAU, nom="Bureau de la fédération")
    holders = {"Présidence": "Maëlle Quintanoy", "Trésorerie": "Odile Tarvignac", "Secrétariat": "Bastien Orvelin"}
    sieges = _add_seats(bureau, OFFICES, world.day(-1500))
    Mandat.objects.bulk_create(
        Mandat(
            instance=bureau,
            siege=siege,
            personne=world.personne(holders[siege.intitule]),
            fonction=siege.intitule,
            debut=world.day(-700),
            fin_prevue=world.day(-700 + TERM),
        )
        for siege in sieges
        if siege.intitule in holders
    )
    Instance.objects.create(genre=Genre.COMITE, nom="Comité de suivi du pacte")


def load_board(world, rng, name: str, seats: int, employees: int, is_recognised: bool) -> None:
    """A whole board of so many seats, of which so many are held by people the association employs."""
    association = world.association(name)
    if is_recognised:
        Association.objects.filter(pk=association.pk).update(is_utilite_publique=True)
    board = association.instances.get(genre=Genre.CA)
    board.mandats.all().delete()
    _employ(world, association, employees)
    employed = _find_tied(association, Tie.SALARIE, employees)
    own = _find_tied(association, Tie.BENEVOLE_RESPONSABLE, 4)
    salaried = association.rattachements.filter(genre=Tie.SALARIE).values_list("personne", flat=True)
    taken = {person.pk for person in own} | set(salaried)
    free = [p for p in world.personnes[60:] if p.pk not in taken]
    others = rng.sample(free, seats)
    volunteers = [*own, *others][: seats - len(employed)]
    titles = [*OFFICES[:1], *OFFICES[2:3], *OFFICES[4:5], *["Administration"] * seats][:seats]
    sieges = _add_seats(board, titles, world.day(-2000))
    for siege, personne in zip(sieges, [*volunteers, *employed], strict=True):
        Mandat.objects.create(
            instance=board,
            siege=siege,
            personne=personne,
            fonction=siege.intitule if siege.intitule != "Administration" else "",
            debut=world.day(-500),
            fin_prevue=world.day(-500 + TERM),
        )


def _employ(world, association, wanted) -> None:
    """Hire whoever is missing to have enough employees."""
    known = {person.pk for person in _find_tied(association, Tie.SALARIE, wanted)}
    spare = [p for p in world.personnes[200:] if p.pk not in known][: wanted - len(known)]
    Rattachement.objects.bulk_create(
        Rattachement(
            personne=personne, association=association, genre=Tie.SALARIE, fonction="Animation", debut=world.day(-900)
        )
        for personne in spare
    )


def load_bureau_with_employee(world, rng) -> None:
    """R2, with the reason that somebody wrote."""
    association = world.association("La Traverse d’Orvain")
    bureau = Instance.objects.create(genre=Genre.BUREAU, nom=f"Bureau, {association}", association=association)
    _employ(world, association, 1)
    [employee] = _find_tied(association, Tie.SALARIE, 1)
    people = [*rng.sample([p for p in world.personnes[60:200] if p != employee], 2), employee]
    for siege, personne in zip(
        _add_seats(bureau, ["Présidence", "Secrétariat", "Trésorerie"], world.day(-900)), people, strict=True
    ):
        Mandat.objects.create(
            instance=bureau, siege=siege, personne=personne, fonction=siege.intitule, debut=world.day(-400)
        )
    Derogation.objects.create(
        instance=bureau,
        code=f"R2:{employee.pk}",
        motif=REASON,
        par=world.personne("Solène Varadieu"),
        le=world.at(-40),
    )


def load_vacancies(world) -> None:
    """Seats that nobody holds: one that somebody left, others never filled."""
    for name, number in (("L’Aubrellerie", 3), ("Chez Nous Vessigny", 1), ("Mots Communs", 2)):
        board = world.association(name).instances.get(genre=Genre.CA)
        _add_seats(board, ["Administration"] * number, world.day(-60 * number))


def load_speakers(world, rng) -> None:
    """Most associations named who speaks for them; some have somebody who stands in."""
    tied = Rattachement.objects.en_cours().select_related("personne").order_by("genre", "pk")
    people: dict[int, list[Personne]] = {}
    for tie in tied:
        people.setdefault(tie.association_id, []).append(tie.personne)
    rows = []
    for rank, association in enumerate(world.associations):
        known = [world.personne(SPEAKERS[association.nom])] if association.nom in SPEAKERS else []
        known += [p for p in people.get(association.pk, []) if p not in known]
        if association.nom in WITHOUT_SPEAKER or not known:
            continue
        rows.append(Representant(association=association, personne=known[0], debut=world.day(-rng.randint(400, 1000))))
        if rank % 3 == 0 and len(known) > 1:
            rows.append(
                Representant(association=association, personne=known[1], is_suppleant=True, debut=world.day(-350))
            )
    Representant.objects.bulk_create(rows)


def load_last_assembly(world, rng, instance) -> None:
    """Last year's assembly: its list was frozen, two thirds came, a few gave their voice."""
    assemblee = Assemblee.objects.create(
        instance=instance,
        intitule="Assemblée générale ordinaire",
        le=world.day(LAST_AG),
        lieu="Salle des fêtes de Port-Hauvert",
        figee_le=world.at(LAST_AG - 10, 18, 0),
    )
    voters = [row for row in _freeze_list(assemblee) if not row.motif]
    there = rng.sample(voters, len(voters) * 2 // 3)
    PresenceAssemblee.objects.bulk_create(
        PresenceAssemblee(
            assemblee=assemblee,
            association=row.association,
            personne_id=row.representant_id,
            arrivee_le=world.at(LAST_AG, 9, rng.randint(0, 40)),
        )
        for row in there
    )
    away = [row for row in voters if row not in there]
    _give(
        world, assemblee, [(row.association, holder.association) for row, holder in zip(away[:5], there, strict=False)]
    )


def _freeze_list(assemblee) -> list[Electeur]:
    members = Adhesion.objects.filter(periode__contains=assemblee.le).select_related("association").order_by("pk")
    speakers = dict(Representant.objects.filter(is_suppleant=False).values_list("association", "personne"))
    rows = []
    for adhesion in members:
        speaker = speakers.get(adhesion.association_id)
        is_associate = adhesion.categorie == Adhesion.Categorie.ASSOCIEE
        reason = "" if speaker else "personne pour la représenter"
        rows.append(
            Electeur(
                assemblee=assemblee,
                association=adhesion.association,
                representant_id=speaker,
                voix=0 if is_associate else 1,
                motif="membre associé, sans voix délibérative" if is_associate else reason,
            )
        )
    return Electeur.objects.bulk_create(rows)


def load_next_assembly(world, instance) -> None:
    assemblee = Assemblee.objects.create(
        instance=instance,
        intitule="Assemblée générale ordinaire",
        le=world.day(NEXT_AG),
        lieu="Maison des associations d’Aubrelle-la-Vieille",
    )
    _give(world, assemblee, [(world.association(giver), world.association(holder)) for giver, holder in PROXIES])


def _give(world, assemblee, pairs) -> None:
    by = world.personne("Solène Varadieu")
    moment = world.at((assemblee.le - world.today).days - 8 if assemblee.le < world.today else -3)
    Pouvoir.objects.bulk_create(
        Pouvoir(assemblee=assemblee, mandante=giver, mandataire=holder, donne_par=by, donne_le=moment)
        for giver, holder in pairs
    )


def _add_seats(instance, titles, since) -> list[Siege]:
    return Siege.objects.bulk_create(Siege(instance=instance, intitule=title, debut=since) for title in titles)


def _find_tied(association, genre, most) -> list[Personne]:
    ties = Rattachement.objects.en_cours().filter(association=association, genre=genre).select_related("personne")
    found: dict[int, Personne] = {}
    for tie in ties.filter(Q(personne__date_naissance=None)).order_by("debut", "pk"):
        found.setdefault(tie.personne_id, tie.personne)
    return list(found.values())[:most]
