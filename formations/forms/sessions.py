"""What people type of sessions: places, trainers, half-days."""

from django import forms

from formations.forms.catalogue import LU
from formations.models import DemiJournee, Formateur, SessionFormation
from socle.forms import Formulaire, FormulaireModele

MOST, SHOWN = 10, 4
PARTS = ("jour", "moment", "debut", "fin", "module")


class DemiJourneesMixin:
    """Up to ten half-days, each on a line; a line without a day is left out."""

    def add_halves(self, standing=()):
        standing = list(standing)
        for number in range(1, MOST + 1):
            half = standing[number - 1] if number <= len(standing) else None
            for name, field in make_line(number, half).items():
                self.add_field(f"{name}_{number}", field)

    @property
    def lines(self):
        return [(number, [self[f"{name}_{number}"] for name in PARTS]) for number in range(1, MOST + 1)]

    @property
    def first_lines(self):
        return self.lines[:SHOWN]

    @property
    def more_lines(self):
        return self.lines[SHOWN:]

    @property
    def has_more(self):
        return any(line[0].value() or line[0].errors for _, line in self.more_lines)

    def read_halves(self, given):
        """Take the lines out of what was typed; returns the half-days, or errors on the line that lacks something."""
        found, seen = [], set()
        for number in range(1, MOST + 1):
            day, moment, debut, fin, module = (given.pop(f"{name}_{number}", None) for name in PARTS)
            if not day:
                continue
            if not (moment and debut and fin):
                self.add_error(f"debut_{number}", "Dites matin ou après-midi, et de quelle heure à quelle heure.")
            elif fin <= debut:
                self.add_error(f"fin_{number}", "Elle finit avant d’avoir commencé.")
            elif (day, moment) in seen:
                self.add_error(f"jour_{number}", "Cette demi-journée est déjà plus haut : gardez une seule ligne.")
            else:
                seen.add((day, moment))
                found.append((day, moment, debut, fin, module or ""))
        return found


def make_line(number, half):
    """Return the fields of one half-day."""
    return {
        "jour": forms.DateField(label="Jour", required=False, widget=forms.DateInput, initial=half and half.date),
        "moment": forms.ChoiceField(
            label="Quand",
            required=False,
            choices=DemiJournee.Moment,
            initial=half.moment if half else DemiJournee.Moment.values[(number + 1) % 2],
        ),
        "debut": forms.TimeField(
            label="De",
            required=False,
            widget=forms.TimeInput,
            initial=half.debut if half else ("13:30", "09:00")[number % 2],
        ),
        "fin": forms.TimeField(
            label="À",
            required=False,
            widget=forms.TimeInput,
            initial=half.fin if half else ("17:00", "12:30")[number % 2],
        ),
        "module": forms.CharField(
            label="Ce qu’on y fait", required=False, max_length=150, initial=half.module if half else ""
        ),
    }


class SessionForm(DemiJourneesMixin, FormulaireModele):
    """A session; its dates are given when it is prepared, and change by a postponement afterwards."""

    lu = LU
    lien_visio = forms.URLField(
        label="Adresse de la visioconférence",
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text="Seulement si la session se suit à distance.",
    )
    formateurs = forms.ModelMultipleChoiceField(
        label="Formatrices et formateurs",
        queryset=Formateur.objects.select_related("personne"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = SessionFormation
        fields = (
            "places", "minimum", "tarif", "lieu", "demande_accord_employeur", "is_une_place_par_association",
            "is_fonds_europeen", "formateurs",
        )  # fmt: skip
        help_texts = {
            "lien_visio": "Seulement si la session se suit à distance.",
            "is_fonds_europeen": "Les feuilles de présence sont alors gardées dix ans au lieu de six.",
            "demande_accord_employeur": "Chaque inscription financée par l’employeur attend alors son accord.",
            "is_une_place_par_association": "Dans la liste d’attente, une association qui a déjà une place laisse "
            "passer les autres. La règle est écrite sur la page de la session.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["lu"].initial = self.instance.empreinte if self.instance.pk else ""
        self.fields["lien_visio"].initial = self.instance.lien_visio
        if not self.instance.pk:
            self.add_halves()

    @property
    def basics(self):
        names = [*self.Meta.fields[:4], "lien_visio", *self.Meta.fields[4:]]
        return [self[name] for name in names]

    def clean(self):
        given = super().clean()
        if not self.instance.pk:
            given["demi_journees"] = self.read_halves(given)
        return given


class ReportForm(DemiJourneesMixin, Formulaire):
    """Other half-days, and why."""

    motif = forms.CharField(
        label="Pourquoi", max_length=250, help_text="Toutes les personnes inscrites ou en attente le liront."
    )

    def __init__(self, *args, session, **kwargs):
        super().__init__(*args, **kwargs)
        self.add_halves(session.demi_journees.all())

    def clean(self):
        given = super().clean()
        given["demi_journees"] = self.read_halves(given)
        if not given["demi_journees"] and not self.errors:
            raise forms.ValidationError("Aucun jour n’est donné : dites au moins une demi-journée.")
        return given


class MotifForm(Formulaire):
    """A reason, asked whenever something is called off or somebody passes before their rank."""

    motif = forms.CharField(label="Motif", max_length=250)
