"""What collectives write about minutes that circulate: corrections, and errata."""

from abc import ABC

from django.urls import reverse

from collectifs.models import Correction, Erratum
from collectifs.notifications import CATEGORY, ReunionMessage
from socle.french import say_date
from socle.notifications import Message


class CorrectionMessage(Message, ABC):
    """What is shared by the messages about one correction."""

    slug = "collectifs.correction"
    category = CATEGORY
    label = "Correction d’un compte rendu"

    def __init__(self, correction: Correction):
        self.correction = correction
        self.reunion = correction.compte_rendu.reunion

    def link(self):
        return reverse("collectifs:correction_list", args=[self.reunion.pk])

    def key(self, personne):
        return f"{self.slug}:{self.correction.pk}:{personne.pk}"

    def context(self, personne):
        correction = self.correction
        return {
            "collectif": str(self.reunion.collectif),
            "reunion": self.reunion.titre,
            "jour": say_date(self.reunion.debut),
            "point": correction.porte_sur,
            "auteur": str(correction.auteur),
            "propose": correction.propose,
            "motif": correction.motif,
        }


class CorrectionProposee(CorrectionMessage):
    """Somebody who was there asks for a correction: those who hold the pen answer it."""

    slug = "collectifs.correction_proposee"
    label = "Correction proposée sur un compte rendu que vous tenez"
    can_be_disabled = False

    def title(self):
        return f"{self.reunion.collectif} : {self.correction.auteur} propose une correction"

    def recipients(self):
        return [personne for personne in self.reunion.plumes if personne != self.correction.auteur]


class CorrectionRepondue(CorrectionMessage):
    """Whoever asked for a correction learns what became of it; nobody else is written to."""

    slug = "collectifs.correction_repondue"
    label = "Réponse à une correction que vous avez proposée"

    def title(self):
        said = self.correction.get_reponse_display()
        return f"{self.reunion.collectif} : votre correction est {said}"

    def recipients(self):
        asked, answered = self.correction.auteur, self.correction.repondue_par
        return [] if asked == answered else [asked]

    def context(self, personne):
        correction = self.correction
        answered = {"reponse": correction.get_reponse_display(), "mot": correction.mot}
        return super().context(personne) | answered | {"par": str(correction.repondue_par)}


class ErratumPublie(ReunionMessage):
    """Something is said of minutes that were approved: everybody convened to that meeting reads it."""

    slug = "collectifs.erratum_publie"
    label = "Erratum sur un compte rendu"
    can_be_disabled = True

    def __init__(self, erratum: Erratum):
        super().__init__(erratum.compte_rendu.reunion)
        self.erratum = erratum

    def title(self):
        return f"{self.reunion.collectif} : erratum au compte rendu du {say_date(self.reunion.debut)}"

    def link(self):
        return reverse("collectifs:compte_rendu_detail", args=[self.reunion.pk])

    def key(self, personne):
        return f"{self.slug}:{self.erratum.pk}:{personne.pk}"

    def context(self, personne):
        return super().context(personne) | {"texte": self.erratum.texte, "raison": self.erratum.motif}

    @classmethod
    def attachments(cls, contexte):
        return []
