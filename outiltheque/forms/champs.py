"""How people name an association or a tool in a form."""

import re

from django import forms
from django.urls import reverse_lazy

from members.models import Association
from outiltheque.models import Outil
from socle.champs import RowField
from socle.forms import explain
from socle.numbers import read_number

IN_ADDRESS = re.compile(r"/outils/(\d{1,9})/?(?:[?#].*)?$")
CLOSE = 3


class MonAssociationField(RowField):
    """One of the associations to which the person is tied today."""

    blank = "Choisir une association"

    def offer_ties(self, personne) -> None:
        rows = {tie.association_id: tie.association for tie in personne.rattachements_en_cours}
        self.offer(rows.values())
        if len(rows) == 1:
            self.choices = self.choices[1:]


class ActionField(RowField):
    """Something that an app does, among what the person may read."""

    blank = "Aucune"

    def offer(self, rows):
        self.rows.update((row.cle, row) for row in rows)
        self.choices = [("", self.blank)] + [(cle, f"{row.titre} ({row.detail})") for cle, row in self.rows.items()]

    def prepare_value(self, value):
        return getattr(value, "cle", value)


class AssociationField(forms.CharField):
    """An association of the directory by its name; a few are proposed while it is typed, as among two thousand."""

    suggestions = "suggestions-associations"

    def __init__(self, **kwargs):
        asking = {
            "list": self.suggestions,
            "autocomplete": "off",
            "hx-get": reverse_lazy("outiltheque:association_suggest"),
            "hx-trigger": "input changed delay:300ms",
            "hx-target": f"#{self.suggestions}",
        }
        super().__init__(max_length=200, widget=forms.TextInput(asking), **kwargs)

    def clean(self, value):
        typed = super().clean(value)
        if not typed:
            return None
        standing = Association.objects.standing()
        if found := standing.filter(nom__iexact=typed).first():
            return found
        near = list(standing.search(typed).values_list("nom", flat=True)[:CLOSE])
        said = f"Est-ce {' ou '.join(f'« {nom} »' for nom in near)} ?" if near else "Cherchez-la dans l’annuaire."
        raise explain(typed, "Aucune association de l’annuaire ne porte ce nom.", said)


class OutilField(forms.CharField):
    """A tool, by the address of its page or by its exact title."""

    def __init__(self, **kwargs):
        super().__init__(max_length=300, **kwargs)
        self.among = Outil.objects.none()

    def clean(self, value):
        typed = super().clean(value)
        if not typed:
            return None
        number = IN_ADDRESS.search(typed)
        by = {"pk": read_number(number[1])} if number else {"titre__iexact": typed}
        found = list(self.among.filter(**by)[:2])
        if len(found) == 1:
            return found[0]
        if found:
            raise explain(typed, "Plusieurs outils portent ce titre.", "Collez l’adresse de la page du bon.")
        raise explain(
            typed, "Aucun outil publié ne porte ce titre.", "Collez l’adresse de sa page, ou son titre exact."
        )
