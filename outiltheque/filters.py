"""What the library may be narrowed by, kept in the address of the page."""

import django_filters
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from outiltheque.models import Outil, UsageOutil
from outiltheque.queries.outils import describe
from outiltheque.queries.recherche import Trouves, find_outils
from socle.filtres import FiltresAdresse

A_METTRE_A_JOUR = "a_jour"
ORDERS = {
    "recent": (F("publie_le").desc(nulls_first=True), "-pk"),
    "titre": ("titre", "pk"),
    "relecture": (F("relu_le").asc(nulls_last=True), "pk"),
    "usages": ("-utilise", "titre", "pk"),
}
ORDER_NAMES = [
    ("recent", "Les plus récents"),
    ("titre", "Titre, de A à Z"),
    ("usages", "Utilisés par le plus d’associations"),
    ("relecture", "Relus il y a le plus longtemps"),
]
ETATS = [*Outil.Etat.choices, (A_METTRE_A_JOUR, "à mettre à jour")]
LISTS = ("public", "theme")


class OutilFilter(FiltresAdresse, django_filters.FilterSet):
    """The filters of the library; withdrawn tools show when they are asked for."""

    first, more = ("genre", "theme"), ("public", "etape", "licence", "etat", "a_nous", "tri")

    q = django_filters.CharFilter(method="keep", label="Titre, contenu ou fichier", max_length=200)
    genre = django_filters.ChoiceFilter(label="Genre", choices=Outil.Genre, empty_label="Tous les genres")
    theme = django_filters.ChoiceFilter(label="Thème", method="among", empty_label="Tous les thèmes")
    public = django_filters.ChoiceFilter(label="Public", method="among", empty_label="Tous les publics")
    etape = django_filters.ChoiceFilter(label="Étape du projet", choices=Outil.Etape, empty_label="Toutes les étapes")
    licence = django_filters.ChoiceFilter(label="Licence", choices=Outil.Licence, empty_label="Toutes les licences")
    etat = django_filters.ChoiceFilter(
        label="État", method="in_state", choices=ETATS, empty_label="Tous, sauf retirés"
    )
    a_nous = django_filters.ChoiceFilter(
        label="Association",
        method="of_ours",
        choices=[("ecrits", "écrits par nous"), ("utilises", "utilisés par nous")],
        empty_label="Toutes les associations",
    )
    tri = django_filters.ChoiceFilter(label="Trier par", method="keep", choices=ORDER_NAMES, empty_label=None)

    class Meta:
        model = Outil
        fields = []

    def __init__(self, data=None, queryset=None, *, options, personne):
        super().__init__(data, queryset)
        self.personne = personne
        for name in LISTS:
            self.filters[name].extra["choices"] = options[name]

    def keep(self, queryset, name, value):
        """The words, then the order, are for what the other filters leave (`rows`)."""
        return queryset

    def among(self, queryset, name, value):
        through = getattr(Outil, f"{name}s").through
        return queryset.filter(Exists(through.objects.filter(**{"outil": OuterRef("pk"), f"{name}": value})))

    def in_state(self, queryset, name, value):
        if value != A_METTRE_A_JOUR:
            return queryset.filter(etat=value)
        return queryset.filter(pk__in=Outil.objects.a_mettre_a_jour().values("pk"))

    def of_ours(self, queryset, name, value):
        if value == "ecrits":
            return queryset.written_by(self.personne)
        places = [tie.association_id for tie in self.personne.rattachements_en_cours]
        used = UsageOutil.objects.en_cours().filter(outil=OuterRef("pk"), association__in=places)
        return queryset.filter(Exists(used))

    @property
    def rows(self):
        """What is on screen, in its order: the best first when words are looked for, unless another order is asked."""
        found = self.qs if {"etat", "q"} & set(self.chosen) else self.qs.exclude(etat=Outil.Etat.RETIRE)
        pks = find_outils(found, self.searched, self.personne) if self.searched else None
        if pks is None:
            return describe(_sort(found, self.chosen.get("tri", "recent")))
        if "tri" in self.chosen:
            return describe(_sort(found.filter(pk__in=pks), self.chosen["tri"]))
        return Trouves(describe(found), pks)


def _sort(outils, order):
    if order == "usages":
        running = Q(usages__fin=None) | Q(usages__fin__gte=timezone.localdate())
        outils = outils.annotate(utilise=Count("usages", filter=running))
    return outils.order_by(*ORDERS[order])
