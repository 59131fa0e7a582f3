"""The accounts beside the demo's trainings: who invoices, what was taken from the books, two invoices, a need met."""

from decimal import Decimal

from federation.demo.world import World
from formations.actions.factures import issue_invoice
from formations.models import EcritureBilan, FactureFormation, ReglageFormations, SessionFormation
from formations.queries.factures import get_to_invoice

INVOICED = 2
BOOKS = (
    ("C5", "Subvention FDVA, formation des bénévoles", "2400", "S-04"),
    ("D2", "Salaires, part des formations", "3150.40", "P-2"),
    ("D3", "Honoraires, Atelier des Chiffres", "1200", "F-118"),
    ("D9", "Salle et accueil", "436.80", "F-121"),
)


def load(world: World) -> None:
    """Write the amounts of the year, invoice two employers; loaded twice, it changes nothing."""
    if FactureFormation.objects.exists():
        return
    by = world.personne("Solène Varadieu")
    ReglageFormations.objects.update_or_create(
        pk=1,
        defaults={
            "adresse": "12, quai des Tilleuls, 77000 Port-Hauvert",
            "siret": "73282932000074",
            "nda": "11770123477",
        },
    )
    EcritureBilan.objects.bulk_create(
        EcritureBilan(
            annee=world.today.year, poste=poste, libelle=libelle, montant=Decimal(montant), piece=piece, saisie_par=by
        )
        for poste, libelle, montant, piece in BOOKS
    )
    session = SessionFormation.objects.filter(etat="tenue").order_by("-debut", "pk").first()
    for owed in get_to_invoice(session)[:INVOICED]:
        issue_invoice(session, association=owed.association, by=by)
