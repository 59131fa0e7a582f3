"""Open the review of a pact, tell each part of it, publish it with its figures: then nothing of it changes."""

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import Personne
from pacte.contenu_bilan import TOLD, write_canonical
from pacte.models import ENSEMBLE, Bilan, Pacte, RecitBilan
from pacte.notifications_bilans import BilanPublie
from pacte.queries.bilans import count_contenu, digest_written, find_reviewed
from socle import journal
from socle.french import say_full_date
from socle.notifications import notify
from socle.permissions import require

GONE = "Ce passage n’est plus dans le texte : revenez au bilan et choisissez-en un autre."
PUBLISHED = "Ce bilan vient d’être publié : il ne s’écrit plus."


class RecitConcurrent(Exception):
    """Somebody wrote the same part since the page was opened; `recit` is what is kept now."""

    def __init__(self, recit: RecitBilan):
        super().__init__(str(recit.pk))
        self.recit = recit


@transaction.atomic
def open_bilan(pacte: Pacte, *, genre: str, jusqu_au: date, by: Personne) -> Bilan:
    """Open a review up to a day, to be told by several; one at a time for a pact."""
    require(by, "pacte.open_bilan")
    Pacte.objects.select_for_update().get(pk=pacte.pk)
    bilan = Bilan(pacte=pacte, genre=genre, jusqu_au=jusqu_au, ouvert_par=by)
    _check_day(bilan)
    bilan.full_clean()
    bilan.save()
    journal.record("ouvre un bilan de", pacte, by=by, genre=genre, jusqu_au=jusqu_au.isoformat())
    return bilan


@transaction.atomic
def edit_bilan(bilan: Bilan, *, genre: str, jusqu_au: date, by: Personne) -> Bilan:
    """Change the day up to which it counts, or its kind; what is told already stays."""
    require(by, "pacte.publish_bilan", bilan)
    standing = hold_bilan(bilan)
    standing.genre, standing.jusqu_au = genre, jusqu_au
    _check_day(standing)
    standing.full_clean()
    standing.save(update_fields=["genre", "jusqu_au"])
    journal.record("change un bilan de", standing.pacte, by=by, genre=genre, jusqu_au=jusqu_au.isoformat())
    return standing


@transaction.atomic
def keep_recit(bilan: Bilan, bloc: UUID, *, texte: str, revision: int, by: Personne) -> RecitBilan:
    """Keep what is told of a block; raises RecitConcurrent if it is no longer the one that was read."""
    require(by, "pacte.write_bilan", bilan)
    standing = hold_bilan(bilan)
    recit = RecitBilan.objects.select_related("modifie_par").filter(bilan=standing, bloc=bloc).first()
    if recit is None:
        _check_bloc(standing, bloc)
        recit = RecitBilan(bilan=standing, bloc=bloc, revision=0)
    if recit.revision != revision:
        raise RecitConcurrent(recit)
    if recit.pk and recit.texte == texte:
        return recit
    recit.texte, recit.revision = texte, recit.revision + 1
    recit.modifie_par, recit.modifie_le = by, timezone.now()
    recit.full_clean()
    recit.save()
    return recit


@transaction.atomic
def publish_bilan(bilan: Bilan, *, lu: str, by: Personne) -> Bilan:
    """Freeze what is told and what is counted, and tell whoever speaks for an association.

    `lu` is what was read before publishing: if somebody wrote since, it is read again first.
    """
    require(by, "pacte.publish_bilan", bilan)
    standing = hold_bilan(bilan)
    if standing.jusqu_au > timezone.localdate():
        day = say_full_date(standing.jusqu_au)
        raise ValidationError(f"Ce bilan s’arrête au {day} : publiez-le ce jour-là ou après, ou changez sa date.")
    version = _check_day(standing)
    if digest_written(standing) != lu:
        raise ValidationError("Quelqu’un vient d’écrire dans ce bilan : relisez-le ci-dessous, puis publiez.")
    standing.contenu, standing.empreinte = write_canonical(count_contenu(standing, version))
    standing.version, standing.publie_par, standing.publie_le = version, by, timezone.now()
    standing.full_clean()
    standing.save()
    journal.record("publie un bilan de", standing.pacte, by=by, genre=standing.genre, empreinte=standing.empreinte)
    notify(BilanPublie(standing))
    return standing


@transaction.atomic
def discard_bilan(bilan: Bilan, *, by: Personne) -> None:
    """Throw a review away while it is not published, with what was told in it."""
    require(by, "pacte.publish_bilan", bilan)
    standing = hold_bilan(bilan)
    journal.record("abandonne un bilan de", standing.pacte, by=by, genre=standing.genre)
    standing.delete()


def hold_bilan(bilan: Bilan) -> Bilan:
    """Return the row of a review that is still written, held until the end."""
    rows = Bilan.objects.select_for_update(of=("self",)).select_related("pacte")
    standing = rows.filter(pk=bilan.pk, publie_le=None).first()
    if standing is None:
        raise ValidationError(PUBLISHED)
    return standing


def _check_day(bilan):
    """Return the version that the review is about; a review speaks of days when its pact held."""
    pacte = bilan.pacte
    version = find_reviewed(pacte, bilan.jusqu_au)
    if version is None or bilan.jusqu_au > pacte.fin:
        first, last = say_full_date(pacte.debut), say_full_date(pacte.fin)
        raise ValidationError(
            {
                "jusqu_au": f"Ce jour-là, aucune version de ce pacte n’est en vigueur : choisissez une date du "
                f"{first} au {last}, à partir de la première publication."
            }
        )
    return version


def _check_bloc(bilan, bloc) -> None:
    if bloc == ENSEMBLE:
        return
    version = find_reviewed(bilan.pacte, bilan.jusqu_au)
    if not version or not version.blocs.presents().filter(identifiant=bloc, genre__in=TOLD).exists():
        raise ValidationError(GONE)
