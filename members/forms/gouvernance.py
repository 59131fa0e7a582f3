"""Bodies, seats, mandates, and the numbers of the statutes."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from members.models import Association, College, Instance, Mandat, Personne, RegleMandat, Siege
from socle.forms import Cartes, Formulaire

MOST_SEATS, MOST_PERCENT, BIGGEST = 60, 100, 1000
DATE = forms.DateInput
NO_COLLEGE = "Sans collège"
RATIFIE, REFUSE = "ratifie", "refuse"
BOARD_GENRES = [(genre.value, genre.label) for genre in Instance.Genre if genre != Instance.Genre.CONSEIL]


def colleges() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        College.objects.order_by("ordre", "nom"), label="Collège", required=False, empty_label=NO_COLLEGE
    )


class InstanceForm(Formulaire):
    """What a body is and what it is called."""

    genre = forms.ChoiceField(label="Genre", choices=Instance.Genre)
    nom = forms.CharField(
        label="Nom", max_length=120, help_text="Comme dans vos statuts : conseil d’administration, bureau, comité…"
    )

    def __init__(self, *args, is_federale=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_federale:
            self.fields["genre"].choices = BOARD_GENRES


class SiegesForm(Formulaire):
    """One or several seats of the same name."""

    intitule = forms.CharField(
        label="Intitulé", max_length=120, help_text="Par exemple : présidence, administration, place des usagers."
    )
    nombre = forms.IntegerField(label="Combien de places", min_value=1, max_value=MOST_SEATS, initial=1)
    college = colleges()
    has_voix = forms.BooleanField(label="Cette place a une voix délibérative", required=False, initial=True)
    debut = forms.DateField(label="Existe depuis le", initial=timezone.localdate, widget=DATE)


class SiegeForm(Formulaire):
    """Correct a seat, or close it."""

    intitule = forms.CharField(label="Intitulé", max_length=120)
    college = colleges()
    has_voix = forms.BooleanField(label="Cette place a une voix délibérative", required=False)
    fin = forms.DateField(
        label="Dernier jour de cette place",
        required=False,
        widget=DATE,
        help_text="Laissez vide tant qu’elle existe. Une place tenue ne se ferme pas avant la fin du mandat.",
    )


class PlaceFields(Formulaire):
    """Where somebody sits: what opening and changing a mandate share."""

    siege = forms.ModelChoiceField(
        Siege.objects.none(), label="Place", required=False, empty_label="Sans place précise"
    )
    fonction = forms.CharField(
        label="Fonction", max_length=80, required=False, help_text="Présidence, trésorerie… Laissez vide sinon."
    )
    college = colleges()
    has_voix = forms.BooleanField(label="Vote dans cette instance", required=False, initial=True)

    def offer_seats(self, instance: Instance, keep: int | None = None) -> None:
        """Offer the seats that nobody holds today, and the one to keep."""
        held = Mandat.objects.en_cours().filter(instance=instance, suppleant_de=None, siege__isnull=False)
        taken = set(held.values_list("siege", flat=True)) - {keep}
        free = Siege.objects.since(timezone.localdate()).filter(instance=instance).exclude(pk__in=taken)
        self.fields["siege"].queryset = free.order_by("pk")
        self.fields["siege"].label_from_instance = lambda siege: siege.intitule


class MandatForm(PlaceFields):
    """Open a mandate for somebody who was chosen before."""

    designation = forms.ChoiceField(
        label="Comment cette personne est-elle désignée ?",
        choices=Mandat.Designation,
        initial=Mandat.Designation.ELECTION,
        widget=Cartes(
            details={
                Mandat.Designation.ELECTION: "Par l’assemblée, ou par l’instance qui en a le pouvoir.",
                Mandat.Designation.COOPTATION: "En attendant l’assemblée suivante, qui dira oui ou non.",
                Mandat.Designation.DELEGATION: "L’association membre nomme qui siège pour elle.",
                Mandat.Designation.DROIT: "La place vient avec une autre fonction.",
            }
        ),
    )
    decision = forms.CharField(
        label="Décision", max_length=200, required=False, help_text="Par exemple : assemblée du 12 mars, résolution 4."
    )
    debut = forms.DateField(label="Début", initial=timezone.localdate, widget=DATE)
    fin_prevue = forms.DateField(
        label="Fin prévue",
        required=False,
        widget=DATE,
        help_text="Si l’assemblée tarde, le mandat se poursuit jusqu’à elle : vous n’aurez rien à changer.",
    )
    is_complet = forms.BooleanField(
        label="C’est un mandat entier",
        required=False,
        initial=True,
        help_text="Décochez si cette personne finit le mandat de quelqu’un d’autre.",
    )
    association = forms.ModelChoiceField(
        Association.objects.none(), label="Au titre de", required=False, empty_label="En son nom propre"
    )
    suppleant_de = forms.ModelChoiceField(
        Mandat.objects.none(), label="Suppléance de", required=False, empty_label="Non, elle est titulaire"
    )

    def __init__(self, *args, instance: Instance, personne: Personne, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_seats(instance)
        titulaires = instance.mandats.en_cours().filter(suppleant_de=None).exclude(personne=personne)
        self.fields["suppleant_de"].queryset = titulaires.select_related("personne").order_by("personne__nom", "pk")
        self.fields["suppleant_de"].label_from_instance = lambda mandat: str(mandat.personne)
        tied = personne.rattachements.en_cours().values("association")
        self.fields["association"].queryset = Association.objects.filter(pk__in=tied).order_by("nom", "pk")
        if instance.association_id or not tied:
            del self.fields["association"]

    def clean(self):
        data = super().clean()
        debut, fin = data.get("debut"), data.get("fin_prevue")
        if debut and fin and fin < debut:
            self.add_error("fin_prevue", "La fin prévue précède le début : corrigez l’une des deux dates.")
        if data.get("suppleant_de") and data.get("siege"):
            self.add_error("siege", "Une suppléance n’occupe pas de place : laissez « Sans place précise ».")
        return data


class ChangementForm(PlaceFields):
    """Another function or place from a day, within the same term."""

    on = forms.DateField(label="À partir du", initial=timezone.localdate, widget=DATE)

    def __init__(self, *args, mandat: Mandat, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_seats(mandat.instance, keep=mandat.siege_id)


class FinMandatForm(Formulaire):
    """The last day of a mandate, past, today or to come."""

    on = forms.DateField(label="Dernier jour", initial=timezone.localdate, widget=DATE)
    motif = forms.ChoiceField(label="Pourquoi", choices=Mandat.MotifFin)


class RatificationForm(Formulaire):
    """What an assembly said of a co-optation."""

    issue = forms.ChoiceField(
        label="Qu’a décidé l’assemblée ?",
        choices=[(RATIFIE, "Elle a ratifié"), (REFUSE, "Elle n’a pas ratifié")],
        widget=Cartes(
            details={
                RATIFIE: "Le mandat continue jusqu’à sa fin prévue.",
                REFUSE: "Le mandat s’arrête ce jour-là et reste dans l’histoire de l’instance.",
            }
        ),
    )
    on = forms.DateField(label="Date de l’assemblée", initial=timezone.localdate, widget=DATE)
    decision = forms.CharField(
        label="Décision", max_length=200, required=False, help_text="Par exemple : résolution 4."
    )


class DerogationForm(Formulaire):
    """Why people go on in spite of a warning."""

    motif = forms.CharField(
        label="Pourquoi continuer ainsi",
        max_length=2000,
        widget=forms.Textarea,
        help_text="Une ou deux phrases que la personne suivante comprendra.",
    )


class RegleForm(Formulaire):
    """A value of the statutes from a day."""

    genre = forms.ChoiceField(label="Pour quel genre d’instance", choices=Instance.Genre)
    instance = forms.ModelChoiceField(
        Instance.objects.none(),
        label="Pour une seule instance",
        required=False,
        empty_label="Toutes celles de ce genre",
    )
    parametre = forms.ChoiceField(label="Règle", choices=RegleMandat.Parametre)
    valeur = forms.IntegerField(label="Valeur", min_value=0, max_value=BIGGEST)
    article = forms.CharField(label="Article des statuts", max_length=200, required=False)
    depuis = forms.DateField(label="À partir du", initial=timezone.localdate, widget=DATE)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        federal = Instance.objects.filter(association=None)
        self.fields["instance"].queryset = federal.order_by("genre", "pk")

    def clean(self):
        data = super().clean()
        instance, valeur = data.get("instance"), data.get("valeur")
        if instance and instance.genre != data.get("genre"):
            self.add_error("instance", "Cette instance n’est pas de ce genre : choisissez l’un ou l’autre.")
        if data.get("parametre") == RegleMandat.Parametre.QUORUM and valeur is not None and valeur > MOST_PERCENT:
            self.add_error("valeur", "Un quorum se dit en pour cent : 100 au plus.")
        return data


class QuotaForm(Formulaire):
    """What a college may hold of a body."""

    college = forms.ModelChoiceField(
        College.objects.order_by("ordre", "nom"), label="Collège", empty_label="Choisissez un collège"
    )
    minimum = forms.IntegerField(label="Au moins, en pour cent", min_value=0, max_value=MOST_PERCENT, required=False)
    maximum = forms.IntegerField(label="Au plus, en pour cent", min_value=0, max_value=MOST_PERCENT, required=False)
    article = forms.CharField(label="Article des statuts", max_length=120, required=False)

    def clean(self):
        data = super().clean()
        minimum, maximum = data.get("minimum"), data.get("maximum")
        if minimum is not None and maximum is not None and minimum > maximum:
            raise ValidationError("Le minimum dépasse le maximum : l’un des deux est à corriger.")
        return data


class JourForm(Formulaire):
    """The day on which to look."""

    le = forms.DateField(label="Composition au", widget=DATE)
