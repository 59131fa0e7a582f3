"""What trainings know of somebody beside the rows that point to them: what they asked, which is sealed."""

from formations.models import AmenagementDemande
from socle.donnees import Rubrique


def get_donnees(personne) -> list[Rubrique]:
    """Return the arrangements that a person asked for, session by session."""
    rows = AmenagementDemande.objects.lisibles().filter(inscription__personne=personne)
    lines = [
        {"session": str(demande.inscription.session), "aménagements demandés": demande.read()}
        for demande in rows.select_related("inscription__session__formation")
    ]
    return [Rubrique("Formations : ce qui vous aide à y participer", lines)]
