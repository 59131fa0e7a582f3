"""Each time circulated minutes say something else, a new paper is made; the former ones are kept."""

from collectifs.documents import CompteRenduPdf
from collectifs.models import CompteRendu, EditionCompteRendu
from members.models import Personne
from socle.documents import produce

Genre = EditionCompteRendu.Genre


def publish_edition(compte_rendu: CompteRendu, genre: str, *, by: Personne) -> EditionCompteRendu:
    """Number a new edition of the minutes and ask for its paper; the caller holds the minutes."""
    edition = EditionCompteRendu(compte_rendu=compte_rendu, genre=genre, numero=compte_rendu.editions.count() + 1)
    edition.document = produce(CompteRenduPdf, by=by, compte_rendu=compte_rendu.pk, edition=edition.numero)
    edition.save()
    compte_rendu.document = edition.document
    compte_rendu.save(update_fields=["document"])
    return edition


def print_again(compte_rendu: CompteRendu, *, by: Personne) -> None:
    """Ask again for the paper of the latest edition, whose making failed."""
    edition = compte_rendu.editions.first()
    if edition is None:
        publish_edition(compte_rendu, Genre.DIFFUSION, by=by)
        return
    edition.document = produce(CompteRenduPdf, by=by, compte_rendu=compte_rendu.pk, edition=edition.numero)
    edition.save(update_fields=["document"])
    compte_rendu.document = edition.document
    compte_rendu.save(update_fields=["document"])
