"""What candidates, providers and the operator are told. None of it speaks of a request: they are ordinary messages."""

from django.urls import reverse

from accompagnement.candidats import follow_link
from accompagnement.models import Candidature, Prestataire
from members.models import Personne, RoleFederal
from socle.french import say_full_date
from socle.notifications import Exterieur, Message

CATEGORY = "Réseau de prestataires"


class VersCandidat(Message):
    """To the address a candidate gave; the personal link is made when the mail leaves."""

    slug = "accompagnement.candidature_suivie"
    category = CATEGORY
    label = "Suivi d’une candidature de prestataire"
    can_be_disabled = False
    in_portal = False

    def __init__(self, candidature: Candidature):
        self.candidature = candidature

    def title(self):
        return "Votre candidature de prestataire"

    def link(self):
        return reverse("accompagnement:candidature_add")

    def recipients(self):
        return [Exterieur(self.candidature.email)]

    def context(self, personne):
        candidature = self.candidature
        return {
            "candidature": candidature.pk,
            "prenom": candidature.prenom,
            "etat": candidature.etat,
            "motif": candidature.motif,
        }

    @classmethod
    def secrets(cls, contexte):
        return {"lien": follow_link(Candidature.objects.get(pk=contexte["candidature"]))}


class CandidatureALire(Message):
    """To those who run the scheme: an application is complete."""

    slug = "accompagnement.candidature_a_lire"
    category = CATEGORY
    label = "Une candidature de prestataire à lire"

    def __init__(self, candidature: Candidature):
        self.candidature = candidature

    def title(self):
        return f"Une candidature de prestataire à lire : {self.candidature}"

    def link(self):
        return reverse("accompagnement:candidature_detail", args=[self.candidature.pk])

    def recipients(self):
        held = RoleFederal.objects.en_cours().filter(role=RoleFederal.Role.OPERATEUR)
        return Personne.objects.filter(is_active=True, pk__in=held.values("personne"))


class ARenouveler(Message):
    """To a provider: a declaration or an insurance ends soon, once at each delay."""

    slug = "accompagnement.a_renouveler"
    category = CATEGORY
    label = "Une déclaration ou une assurance à renouveler"
    can_be_disabled = False
    in_portal = False  # the home page says it by itself, until it is done

    def __init__(self, prestataire: Prestataire, quoi: str, fin, delai: int):
        self.prestataire, self.quoi, self.fin, self.delai = prestataire, quoi, fin, delai

    def title(self):
        return f"{self.quoi} : à renouveler avant le {say_full_date(self.fin)}"

    def link(self):
        return reverse("accompagnement:activite_detail")

    def recipients(self):
        return [self.prestataire.personne]

    def context(self, personne):
        return {"prenom": personne.prenom, "quoi": self.quoi, "fin": say_full_date(self.fin)}

    def key(self, personne):
        return f"{self.slug}:{self.prestataire.pk}:{self.quoi}:{self.fin.isoformat()}:{self.delai}"


class AgrementChange(Message):
    """To a provider: suspended, with the reason, or back."""

    slug = "accompagnement.agrement_change"
    category = CATEGORY
    label = "Votre agrément de prestataire"
    can_be_disabled = False

    def __init__(self, prestataire: Prestataire, motif: str = ""):
        self.prestataire, self.motif = prestataire, motif

    def title(self):
        return "Votre agrément est suspendu" if self.motif else "Votre agrément reprend"

    def link(self):
        return reverse("accompagnement:activite_detail")

    def recipients(self):
        return [self.prestataire.personne]

    def context(self, personne):
        return {"prenom": personne.prenom, "motif": self.motif}
