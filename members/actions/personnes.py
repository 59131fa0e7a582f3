"""What people do with their own sheet, and with those of people who have no account."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from members.mineurs import check_mineur
from members.models import Association, Personne, Rattachement
from members.normalisation import normalise
from socle import journal
from socle.permissions import require

ALREADY_THERE = (
    "{name} est déjà dans l’équipe. S’il s’agit de quelqu’un d’autre qui porte le même nom, ajoutez à son prénom de "
    "quoi les distinguer."
)


@transaction.atomic
def edit_coordonnees(personne: Personne, *, prenom: str, nom: str, telephone: str, by: Personne) -> Personne:
    """Change a person's name and telephone; the address changes elsewhere, once it is confirmed."""
    require(by, "members.edit_personne", personne)
    typed = {"prenom": prenom, "nom": nom, "telephone": telephone}
    changed = [name for name, value in typed.items() if getattr(personne, name) != value]
    for name, value in typed.items():
        setattr(personne, name, value)
    personne.full_clean(exclude=["password"])
    personne.save()
    if changed:
        journal.record("members.edit_personne", personne, by=by, champs=changed)
    return personne


@transaction.atomic
def add_personne(
    association: Association, *, identity: dict, genre: str, fonction: str, debut: date, by: Personne
) -> Rattachement:
    """Write down somebody of the team who has no account; their tie runs at once, for nobody can say yes for them.

    Somebody the portal already knows is never taken in this way: they are invited, and say yes or no.
    """
    require(by, "members.add_personne", association)
    standing = Association.objects.select_for_update().get(pk=association.pk)
    personne = Personne(**identity, is_active=False)
    wanted = normalise(str(personne))
    if standing.rattachements.en_cours().filter(personne__recherche=wanted).exists():
        raise ValidationError(ALREADY_THERE.format(name=personne))
    check_mineur(personne, with_account=False)
    personne.set_unusable_password()
    personne.full_clean(exclude=["password"])
    personne.save()
    tie = Rattachement(personne=personne, association=standing, genre=genre, fonction=fonction, debut=debut)
    tie.full_clean()
    tie.save()
    journal.record("members.add_personne", personne, by=by, association=standing.pk)
    return tie


@transaction.atomic
def edit_minorite(
    personne: Personne, *, parents_informes_le: date | None, autorisation_le: date | None, by: Personne
) -> Personne:
    """Write down when the parents of a minor were told, and when they agreed."""
    require(by, "members.edit_minorite", personne)
    standing = Personne.objects.select_for_update().get(pk=personne.pk)
    if standing.age is None:
        raise ValidationError("Cette personne est majeure : il n’y a rien à noter de ses parents.")
    standing.parents_informes_le, standing.autorisation_le = parents_informes_le, autorisation_le
    check_mineur(standing, with_account=False)
    standing.save(update_fields=["parents_informes_le", "autorisation_le"])
    journal.record("members.edit_minorite", standing, by=by)
    return standing


def forget_birth_dates() -> int:
    """Erase the dates of birth of those who came of age; no page has shown or used them since that day (R29)."""
    known = Personne.objects.exclude(date_naissance=None).only("date_naissance")
    grown_up = [personne.pk for personne in known.iterator() if personne.naissance is None]
    return Personne.objects.filter(pk__in=grown_up).update(date_naissance=None)
