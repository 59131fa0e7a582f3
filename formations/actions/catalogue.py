"""The catalogue: writing a page, publishing it only when the public is told everything (R24), who teaches."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from formations.models import Formateur, Formation
from members.models import Personne
from socle import journal
from socle.empreintes import EcritParUnAutre
from socle.french import say_list
from socle.permissions import require

Etat = Formation.Etat


@transaction.atomic
def create_formation(*, by: Personne, lu: str = "", **fields) -> Formation:
    """Begin a page of the catalogue: nobody outside the team reads it yet."""
    require(by, "formations.organise")
    formation = Formation(mise_a_jour_le=timezone.localdate(), **fields)
    formation.full_clean()
    formation.save()
    journal.record("formations.create_formation", formation, by=by)
    return formation


@transaction.atomic
def edit_formation(formation: Formation, *, lu: str, by: Personne, **fields) -> Formation:
    """Write a page again, which dates it; what is published stays complete."""
    require(by, "formations.organise")
    formation = Formation.objects.select_for_update().get(pk=formation.pk)
    if lu != formation.empreinte:
        raise EcritParUnAutre(formation)
    for name, value in fields.items():
        setattr(formation, name, value)
    formation.mise_a_jour_le = timezone.localdate()
    formation.version += 1
    if formation.is_publiee:
        _check_complete(formation)
    formation.full_clean()
    formation.save()
    journal.record("formations.edit_formation", formation, by=by)
    return formation


def _check_complete(formation) -> None:
    if formation.manques:
        raise ValidationError(
            f"Il manque {say_list(formation.manques)} : sans cela, la page ne peut pas être publiée."
        )


@transaction.atomic
def publish_formation(formation: Formation, *, by: Personne) -> Formation:
    """Let everybody read a page, once it says all that the public must be told (R24)."""
    require(by, "formations.organise")
    formation = Formation.objects.select_for_update().get(pk=formation.pk)
    _check_complete(formation)
    formation.etat = Etat.PUBLIEE
    formation.save(update_fields=["etat"])
    journal.record("formations.publish_formation", formation, by=by)
    return formation


@transaction.atomic
def withdraw_formation(formation: Formation, *, by: Personne) -> Formation:
    """Take a page out of the catalogue; its sessions must be over or called off first."""
    require(by, "formations.organise")
    formation = Formation.objects.select_for_update().get(pk=formation.pk)
    if formation.sessions.filter(etat__in=["ouverte", "confirmee"]).exists():
        raise ValidationError("Une session est encore ouverte ou confirmée : annulez-la ou attendez sa fin.")
    formation.etat = Etat.RETIREE
    formation.save(update_fields=["etat"])
    journal.record("formations.withdraw_formation", formation, by=by)
    return formation


@transaction.atomic
def add_formateur(*, by: Personne, **fields) -> Formateur:
    """Know somebody who teaches, from the portal or from outside."""
    require(by, "formations.organise")
    formateur = Formateur(**fields)
    formateur.full_clean()
    formateur.save()
    journal.record("formations.add_formateur", formateur, by=by)
    return formateur
