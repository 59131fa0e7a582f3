"""Series of meetings: planned at once, changed or called off from one of them on."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collectifs.actions.reunions import cancel_reunion, edit_reunion, plan_reunion
from collectifs.models import Collectif, Reunion, SerieReunions
from collectifs.models.series import MOST
from members.models import Personne
from socle import journal
from socle.permissions import require

FOLLOWED = ("titre", "duree", "lieu", "lien_visio", "secretaire")


@transaction.atomic
def plan_serie(
    collectif: Collectif, serie: SerieReunions, *, dates: Iterable[datetime], by: Personne, **fields: Any
) -> SerieReunions:
    """Prepare a meeting for each of these dates: nobody is told yet, each will be convened in its time."""
    require(by, "collectifs.add_reunion", collectif)
    kept = sorted(set(dates))
    if not 1 <= len(kept) <= MOST:
        raise ValidationError(f"Gardez de une à {MOST} dates.")
    if kept[0] <= timezone.now():
        raise ValidationError("Une des dates est déjà passée : ne gardez que des dates à venir.")
    serie.collectif, serie.creee_par = collectif, by
    serie.full_clean()
    serie.save()
    for debut in kept:
        plan_reunion(collectif, debut=debut, serie=serie, by=by, **fields)
    journal.record("collectifs.plan_serie", collectif, by=by, serie=serie.pk, reunions=len(kept))
    return serie


def get_following(reunion: Reunion):
    """Return the meetings of the same series that come after this one and have not begun."""
    if reunion.serie_id is None:
        return Reunion.objects.none()
    after = Reunion.objects.filter(serie=reunion.serie_id, debut__gt=reunion.debut, etat__in=Reunion.PREPARABLES)
    return after.select_related("collectif__fonction_referente").exclude(pk=reunion.pk).order_by("debut", "pk")


@transaction.atomic
def edit_serie(reunion: Reunion, *, suivantes: bool, lu: str = "", by: Personne, **fields: Any) -> Reunion:
    """Change a meeting, and if asked those that follow in its series: only what changed here changes there.

    A new hour is the same hour everywhere; a new day moves each by as many days.
    """
    before = Reunion.objects.get(pk=reunion.pk)
    following = list(get_following(before)) if suivantes else []
    edited = edit_reunion(reunion, lu=lu, by=by, **fields)
    changed = {name: fields[name] for name in FOLLOWED if name in fields and fields[name] != getattr(before, name)}
    for other in following:
        moved = _move(other.debut, before.debut, edited.debut)
        if changed or moved != other.debut:
            edit_reunion(other, by=by, **changed, debut=moved)
    return edited


def _move(debut: datetime, old: datetime, new: datetime) -> datetime:
    """Shift a local date as another was shifted: by whole days, to the same hour, whatever the change of hour."""
    if old == new:
        return debut
    here, start, end = (timezone.localtime(moment) for moment in (debut, old, new))
    day = here.date() + timedelta(days=(end.date() - start.date()).days)
    hour = end.time() if end.time() != start.time() else here.time()
    return timezone.make_aware(datetime.combine(day, hour))


@transaction.atomic
def cancel_serie(reunion: Reunion, *, motif: str, suivantes: bool, by: Personne) -> int:
    """Call a meeting off, and if asked those that follow; returns how many were."""
    following = list(get_following(Reunion.objects.get(pk=reunion.pk))) if suivantes else []
    cancel_reunion(reunion, motif=motif, by=by)
    for other in following:
        cancel_reunion(other, motif=motif, by=by)
    return 1 + len(following)
