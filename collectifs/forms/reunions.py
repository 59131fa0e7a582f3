"""What people type about meetings."""

from django import forms

from collectifs.forms.shared import MotifForm, PersonneField
from collectifs.models import PointOrdreDuJour, Presence, Reunion
from socle.forms import Formulaire, FormulaireModele

CELLE_CI, SUIVANTES = "celle-ci", "suivantes"
PORTEES = [(CELLE_CI, "Cette réunion seulement"), (SUIVANTES, "Cette réunion et les suivantes de la série")]


class PorteeField(forms.TypedChoiceField):
    """Whether what is asked goes for one meeting of a series or for those that follow too."""

    def __init__(self, help_text):
        super().__init__(
            label="Pour",
            choices=PORTEES,
            initial=CELLE_CI,
            widget=forms.RadioSelect,
            coerce=lambda typed: typed == SUIVANTES,
            help_text=help_text,
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


class ReunionEditForm(ReunionForm):
    """A meeting to change; in a series, those that follow too if asked."""

    lu = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    def __init__(self, *args, instance, **kwargs):
        super().__init__(*args, instance=instance, **kwargs)
        self.fields["lu"].initial = instance.empreinte
        if instance.serie_id:
            said = "Ce qui change ici changera de même dans les suivantes, sauf celles déjà commencées."
            self.add_field("suivantes", PorteeField(said))

    def clean(self):
        return {"suivantes": False} | super().clean()


class AnnulationForm(MotifForm):
    """Why a meeting is called off; in a series, those that follow too if asked."""

    def __init__(self, *args, reunion, **kwargs):
        super().__init__(*args, **kwargs)
        if reunion.serie_id:
            self.add_field("suivantes", PorteeField(""))

    def clean(self):
        return {"suivantes": False} | super().clean()


class NouvelleReunionForm(ReunionForm):
    """A meeting to plan, with the undone actions to come back to."""

    suivre = forms.ModelMultipleChoiceField(
        label="Actions à suivre en réunion",
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Elles feront un point de l’ordre du jour.",
    )

    revoir = forms.ModelMultipleChoiceField(
        label="Décisions à revoir",
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Leur date de révision est arrivée : elles feront un point de l’ordre du jour.",
    )

    class Meta(ReunionForm.Meta):
        fields = (*ReunionForm.Meta.fields, "suivre", "revoir")

    def __init__(self, *args, undone, due, **kwargs):
        super().__init__(*args, **kwargs)
        if due:
            self.fields["revoir"].queryset = due
            self.fields["revoir"].label_from_instance = lambda decision: f"{decision.reference} : {decision.texte}"
        else:
            del self.fields["revoir"]
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


class PointEditForm(PointForm):
    """An item to change, whatever its kind; the one that follows actions keeps its kind."""

    lu = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    def __init__(self, *args, instance, **kwargs):
        super().__init__(*args, instance=instance, **kwargs)
        self.fields["lu"].initial = instance.empreinte
        if instance.genre not in dict(self.fields["genre"].choices):
            del self.fields["genre"]


class SuiviForm(Formulaire):
    """Which undone actions the meeting comes back to."""

    suivre = forms.ModelMultipleChoiceField(
        label="Actions à suivre en réunion", queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, undone, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["suivre"].queryset = undone
        self.fields["suivre"].label_from_instance = lambda action: f"{action.texte} ({action.responsable})"


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


class NoteForm(Formulaire):
    """What autosave sends: the text, the version it was read in, the page it comes from."""

    texte = forms.CharField(required=False, strip=False)
    version = forms.IntegerField(min_value=0)
    page = forms.CharField(max_length=36, required=False)
    accepte = forms.IntegerField(min_value=0, required=False)
    choix = forms.ChoiceField(choices=[("mien", "mien"), ("sien", "sien"), ("deux", "deux")], required=False)
