"""The directory's filters, kept in the address of the page."""

import django_filters
from django import forms

from members.models import Association

ORDERS = {"nom": ("nom", "pk"), "-nom": ("-nom", "-pk"), "commune": ("commune", "nom", "pk")}
FIRST, MORE = ("genre", "territoire"), ("public", "dispositif", "tri")
ORDER_NAMES = [("nom", "Nom, de A à Z"), ("-nom", "Nom, de Z à A"), ("commune", "Commune")]


class AssociationFilter(django_filters.FilterSet):
    """What a visitor may narrow the directory by. A value that is not proposed is ignored."""

    q = django_filters.CharFilter(method="search", label="Nom ou commune", max_length=200)
    genre = django_filters.ChoiceFilter(label="Genre", choices=Association.Genre, empty_label="Tous les genres")
    territoire = django_filters.ChoiceFilter(label="Territoire", empty_label="Tous les territoires")
    public = django_filters.ChoiceFilter(label="Public", field_name="publics", empty_label="Tous les publics")
    dispositif = django_filters.ChoiceFilter(
        label="Dispositif", field_name="dispositifs", empty_label="Tous les dispositifs"
    )
    tri = django_filters.ChoiceFilter(label="Trier par", method="sort", choices=ORDER_NAMES, empty_label=None)

    class Meta:
        model = Association
        fields = []

    def __init__(self, data=None, queryset=None, *, options):
        super().__init__(data, queryset)
        for name in ("territoire", "public", "dispositif"):
            self.filters[name].extra["choices"] = options[name]

    def search(self, queryset, name, value):
        return queryset.search(value)

    def sort(self, queryset, name, value):
        return queryset.order_by(*ORDERS[value])

    @property
    def qs(self):
        found = super().qs
        return found if self.form.cleaned_data.get("tri") else found.by_relevance_or("nom", "pk")

    @property
    def is_narrowed(self):
        """Whether a filter or a search hides part of the directory."""
        return any(value for name, value in self.form.cleaned_data.items() if name != "tri")

    @property
    def searched(self):
        return self.form.cleaned_data.get("q", "").strip()

    @property
    def is_refined(self):
        """Whether one of the lists folded away is in use."""
        return any(self.form.cleaned_data.get(name) for name in MORE)

    @property
    def selects(self) -> list[forms.BoundField]:
        """The lists drawn under the search box."""
        return [self.form[name] for name in FIRST]

    @property
    def more_selects(self) -> list[forms.BoundField]:
        """The lists folded away, so that a phone shows results first."""
        return [self.form[name] for name in MORE]
