"""The catalogue as it travels and as people read it; who may ask, where and when. No request is ever read here."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from accompagnement.models import Bouquet, Competence, Phase, ReseauMetier, Service, VersionCatalogue
from socle.french import say_list

SCHEMA = 1
MOTS_BOUQUET = ("nom", "resume", "icone", "ordre", "presentation", "pour_qui", "deroulement", "qui_saura")
MOTS_SERVICE = ("nom", "resume", "is_individuel", "is_collectif", "mode", "is_ouvert_aux_pairs", "ordre")
MOTS_RESEAU = ("nom", "resume", "genres", "ordre")


def describe_catalogue() -> dict[str, Any]:
    """Return the whole catalogue as plain data: what a version freezes, and what another federation imports (B32)."""
    return {
        "schema": SCHEMA,
        "reseaux": [_words(reseau, MOTS_RESEAU) for reseau in ReseauMetier.objects.all()],
        "competences": list(Competence.objects.values_list("nom", flat=True)),
        "bouquets": _describe_bouquets(),
    }


def _describe_bouquets() -> list[dict[str, Any]]:
    return [
        _shared(bouquet, MOTS_BOUQUET) | {"services": [_service(one) for one in bouquet.services.all()]}
        for bouquet in Bouquet.objects.prefetch_related("services__competences", "services__reseaux")
    ]


def _words(row, names) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _shared(row, names) -> dict[str, Any]:
    return {"cle": str(row.cle), **_words(row, names), "retire_le": row.retire_le and row.retire_le.isoformat()}


def _service(service) -> dict[str, Any]:
    return _shared(service, MOTS_SERVICE) | {
        "competences": sorted(one.nom for one in service.competences.all()),
        "reseaux": sorted(one.nom for one in service.reseaux.all()),
    }


@dataclass(frozen=True)
class ServiceOffert:
    """A service as people read it, in the words of the version in force."""

    mots: dict

    @property
    def nom(self):
        return self.mots["nom"]

    @property
    def resume(self):
        return self.mots["resume"]

    @property
    def moment(self):
        return Service.Mode(self.mots["mode"]).label if self.mots["mode"] in Service.Mode else ""


@dataclass(frozen=True)
class BouquetOffert:
    """A bundle as people read it, with the services it offers them."""

    cle: str
    mots: dict
    services: list[ServiceOffert]

    @property
    def nom(self):
        return self.mots["nom"]


@dataclass(frozen=True)
class Ouverture:
    """Whether somebody may ask today, and else why not, in words that tell nothing of anybody."""

    is_ouverte: bool
    motif: str = ""
    version: VersionCatalogue | None = None
    reseaux: frozenset[str] | None = None  # None: every trade


def get_ouverture(personne, association=None) -> Ouverture:
    """R13, by phase: the door is open where and to whom a phase that runs opens it.

    Before any phase began, nothing limits the scheme. Somebody of the federation's own team, tied to no association,
    may ask as soon as one phase is open.
    """
    begun = Phase.objects.exclude(commencee_le=None).select_related("version")
    phases = list(begun.prefetch_related("territoires", "reseaux"))
    associations = [association] if association else [tie.association for tie in personne.rattachements_en_cours]
    reseaux = _find_reseaux(associations)
    if not phases:
        return Ouverture(True, reseaux=reseaux)
    running = [phase for phase in phases if phase.is_en_cours]
    opened = [phase for phase in running if phase.is_ouverte]
    mine = [phase for phase in opened if not associations or any(_covers(phase, one) for one in associations)]
    if mine:
        return Ouverture(True, version=mine[0].version, reseaux=reseaux)
    return Ouverture(False, _say_why(running, opened), (running or phases)[0].version, reseaux)


def _covers(phase, association) -> bool:
    """Whether a phase is for an association: its territory, and its trade."""
    places = {territoire.pk for territoire in phase.territoires.all()}
    trades = list(phase.reseaux.all())
    is_here = not places or association.territoire_id in places
    return is_here and (not trades or any(association.genre in trade.genres for trade in trades))


def _say_why(running, opened) -> str:
    if not running:
        return "Aucune phase du dispositif n’est en cours : aucune demande n’est reçue pour le moment."
    if not opened:
        return "Le dispositif en est à la sensibilisation : on en parle, et les demandes s’ouvriront ensuite."
    places = sorted({str(territoire) for phase in opened for territoire in phase.territoires.all()})
    trades = sorted({str(reseau) for phase in opened for reseau in phase.reseaux.all()})
    parts = [f"aux territoires suivants : {say_list(places)}"] if places else []
    parts += [f"aux réseaux suivants : {say_list(trades)}"] if trades else []
    return f"Le dispositif est ouvert {' ; '.join(parts)}. Votre association n’en fait pas encore partie."


def _find_reseaux(associations) -> frozenset[str] | None:
    if not associations:
        return None
    genres = {association.genre for association in associations}
    return frozenset(ReseauMetier.objects.filter(genres__overlap=list(genres)).values_list("nom", flat=True))


def get_offre(ouverture: Ouverture) -> list[BouquetOffert]:
    """Return what is offered, in the words of the version in force; in today's words before the first phase."""
    bouquets = ouverture.version.contenu["bouquets"] if ouverture.version else _describe_bouquets()
    offered = _find_offered()
    offre = []
    for bouquet in bouquets:
        services = [one for one in bouquet["services"] if is_for(one, ouverture.reseaux) and one["cle"] in offered]
        if services:
            offre.append(BouquetOffert(bouquet["cle"], bouquet, [ServiceOffert(one) for one in services]))
    return offre


def is_for(service: dict, reseaux: Iterable[str] | None) -> bool:
    """Whether a service is for these trades: one for no trade in particular is for all."""
    return reseaux is None or not service["reseaux"] or not set(reseaux).isdisjoint(service["reseaux"])


def _find_offered() -> set[str]:
    """What was retired is offered no more, whatever the version says."""
    offered = Service.objects.proposes().filter(bouquet__in=Bouquet.objects.proposes().order_by())
    return {str(cle) for cle in offered.values_list("cle", flat=True)}


def get_catalogue():
    """Return the catalogue to be worked on: what is offered first, what was retired with it."""
    return Bouquet.objects.prefetch_related("services__competences", "services__reseaux")


def get_phases():
    """Return the phases, those being prepared first."""
    return Phase.objects.select_related("version").prefetch_related("territoires", "reseaux")


def get_territoires_pris(phase: Phase) -> list[str]:
    """Return the territories of a phase that another running phase already covers."""
    others = Phase.objects.en_cours().exclude(pk=phase.pk)
    taken = phase.territoires.filter(pk__in=others.values("territoires"))
    return [str(territoire) for territoire in taken]
