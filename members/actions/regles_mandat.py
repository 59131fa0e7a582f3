"""What administrators do with the numbers of the statutes: a new value closes the former, which stays known."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from members.models import College, Instance, Personne, QuotaSieges, RegleMandat
from socle import journal
from socle.french import say_full_date
from socle.permissions import require

LATER = "Une valeur commence déjà le {day} : choisissez une date plus tardive."
AT_ONCE = "Quelqu’un vient d’enregistrer la même règle : relisez-la avant de la changer."


@transaction.atomic
def set_regle(
    *, genre: str, instance: Instance | None, parametre: str, valeur: int, article: str, depuis: date, by: Personne
) -> RegleMandat:
    """Give a rule a value from a day; the one in force ends the day before, and what it ruled stays as it was."""
    require(by, "members.edit_regles")
    rows = RegleMandat.objects.select_for_update().filter(genre=genre, instance=instance, parametre=parametre)
    for former in rows.order_by("periode"):
        if former.periode.lower >= depuis:
            raise ValidationError(LATER.format(day=say_full_date(former.periode.lower)))
        if former.periode.upper is None or former.periode.upper > depuis:
            former.periode = DateRange(former.periode.lower, depuis)
            former.save(update_fields=["periode"])
    regle = RegleMandat(
        genre=genre,
        instance=instance,
        parametre=parametre,
        valeur=valeur,
        article=article,
        periode=DateRange(depuis, None),
    )
    regle.full_clean()
    try:
        with transaction.atomic():
            regle.save()
    except IntegrityError as error:
        raise ValidationError(AT_ONCE) from error
    journal.record("members.set_regle", regle, by=by, parametre=parametre, valeur=valeur, depuis=depuis.isoformat())
    return regle


@transaction.atomic
def set_quota(
    instance: Instance, *, college: College, minimum: int | None, maximum: int | None, article: str, by: Personne
) -> QuotaSieges | None:
    """Say the least and the most that a college may hold of a body; with neither, it has no quota any more."""
    require(by, "members.edit_regles")
    Instance.objects.select_for_update().get(pk=instance.pk)
    quota = QuotaSieges.objects.filter(instance=instance, college=college).first()
    before = {"minimum": quota.minimum, "maximum": quota.maximum} if quota else None
    journal.record(
        "members.set_quota", instance, by=by, college=college.pk, minimum=minimum, maximum=maximum, avant=before
    )
    if minimum is None and maximum is None:
        if quota:
            quota.delete()
        return None
    quota = quota or QuotaSieges(instance=instance, college=college)
    quota.minimum, quota.maximum, quota.article = minimum, maximum, article
    quota.full_clean()
    quota.save()
    return quota
