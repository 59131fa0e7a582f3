"""Who joins, who leaves: seven files, a charter in two versions, one merger, networks, two years of contacts."""

from datetime import timedelta

from collectifs.models import Presence
from federation.demo.world import World
from members.actions.departs import NAME
from members.models import (
    AcceptationCharte,
    Adhesion,
    AppartenanceReseau,
    Association,
    Charte,
    Contact,
    DecisionReconnaissance,
    DemandeAdhesion,
    FonctionMission,
    Personne,
    PieceAttendue,
    PieceDemande,
    Rattachement,
    Reseau,
    Suspension,
    Territoire,
    Transformation,
)
from members.notifications.departs import EffacementAnnonce
from members.queries.departs import get_leaving
from socle.models import Notification

Etat = DemandeAdhesion.Etat
Genre = Association.Genre
PIECES = [
    ("Statuts à jour", "Datés et signés, tels que déposés.", True),
    ("Projet social ou projet associatif", "Même un projet en cours d’écriture.", True),
    ("Derniers comptes approuvés", "Bilan et compte de résultat, ou le budget si l’association est jeune.", True),
    ("Liste du conseil d’administration", "Noms et fonctions, sans adresse personnelle.", True),
    ("Rapport d’activité", "Le dernier, s’il y en a un.", False),
    ("Une page sur vos partenaires", "", False),
]
CHARTES = {
    "1": (-2600, "Nous faisons avec les habitantes et les habitants, jamais à leur place.\n\n"
          "Nous décidons ensemble, à une voix par association."),
    "2": (-500, "Nous faisons avec les habitantes et les habitants, jamais à leur place.\n\n"
          "Nous décidons ensemble, à une voix par association.\n\n"
          "Nous prenons soin de celles et ceux qui travaillent et s’engagent dans nos associations.\n\n"
          "Nous partageons ce que nous savons : une réussite se raconte, une difficulté se dit."),
}  # fmt: skip
SUBJECTS = [
    "Préparation du renouvellement d’agrément",
    "Recherche d’une trésorière",
    "Tour des projets de l’année",
    "Question sur le contrat d’une animatrice",
    "Invitation à la journée du réseau",
    "Travaux dans les locaux, accueil déplacé",
]
NOT_CALLED = 11


def load(world: World) -> None:
    """Fill the world with the paths of its associations."""
    pieces = load_reglages(world)
    load_demandes(world, pieces)
    load_transformations(world)
    load_reseaux(world)
    load_contacts(world)
    load_departs(world)


def load_reglages(world: World) -> list[PieceAttendue]:
    for version, (offset, texte) in CHARTES.items():
        Charte.objects.create(version=version, texte=texte, en_vigueur_le=world.day(offset))
    signed, later = Charte.objects.get(version="1"), Charte.objects.get(version="2")
    responsible = Rattachement.objects.filter(genre=Rattachement.Genre.BENEVOLE_RESPONSABLE).select_related(
        "association"
    )
    signers = {tie.association_id: tie for tie in responsible.order_by("-pk")}
    AcceptationCharte.objects.bulk_create(
        AcceptationCharte(charte=charte, association=tie.association, par_id=tie.personne_id, le=world.at(day - rank))
        for rank, tie in enumerate(sorted(signers.values(), key=lambda tie: tie.pk))
        for charte, day in (((signed, -2400), (later, -380)) if rank % 3 else ((signed, -2400),))
    )
    return PieceAttendue.objects.bulk_create(
        PieceAttendue(intitule=intitule, aide=aide, is_obligatoire=must, ordre=rank)
        for rank, (intitule, aide, must) in enumerate(PIECES, start=1)
    )


def _demande(world, etat, nom, commune, contact, days, **fields) -> DemandeAdhesion:
    first, last = contact
    sheet = world.associations_by_name.get(nom)
    return DemandeAdhesion.objects.create(
        etat=etat,
        nom=nom,
        genre=fields.pop("genre", Genre.EVS),
        commune=commune,
        contact_nom=f"{first} {last}",
        contact_email=f"{first.lower()}.{last.lower()}@ailleurs.example",
        contact_telephone="+33199000" + f"{days % 1000:03d}",
        association=sheet,
        deposee_le=world.at(-days),
        changee_le=world.at(-fields.pop("moved", days)),
        **fields,
    )


def load_demandes(world: World, pieces) -> None:
    solene, nadia = world.personne("Solène Varadieu"), world.personne("Nadia Cherkanoui")
    garden = _demande(
        world, Etat.ACCORD_CANDIDATE, "Un Jardin à Mervaucourt", "Mervaucourt", ("Tiphaine", "Aldoreste"), 150,
        moved=12, suivie_par=solene, visite_le=world.day(-128), contact_fonction="Présidente",
        message="Un jardin partagé devenu lieu d’accueil : repas du jeudi, ateliers, permanence d’écoute.",
    )  # fmt: skip
    garden.representant = _outsider("Tiphaine", "Aldoreste", garden.contact_email)
    garden.save()
    _file(world, garden, pieces[:4], -40)
    AcceptationCharte.objects.create(
        charte=Charte.objects.get(version="2"), demande=garden, par=garden.representant, le=world.at(-30)
    )
    DecisionReconnaissance.objects.create(
        demande=garden, instance="candidate", le=world.day(-14), is_favorable=True, proces_verbal="CA, point 3"
    )
    coffee = _demande(
        world, Etat.CANDIDATE, "Café-Relais Sourdevigne", "Sourdevigne", ("Gaspard", "Lenverne"), 80,
        moved=20, suivie_par=nadia, visite_le=world.day(-55), contact_fonction="Coordinateur",
        message="Un café associatif et une épicerie, ouverts par des habitants après la fin du dernier commerce.",
    )  # fmt: skip
    _file(world, coffee, pieces[:2], -9)
    _demande(
        world, Etat.REORIENTEE, "Les Échasses du Val", "Villebrune-en-Val", ("Rosalie", "Tambrelle"), 210,
        moved=170, suivie_par=solene, visite_le=world.day(-180), message="Une troupe d’échassiers qui tourne l’été.",
        motif="Votre projet est d’abord artistique : la fédération des foyers ruraux saura mieux l’accompagner. "
        "Nous avons prévenu sa coordinatrice, qui attend votre appel.",
    )  # fmt: skip
    _refuse(world, nadia)
    _demande(
        world, Etat.CONTACT, "L’Établi des Essarts", "Les Essarts-Taupins", ("Mahaut", "Sorbière"), 1,
        message="Nous réparons des vélos et des grille-pain, et nous voudrions ne plus être seuls.",
    )  # fmt: skip


def _refuse(world, nadia) -> None:
    refused = _demande(
        world, Etat.REFUSEE, "Relais Chantevigne", "Chantequoy", ("Ambroise", "Dourval"), 420,
        moved=260, suivie_par=nadia, visite_le=world.day(-380), message="Un centre de services aux familles.",
        motif="Les décisions y sont prises par la société qui la finance, sans les habitants : ce n’est pas notre "
        "charte. Le conseil d’administration relira volontiers un projet qui leur fait place.",
    )  # fmt: skip
    for instance, days, favorable in (("candidate", 300, True), ("federation", 260, False)):
        DecisionReconnaissance.objects.create(
            demande=refused,
            instance=instance,
            le=world.day(-days),
            is_favorable=favorable,
            proces_verbal="CA, point 5",
            motif="" if favorable else refused.motif,
        )


def _outsider(prenom, nom, email) -> Personne:
    personne = Personne(prenom=prenom, nom=nom, email=email, is_active=False)
    personne.set_unusable_password()
    personne.save()
    return personne


def _file(world, demande, pieces, offset) -> None:
    PieceDemande.objects.bulk_create(
        PieceDemande(demande=demande, attendue=piece, recue_le=world.day(offset + rank))
        for rank, piece in enumerate(pieces)
    )


def load_transformations(world: World) -> None:
    by = world.personne("Solène Varadieu")
    north, south = world.association("La Torvelle-Nord"), world.association("La Torvelle-Sud")
    absorbed = Transformation.objects.create(
        association=south, genre="absorption", le=world.day(-600), proces_verbal="AG des deux associations, points 2 "
        "et 3", motif="Deux équipes, un même quartier : elles n’en font plus qu’une.", enregistree_par=by,
    )  # fmt: skip
    absorbed.successeurs.add(north)
    Transformation.objects.create(
        association=world.association("La Remise de Lamballon"), genre="demission", le=world.day(-240),
        motif="L’association se tourne vers un réseau de tiers-lieux.", proces_verbal="CA, point 6",
        enregistree_par=by,
    )  # fmt: skip
    Rattachement.objects.filter(association=south, fin=None).update(association=north)
    if not Suspension.objects.exists():
        late = Adhesion.objects.get(association=world.association("La Roulotte des Confins"), periode__endswith=None)
        Suspension.objects.create(
            adhesion=late, debut=world.day(-45), motif="Deux cotisations restées sans réponse après trois rappels.",
            proces_verbal="CA de la fédération, point 8",
        )  # fmt: skip


def load_reseaux(world: World) -> None:
    """Four networks beside each other: awake, asleep, territorial, and one that lives for a fortnight."""
    run = {fonction.intitule: fonction for fonction in FonctionMission.objects.all()}
    youth = Reseau.objects.get(nom="Réseau jeunesse du Val")
    youth.presentation = "Les équipes jeunes se retrouvent chaque trimestre et préparent les camps d’été ensemble."
    youth.fonction_animatrice = run["Chargée de mission réseau"]
    youth.save()
    nobody = FonctionMission.objects.get_or_create(intitule="Animation du réseau mobilités")[0]
    made = _make_reseaux(world, run, nobody)
    running = list(Association.objects.adherentes(world.today).select_related("territoire").order_by("pk"))
    chosen = [
        world.rng.sample(running, 9),
        [association for association in running if association.territoire.nom == "Confins"],
        world.rng.sample(running, 17),
    ]
    AppartenanceReseau.objects.bulk_create(
        AppartenanceReseau(
            reseau=reseau,
            association=association,
            debut=world.day(-700 + 20 * rank),
            fin=world.day(-100) if rank % 8 == 7 else None,
        )
        for reseau, associations in zip(made, chosen, strict=True)
        for rank, association in enumerate(associations)
    )


def _make_reseaux(world, run, nobody) -> list[Reseau]:
    return Reseau.objects.bulk_create(
        [
            Reseau(
                nom="Mobilités solidaires",
                genre=Reseau.Genre.THEMATIQUE,
                presentation="Transport à la demande, garages solidaires, vélos : ce qui permet d’arriver.",
                fonction_animatrice=nobody,
            ),
            Reseau(
                nom="Bassin de vie des Confins",
                genre=Reseau.Genre.TERRITORIAL,
                presentation="Les associations des Confins, des deux côtés de la limite du département.",
                territoire=Territoire.objects.get(nom="Confins"),
                fonction_animatrice=run["Chargée de mission famille"],
            ),
            Reseau(
                nom="Quinzaine de la parentalité",
                genre=Reseau.Genre.EVENEMENTIEL,
                presentation="Deux semaines de portes ouvertes, de jeux et de débats avec les familles.",
                debut=world.day(-4),
                fin=world.day(10),
                fonction_animatrice=run["Chargée de mission famille"],
            ),
        ]
    )


def load_contacts(world: World) -> None:
    """Two years of calls and visits; eleven members were not called for long, three of them never."""
    team = [world.personne("Solène Varadieu"), world.personne("Nadia Cherkanoui")]
    running = list(Association.objects.adherentes(world.today).order_by("pk"))
    seen = set(Presence.objects.filter(is_presente=True).values_list("association", flat=True))
    unseen = [association for association in running if association.pk not in seen]
    forgotten = world.rng.sample(unseen, min(NOT_CALLED, len(unseen)))
    rows = []
    for rank, association in enumerate(running):
        is_late = association in forgotten
        since = (300 + 37 * forgotten.index(association)) if is_late else 3 + rank * 4 % 240
        count = 0 if is_late and forgotten.index(association) < 3 else 1 + rank % 4
        rows += [
            Contact(
                association=association,
                le=world.day(-since - 95 * back),
                genre=world.rng.choice(Contact.Genre.values),
                note=world.rng.choice(SUBJECTS),
                par=world.rng.choice(team),
            )
            for back in range(count)
            if since + 95 * back < 730
        ]
    Contact.objects.bulk_create(rows)


def load_departs(world: World) -> None:
    """Of those who left long ago, some agreed to stay known and the others are erased; one was just told."""
    gone = sorted(get_leaving(world.today - timedelta(days=31)), key=lambda one: (not one.courriel_partage, one.pk))
    kept, erased = gone[::3], [personne for rank, personne in enumerate(gone) if rank % 3]
    for personne in kept:
        personne.conservation_acceptee_le = world.day(-60)
    for personne in erased:
        personne.prenom, personne.nom, personne.telephone, personne.courriel_partage = "", NAME, "", ""
        personne.email = personne.identifiant = None
        personne.is_active, personne.effacee_le, personne.recherche = False, world.day(-5), ""
        personne.emailaddress_set.all().delete()
    fields = ["conservation_acceptee_le", "prenom", "nom", "telephone", "courriel_partage", "email", "identifiant"]
    Personne.objects.bulk_update(gone, [*fields, "is_active", "effacee_le", "recherche"])
    told = _last_to_leave(world, {personne.pk for personne in gone})
    told.rattachements.filter(fin=None).update(fin=world.day(-9))
    Personne.objects.filter(pk=told.pk).update(depart_annonce_le=world.day(-8))
    message = EffacementAnnonce(told)
    Notification.objects.create(
        destinataire=told, genre=message.slug, titre=message.title(), lien=message.link(), cree_le=world.at(-8)
    )


def _last_to_leave(world, gone) -> Personne:
    """Somebody who only holds a tie, and an ordinary one."""
    ties = Rattachement.objects.filter(genre=Rattachement.Genre.BENEVOLE, fin=None, is_gestionnaire=False)
    people = Personne.objects.filter(pk__in=ties.values("personne")).exclude(pk__in=gone)
    alone = people.filter(mandats=None, affectations=None, roles_federaux=None, representations=None)
    named = {persona.pk for persona in map(world.personne, ("Yassine Belkhoradi", "Roger Esparvine"))}
    return alone.exclude(pk__in=named).exclude(email=None).order_by("pk").first()
