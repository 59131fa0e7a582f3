"""The tool library of the demo: 82 tools of every kind, at every stage, used, adapted, thanked for, shown."""

from datetime import timedelta
from itertools import cycle

from django.utils import timezone

from collectifs.models import ActionDecidee
from federation.demo import outils_fichiers
from federation.demo import outils_textes as texts
from federation.demo.world import World
from members.models import Public
from members.normalisation import normalise
from outiltheque.actions.lectures import learn_words
from outiltheque.models import (
    ActionQuiRepond,
    Adaptation,
    ConstatTerrain,
    LienOutil,
    Outil,
    Remerciement,
    ReponseConstat,
    Ressemblance,
    RetourUsage,
    Theme,
    UsageOutil,
    VersionOutil,
    Vitrine,
)
from outiltheque.models.versions import SPOKEN

TO_UPDATE = 9
WAITING, DRAFTS, RETIRED = 3, 2, 2
LICENCES = ("by-sa", "by", "by-nc-sa", "by-sa", "cc0", "by-nd", "by-nc", "reserves")
STAGES = [stage.value for stage in Outil.Etape]
TEAM, DIRECTOR = "Solène Varadieu", "Aïssatou Diomberé"
HOME, ACTION = "Le Palier", "collectifs:action_detail"


def load(world: World) -> None:
    themes = Theme.objects.bulk_create([Theme(nom=nom) for nom in texts.THEMES])
    made = Outil.objects.bulk_create(_outils(world))
    outils = [*made[40 : 40 + DRAFTS], *made[-WAITING:], *made[:40], *made[40 + DRAFTS : -WAITING]]
    _sort(world, outils, themes)
    versions = VersionOutil.objects.bulk_create(_versions(world, outils))
    learn_words(*{getattr(version, name) for version in versions for name in SPOKEN})
    LienOutil.objects.bulk_create(
        LienOutil(version=version, titre="Le site de l’association", adresse="https://outils.solidaubrelle.example/")
        for version in versions[::7]
    )
    outils_fichiers.load(world, [*versions[DRAFTS + WAITING :][:2], versions[0]])
    published = _publish(world, outils, versions)
    by_title = {outil.titre: outil for outil in published}
    _give_back(world, published)
    _families(world, by_title)
    _observations(world, by_title)
    _twins(by_title, {outil.titre: outil for outil in outils[DRAFTS : DRAFTS + WAITING]})
    _next_version(world, by_title["Charte du bénévolat"])
    Vitrine.objects.bulk_create(
        Vitrine(
            version=outil.courante, champs=Vitrine.Champ.values, montree_par=outil.cree_par, montree_le=world.at(-40)
        )
        for outil in published[::6]
    )


def _outils(world):
    licences, stages = cycle(LICENCES), cycle(STAGES)
    titles = [(genre, titre) for genre, titres in texts.BY_KIND.items() for titre in titres]
    titles += [("experience", row[0]) for row in texts.EXPERIENCES]
    titles += [(_kind_of(titre), other) for titre, other in texts.TWINS.items()]
    for rank, (genre, titre) in enumerate(titles):
        resume = texts.SUMMARIES[genre]
        yield Outil(
            titre=titre,
            resume=resume,
            genre=genre,
            licence=next(licences),
            etape=next(stages) if rank % 3 else "",
            cree_par=world.personne(DIRECTOR),
            cree_le=world.at(-700 + 8 * rank),
            recherche=normalise(f"{titre} {resume}"),
        )


def _kind_of(titre):
    return next(genre for genre, titres in texts.BY_KIND.items() if titre in titres)


def _sort(world, outils, themes):
    """Who wrote each, what it is about, for whom."""
    authors = cycle(world.associations[:30])
    publics = list(Public.objects.order_by("pk"))
    wrote, about, for_whom = (getattr(Outil, name).through for name in ("associations", "themes", "publics"))
    home = world.association(HOME)
    written = [(outil, home if rank % 9 == 0 else next(authors)) for rank, outil in enumerate(outils)]
    wrote.objects.bulk_create(wrote(outil=outil, association=association) for outil, association in written)
    about.objects.bulk_create(
        about(outil=outil, theme=theme)
        for rank, outil in enumerate(outils)
        for theme in {themes[rank % len(themes)], themes[(rank * 3 + 1) % len(themes)]}
    )
    for_whom.objects.bulk_create(
        for_whom(outil=outil, public=publics[rank % len(publics)]) for rank, outil in enumerate(outils) if rank % 2
    )


def _versions(world, outils):
    stories = {row[0]: row[1:] for row in texts.EXPERIENCES}
    for outil in outils:
        constat, action, resultats = stories.get(outil.titre, ("", "", ""))
        yield VersionOutil(
            outil=outil,
            titre=outil.titre,
            resume=outil.resume,
            licence=outil.licence,
            description="" if outil.titre in stories else texts.DESCRIPTION,
            constat=constat,
            action=action,
            resultats=resultats,
            transcription=texts.TRANSCRIPTION if outil.genre == "video" else "",
            droit_au=world.day(-120) if outil.genre == "juridique" else None,
            ecrite_par=outil.cree_par,
            ecrite_le=outil.cree_le,
        )


def _publish(world, outils, versions):
    """All but those still written or waiting come out, each step as the portal would take it; nine are old."""
    team, now = world.personne(TEAM), timezone.now()
    started = VersionOutil.objects.filter(pk__in=[version.pk for version in versions[DRAFTS:]])
    waiting = started.filter(pk__in=[version.pk for version in versions[DRAFTS : DRAFTS + WAITING]])
    out = started.exclude(pk__in=waiting.values("pk"))
    started.update(etat="proposee", proposee_le=now - timedelta(days=4), proposee_par=world.personne(DIRECTOR))
    out.update(etat="relue", relue_par=team, relue_le=now - timedelta(days=90), mot_relecture=texts.REVIEW)
    out.update(etat="publiee")
    tools = Outil.objects.filter(pk__in=[outil.pk for outil in outils])
    tools.filter(pk__in=[outil.pk for outil in outils[DRAFTS:]]).update(etat="propose")
    published = outils[DRAFTS + WAITING :]
    tools.filter(pk__in=[outil.pk for outil in published]).update(etat="relu")
    of = {version.outil_id: version for version in versions}
    for rank, outil in enumerate(published):
        version = of[outil.pk]
        version.etat, version.publiee_le = "publiee", world.at(-560 + 6 * rank)
        outil.etat, outil.courante, outil.publie_le = "publie", version, version.publiee_le
        outil.relu_le = world.day(-600 - rank) if rank < TO_UPDATE else world.day(-560 + 6 * rank + 60)
        outil.relu_le = min(outil.relu_le, world.today)
    VersionOutil.objects.bulk_update([of[outil.pk] for outil in published], ["publiee_le"])
    Outil.objects.bulk_update(published, ["etat", "courante", "publie_le", "relu_le"])
    _retire(world, published[40 : 40 + RETIRED])
    return [outil for outil in published if outil.etat == "publie"]


def _retire(world, outils):
    for outil in outils:
        outil.etat, outil.retire_le, outil.retire_par = "retire", world.at(-20), world.personne(TEAM)
        outil.motif_retrait = "Le dispositif dont il parle s’est arrêté l’an dernier."
    Outil.objects.bulk_update(outils, ["etat", "retire_le", "retire_par", "motif_retrait"])


def _give_back(world, outils):
    """A few tools are used everywhere, most by one or two associations."""
    users = world.associations
    people = world.personnes
    uses = [
        UsageOutil(outil=outil, association=users[(rank * 5 + n * 3) % len(users)], dit_par=people[(rank + n) % 60],
                   debut=world.day(-300 + 2 * rank))
        for rank, outil in enumerate(outils)
        for n in range(9 if rank % 10 == 0 else rank % 3)
    ]  # fmt: skip
    UsageOutil.objects.bulk_create({(use.outil_id, use.association.pk): use for use in uses}.values())
    RetourUsage.objects.bulk_create(
        RetourUsage(outil=outil, version=outil.courante, association=users[(rank * 7) % len(users)],
                    auteur=people[rank % 60], contexte=said[0], a_marche=said[1], a_change=said[2],
                    ecrit_le=world.at(-90 + rank))
        for rank, (outil, said) in enumerate(zip(outils[::3], cycle(texts.FEEDBACK), strict=False))
    )  # fmt: skip
    Remerciement.objects.bulk_create(
        Remerciement(outil=outil, personne=people[(rank + n) % 90], dit_le=world.at(-3 - n))
        for rank, outil in enumerate(outils[::10])
        for n in range(1 + rank % 4)
    )


def _families(world, by_title):
    """A charter, those made from it, and one made from one of these."""
    tree = (
        ("Charte de la vie en commun", "Charte de covoiturage", "Pour la vie du groupe, pas pour les trajets."),
        ("Charte des accompagnantes scolaires", "Charte de la vie en commun", "Des règles pour l’aide aux devoirs."),
        ("Protocole d’ouverture du bâtiment", "Charte de la vie en commun", "Seulement les clés et l’alarme."),
        ("La roue du budget", "Construire un budget participatif", "En jeu, pour commencer une réunion."),
    )
    Adaptation.objects.bulk_create(
        Adaptation(outil=by_title[made], source=by_title[source].courante, difference=difference,
                   faite_par=by_title[made].cree_par, faite_le=world.at(-150 + rank))
        for rank, (made, source, difference) in enumerate(tree)
    )  # fmt: skip


def _observations(world, by_title):
    author = world.personne(DIRECTOR)
    places = [world.association(HOME), *world.associations[3:5]]
    seen = ConstatTerrain.objects.bulk_create(
        ConstatTerrain(association=place, territoire=place.territoire, titre=titre, vu=vu, besoin=besoin,
                       vu_le=world.day(-9 - 5 * rank), auteur=author, ecrit_le=world.at(-8 - 5 * rank))
        for rank, (place, (titre, vu, besoin)) in enumerate(zip(places, texts.SEEN, strict=True))
    )  # fmt: skip
    if action := ActionDecidee.objects.publiques().filter(abandonnee_le=None).order_by("pk").first():
        ActionQuiRepond.objects.create(constat=seen[0], genre=ACTION, objet=action.pk, proposee_par=action.responsable)
    ReponseConstat.objects.create(
        constat=seen[0],
        outil=by_title["Un accueil du soir pour les parents isolés"],
        comment="Le même besoin, et ce qui a marché.",
        proposee_par=world.personne(TEAM),
        proposee_le=world.at(-5),
    )


def _twins(by_title, waiting):
    Ressemblance.objects.bulk_create(
        Ressemblance(outil=waiting[other], autre=by_title[titre], score=0.71) for titre, other in texts.TWINS.items()
    )


def _next_version(world, outil):
    """The published version stays while the next is reviewed."""
    VersionOutil.objects.create(
        outil=outil,
        numero=2,
        etat="proposee",
        titre=outil.titre,
        resume=outil.resume,
        licence=outil.licence,
        description=texts.DESCRIPTION,
        changements="Une page sur le droit à la formation des bénévoles.",
        ecrite_par=outil.cree_par,
        proposee_par=outil.cree_par,
        proposee_le=world.at(-2),
        ecrite_le=world.at(-6),
    )
