"""What people type to come: who, for which association, who pays, what helps."""

from django import forms
from django.utils.text import capfirst

from formations.models import AmenagementDemande, Inscription
from members.models import Personne, Rattachement
from socle.forms import Cartes, CartesMultiples, Formulaire

Financement = Inscription.Financement
DETAILS = {
    Financement.EMPLOYEUR: "Pour une personne salariée : l’association paie, son OPCO la rembourse s’il l’accepte.",
    Financement.BENEVOLE: "Pour une personne bénévole : le Fonds pour le développement de la vie associative.",
    Financement.FEDERATION: "La fédération prend la formation en charge.",
}
PAYERS = [(value, capfirst(label)) for value, label in Financement.choices]


class InscriptionForm(Formulaire):
    """Oneself, or a colleague of an association that one looks after; the choices are those places only."""

    def __init__(self, *args, by, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        self.places = read_places(by, colleagues)
        place = forms.ChoiceField(
            label="Qui vient", choices=[(key, said) for key, (said, _, _) in self.places.items()], initial="0"
        )
        self.add_field("place", place)
        pays = forms.ChoiceField(
            label="Qui finance", choices=PAYERS, widget=Cartes(details=DETAILS), initial=guess_payer(by)
        )
        self.add_field("financement", pays)

    def clean(self):
        given = super().clean()
        if self.errors:
            return given
        _, personne, association = self.places[given["place"]]
        return {"personne": personne, "association": association, "financement": given["financement"]}


def guess_payer(by: Personne) -> str:
    """Return who usually pays for somebody: the employer of an employee, the volunteers' fund for a volunteer."""
    genres = {tie.genre for tie in by.rattachements_en_cours}
    is_volunteer = genres and Rattachement.Genre.SALARIE not in genres
    return Financement.BENEVOLE if is_volunteer else Financement.EMPLOYEUR


def read_places(by: Personne, colleagues) -> dict:
    """Return who may be enrolled and for which association: key -> (words, person, association)."""
    ties = list({tie.association_id: tie for tie in by.rattachements_en_cours}.values())
    mine = [(f"Moi, pour {tie.association}", by, tie.association) for tie in ties] or [("Moi", by, None)]
    others = [(f"{tie.personne}, pour {tie.association}", tie.personne, tie.association) for tie in colleagues]
    return {str(rank): place for rank, place in enumerate(mine + others)}


class AmenagementForm(Formulaire):
    """What would help, from a list; nothing is asked of why."""

    choix = forms.MultipleChoiceField(
        label="Ce qui vous aiderait",
        choices=[(value, capfirst(said)) for value, said in AmenagementDemande.Choix.choices],
        required=False,
        widget=CartesMultiples(),
    )
