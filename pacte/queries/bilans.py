"""Questions about the reviews of a pact: which ones, on which text, what they count, who wrote what."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from members.models import Personne
from pacte.contenu_bilan import read_contenu, with_days, write_contenu
from pacte.differences import diff_words
from pacte.models import Bilan, Pacte, RecitBilan, VersionPacte
from pacte.queries.activite import get_activity
from pacte.queries.indicateurs import get_releves, get_suivis
from socle.donnees import Rubrique

MOST_STATES = 20


def get_bilans(personne: Personne) -> QuerySet[Bilan]:
    """Return the reviews that a person may read, the latest first."""
    return Bilan.objects.visible_to(personne).select_related("pacte", "version", "publie_par", "ouvert_par")


def find_reviewed(pacte: Pacte, on: date) -> VersionPacte | None:
    """Return the version of a pact that a review up to a day is about: the last one in force by then."""
    versions = VersionPacte.objects.publiees().filter(pacte=pacte, vigueur_du__lte=on).select_related("pacte")
    return versions.order_by("-vigueur_du").first()


def draw_contenu(bilan: Bilan) -> dict[str, Any]:
    """Return what a review says: as it was published, or as it would be today."""
    if bilan.is_publie:
        return read_contenu(bilan.contenu)
    version = find_reviewed(bilan.pacte, bilan.jusqu_au)
    return with_days(count_contenu(bilan, version)) if version else {}


def count_contenu(bilan: Bilan, version: VersionPacte) -> dict[str, Any]:
    """Return what a review would say if it were published now."""
    suivis = get_suivis(version, until=bilan.jusqu_au)
    return write_contenu(bilan, version, suivis, gather_rows(version, suivis, bilan.jusqu_au))


def gather_rows(version: VersionPacte, suivis: list, until: date) -> dict[UUID, list[list[str]]]:
    """Return the rows behind each figure: events of the network, and what was noted of the indicators."""
    rows = {
        bloc: [[fait.cle, fait.jour.isoformat(), fait.titre, fait.ou] for fait in faits]
        for bloc, faits in get_activity(version, until=until).items()
    }
    for releve in get_releves([suivi.noeud.identifiant for suivi in suivis], until=until):
        said = "tenu" if releve.valeur is None else str(releve.valeur)
        row = [f"releve/{releve.pk}", releve.le.isoformat(), said, releve.source]
        rows.setdefault(releve.identifiant, []).append(row)
    return rows


def get_lost(bilan: Bilan, contenu: dict[str, Any]) -> list[RecitBilan]:
    """Return what was told of blocks that the text no longer holds: it is kept, and not published."""
    held = {UUID(section["identifiant"]) for section in contenu.get("sections", [])}
    return [recit for recit in bilan.recits.all() if recit.texte and recit.bloc.int and recit.bloc not in held]


def digest_written(bilan: Bilan) -> str:
    """Return what tells the words of a draft from those of another moment."""
    said = ",".join(f"{recit.pk}:{recit.revision}" for recit in bilan.recits.order_by("pk"))
    return hashlib.sha256(f"{bilan.genre}{bilan.jusqu_au}{said}".encode()).hexdigest()


@dataclass(frozen=True)
class EtatRecit:
    """What was told as somebody left it, and what that changed."""

    event: Any
    differences: list[tuple[str, list[tuple[str, str]]]]


def get_etats(recit: RecitBilan | None) -> list[EtatRecit]:
    """Return the states of what is told of a block, the latest first, in one query."""
    if recit is None or recit.pk is None:
        return []
    events = recit.events.select_related("modifie_par").order_by("-revision", "-pgh_id").distinct("revision")
    kept = list(events[:MOST_STATES])
    befores = [*(event.texte for event in kept[1:]), "" if len(kept) < MOST_STATES else kept[-1].texte]
    return [
        EtatRecit(event, [("Récit", diff_words(before, event.texte))])
        for event, before in zip(kept, befores, strict=True)
    ]


def get_donnees(personne: Personne) -> list[Rubrique]:
    """Return what the pact keeps of somebody's writing in its reviews and in the drafting of the next pact."""
    recits = RecitBilan.objects.filter(modifie_par=personne).select_related("bilan__pacte").order_by("modifie_le")
    bilans = Bilan.objects.filter(ouvert_par=personne).select_related("pacte").order_by("ouvert_le")
    return [
        Rubrique("Bilans du pacte ouverts", [{"bilan": str(row), "le": row.ouvert_le} for row in bilans]),
        Rubrique(
            "Récits dans les bilans du pacte",
            [{"bilan": str(row.bilan), "le": row.modifie_le, "texte": row.texte} for row in recits if row.texte],
        ),
    ]
