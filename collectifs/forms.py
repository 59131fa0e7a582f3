"""What people type in collectives."""

from django import forms
from django.utils import timezone

from collectifs.models import Collectif, Decision, PointOrdreDuJour, Presence, Reunion
from collectifs.models.votes import COUNTED, RULES
from socle.forms import Cartes, Formulaire, FormulaireModele


class PersonneField(forms.TypedChoiceField):
    """One person of a list already read: a page may hold many of these and ask the database once."""

    def __init__(self, **kwargs):
        self.people = {}
        super().__init__(coerce=lambda pk: self.people[pk], empty_value=None, **kwargs)

    def offer(self, people):
        """Say who may be chosen."""
        self.people.update((str(personne.pk), personne) for personne in people)
        blank = [("", "Choisir une personne")]
        self.choices = blank + [(pk, str(personne)) for pk, personne in self.people.items()]

    def prepare_value(self, value):
        return getattr(value, "pk", value)


class CollectifForm(FormulaireModele):
    class Meta:
        model = Collectif
        fields = (
            "nom",
            "forme",
            "enonce",
            "resultat_attendu",
            "echeance",
            "moyens",
            "fonction_referente",
            "visibilite",
        )
        widgets = {
            "echeance": forms.DateInput,
            "enonce": forms.Textarea(attrs={"rows": 3}),
            "resultat_attendu": forms.Textarea(attrs={"rows": 3}),
            "moyens": forms.Textarea(attrs={"rows": 2}),
            "visibilite": forms.RadioSelect,
        }
        help_texts = {
            "enonce": "La question ou l’intention de départ, en une ou deux phrases.",
            "resultat_attendu": "Ce qui existera quand le collectif aura fini.",
            "echeance": "Passée cette date, le portail proposera de prolonger, de clore ou de reformuler.",
            "moyens": "Temps, budget, appuis.",
            "fonction_referente": "Qui l’exerce anime le collectif. Sans titulaire, le collectif est en sommeil.",
        }


class EcheanceForm(Formulaire):
    """R10: what to do with a collective whose date has passed."""

    SUITES = [("prolonger", "Prolonger"), ("reformuler", "Reformuler le résultat attendu"), ("clore", "Clore")]

    suite = forms.ChoiceField(
        label="Que devient ce collectif ?",
        choices=SUITES,
        widget=Cartes(
            details={
                "prolonger": "Le résultat attendu reste le même, la date change.",
                "reformuler": "Le résultat attendu change, et la date aussi.",
                "clore": "Ses réunions, ses décisions et ses actions restent lisibles.",
            }
        ),
    )
    resultat_attendu = forms.CharField(
        label="Résultat attendu", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    echeance = forms.DateField(label="Nouvelle échéance", required=False, widget=forms.DateInput)

    def clean(self):
        cleaned = super().clean()
        echeance = cleaned.get("echeance")
        is_kept_alive = cleaned.get("suite") in ("prolonger", "reformuler")
        if is_kept_alive and "echeance" not in self.errors and (not echeance or echeance <= timezone.localdate()):
            self.add_error("echeance", "Indiquez une date à venir.")
        return cleaned


class ExterneForm(Formulaire):
    """Somebody from outside the network."""

    prenom = forms.CharField(label="Prénom", max_length=80)
    nom = forms.CharField(label="Nom", max_length=120)
    email = forms.EmailField(
        label="Adresse électronique",
        required=False,
        help_text="Sans adresse, la personne figurera parmi celles à prévenir autrement.",
    )


class ReunionForm(FormulaireModele):
    lien_visio = forms.URLField(label="Lien de visioconférence", required=False, max_length=200, assume_scheme="https")
    secretaire = PersonneField(
        label="Secrétaire de séance", required=False, help_text="Cette personne prendra les notes avec vous."
    )

    class Meta:
        model = Reunion
        fields = ("titre", "debut", "duree", "lieu", "lien_visio", "secretaire")
        widgets = {"debut": forms.DateTimeInput}
        help_texts = {
            "titre": "Ce dont il sera question, tel qu’on le lira dans les agendas.",
            "lieu": "Laissez vide si la réunion se tient à distance.",
        }

    def __init__(self, *args, people=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["secretaire"].offer(people)


class NouvelleReunionForm(ReunionForm):
    """A meeting to plan, with the undone actions to come back to."""

    suivre = forms.ModelMultipleChoiceField(
        label="Actions à suivre en réunion",
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Elles feront un point de l’ordre du jour.",
    )

    class Meta(ReunionForm.Meta):
        fields = (*ReunionForm.Meta.fields, "suivre")

    def __init__(self, *args, undone, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["suivre"].queryset = undone
        self.fields["suivre"].label_from_instance = lambda action: f"{action.texte} ({action.responsable})"


class PointForm(FormulaireModele):
    presente_par = PersonneField(label="Présenté par", required=False)

    class Meta:
        model = PointOrdreDuJour
        fields = ("titre", "duree", "genre", "presente_par", "is_huis_clos")
        help_texts = {"is_huis_clos": "Ni le courriel ni le compte rendu n’en diront rien, pas même le titre."}

    def __init__(self, *args, people=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["presente_par"].offer(people)
        genres = PointOrdreDuJour.Genre
        self.fields["genre"].choices = [
            (g.value, g.label) for g in (genres.ECHANGE, genres.INFORMATION, genres.DECISION)
        ]


class MotifForm(Formulaire):
    """A reason, asked whenever something is called off."""

    motif = forms.CharField(label="Motif", max_length=250)


class ReponseForm(Formulaire):
    """Whom a proxy is given to."""

    pouvoir_a = PersonneField(label="À qui donnez-vous pouvoir ?")

    def __init__(self, *args, presence, **kwargs):
        super().__init__(*args, **kwargs)
        going = presence.reunion.presences.exclude(pk=presence.pk).select_related("personne")
        going = going.exclude(reponse__in=(Presence.Reponse.NE_VIENT_PAS, Presence.Reponse.POUVOIR))
        self.fields["pouvoir_a"].offer([other.personne for other in going])


class SeanceForm(FormulaireModele):
    """Who chaired, who held the pen, and when it began and ended."""

    presidence = PersonneField(label="Présidence de séance", required=False)
    secretaire = PersonneField(label="Secrétaire de séance", required=False)

    class Meta:
        model = Reunion
        fields = ("presidence", "secretaire", "ouverte_le", "fermee_le")
        widgets = {"ouverte_le": forms.DateTimeInput, "fermee_le": forms.DateTimeInput}

    def __init__(self, *args, people=(), **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("presidence", "secretaire"):
            self.fields[name].offer(people)


class DecisionForm(FormulaireModele):
    class Meta:
        model = Decision
        fields = ("texte", "mode", "pour", "contre", "abstentions", "blancs", "objection", "revoir_le")
        widgets = {
            "texte": forms.Textarea(attrs={"rows": 2}),
            "objection": forms.Textarea(attrs={"rows": 2}),
            "revoir_le": forms.DateInput,
        }

    def clean(self):
        """A count is asked of a majority, and kept for nothing else."""
        cleaned = super().clean()
        if cleaned.get("mode") in COUNTED:
            for name in ("pour", "contre"):
                if cleaned.get(name) is None and name not in self.errors:
                    self.add_error(name, "Une majorité se compte : indiquez le nombre de voix, 0 s’il n’y en a pas.")
        else:
            cleaned.update(dict.fromkeys(("pour", "contre", "abstentions", "blancs")))
        return cleaned

    @property
    def rules(self):
        """The rules of each way to decide, for the help of the page."""
        return [(mode.label, text) for mode, text in RULES.items()]


class ActionForm(Formulaire):
    texte = forms.CharField(label="Action", max_length=250)
    responsable = PersonneField(label="Responsable")
    echeance = forms.DateField(label="Pour le", required=False, widget=forms.DateInput)

    def __init__(self, *args, people=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["responsable"].offer(people)


class NoteForm(Formulaire):
    """What autosave sends: the text, the version it was read in, the page it comes from."""

    texte = forms.CharField(required=False, strip=False)
    version = forms.IntegerField(min_value=0)
    page = forms.CharField(max_length=36, required=False)
    accepte = forms.IntegerField(min_value=0, required=False)
    choix = forms.ChoiceField(choices=[("mien", "mien"), ("sien", "sien"), ("deux", "deux")], required=False)


class RegistreForm(Formulaire):
    q = forms.CharField(required=False)
    collectif = forms.ModelChoiceField(label="Collectif", queryset=None, required=False, empty_label="Tous")

    def __init__(self, *args, collectifs, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["collectif"].queryset = collectifs
