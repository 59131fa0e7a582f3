"""What is counted of a case when it reaches something: a coarse line, and who stands behind it, without saying who."""

from functools import partial
from hashlib import sha256
from hmac import digest

from django.db.models import Sum
from django.utils import timezone

from accompagnement.models import CleAnnuelle, Demande, Etat, Facture, LigneStatistique, Presence
from accompagnement.queries.bilan import SEUIL_EXTERNE, SEUIL_ORGANISATIONS, get_cellules
from accompagnement.queries.couts import cellule_de_cout
from socle.crypto import new_key, unwrap_key, wrap_key

Fait, Genre = LigneStatistique.Fait, Presence.Genre
JETON_BYTES = 16
PLAFONDS = {Genre.PERSONNE: SEUIL_EXTERNE, Genre.ORGANISATION: SEUIL_ORGANISATIONS}


def count_line(demande: Demande, fait: str, *, delai_jours: int | None = None) -> LigneStatistique:
    """Write a coarse line for the yearly report: a month and wide classes, no case."""
    ligne = LigneStatistique(
        fait=fait,
        mois=timezone.localdate().replace(day=1),
        bouquet=demande.bouquet,
        territoire=demande.territoire,
        statut=demande.statut,
        porte=demande.porte,
        delai_jours=delai_jours,
    )
    if fait == Fait.REORIENTATION:
        ligne.destination = demande.reorientation
    if fait == Fait.CLOTURE:
        minutes = demande.seances.tenues().aggregate(total=Sum("duree_minutes"))["total"] or 0
        ligne.seances, ligne.heures = demande.seances.tenues().count(), round(minutes / 60)
    ligne.save()
    count_presences(demande, ligne.mois.year, get_cellules(ligne))
    return ligne


def count_cout(facture: Facture) -> None:
    """Leave, behind a service's cost of this year, a token of whoever the invoice was for, if the case still stands.

    Erased meanwhile, nobody is counted behind it: the figure needs more people to be written, never fewer.
    """
    demande = Demande.objects.filter(code=facture.code).exclude(etat=Etat.ANONYMISEE).first()
    if demande is not None:
        count_presences(demande, timezone.localdate().year, [cellule_de_cout(facture.mois.service_id)])


def count_presences(demande: Demande, annee: int, cellules) -> None:
    """Leave, in each of these cells of a year, a token of the person and one of an organisation of theirs (§6.3).

    One organisation a case, always the same one of theirs: somebody who has three makes no cell safer.
    """
    today = [bytes(o) for o in demande.organisations.values_list("empreinte", flat=True)]
    token = partial(make_jeton, get_annual_key(annee))
    behind = {Genre.PERSONNE: bytes(demande.demandeur_empreinte)}
    if today:
        behind[Genre.ORGANISATION] = min(today)
    for cellule in cellules:
        for genre, empreinte in behind.items():
            rows = Presence.objects.filter(annee=annee, cellule=cellule, genre=genre)
            if rows.count() < PLAFONDS[genre]:
                row = Presence(annee=annee, cellule=cellule, genre=genre, jeton=token(cellule, genre, empreinte))
                Presence.objects.bulk_create([row], ignore_conflicts=True)


def make_jeton(key: bytes, cellule: str, genre: str, empreinte: bytes) -> bytes:
    """Return the token of somebody in one cell: another in every other cell, and no more once the key is gone."""
    return digest(key, f"{cellule}|{genre}|".encode() + empreinte, sha256)[:JETON_BYTES]


def get_annual_key(annee: int) -> bytes:
    """Return the key of a year's tokens, drawn at its first line."""
    fresh = CleAnnuelle(annee=annee)
    fresh.cle_enveloppee = wrap_key(new_key(), fresh.place)
    CleAnnuelle.objects.bulk_create([fresh], ignore_conflicts=True)
    kept = CleAnnuelle.objects.get(annee=annee)
    return unwrap_key(kept.cle_enveloppee, kept.place)


def forget_annual_keys() -> int:
    """Destroy the keys of the years that are over: their tokens are only numbers then."""
    return CleAnnuelle.objects.filter(annee__lt=timezone.localdate().year).delete()[0]
