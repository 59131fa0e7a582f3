"""What is asked of two sheets that become one: which fields are chosen, which sheet opens the portal."""

from members.models import Doublon, Personne

Genre = Doublon.Genre
CHOSEN = {
    Genre.ASSOCIATIONS: (
        "nom", "genre", "presentation", "adresse", "code_postal", "commune", "code_commune", "departement",
        "territoire", "email", "telephone", "site", "siren", "siret", "rna",
    ),
    Genre.PERSONNES: ("prenom", "nom", "telephone", "courriel_partage", "email"),
}  # fmt: skip


def has_login(fiche) -> bool:
    """Say whether this sheet opens the portal."""
    return isinstance(fiche, Personne) and fiche.has_account
