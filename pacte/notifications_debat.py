"""Messages of a debate on the pact: it opens, somebody answers, an amendment meets another, a vote opens."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from members.models import Adhesion, Personne
from pacte.models import Amendement, Commentaire, Consultation, ScrutinPacte
from pacte.queries.consultations import get_desk, get_speakers
from socle.french import say_moment
from socle.notifications import Exterieur, Message
from socle.signatures import sign

CATEGORY = "Pacte fédéral"
CONFIRMATION = "pacte.commentaire"
JOURS_CONFIRMATION = 3


def get_all_speakers() -> list[Personne]:
    """Return who speaks for the associations that are members today."""
    members = Adhesion.objects.filter(periode__contains=timezone.localdate())
    return get_speakers(members.values_list("association", flat=True))


class ConsultationAnnoncee(Message):
    """Whoever speaks for a member association learns that a text is under debate."""

    slug = "pacte.consultation_annoncee"
    category = CATEGORY
    label = "Le pacte est mis en débat"

    def __init__(self, consultation: Consultation):
        self.consultation = consultation

    def title(self):
        return f"{self.consultation.version.pacte.titre} : votre avis est demandé"

    def link(self):
        return reverse("pacte:consultation_detail", args=[self.consultation.pk])

    def recipients(self):
        return get_all_speakers()

    def key(self, personne):
        return f"consultation:{self.consultation.pk}:{personne.pk}"

    def context(self, personne):
        return {
            "version": str(self.consultation.version),
            "ouverture": say_moment(self.consultation.ouverture),
            "depot_fin": say_moment(self.consultation.depot_fin),
            "cloture": say_moment(self.consultation.cloture),
        }


class CommentaireRepondu(Message):
    """Whoever wrote a comment learns what is made of it."""

    slug = "pacte.commentaire_repondu"
    category = CATEGORY
    label = "Une réponse à votre commentaire"

    def __init__(self, commentaire: Commentaire):
        self.commentaire = commentaire

    def title(self):
        return "Votre commentaire sur le pacte a sa réponse"

    def link(self):
        consultation = reverse("pacte:consultation_detail", args=[self.commentaire.consultation_id])
        return f"{consultation}?bloc={self.commentaire.bloc}"

    def recipients(self):
        return [self.commentaire.auteur] if self.commentaire.auteur_id else []

    def context(self, personne):
        return {
            "texte": self.commentaire.texte,
            "suite": self.commentaire.get_suite_display(),
            "reponse": self.commentaire.reponse,
        }


class CommentaireAConfirmer(Message):
    """A visitor without an account says that the address is theirs; the link is made when the mail leaves."""

    slug = "pacte.commentaire_a_confirmer"
    category = CATEGORY
    label = "Confirmer un commentaire sur le pacte"
    can_be_disabled = False
    in_portal = False

    def __init__(self, commentaire: Commentaire):
        self.commentaire = commentaire

    def title(self):
        return "Confirmez votre commentaire sur le pacte"

    def link(self):
        return reverse("pacte:consultation_publique", args=[self.commentaire.consultation_id])

    def recipients(self):
        return [Exterieur(self.commentaire.courriel)]

    def key(self, personne):
        return f"commentaire-a-confirmer:{self.commentaire.jeton}"

    def context(self, personne):
        return {"commentaire": self.commentaire.pk, "texte": self.commentaire.texte}

    @classmethod
    def secrets(cls, contexte):
        jeton = Commentaire.objects.values_list("jeton", flat=True).get(pk=contexte["commentaire"])
        token = sign(CONFIRMATION, {"jeton": str(jeton)}, days=JOURS_CONFIRMATION)
        return {"confirmation": settings.PORTAIL_URL + reverse("pacte:commentaire_confirm", args=[token])}


class AboutAmendement:
    """What the messages about an amendment share."""

    category = CATEGORY

    def __init__(self, amendement: Amendement):
        self.amendement = amendement

    def link(self):
        return reverse("pacte:amendement_detail", args=[self.amendement.pk])

    def context(self, personne):
        amendement = self.amendement
        return {
            "numero": amendement.numero,
            "objet": amendement.objet,
            "association": str(amendement.association),
            "avis": amendement.get_avis_display(),
            "etat": amendement.etat,
            "motif": amendement.decision_motif,
        }


class AmendementDepose(AboutAmendement, Message):
    """The commission learns that an amendment waits for its opinion."""

    slug = "pacte.amendement_depose"
    category = CATEGORY
    label = "Un amendement est déposé"

    def title(self):
        return f"Amendement {self.amendement.numero} : {self.amendement.objet}"

    def recipients(self):
        return [person for person in get_desk(self.amendement.consultation) if person != self.amendement.auteur]


class AmendementEnCollision(AboutAmendement, Message):
    """The authors of two amendments that touch the same words learn it, both."""

    slug = "pacte.amendement_en_collision"
    category = CATEGORY
    label = "Votre amendement en rencontre un autre"

    def __init__(self, amendement: Amendement, other: Amendement, raison: str):
        super().__init__(amendement)
        self.other, self.raison = other, raison

    def title(self):
        return f"Les amendements {self.amendement.numero} et {self.other.numero} se rencontrent"

    def recipients(self):
        return [self.amendement.auteur, self.other.auteur]

    def key(self, personne):
        return f"collision:{self.amendement.pk}:{self.other.pk}:{personne.pk}"

    def context(self, personne):
        return {**super().context(personne), "autre": self.other.numero, "raison": self.raison}


class ToItsAssociation(AboutAmendement):
    """What is said to whoever speaks for the association that deposited an amendment."""

    def recipients(self):
        return get_speakers([self.amendement.association_id])


class ContrePropositionFaite(ToItsAssociation, Message):
    """The author of an amendment learns that the commission proposes other words."""

    slug = "pacte.contre_proposition_faite"
    category = CATEGORY
    label = "La commission propose d’autres mots pour votre amendement"

    def title(self):
        return f"Amendement {self.amendement.numero} : la commission propose d’autres mots"


class AmendementDecide(ToItsAssociation, Message):
    """The association of an amendment learns what was decided."""

    slug = "pacte.amendement_decide"
    category = CATEGORY
    label = "Votre amendement est décidé"

    def title(self):
        return f"Amendement {self.amendement.numero} : {self.amendement.etat}"


class ScrutinPrepare(Message):
    """Whoever speaks for a voter learns when to vote."""

    slug = "pacte.scrutin_prepare"
    category = CATEGORY
    label = "Un vote sur le pacte"
    can_be_disabled = False

    def __init__(self, scrutin: ScrutinPacte):
        self.scrutin = scrutin

    def title(self):
        return f"Vote : {self.scrutin.intitule}"

    def link(self):
        return reverse("pacte:scrutin_detail", args=[self.scrutin.pk])

    def recipients(self):
        return get_speakers(self.scrutin.assemblee.electeurs.filter(motif="").values_list("association", flat=True))

    def key(self, personne):
        return f"scrutin:{self.scrutin.pk}:{personne.pk}"

    def context(self, personne):
        return {
            "intitule": self.scrutin.intitule,
            "ouverture": say_moment(self.scrutin.ouverture),
            "cloture": say_moment(self.scrutin.cloture),
            "is_a_distance": self.scrutin.is_a_distance,
            "is_secret": self.scrutin.is_secret,
        }
