"""What awaits somebody in governance: nobody named for an assembly, a mandate that ends, a co-optation to ratify."""

from datetime import date, timedelta

from django.db.models import CharField, DateField, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone

from members.models import Assemblee, Association, Mandat, Personne, Representant
from socle.compiled import compiled_query
from socle.french import say_due, say_full_date
from socle.moment import Attente

NAME_BEFORE, TELL_BEFORE = timedelta(days=120), timedelta(days=90)


def get_attentes(personne: Personne) -> list[Attente]:
    """Return what awaits somebody who belongs to an association or to the team, in one query; nobody else is asked."""
    managed = [tie.association_id for tie in personne.rattachements_en_cours if tie.is_gestionnaire]
    if not personne.rattachements_en_cours and not personne.is_federation_team:
        return []
    return [MAKERS[kind](pk, name, day) for kind, pk, name, day in _get_awaiting(personne, managed)]


@compiled_query
def _get_awaiting(personne, managed):
    today = timezone.localdate()
    parts = [_ending(personne, today)]
    if managed:
        parts.append(_unspoken(managed, today))
    if managed or personne.is_federation_team:
        parts.append(_to_ratify(managed, personne.is_federation_team, today))
    rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
    return rows.order_by("jour", "numero")


def _columns(rows, kind, number, name, day):
    """Give the three questions the same four columns, so that they are asked together."""
    named = rows.order_by().annotate(
        genre_attente=Value(kind, output_field=CharField()),
        numero=F(number),
        nom_attente=Cast(F(name), CharField()),
        jour=Cast(day, DateField()),
    )
    return named.values_list("genre_attente", "numero", "nom_attente", "jour")


def _ending(personne, today):
    rows = Mandat.objects.en_cours().filter(personne=personne.pk, fin_prevue__lte=today + TELL_BEFORE, fin=None)
    return _columns(rows, "mandat", "instance_id", "instance__nom", F("fin_prevue"))


def _unspoken(managed, today):
    coming = Assemblee.objects.filter(
        instance__association=None, le__range=(today, today + NAME_BEFORE), figee_le=None
    )
    day = Subquery(coming.order_by("le", "pk").values("le")[:1])
    named = Representant.objects.filter(association=OuterRef("pk"), debut__lte=OuterRef("ag"))
    named = named.filter(Q(fin=None) | Q(fin__gte=OuterRef("ag")))
    rows = Association.objects.adherentes().filter(pk__in=managed).annotate(ag=day)
    rows = rows.filter(~Exists(named), ag__isnull=False)
    return _columns(rows, "representant", "id", "nom", F("ag"))


def _to_ratify(managed, is_team, today):
    held = Q(instance__association__in=managed)
    if is_team:
        held |= Q(instance__association=None)
    waiting = Mandat.objects.en_cours().filter(held, designation=Mandat.Designation.COOPTATION, ratifie_le=None)
    return _columns(waiting, "cooptation", "instance_id", "instance__nom", F("debut"))


def _say_ending(instance: int, name: str, day: date) -> Attente:
    is_past = day < timezone.localdate()
    until = f"prévu jusqu’au {say_full_date(day)}"
    return Attente(
        title="Votre mandat se poursuit jusqu’à l’assemblée" if is_past else "Votre mandat finit bientôt",
        detail=f"{name}, {until}. Vous représentez-vous ?",
        link=reverse("members:instance_detail", args=[instance]),
        icon="scale",
        badge="prolongé" if is_past else say_due(day),
    )


def _say_unspoken(association: int, name: str, day: date) -> Attente:
    return Attente(
        title=f"Nommer qui représente {name}",
        detail=f"Sans personne, elle ne vote pas à l’assemblée du {say_full_date(day)}.",
        link=reverse("members:association_gouvernance", args=[association]),
        icon="megaphone",
        tone="wait",
        badge=say_due(day),
        due=day,
    )


def _say_cooptation(instance: int, name: str, day: date) -> Attente:
    return Attente(
        title="Une cooptation à ratifier",
        detail=f"{name}, depuis le {say_full_date(day)}. À l’ordre du jour de la prochaine assemblée.",
        link=reverse("members:instance_detail", args=[instance]),
        icon="scale",
        badge="à ratifier",
    )


MAKERS = {"mandat": _say_ending, "representant": _say_unspoken, "cooptation": _say_cooptation}
