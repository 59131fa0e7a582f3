"""The two doors: what a person, or an association, asks for."""

from typing import ClassVar
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from accompagnement.forms.services import LANGUES, ServiceField
from accompagnement.models import Bouquet, Modalite, Service
from accompagnement.queries.catalogue import get_offre
from members.models import Association, Personne
from socle.forms import Cartes, Formulaire

ADRESSE, PORTAIL = "adresse", "portail"


class DemandeForm(Formulaire):
    """What both doors ask: what kind of help, the need in a few words, in what form."""

    format = "is_individuel"
    mots: ClassVar[dict] = {}

    numero = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    bouquet = forms.ModelChoiceField(
        Bouquet.objects.all(), empty_label=None, widget=Cartes, label="De quoi auriez-vous besoin ?"
    )
    service = ServiceField(
        Service.objects.none(),
        required=False,
        empty_label="Je ne sais pas encore",
        label="Plus précisément, si vous le savez déjà",
    )
    recit = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=5000,
        label="Votre situation, avec vos mots",
        help_text="Quelques lignes suffisent. Ne donnez aucun nom : ni le vôtre, ni celui de votre association.",
    )
    modalite = forms.ChoiceField(choices=Modalite, widget=forms.RadioSelect, label="Comment préférez-vous échanger ?")
    langue = forms.ChoiceField(choices=[(nom, nom.capitalize()) for nom in LANGUES], label="Dans quelle langue ?")
    besoin_accessibilite = forms.BooleanField(required=False, label="Il me faut un lieu accessible en fauteuil")

    def __init__(self, *args, ouverture=None, **kwargs):
        super().__init__(*args, **kwargs)
        offered = Service.objects.proposes().filter(**{self.format: True}).select_related("bouquet")
        self.fields["service"].queryset = offered
        if ouverture is not None:
            self._offer(get_offre(ouverture))
        else:
            self.fields["bouquet"].queryset = Bouquet.objects.proposes()
        details = {str(b.pk): self.mots.get(str(b.cle), vars(b))["resume"] for b in self.fields["bouquet"].queryset}
        self.fields["bouquet"].widget.details = details

    def _offer(self, offre) -> None:
        """Keep what this person may ask for, in the words of the version in force."""
        self.mots = {bouquet.cle: bouquet.mots for bouquet in offre}
        self.mots |= {service.mots["cle"]: service.mots for bouquet in offre for service in bouquet.services}
        for name in ("bouquet", "service"):
            field = self.fields[name]
            field.queryset = field.queryset.filter(cle__in=self.mots)
            field.label_from_instance = self._say

    def _say(self, fiche) -> str:
        return self.mots[str(fiche.cle)]["nom"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("service"):
            cleaned["bouquet"] = cleaned["service"].bouquet
        return cleaned

    def frame(self) -> dict:
        """Return what stays in clear."""
        names = ("bouquet", "service", "modalite", "langue", "besoin_accessibilite")
        return {name: self.cleaned_data[name] for name in names}


class DemandePersonnelleForm(DemandeForm):
    """The personal door: also how to be told, and a consent."""

    souhaite_continuite = forms.BooleanField(
        required=False,
        label="Si l’on m’a déjà aidé ici, j’aimerais retrouver la même personne",
        help_text="Le classement en tient compte tout seul : ni votre nom ni l’ancienne demande ne sont montrés. "
        "Une personne qui n’est plus neutre, ou plus libre, ne sera pas proposée.",
    )
    contact = forms.ChoiceField(
        choices=[
            (PORTAIL, "Sur le portail seulement : je viendrai voir"),
            (ADRESSE, "Par un message neutre à mon adresse personnelle"),
        ],
        widget=forms.RadioSelect,
        initial=PORTAIL,
        label="Comment vous prévenir ?",
        help_text="Le message dit seulement « Vous avez un message sur le portail ».",
    )
    adresse = forms.EmailField(
        required=False,
        label="Votre adresse personnelle",
        help_text="Jamais une boîte que d’autres lisent. La personne que vous aurez choisie la verra aussi.",
    )
    telephone = forms.CharField(
        required=False,
        max_length=30,
        label="Un numéro où vous joindre",
        help_text="Seule la personne que vous aurez choisie le verra, après avoir accepté.",
    )
    consentement = forms.BooleanField(
        label="J’accepte que la coordination neutre lise ce texte, sans mon nom, et que la personne que je "
        "choisirai connaisse ensuite mes coordonnées."
    )

    def frame(self) -> dict:
        return super().frame() | {"souhaite_continuite": self.cleaned_data["souhaite_continuite"]}

    def clean_adresse(self):
        adresse = self.cleaned_data["adresse"]
        is_shared = Q(courriel_partage__iexact=adresse)
        if adresse and (
            Personne.objects.filter(is_shared).exists() or Association.objects.filter(email__iexact=adresse).exists()
        ):
            raise ValidationError(
                "Plusieurs personnes lisent cette boîte : indiquez une adresse que vous seul ouvrez, "
                "ou choisissez le portail seulement."
            )
        return adresse

    def clean(self):
        cleaned = super().clean()
        if "adresse" in self.errors:
            return cleaned
        if cleaned.get("contact") == ADRESSE and not cleaned.get("adresse"):
            self.add_error("adresse", "L’adresse manque : écrivez-la, ou choisissez le portail seulement.")
        elif not cleaned.get("adresse") and not cleaned.get("telephone"):
            self.add_error("telephone", "La personne choisie devra vous joindre : donnez un numéro ou une adresse.")
        return cleaned


class BrouillonForm(DemandePersonnelleForm):
    """The same fields as they are typed: nothing is required of a draft."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.required = name == "numero"

    def typed(self) -> dict:
        """Return what was typed, as text, to be sealed."""
        names = [name for name in self.fields if name not in ("numero", "consentement")]
        return {name: self.data.get(name, "")[:6000] for name in names}


class DemandeAssociationForm(DemandeForm):
    """The other door: which association, and who may open the request besides its author."""

    association = forms.ModelChoiceField(Association.objects.none(), label="Pour quelle association ?")
    personnes = forms.ModelMultipleChoiceField(
        Personne.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Qui pourra l’ouvrir avec vous ?",
        help_text="Ces personnes verront la demande, le récit et les étapes. Personne d’autre.",
    )

    format = "is_collectif"
    field_order = ["association", "bouquet", "service", "recit", "personnes"]

    def __init__(self, *args, par, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["recit"].label = "La situation de l’association, avec vos mots"
        self.fields["recit"].help_text = "Quelques lignes suffisent."
        ties = [t for t in par.rattachements_en_cours if t.genre == "benevole_responsable" or t.is_gestionnaire]
        mine = Association.objects.filter(pk__in=[tie.association_id for tie in ties])
        colleagues = Personne.objects.filter(
            rattachements__association__in=mine, rattachements__fin=None, is_active=True
        )
        self.fields["association"].queryset = mine
        if len(mine) == 1:
            self.fields["association"].empty_label = None
        self.fields["personnes"].queryset = colleagues.exclude(pk=par.pk).distinct().by_name()

    def clean(self):
        cleaned = super().clean()
        association = cleaned.get("association")
        for personne in cleaned.get("personnes") or ():
            if association and not personne.rattachements.en_cours().filter(association=association).exists():
                self.add_error("personnes", f"{personne} n’est pas de cette association : décochez son nom.")
        return cleaned
