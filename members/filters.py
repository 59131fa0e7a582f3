"""The directory's filters, kept in the address of the page."""

import re

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from members.models import Adhesion, Agrement, AppartenanceReseau, Association
from socle.filtres import FiltresAdresse
from socle.french import say_full_date

ORDERS = {
    "nom": ("nom", "pk"),
    "-nom": ("-nom", "-pk"),
    "commune": ("commune", "nom", "pk"),
    "territoire": (F("territoire__nom").asc(nulls_last=True), "nom", "pk"),
    "modifie": ("-modifie_le", "nom", "pk"),
}
FIRST, MORE = (
    ("genre", "territoire"),
    ("public", "domaine", "dispositif", "reseau", "agrement", "categorie", "le", "tri"),
)
ORDER_NAMES = [
    ("nom", "Nom, de A à Z"),
    ("-nom", "Nom, de Z à A"),
    ("commune", "Commune"),
    ("territoire", "Territoire"),
    ("modifie", "Fiche changée récemment"),
]
LISTS = ("territoire", "public", "domaine", "dispositif", "reseau")
NOT_NARROWING = ("tri", "vue")
ANCIENNE = "ancienne"
CATEGORIES = [*Adhesion.Categorie.choices, (ANCIENNE, "ancienne, qui n’est plus membre")]
OLDEST = 1900
ZONE = re.compile(
    r"^(-?\d{1,2}(?:\.\d{1,5})?),(-?\d{1,3}(?:\.\d{1,5})?),(-?\d{1,2}(?:\.\d{1,5})?),(-?\d{1,3}(?:\.\d{1,5})?)$"
)


class PastDayField(forms.DateField):
    """A day before today; any other means today."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self, value):
        day = super().clean(value)
        if day and not (day.year >= OLDEST and day < timezone.localdate()):
            raise ValidationError("past")
        return day


class PastDayFilter(django_filters.Filter):
    field_class = PastDayField


class ZoneField(forms.CharField):
    """A rectangle of the map: south, west, north, east."""

    widget = forms.HiddenInput

    def clean(self, value):
        typed = super().clean(value)
        if typed and not ZONE.match(typed):
            raise ValidationError("zone")
        return typed


class ZoneFilter(django_filters.Filter):
    field_class = ZoneField


class PublicFilter(FiltresAdresse, django_filters.FilterSet):
    """What everybody may narrow the directory by. A value that is not proposed is ignored.

    What an association did not choose to show is not found either.
    """

    first, more = FIRST, ("public", "domaine", "dispositif", "tri")
    not_narrowing = NOT_NARROWING

    q = django_filters.CharFilter(method="search", label="Nom ou commune", max_length=200)
    genre = django_filters.ChoiceFilter(label="Genre", choices=Association.Genre, empty_label="Tous les genres")
    territoire = django_filters.ChoiceFilter(label="Territoire", empty_label="Tous les territoires")
    public = django_filters.ChoiceFilter(label="Public", method="among", empty_label="Tous les publics")
    domaine = django_filters.ChoiceFilter(label="Domaine", method="among", empty_label="Tous les domaines")
    dispositif = django_filters.ChoiceFilter(label="Dispositif", method="among", empty_label="Tous les dispositifs")
    zone = ZoneFilter(label="Partie de la carte", method="inside")
    tri = django_filters.ChoiceFilter(label="Trier par", method="sort", choices=ORDER_NAMES[:-1], empty_label=None)
    vue = django_filters.ChoiceFilter(label="Vue", method="keep", choices=[("carte", "Carte")])

    class Meta:
        model = Association
        fields = []

    def __init__(self, data=None, queryset=None, *, options):
        super().__init__(data, queryset)
        for name in LISTS:
            if name in self.filters:
                self.filters[name].extra["choices"] = options[name]

    def search(self, queryset, name, value):
        return queryset.search_public(value)

    def among(self, queryset, name, value):
        return queryset.filter(champs_publics__contains=["activites"], **{f"{name}s": value})

    def inside(self, queryset, name, value):
        return within(queryset.filter(champs_publics__contains=["carte"]), value)

    def sort(self, queryset, name, value):
        return queryset.order_by(*ORDERS[value])

    def keep(self, queryset, name, value):
        """A choice of how to show, not of what."""
        return queryset

    @property
    def shows_anciennes(self) -> bool:
        """Whether those that left are among what is asked for."""
        return False

    @property
    def qs(self):
        found = super().qs if self.shows_anciennes else super().qs.sans_anciennes()
        return found if "tri" in self.chosen else found.by_relevance_or("nom", "pk")

    @property
    def is_map(self):
        return self.chosen.get("vue") == "carte"

    @property
    def le(self):
        """The past day that is looked at; None for today."""
        return self.chosen.get("le")

    @property
    def le_dit(self) -> str:
        return say_full_date(self.le) if self.le else ""

    @property
    def hidden(self) -> dict[str, str]:
        """What the form carries along without showing it."""
        return {name: self.chosen[name] for name in ("vue", "zone") if name in self.chosen}

    def _say(self, name) -> str:
        if name == "le":
            return say_full_date(self.le)
        return "autour d’un point" if name == "zone" else super()._say(name)

    def _control(self, name) -> dict:
        if name != "le":
            return super()._control(name)
        return {"name": name, "label": self.form[name].label, "day": self.le.isoformat() if self.le else ""}


class AssociationFilter(PublicFilter):
    """What somebody of the network may narrow the directory by, on any past day."""

    more = MORE

    reseau = django_filters.ChoiceFilter(label="Réseau", method="of_reseau", empty_label="Tous les réseaux")
    agrement = django_filters.ChoiceFilter(
        label="Agrément", method="with_agrement", choices=Agrement.Genre, empty_label="Avec ou sans agrément"
    )
    categorie = django_filters.ChoiceFilter(
        label="Adhésion", method="with_categorie", choices=CATEGORIES, empty_label="Toutes les catégories"
    )
    le = PastDayFilter(label="Annuaire à une date passée", method="on_day")
    tri = django_filters.ChoiceFilter(label="Trier par", method="sort", choices=ORDER_NAMES, empty_label=None)

    def search(self, queryset, name, value):
        return queryset.search(value)

    def among(self, queryset, name, value):
        return queryset.filter(**{f"{name}s": value})

    def inside(self, queryset, name, value):
        return within(queryset, value)

    def of_reseau(self, queryset, name, value):
        return queryset.filter(Exists(AppartenanceReseau.objects.en_cours(self.le).filter(OF_IT, reseau=value)))

    def with_agrement(self, queryset, name, value):
        day = self.le or timezone.localdate()
        return queryset.filter(Exists(Agrement.objects.filter(OF_IT, genre=value, debut__lte=day, fin__gte=day)))

    @property
    def shows_anciennes(self):
        """A name, a past day or the wish to see them: a list of members shows members."""
        return bool({"q", "le"} & set(self.chosen)) or self.chosen.get("categorie") == ANCIENNE

    def with_categorie(self, queryset, name, value):
        if value == ANCIENNE:
            return queryset.anciennes(self.le)
        day = self.le or timezone.localdate()
        return queryset.filter(Exists(Adhesion.objects.filter(OF_IT, categorie=value, periode__contains=day)))

    def on_day(self, queryset, name, value):
        return queryset.filter(Exists(Adhesion.objects.filter(OF_IT, periode__contains=value)))

    def sort(self, queryset, name, value):
        if value == "modifie":
            queryset = queryset.annotate(modifie_le=last_change())
        return super().sort(queryset, name, value)


OF_IT = Q(association=OuterRef("pk"))


def within(queryset, zone):
    """Keep the associations whose point is in a rectangle of the map."""
    south, west, north, east = ZONE.match(zone).groups()
    return queryset.filter(latitude__range=(south, north), longitude__range=(west, east))


def last_change():
    """When a sheet was last written."""
    events = Association.pgh_event_model.objects.filter(pgh_obj=OuterRef("pk")).order_by("-pgh_created_at")
    return Subquery(events.values("pgh_created_at")[:1], output_field=DateTimeField())
