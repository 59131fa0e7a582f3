"""Who a meeting concerns, and by what title: who takes part, who leads, and the categories convened beside them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from collectifs.models import Categorie, CategorieConvoquee, Participation, Reunion
from members.filters import AssociationFilter
from members.models import AppartenanceReseau, Association, Mandat, Personne, Rattachement
from members.queries import get_directory_options
from members.queries.oppositions import find_opposed
from socle.french import say_of

Qui, Ou = CategorieConvoquee.Qui, CategorieConvoquee.Ou
PRESIDES = r"^(co-?\s?)?pr[ée]siden"
DIRECTS = r"^(co-?\s?)?direct(eur|rice|ion)"
FAMILY = r"r[ée]f[ée]rente?s?\M.*famil"
FUNCTIONS = {Qui.PRESIDENCES: PRESIDES, Qui.DIRECTIONS: DIRECTS, Qui.FAMILLES: FAMILY}
TITLES = {
    Qui.PRESIDENCES: "présidence",
    Qui.DIRECTIONS: "direction",
    Qui.FAMILLES: "référence famille",
    Qui.GESTIONNAIRES: "gestion de la fiche",
    Qui.TOUTES: "rattachement",
}
GENRES = {
    Rattachement.Genre.SALARIE: Categorie.SALARIE,
    Rattachement.Genre.BENEVOLE: Categorie.BENEVOLE,
    Rattachement.Genre.BENEVOLE_RESPONSABLE: Categorie.BENEVOLE,
}
TAKES_PART, LEADS = "participe au collectif", "anime le collectif"


@dataclass
class Convie:
    """Somebody whom a meeting concerns, once, with every reason why."""

    personne: Personne
    categorie: str
    association: Association | None = None
    raisons: list[str] = field(default_factory=list)
    titres: list[str] = field(default_factory=list)
    is_opposee: bool = False

    @property
    def pourquoi(self) -> str:
        return ", ".join(self.raisons)

    @property
    def au_titre_de(self) -> str:
        """By what title they are convened, empty for who takes part."""
        return "" if len(self.titres) < len(self.raisons) else ", ".join(self.titres)[:200]

    @property
    def is_joignable(self) -> bool:
        return bool(self.personne.adresse) and not self.is_opposee


def get_convened(collectif) -> list[Participation]:
    """Return the running participations that name somebody."""
    named = Participation.objects.en_cours().nominatives().filter(collectif=collectif)
    return list(named.select_related("personne", "association").order_by("personne__nom", "personne__prenom"))


def get_convies(reunion: Reunion) -> list[Convie]:
    """Return everybody whom a meeting concerns, once each, by name."""
    found: dict[int, Convie] = {}
    for part in get_convened(reunion.collectif):
        _keep(found, Convie(part.personne, part.categorie, part.association, [TAKES_PART]))
    for referent in reunion.collectif.referents:
        _keep(found, Convie(referent, Categorie.FEDERATION, None, [LEADS]))
    for categorie in reunion.categories.select_related("reseau"):
        for convie in find_people_of(categorie):
            _keep(found, convie)
    _mark_opposed(found.values())
    return sorted(found.values(), key=lambda convie: (convie.personne.nom.lower(), convie.personne.prenom.lower()))


def get_people_to_convene(reunion: Reunion) -> list[Personne]:
    """Return who a convening reaches."""
    return [convie.personne for convie in get_convies(reunion)]


def get_newcomers(reunion: Reunion) -> list[Convie]:
    """Return whom a meeting already convened concerns since: they are not among the people expected."""
    expected = set(reunion.presences.values_list("personne", flat=True))
    return [convie for convie in get_convies(reunion) if convie.personne.pk not in expected]


def _keep(found, convie) -> None:
    held = found.setdefault(convie.personne.pk, convie)
    if held is convie:
        return
    held.raisons += [raison for raison in convie.raisons if raison not in held.raisons]
    held.titres += [titre for titre in convie.titres if titre not in held.titres]


def _mark_opposed(convies: Iterable[Convie]) -> None:
    """Whoever asked never to be written to is expected, and told in another way; who takes part asked to be."""
    titled = [convie for convie in convies if convie.au_titre_de and convie.personne.adresse]
    opposed = find_opposed(convie.personne.adresse for convie in titled) if titled else set()
    for convie in titled:
        convie.is_opposee = convie.personne.adresse in opposed


def find_associations(categorie: CategorieConvoquee) -> QuerySet[Association]:
    """Return the associations of a category, today: members of the federation, not merged since."""
    members = Association.objects.adherentes().filter(fondue_dans=None)
    if categorie.ou == Ou.GENRE:
        return members.filter(genre=categorie.genre)
    if categorie.ou == Ou.RESEAU:
        inside = AppartenanceReseau.objects.en_cours().filter(reseau=categorie.reseau_id)
        return members.filter(pk__in=inside.values("association"))
    if categorie.ou == Ou.SEGMENT:
        standing = Association.objects.filter(fondue_dans=None)
        chosen = AssociationFilter(QueryDict(categorie.requete), standing, options=get_directory_options())
        return Association.objects.filter(pk__in=chosen.qs.order_by().values("pk"))
    return members


def find_people_of(categorie: CategorieConvoquee) -> list[Convie]:
    """Return the people of a category, with the association that is why."""
    asked = find_associations(categorie).values("pk")
    ties = Rattachement.objects.en_cours().filter(association__in=asked, personne__fondue_dans=None)
    ties = ties.filter(_wanted(categorie.qui)).select_related("personne", "association")
    rows = [(tie.personne, tie.association, GENRES[tie.genre]) for tie in ties.order_by("association__nom", "pk")]
    if categorie.qui == Qui.PRESIDENCES:
        rows += _elected(asked)
    title = TITLES[Qui(categorie.qui)]
    found: dict[int, Convie] = {}
    for personne, association, kind in rows:
        why = f"{title} {say_of(association.nom)}"
        _keep(found, Convie(personne, kind, association, [why], [why]))
    return list(found.values())


def _wanted(qui) -> Q:
    if qui in FUNCTIONS:
        return Q(fonction__iregex=FUNCTIONS[qui])
    return Q(is_gestionnaire=True) if qui == Qui.GESTIONNAIRES else Q()


def _elected(associations) -> list:
    """The presidents that governance knows of: their mandate runs on until the assembly that renews it."""
    held = Mandat.objects.en_cours(timezone.localdate()).filter(
        instance__association__in=associations, fonction__iregex=PRESIDES, personne__fondue_dans=None
    )
    held = held.select_related("personne", "instance__association").order_by("instance__association__nom", "pk")
    return [(mandat.personne, mandat.instance.association, Categorie.BENEVOLE) for mandat in held]


def say_categorie(categorie: CategorieConvoquee, *, segment: str = "") -> str:
    """Return a category in words, as it is kept on the meeting."""
    where = {
        Ou.ADHERENTES: "toutes les associations adhérentes",
        Ou.GENRE: f"associations du genre « {categorie.get_genre_display()} »",
        Ou.RESEAU: f"réseau « {categorie.reseau} »",
        Ou.SEGMENT: f"recherche « {segment} »",
    }
    said = categorie.get_qui_display()
    return f"{said[:1].upper()}{said[1:]} : {where[Ou(categorie.ou)]}"[:250]
