"""Messages about who sits, who speaks, and voices given."""

from django.urls import reverse

from members.models import Mandat, Pouvoir, Representant
from socle.french import say_full_date
from socle.notifications import Message

CATEGORY = "Gouvernance"


class MandatOuvert(Message):
    """Somebody learns that a mandate was noted in their name, and where to say that it is wrong."""

    slug = "members.mandat_ouvert"
    category = CATEGORY
    label = "Un mandat est noté à votre nom"

    def __init__(self, mandat: Mandat):
        self.mandat = mandat

    def title(self):
        return f"Votre mandat : {self.mandat.instance}"

    def link(self):
        return reverse("members:instance_detail", args=[self.mandat.instance_id])

    def recipients(self):
        return [self.mandat.personne]

    def key(self, personne):
        return f"mandat-ouvert:{self.mandat.pk}"

    def context(self, personne):
        fin = self.mandat.fin_prevue
        return {
            "instance": str(self.mandat.instance),
            "fonction": self.mandat.fonction,
            "debut": say_full_date(self.mandat.debut),
            "fin": say_full_date(fin) if fin else "",
        }


class RepresentantNomme(Message):
    """Somebody learns that they speak for an association in the federation's assembly."""

    slug = "members.representant_nomme"
    category = CATEGORY
    label = "Vous représentez une association à l’assemblée"

    def __init__(self, representant: Representant):
        self.representant = representant

    def title(self):
        return f"Vous représentez {self.representant.association} à l’assemblée"

    def link(self):
        return reverse("members:gouvernance")

    def recipients(self):
        return [self.representant.personne]

    def key(self, personne):
        return f"representant:{self.representant.pk}:{self.representant.personne_id}"

    def context(self, personne):
        return {"association": str(self.representant.association), "suppleance": self.representant.is_suppleant}


class PouvoirMessage:
    """What the two messages about a proxy share: the people who speak for the association that holds it."""

    pouvoir: Pouvoir

    def link(self):
        return reverse("members:assemblee_detail", args=[self.pouvoir.assemblee_id])

    def recipients(self):
        held = self.pouvoir.mandataire.representants.en_cours(self.pouvoir.assemblee.le)
        return [row.personne for row in held.select_related("personne").order_by("is_suppleant", "pk")]

    def context(self, personne):
        return {
            "mandante": str(self.pouvoir.mandante),
            "mandataire": str(self.pouvoir.mandataire),
            "assemblee": self.pouvoir.assemblee.intitule,
            "le": say_full_date(self.pouvoir.assemblee.le),
        }


class PouvoirDonne(PouvoirMessage, Message):
    """Whoever will carry a voice learns it."""

    slug = "members.pouvoir_donne"
    category = CATEGORY
    label = "Une association vous donne pouvoir"

    def __init__(self, pouvoir: Pouvoir):
        self.pouvoir = pouvoir

    def title(self):
        return f"{self.pouvoir.mandante} vous donne pouvoir"

    def key(self, personne):
        return f"pouvoir-donne:{self.pouvoir.pk}:{personne.pk}"


class PouvoirRepris(PouvoirMessage, Message):
    """Whoever carried a voice learns that they carry it no more."""

    slug = "members.pouvoir_repris"
    category = CATEGORY
    label = "Une association reprend le pouvoir qu’elle vous avait donné"

    def __init__(self, pouvoir: Pouvoir):
        self.pouvoir = pouvoir

    def title(self):
        return f"{self.pouvoir.mandante} reprend son pouvoir"

    def key(self, personne):
        return f"pouvoir-repris:{self.pouvoir.pk}:{personne.pk}"
