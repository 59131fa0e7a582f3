"""Adopt a version, put one in force: at once, or once it is signed (R7, R8)."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import Personne
from pacte.models import Ratification, VersionPacte
from pacte.queries import find_earliest_start
from pacte.queries.reprises import count_waiting
from pacte.tree import digest
from socle import journal
from socle.french import count
from socle.permissions import require

ONE_DAY = timedelta(days=1)
Etat = VersionPacte.Etat


@transaction.atomic
def ratify_version(version: VersionPacte, *, by: Personne, **vote: Any) -> Ratification:
    """Record the vote that adopts a version: body, day, quorum, voices, minutes. Its text is frozen there (R8)."""
    require(by, "pacte.ratify_version", version)
    standing = lock_version(version)
    texte = standing.read()
    _check_text(standing, texte)
    if vote["le"] > timezone.localdate():
        raise ValidationError({"le": "Ce jour n’est pas encore venu : notez le vote une fois qu’il a eu lieu."})
    ratification = Ratification(version=standing, par=by, **vote)
    ratification.full_clean()
    ratification.save()
    standing.etat, standing.empreinte = Etat.ADOPTEE, digest(texte, standing.numero)
    standing.save()
    journal.record("note l’adoption de", standing, by=by, le=vote["le"].isoformat(), empreinte=standing.empreinte)
    return ratification


@transaction.atomic
def publish_version(version: VersionPacte, *, vigueur_du: date, by: Personne) -> VersionPacte:
    """Freeze a version and put it in force on a day; the one in force until then ends the day before (R7)."""
    require(by, "pacte.publish_version", version)
    lock_version(version)
    texte = version.read()
    _check_text(version, texte)
    _check_start(version, vigueur_du)
    version.empreinte = version.empreinte or digest(texte, version.numero)
    put_in_force(version, vigueur_du, by=by)
    journal.record("publie", version, by=by, empreinte=version.empreinte, vigueur_du=vigueur_du.isoformat())
    return version


def lock_version(version: VersionPacte) -> VersionPacte:
    """Return the version's row, locked; refuse if it moved on since it was read."""
    locked = VersionPacte.objects.select_for_update(of=("self",)).select_related("pacte")
    standing = locked.filter(pk=version.pk, etat=version.etat).first()
    if standing is None:
        raise ValidationError("Cette version vient de changer : relisez-la avant d’aller plus loin.")
    return standing


def put_in_force(version: VersionPacte, vigueur_du: date, *, by: Personne | None) -> None:
    """Give a version its days; the one in force until then ends the day before (R7)."""
    others = VersionPacte.objects.publiees().filter(federation=version.federation_id).select_for_update()
    others.filter(vigueur_du__lt=vigueur_du, vigueur_au__gte=vigueur_du).update(vigueur_au=vigueur_du - ONE_DAY)
    after = others.filter(vigueur_du__gt=vigueur_du).order_by("vigueur_du").first()
    version.vigueur_du = vigueur_du
    version.vigueur_au = min(version.pacte.fin, after.vigueur_du - ONE_DAY) if after else version.pacte.fin
    version.etat = Etat.PUBLIEE
    version.publiee_par, version.publiee_le = by, timezone.now()
    version.save()


def _check_text(version, texte) -> None:
    if version.is_apercu:
        raise ValidationError("Gardez d’abord cet import comme brouillon, une fois relu.")
    if not texte.noeuds:
        raise ValidationError("Ce pacte est vide : ajoutez au moins un bloc avant de le publier.")
    if waiting := count_waiting(version):
        said = count(waiting, "bloc")
        raise ValidationError(f"{said} du pacte d’avant sans décision : gardez, changez ou abandonnez d’abord.")


def _check_start(version, vigueur_du) -> None:
    earliest = find_earliest_start(version)
    if vigueur_du > version.pacte.fin:
        raise ValidationError({"vigueur_du": "Ce jour vient après la fin du pacte : choisissez une date plus tôt."})
    if vigueur_du < earliest:
        raise ValidationError(
            {"vigueur_du": f"Une version a déjà commencé : choisissez le {earliest:%d/%m/%Y} ou plus tard."}
        )
