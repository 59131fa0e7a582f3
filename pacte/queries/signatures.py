"""Ceremonies and their signatories, for pages and for what the PDF prints."""

from typing import Any

from django.db.models import Q, QuerySet

from members.models import Instance, Mandat, Personne
from pacte.models import CeremonieSignature, Signataire, SignaturePacte, SignaturePapier, VersionPacte
from socle.donnees import Rubrique

Sens = SignaturePacte.Sens


def get_ceremonies(personne: Personne) -> QuerySet[CeremonieSignature]:
    """Return the ceremonies that a person may read."""
    related = ("version__pacte", "version__federation", "version__ratification__instance", "par")
    return CeremonieSignature.objects.visible_to(personne).select_related(*related)


def get_signataires(ceremonie: CeremonieSignature) -> list[Signataire]:
    """Return the signatories in their order, with what each answered."""
    related = ("association", "personne", "signature__seance", "signature__par", "papier__par", "acces")
    return list(ceremonie.signataires.select_related(*related))


def find_current(version: VersionPacte) -> CeremonieSignature | None:
    """Return the ceremony of a version that was not given up."""
    return version.ceremonies.courantes().first()


def count_answers(signataires: list[Signataire]) -> dict[str, int]:
    """Return how many signed, refused, are still expected, and how many required ones are missing."""
    signed = [s for s in signataires if s.reponse and not s.reponse.is_refus]
    return {
        "total": len(signataires),
        "signees": len(signed),
        "refusees": sum(1 for s in signataires if s.reponse and s.reponse.is_refus),
        "attendues": sum(1 for s in signataires if s.reponse is None),
        "requises": sum(1 for s in signataires if s.is_requis),
        "manquantes": sum(1 for s in signataires if s.is_requis and (s.reponse is None or s.reponse.is_refus)),
    }


def has_every_required(ceremonie: CeremonieSignature) -> bool:
    """Say whether every required signatory signed (R8)."""
    required = ceremonie.signataires.filter(is_requis=True)
    return required.exists() and not required.exclude(signature__sens=Sens.SIGNEE).exists()


def has_every_answer(ceremonie: CeremonieSignature) -> bool:
    return not ceremonie.signataires.filter(signature=None).exists()


def get_papiers(ceremonie: CeremonieSignature) -> QuerySet[SignaturePapier]:
    """Return the papers of a ceremony that wait to be confirmed."""
    return SignaturePapier.objects.filter(signataire__ceremonie=ceremonie)


def get_donnees(personne: Personne) -> list[Rubrique]:
    """Return what the signing of pacts holds of somebody: the lines that name them, and what they answered."""
    rows = Signataire.objects.filter(personne=personne).select_related("ceremonie__version__pacte", "signature")
    return [Rubrique("Signatures du pacte", [_say_line(row) for row in rows.order_by("pk")])]


def _say_line(row) -> dict[str, Any]:
    reponse = row.reponse
    said = {"réponse": reponse.get_sens_display(), "le": reponse.le, "motif": reponse.motif} if reponse else {}
    named = {"pacte": str(row.ceremonie.version), "au nom de": row.organisme, "nom": row.nom, "qualité": row.qualite}
    return named | {"mandat depuis le": row.mandat_debut, "mandat jusqu’au": row.mandat_fin} | said


def get_mandats_dirigeants() -> QuerySet[Mandat]:
    """Return the current mandates of members' boards, from which signatories are chosen."""
    boards = Q(instance__genre__in=[Instance.Genre.CA, Instance.Genre.BUREAU, Instance.Genre.CONSEIL])
    current = Mandat.objects.en_cours().filter(boards, instance__association__isnull=False, personne__is_active=True)
    return current.select_related("personne", "instance__association").order_by(
        "instance__association__nom", "personne__nom", "pk"
    )
