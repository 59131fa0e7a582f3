"""What trainings know of somebody beside the rows that point to them: what they asked and what they signed."""

from formations.models import AmenagementDemande, Emargement, SessionFormation
from socle.donnees import Rubrique


def get_donnees(personne) -> list[Rubrique]:
    """Return the arrangements that a person asked for, and the half-days that they signed."""
    rows = AmenagementDemande.objects.lisibles().filter(inscription__personne=personne)
    lines = [
        {"session": str(demande.inscription.session), "aménagements demandés": demande.read()}
        for demande in rows.select_related("inscription__session__formation")
    ]
    kept = SessionFormation.objects.gardees().order_by().values("pk")
    signed = Emargement.objects.filter(inscription__personne=personne, demi_journee__session__in=kept)
    signed = signed.select_related("demi_journee__session__formation")
    sheets = [
        {
            "session": str(row.demi_journee.session.formation),
            "demi-journée": str(row.demi_journee),
            "signé le": row.signe_le,
            "minutes suivies": row.minutes,
            "motif de la correction": row.motif,
        }
        for row in signed
    ]
    return [
        Rubrique("Formations : ce qui vous aide à y participer", lines),
        Rubrique("Formations : vos présences signées", sheets),
    ]
