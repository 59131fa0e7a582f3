"""A catalogue that comes from another federation (B32): what it would change, then the change itself.

What exists here is found by its key, else by its name. Nothing is deleted and nothing is retired by an import: what
the file does not say stays as it is.
"""

from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from accompagnement.actions.catalogue import MANAGE
from accompagnement.actions.cycle import Impossible
from accompagnement.models import Bouquet, Competence, ReseauMetier, Service
from accompagnement.queries.catalogue import MOTS_BOUQUET, MOTS_RESEAU, MOTS_SERVICE
from socle.permissions import require

A_CHANGE = "Le catalogue a changé depuis l’aperçu : relisez ce que l’import ferait maintenant, puis confirmez."


@dataclass(frozen=True)
class Ecrit:
    """One sheet of the file beside the one it would write: new, changed or the same."""

    genre: str
    nom: str
    is_nouveau: bool
    changements: list[tuple[str, Any, Any]] = field(default_factory=list)

    @property
    def is_pareil(self):
        return not self.is_nouveau and not self.changements


@dataclass
class Apercu:
    """What an import would do, sheet by sheet, and what here the file does not speak of."""

    ecrits: list[Ecrit] = field(default_factory=list)
    gardes: list[str] = field(default_factory=list)

    @property
    def nouveaux(self):
        return [ecrit for ecrit in self.ecrits if ecrit.is_nouveau]

    @property
    def changes(self):
        return [ecrit for ecrit in self.ecrits if ecrit.changements]

    @property
    def pareils(self):
        return [ecrit for ecrit in self.ecrits if ecrit.is_pareil]

    @property
    def signature(self) -> str:
        """Return what tells one preview from another: who confirms one does not apply another."""
        return repr([(e.genre, e.nom, e.is_nouveau, e.changements) for e in self.ecrits])


def preview_import(contenu: dict, *, by) -> Apercu:
    """Return what an import would do, by doing it and undoing it: the preview cannot differ from the act."""
    require(by, MANAGE)
    with transaction.atomic():
        apercu = _write(contenu)
        transaction.set_rollback(True)
    return apercu


@transaction.atomic
def import_catalogue(contenu: dict, *, signature: str, by) -> Apercu:
    """Write what the preview said; refused if the catalogue moved since."""
    require(by, MANAGE)
    apercu = _write(contenu)
    if apercu.signature != signature:
        raise Impossible(A_CHANGE)
    return apercu


def _write(contenu) -> Apercu:
    apercu = Apercu()
    reseaux = {one["nom"]: _reseau(one, apercu) for one in contenu["reseaux"]}
    competences = {nom: _competence(nom, apercu) for nom in contenu["competences"]}
    said: set[int] = set()
    for one in contenu["bouquets"]:
        bouquet = _find(Bouquet.objects.all(), one) or Bouquet()
        _apply(bouquet, one, MOTS_BOUQUET, "bouquet", apercu)
        for service in one["services"]:
            said.add(_service(service, bouquet, reseaux, competences, apercu))
    kept = Service.objects.exclude(pk__in=said).select_related("bouquet")
    apercu.gardes = [f"{service.bouquet} : {service}" for service in kept]
    return apercu


def _reseau(one, apercu) -> ReseauMetier:
    reseau = ReseauMetier.objects.filter(nom=one["nom"]).first() or ReseauMetier()
    return _apply(reseau, one, MOTS_RESEAU, "réseau de métier", apercu)


def _competence(nom, apercu) -> Competence:
    competence, created = Competence.objects.get_or_create(nom=nom)
    apercu.ecrits.append(Ecrit("compétence", nom, created))
    return competence


def _service(one, bouquet, reseaux, competences, apercu) -> int:
    service = _find(Service.objects.filter(bouquet=bouquet), one) or Service(bouquet=bouquet)
    before = _names(service, "competences"), _names(service, "reseaux")
    service.bouquet = bouquet
    _apply(service, one, MOTS_SERVICE, "service", apercu)
    after = sorted(one["competences"]), sorted(one["reseaux"])
    service.competences.set([competences[nom] for nom in one["competences"]])
    service.reseaux.set([reseaux[nom] for nom in one["reseaux"]])
    changes = [
        (label, was, now)
        for label, was, now in zip(("compétences", "réseaux"), before, after, strict=True)
        if was != now
    ]
    if changes and not apercu.ecrits[-1].is_nouveau:
        apercu.ecrits[-1].changements.extend((label, ", ".join(was), ", ".join(now)) for label, was, now in changes)
    return service.pk


def _names(service, name) -> list[str]:
    return sorted(one.nom for one in getattr(service, name).all()) if service.pk else []


def _find(rows, one):
    """By the key that travels, wherever it is; else by the name, here."""
    return rows.model.objects.filter(cle=one["cle"]).first() or rows.filter(nom__iexact=one["nom"]).first()


def _apply(row, one, names, genre, apercu):
    is_new = row.pk is None
    changes = [
        (row._meta.get_field(name).verbose_name, getattr(row, name), one[name])
        for name in names
        if getattr(row, name) != one[name]
    ]
    for name in names:
        setattr(row, name, one[name])
    if is_new and "cle" in one:
        row.cle, row.retire_le = one["cle"], one["retire_le"]
    if is_new or changes:
        row.full_clean()
        row.save()
    apercu.ecrits.append(Ecrit(genre, one["nom"], is_new, [] if is_new else changes))
    return row
