"""What people do with agreements with funders, and with the yearly accounts that these ask for."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from members.actions.relecture import rewrite
from members.models import Association, CompteRenduFinancier, Convention, Financeur, Personne
from socle import journal
from socle.permissions import require

FIELDS = ("financeur", "intitule", "montant_annuel", "debut", "fin", "mois_cloture", "indicateurs")


@transaction.atomic
def add_convention(association: Association | None, *, by: Personne, **fields) -> Convention:
    """Write down an agreement of an association, or of the federation itself when none is named."""
    convention = Convention(association=association, **_with_financeur(fields))
    require(by, "members.edit_convention", convention)
    convention.full_clean()
    convention.save()
    journal.record("members.add_convention", convention, by=by)
    return convention


@transaction.atomic
def edit_convention(convention: Convention, *, read: str, by: Personne, **fields) -> Convention:
    """Correct an agreement if it still says what was read (`read`), else raise RowChanged and write nothing."""
    require(by, "members.edit_convention", convention)
    standing = _lock(convention)
    if changed := rewrite(standing, read=read, fields=_with_financeur(fields), names=FIELDS):
        journal.record("members.edit_convention", standing, by=by, champs=changed)
    return standing


@transaction.atomic
def hand_compte_rendu(convention: Convention, *, exercice: int, rendu_le: date, by: Personne) -> CompteRenduFinancier:
    """Say that the account of a year was handed in, when and by whom."""
    require(by, "members.edit_convention", convention)
    standing = _lock(convention)
    if exercice not in standing.exercices:
        raise ValidationError(f"Cette convention ne court pas pendant l’exercice {exercice}.")
    rendu = CompteRenduFinancier(convention=standing, exercice=exercice, rendu_le=rendu_le, rendu_par=by)
    rendu.full_clean()
    rendu.save()
    journal.record("members.hand_compte_rendu", standing, by=by, exercice=exercice, rendu_le=rendu_le.isoformat())
    return rendu


@transaction.atomic
def take_back_compte_rendu(rendu: CompteRenduFinancier, *, by: Personne) -> None:
    """Undo: the account is due again, late if its day has passed; the journal keeps that it was said."""
    require(by, "members.edit_convention", rendu.convention)
    journal.record("members.take_back_compte_rendu", rendu.convention, by=by, exercice=rendu.exercice)
    rendu.delete()


def _lock(convention) -> Convention:
    rows = Convention.objects.select_for_update(of=("self",)).select_related("association", "financeur")
    return rows.get(pk=convention.pk)


def _with_financeur(fields) -> dict:
    """Replace a funder's name by its row, written once whatever the capitals."""
    nom, genre = fields.pop("nouveau_financeur", ""), fields.pop("genre_financeur", "")
    if nom:
        known = Financeur.objects.filter(nom__iexact=nom).first()
        fields["financeur"] = known or Financeur.objects.create(nom=nom, genre=genre)
    return fields
