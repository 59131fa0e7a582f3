"""Messages to people whose two sheets were made one."""

from django.conf import settings
from django.urls import reverse

from members.models import Personne, Regroupement
from socle.notifications import Message
from socle.signatures import sign

REJOINDRE, DAYS = "rejoindre-compte", 30


class FichesReunies(Message):
    """Somebody of the federation made one of a person's two sheets."""

    slug = "members.fiches_reunies"
    category = "Compte"
    label = "Deux fiches à votre nom ont été réunies"
    can_be_disabled = False

    def __init__(self, regroupement: Regroupement, gardee: Personne):
        self.regroupement = regroupement
        self.gardee = gardee

    def title(self):
        return "Deux fiches à votre nom ont été réunies"

    def link(self):
        return reverse("members:mon_compte")

    def recipients(self):
        return [self.gardee] if self.gardee.is_active else []

    def key(self, personne):
        return f"fiches-reunies:{self.regroupement.pk}"

    def context(self, personne):
        return {"auteur": str(self.regroupement.par)}


class CompteReuni(Message):
    """To the address of the account that closed: its owner may find their things again, or object."""

    slug = "members.compte_reuni"
    category = "Compte"
    label = "Votre ancien compte a été réuni à un autre"
    can_be_disabled = False
    in_portal = False

    def __init__(self, regroupement: Regroupement, absorbee: Personne):
        self.regroupement = regroupement
        self.absorbee = absorbee

    def title(self):
        return "Votre compte a été réuni à un autre compte à votre nom"

    def link(self):
        return reverse("account_login")

    def recipients(self):
        return [self.absorbee]

    def key(self, personne):
        return f"compte-reuni:{self.regroupement.pk}"

    def context(self, personne):
        return {"auteur": str(self.regroupement.par), "regroupement": self.regroupement.pk}

    @classmethod
    def secrets(cls, contexte):
        token = sign(REJOINDRE, {"regroupement": contexte["regroupement"]}, days=DAYS)
        return {"lien": settings.PORTAIL_URL + reverse("members:regroupement_confirm", args=[token])}
