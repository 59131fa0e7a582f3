"""What the style page shows its components with: an invented page of results, dates, and a form in both states."""

from datetime import timedelta

from django import forms, template
from django.core.paginator import Paginator
from django.utils import timezone

from socle.agenda import fill_sheet, make_sheet
from socle.forms import Cartes, CartesMultiples, Echelle, Formulaire
from socle.moment import RendezVous

register = template.Library()

MODES = [("presence", "En présence"), ("distance", "À distance"), ("telephone", "Par téléphone")]
DETAILS = {
    "presence": "Hors du lieu de travail, dans un local de la fédération",
    "distance": "Le lien arrive la veille",
    "telephone": "On vous appelle à l’heure choisie",
}
GRADES = [(1, "Pas du tout"), (2, "Un peu"), (3, "Assez"), (4, "Tout à fait")]


class FormulaireExemple(Formulaire):
    intitule = forms.CharField(label="Intitulé", help_text="Ce que les autres liront en premier.")
    jour = forms.DateField(label="Jour")
    mode = forms.ChoiceField(label="Comment se voir ?", choices=MODES, widget=Cartes(details=DETAILS))
    themes = forms.MultipleChoiceField(
        label="Thèmes", choices=MODES, widget=CartesMultiples, required=False, help_text="Autant que nécessaire."
    )
    utile = forms.ChoiceField(label="Cette séance vous a-t-elle été utile ?", choices=GRADES, widget=Echelle)
    public = forms.ChoiceField(label="Public", choices=[("", "Choisir…"), *MODES], required=False)
    texte = forms.CharField(label="Ce dont vous avez besoin", widget=forms.Textarea, required=False)
    accord = forms.BooleanField(label="J’accepte que la coordination lise ce texte")


@register.simple_tag
def sample():
    """Everything the style page needs that a template cannot write by itself."""
    now = timezone.now()
    weeks = make_sheet(now.date().replace(day=1), now.date())
    fill_sheet(weeks, [RendezVous("Forum jeunesse", "", "#", now, state="Vous venez", tone="ok")])
    wrong = FormulaireExemple({"faux-mode": "presence"}, prefix="faux")
    return {
        "form": FormulaireExemple(),
        "wrong": wrong,
        "weeks": weeks,
        "page": Paginator(range(248), 20).page(3),
        "today": now.date(),
        "now": now,
        "earlier": now - timedelta(days=3, hours=2),
        "soon": now.date() + timedelta(days=13),
        "late": now.date() - timedelta(days=4),
        "bars": [("Centres sociaux", 24), ("Espaces de vie sociale", 11), ("Cogérées", 5), ("Associées", 2)],
        "lines": {
            "labels": [("janvier", "janv.", "2027"), ("février", "", ""), ("mars", "mars", "")],
            "series": [("Centres sociaux", [2, 5, 9]), ("Espaces de vie sociale", [0, 4, 6])],
        },
        "parts": [("Tenus", 21), ("En cours", 6), ("Abandonnés", 2)],
    }
