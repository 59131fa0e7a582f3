"""Messages about dues, to whoever looks after an association's accounts."""

from datetime import date
from decimal import Decimal

from members.models import AppelCotisation, Relance
from members.queries.cotisations import Compte
from members.references import say_reference
from socle.addresses import find_address
from socle.french import say_euros, say_full_date
from socle.notifications import Exterieur, Message


class CotisationAppelee(Message):
    """The due of a year is asked for: how much, by when, with which reference."""

    slug = "members.cotisation_appelee"
    category = "Cotisations"
    label = "Votre association reçoit son appel de cotisation"
    can_be_disabled = False

    def __init__(self, appel: AppelCotisation, *, people: list, compte: Compte | None, pay_by: date | None = None):
        self.appel = appel
        self.people = people
        self.compte = compte
        self.pay_by = pay_by or appel.campagne.echeance

    def title(self):
        return (
            f"Cotisation {self.appel.campagne.annee} : {say_euros(self.appel.montant)} pour {self.appel.association}"
        )

    def link(self):
        return find_address("members:association_cotisations", self.appel.association_id)

    def recipients(self):
        """Whoever looks after the accounts; the association's own box if nobody does, or none has an address."""
        box = self.appel.association.email
        has_address = any(personne.adresse for personne in self.people)
        return self.people if has_address or not box else [*self.people, Exterieur(box)]

    def key(self, personne):
        return f"cotisation-appelee:{self.appel.pk}:{personne.pk}"

    def context(self, personne):
        return {
            "association": str(self.appel.association),
            "annee": self.appel.campagne.annee,
            "montant": say_euros(self.appel.montant),
            "calcul": self.appel.calcul,
            "echeance": say_full_date(self.pay_by),
            "reference": say_reference(self.appel.reference),
            **_say(self.compte),
        }


class CotisationRelancee(Message):
    """A due is late: once for each rank, whoever clicks twice."""

    slug = "members.cotisation_relancee"
    category = "Cotisations"
    label = "Une cotisation de votre association est en retard"
    can_be_disabled = False

    def __init__(self, relance: Relance, *, people: list, compte: Compte | None, reste: Decimal):
        self.relance = relance
        self.people = people
        self.compte = compte
        self.reste = reste

    def title(self):
        rang, appel = self.relance.get_rang_display().capitalize(), self.relance.appel
        return f"{rang} : cotisation {appel.campagne.annee}, {appel.association}"

    def link(self):
        return find_address("members:association_cotisations", self.relance.appel.association_id)

    def recipients(self):
        return self.people

    def key(self, personne):
        return f"cotisation-relancee:{self.relance.appel_id}:{self.relance.rang}:{personne.pk}"

    def context(self, personne):
        appel = self.relance.appel
        return {
            "association": str(appel.association),
            "annee": appel.campagne.annee,
            "reste": say_euros(self.reste),
            "echeance": say_full_date(appel.campagne.echeance),
            "reference": say_reference(appel.reference),
            **_say(self.compte),
            "is_last": self.relance.rang == Relance.Rang.DERNIERE,
        }


def _say(compte: Compte | None) -> dict[str, str]:
    return {"titulaire": compte.titulaire, "iban": compte.iban_dit} if compte else {"titulaire": "", "iban": ""}
