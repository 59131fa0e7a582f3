"""What awaits a person about the pact, on the home page."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from members.models import Personne
from pacte.models import VersionPacte
from pacte.models.pactes import VersionPacteQuerySet
from pacte.queries.attentes_debat import get_attentes_debat
from socle.french import say_full_date
from socle.moment import Attente
from socle.permissions import can


def get_attentes(personne: Personne) -> list[Attente]:
    """Return what a debate asks of somebody, and the drafts that an administrator has not finished."""
    asked = get_attentes_debat(personne)
    if not can(personne, "pacte.add_pacte"):
        return asked
    return asked + [_say_end(row) if row.is_publiee else _say_draft(row) for row in _get_awaiting()]


def _get_awaiting() -> QuerySet[VersionPacte]:
    """Return the drafts, and the version in force whose pact ends soon: one question to the database."""
    written = ~Q(etat__in=VersionPacte.FIGEES)
    ending = VersionPacteQuerySet.is_a_renouveler(timezone.localdate())
    return VersionPacte.objects.filter(written | ending).select_related("pacte")


def _say_draft(draft) -> Attente:
    return Attente(
        title="Un import du pacte à relire" if draft.is_apercu else "Un brouillon du pacte à terminer",
        detail=str(draft),
        link=reverse("pacte:version_edit", args=[draft.pk]),
        icon="document-text",
        tone="fed",
        badge=draft.get_etat_display().capitalize(),
    )


def _say_end(version) -> Attente:
    return Attente(
        title="Le pacte se termine : préparer le suivant",
        detail=f"{version.pacte}, jusqu’au {say_full_date(version.pacte.fin)}",
        link=reverse("pacte:version_detail", args=[version.pk]),
        icon="calendar",
        tone="wait",
        badge="Six mois",
        due=version.pacte.fin,
    )
