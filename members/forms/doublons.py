"""Which value stays when two sheets become one."""

from django import forms

from members.queries.regroupements import Apercu
from socle.forms import Formulaire

KEPT, ABSORBED = "gardee", "absorbee"


class RegroupementForm(Formulaire):
    """One choice for each field on which the two sheets differ; and whose connection stays when both have one."""

    def __init__(self, *args, apercu: Apercu, gardee, **kwargs):
        super().__init__(*args, **kwargs)
        self.gardee = gardee
        for choix in apercu.choix:
            self.fields[choix.nom] = forms.ChoiceField(
                label=choix.libelle.capitalize(),
                choices=[(KEPT, choix.gardee), (ABSORBED, choix.absorbee)],
                initial=KEPT,
                widget=forms.RadioSelect,
            )
        if apercu.deux_connexions:
            self.fields["connexion"] = forms.BooleanField(
                label=f"La connexion de la fiche gardée reste, celle de l’autre se ferme ({gardee})"
            )

    @property
    def decided(self) -> dict:
        """What the action takes."""
        connexion = self.gardee.pk if self.cleaned_data.get("connexion") else None
        choix = {name: value for name, value in self.cleaned_data.items() if name != "connexion"}
        return {"choix": choix, "connexion": connexion}
