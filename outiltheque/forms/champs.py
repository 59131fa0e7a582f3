"""How people name an association or a tool in a form."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from members.models import Association
from outiltheque.models import Outil
from socle.champs import RowField
from socle.forms import explain
from socle.numbers import read_number

IN_ADDRESS = re.compile(r"/outils/(\d{1,9})/?(?:[?#].*)?$")
MOST = 20


class MonAssociationField(RowField):
    """One of the associations to which the person is tied today."""

    blank = "Choisir une association"

    def offer_ties(self, personne) -> None:
        rows = {tie.association_id: tie.association for tie in personne.rattachements_en_cours}
        self.offer(rows.values())
        if len(rows) == 1:
            self.choices = self.choices[1:]


class AssociationsField(forms.CharField):
    """Associations by their names, one a line, as the directory spells them."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value):
        names = list(dict.fromkeys(line.strip() for line in super().clean(value).splitlines() if line.strip()))
        if len(names) > MOST:
            raise ValidationError(f"{MOST} associations au plus : retirez-en.")
        wanted = Q(pk__in=())
        for name in names:
            wanted |= Q(nom__iexact=name)
        found = {one.nom.casefold(): one for one in Association.objects.standing().filter(wanted)}
        for name in names:
            if name.casefold() not in found:
                raise explain(name, "Aucune association de l’annuaire ne porte ce nom.", "Recopiez-le de l’annuaire.")
        return [found[name.casefold()] for name in names]


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
