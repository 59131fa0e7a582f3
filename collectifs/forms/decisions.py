"""What people type about decisions: in a meeting, when they come back, in the register."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from collectifs.actions.decisions import COUNTS
from collectifs.actions.suites import NOTER
from collectifs.models import Decision, RegleDecision, Votant
from collectifs.models.votes import COUNTED, RULES, Mode, Resultat, Scrutin
from collectifs.queries.decisions import SITUATIONS, SORTS
from socle.champs import RowField
from socle.forms import Formulaire, FormulaireModele

NOT_VOTING = "retrait"
MISSING_COUNT = "Une majorité se compte : indiquez le nombre de voix, 0 s’il n’y en a pas."


def check_counts(form, cleaned, *, mode, is_asked) -> None:
    """Ask a majority for its count; keep of a consent only who was against."""
    if mode not in COUNTED:
        cleaned.update(dict.fromkeys(("pour", "abstentions", "blancs")))
        if mode == Mode.CONSENTEMENT and cleaned.get("contre") and not cleaned.get("objection"):
            form.add_error("objection", "Une objection dit sa raison : écrivez-la.")
        return
    for name in ("pour", "contre"):
        if is_asked and cleaned.get(name) is None and name not in form.errors:
            form.add_error(name, MISSING_COUNT)


class DecisionForm(FormulaireModele):
    """A decision in three fields; the vote, the review and what it replaces come after, when there is one."""

    remplace = RowField(label="Remplace une décision", required=False)

    class Meta:
        model = Decision
        fields = ("texte", "mode", "scrutin", *COUNTS, "objection", "revoir_le", "remplace")
        widgets = {
            "texte": forms.Textarea(attrs={"rows": 2}),
            "objection": forms.Textarea(attrs={"rows": 2}),
            "revoir_le": forms.DateInput,
        }
        help_texts = {
            "scrutin": "Par appel nominal, chaque voix se note ensuite par son nom. À bulletin secret, seuls les "
            "totaux sont gardés.",
            "objection": "Par consentement : ce qui empêche, et pourquoi.",
            "revoir_le": "Ce jour-là, elle revient d’elle-même à l’ordre du jour.",
        }

    def __init__(self, *args, replaceable=(), geste=NOTER, **kwargs):
        super().__init__(*args, **kwargs)
        self.geste = geste
        self.fields["scrutin"].required = False
        self.fields["scrutin"].initial = Scrutin.MAIN_LEVEE
        replaceable = list(replaceable)
        if replaceable:
            self.fields["remplace"].offer(replaceable)
            named = [(str(row.pk), f"{row.reference} : {row}") for row in replaceable]
            self.fields["remplace"].choices = [("", "Aucune"), *named]
        else:
            del self.fields["remplace"]

    def clean_scrutin(self):
        return self.cleaned_data["scrutin"] or Scrutin.MAIN_LEVEE

    def clean(self):
        """A count is asked of a majority voted at once, and kept for nothing else."""
        cleaned = super().clean()
        is_asked = self.geste == NOTER and cleaned.get("scrutin") != Scrutin.APPEL
        check_counts(self, cleaned, mode=cleaned.get("mode"), is_asked=is_asked)
        return cleaned

    def _post_clean(self):
        """What a count lacks was said above, field by field: the model would say it again of what is proclaimed."""
        self.instance.etat = Decision.Etat.PROPOSEE
        super()._post_clean()

    @property
    def rules(self):
        """The rules of each way to decide, for the help of the page."""
        return [(mode.label, text) for mode, text in RULES.items()]


class VoteForm(Formulaire):
    """What a vote that was opened gave: totals, or each voice by its name."""

    pour = forms.IntegerField(label="Pour", min_value=0, required=False)
    contre = forms.IntegerField(label="Contre", min_value=0, required=False)
    abstentions = forms.IntegerField(label="Abstentions", min_value=0, required=False)
    blancs = forms.IntegerField(label="Blancs ou nuls", min_value=0, required=False)
    objection = forms.CharField(
        label="Objection motivée", required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=5000
    )

    def __init__(self, *args, decision, votants=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.decision = decision
        self.votants = [votant for votant in votants if votant.voix]
        if decision.scrutin == Scrutin.APPEL:
            self._call(decision)
        elif decision.mode not in COUNTED:
            for name in ("pour", "abstentions", "blancs"):
                del self.fields[name]
            self.fields["contre"].label = "Personnes contre"
        if decision.mode != Mode.CONSENTEMENT:
            del self.fields["objection"]

    def _call(self, decision):
        for name in COUNTS:
            del self.fields[name]
        choices = [*Votant.Vote.choices, (NOT_VOTING, "ne prend pas part au vote")]
        for votant in self.votants:
            carried = f"par {votant.personne}" if votant.personne and str(votant.personne) != str(votant) else ""
            field = forms.ChoiceField(label=str(votant), choices=choices, widget=forms.RadioSelect, help_text=carried)
            self.add_field(f"voix-{votant.pk}", field)

    def clean(self):
        cleaned = super().clean()
        if self.decision.scrutin == Scrutin.APPEL:
            votes = {v.pk: cleaned.pop(f"voix-{v.pk}", None) for v in self.votants}
            if not self.errors:
                cleaned["votes"] = {pk: "" if vote == NOT_VOTING else vote for pk, vote in votes.items()}
            return cleaned
        check_counts(self, cleaned, mode=self.decision.mode, is_asked=True)
        return cleaned


class ConfirmationForm(Formulaire):
    """Kept as it is, until another day."""

    revoir_le = forms.DateField(label="Elle reviendra le", widget=forms.DateInput)
    motif = forms.CharField(label="Un mot", required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)
    vues = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def clean_revoir_le(self):
        day = self.cleaned_data["revoir_le"]
        if day <= timezone.localdate():
            raise ValidationError("Cette date est passée : indiquez un jour à venir.")
        return day


class AbrogationForm(Formulaire):
    """It no longer holds, and why."""

    motif = forms.CharField(label="Pourquoi elle ne s’applique plus", widget=forms.Textarea(attrs={"rows": 3}))
    vues = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class RegleForm(FormulaireModele):
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta:
        model = RegleDecision
        fields = ("voix_par", "quorum", "quorum_nombre")
        widgets = {"voix_par": forms.RadioSelect}
        help_texts = {
            "quorum": "Les voix qui doivent être présentes ou représentées. En dessous, rien n’est décidé.",
            "quorum_nombre": "Seulement si le quorum est un nombre de voix.",
        }

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("quorum") != RegleDecision.Quorum.NOMBRE:
            cleaned["quorum_nombre"] = None
        elif not cleaned.get("quorum_nombre") and "quorum_nombre" not in self.errors:
            self.add_error("quorum_nombre", "Vous avez choisi un nombre de voix : indiquez-le, 1 au moins.")
        return cleaned


class RegistreForm(Formulaire):
    """The filters of the register; whatever cannot be read filters nothing."""

    q = forms.CharField(required=False)
    collectif = forms.TypedChoiceField(label="Collectif", required=False, coerce=int, empty_value=None)
    annee = forms.TypedChoiceField(label="Année", required=False, coerce=int, empty_value=None)
    situation = forms.ChoiceField(label="Aujourd’hui", required=False, choices=[("", "Toutes"), *SITUATIONS])
    issue = forms.ChoiceField(label="Résultat", required=False, choices=[("", "Tous"), *Resultat.choices])
    mode = forms.ChoiceField(label="Prise par", required=False, choices=[("", "Tous les modes"), *Mode.choices])
    tri = forms.ChoiceField(label="Trier", required=False, choices=SORTS)

    def __init__(self, *args, collectifs, years=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.collectifs = [("", "Tous"), *collectifs.values_list("pk", "nom")]
        self.fields["collectif"].choices = self.collectifs
        self.fields["annee"].choices = [("", "Toutes"), *((year, year) for year in years)]

    @property
    def given(self):
        """What was asked and could be read."""
        self.is_valid()
        return self.cleaned_data

    @property
    def chosen(self):
        """The collective asked for, its number and its name, or None."""
        pk = self.given.get("collectif")
        return {"pk": pk, "nom": dict(self.collectifs)[pk]} if pk else None

    @property
    def is_narrowed(self):
        return any(value for name, value in self.given.items() if name != "tri")
