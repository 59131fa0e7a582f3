"""What candidates, providers and the operator are told. None of it speaks of a request: they are ordinary messages."""

from django.urls import reverse

from accompagnement.candidats import follow_link
from accompagnement.models import Candidature, ChangementOffre, Prestataire
from accompagnement.queries.archives import get_jour_destruction
from members.models import Personne, RoleFederal
from socle.french import say_full_date
from socle.notifications import Exterieur, Message

CATEGORY = "Réseau de prestataires"


def _find_operateurs():
    held = RoleFederal.objects.en_cours().filter(role=RoleFederal.Role.OPERATEUR)
    return Personne.objects.filter(is_active=True, pk__in=held.values("personne"))


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
        return _find_operateurs()


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


class ChangementALire(Message):
    """To those who run the scheme: a provider wishes to offer something else."""

    slug = "accompagnement.changement_a_lire"
    category = CATEGORY
    label = "Un changement d’offre à lire"

    def __init__(self, changement: ChangementOffre):
        self.changement = changement

    def title(self):
        return f"Un changement d’offre à lire : {self.changement.prestataire}"

    def link(self):
        return reverse("accompagnement:changement_detail", args=[self.changement.pk])

    def recipients(self):
        return _find_operateurs()


class ChangementDecide(Message):
    """To a provider: their change of offer was read."""

    slug = "accompagnement.changement_decide"
    category = CATEGORY
    label = "Votre changement d’offre"
    can_be_disabled = False

    def __init__(self, changement: ChangementOffre):
        self.changement = changement

    @property
    def is_accepte(self):
        return self.changement.etat == ChangementOffre.Etat.ACCEPTE

    def title(self):
        return "Votre changement d’offre est accepté" if self.is_accepte else "Votre changement d’offre est refusé"

    def link(self):
        return reverse("accompagnement:offre_edit")

    def recipients(self):
        return [self.changement.prestataire.personne]

    def context(self, personne):
        return {"prenom": personne.prenom, "is_accepte": self.is_accepte, "motif": self.changement.motif}


class DestructionAnnoncee(Message):
    """To somebody who left the scheme years ago: what was kept of it will be destroyed in a month."""

    slug = "accompagnement.destruction_annoncee"
    category = CATEGORY
    label = "La fin de l’archive de votre fiche de prestataire"
    can_be_disabled = False

    def __init__(self, prestataire: Prestataire):
        self.prestataire = prestataire

    def title(self):
        return "Votre ancienne fiche de prestataire va être détruite"

    def link(self):
        return reverse("socle:donnees_detail")

    def recipients(self):
        return [self.prestataire.personne]

    def context(self, personne):
        return {"prenom": personne.prenom, "jour": say_full_date(get_jour_destruction(self.prestataire))}

    def key(self, personne):
        return f"{self.slug}:{self.prestataire.pk}:{self.prestataire.sorti_le.isoformat()}"
