"""What awaits a person about the pact, on the home page."""

from django.urls import reverse

from members.models import Personne
from pacte.models import VersionPacte
from pacte.queries.attentes_debat import get_attentes_debat
from socle.moment import Attente, RendezVous
from socle.permissions import can


def get_attentes(personne: Personne) -> list[Attente]:
    """Return what a debate asks of somebody, and the drafts that an administrator has not finished."""
    asked = get_attentes_debat(personne)
    if not can(personne, "pacte.add_pacte"):
        return asked
    drafts = VersionPacte.objects.brouillons().select_related("pacte")
    return asked + [
        Attente(
            title="Un import du pacte à relire" if draft.is_apercu else "Un brouillon du pacte à terminer",
            detail=str(draft),
            link=reverse("pacte:version_edit", args=[draft.pk]),
            icon="document-text",
            tone="fed",
            badge=draft.get_etat_display().capitalize(),
        )
        for draft in drafts
    ]


def get_rendez_vous(personne: Personne) -> list[RendezVous]:
    """Nothing in a pact is dated by the hour yet."""
    return []
