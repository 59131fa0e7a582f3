"""What would change in a provider's offer, said beside what it is."""

from dataclasses import dataclass

from accompagnement.models import ChangementOffre, Prestataire

TITRES = {"competences": "Compétences", "services": "Services rendus", "reseaux": "Réseaux de métier"}
TOUT = {"services": "Tous les services de ses compétences", "reseaux": "Aucun réseau en particulier"}


@dataclass(frozen=True)
class Ecart:
    """One list: what comes in, what goes, what stays; for services, an empty list means all of them."""

    titre: str
    ajoutes: list[str]
    retires: list[str]
    gardes: list[str]
    vide: str = ""


def get_en_attente(prestataire: Prestataire) -> ChangementOffre | None:
    """Return the change that waits to be read, if any."""
    return prestataire.changements.filter(etat=ChangementOffre.Etat.PROPOSE).first()


def get_ecarts(changement: ChangementOffre) -> list[Ecart]:
    """Return what changes, list by list."""
    return [_compare(changement, name, titre) for name, titre in TITRES.items()]


def _compare(changement, name, titre) -> Ecart:
    now = {row.pk: str(row) for row in getattr(changement.prestataire, name).all()}
    then = {row.pk: str(row) for row in getattr(changement, name).all()}
    return Ecart(
        titre,
        [label for pk, label in then.items() if pk not in now],
        [label for pk, label in now.items() if pk not in then],
        [label for pk, label in then.items() if pk in now],
        "" if then else TOUT.get(name, ""),
    )
