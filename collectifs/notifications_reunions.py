"""What is written to people while a meeting is prepared: dates to choose, items proposed, a meeting put off."""

from abc import ABC

from django.urls import reverse

from collectifs.liens import sondage_link
from collectifs.models import PersonneSondee, PropositionPoint, SondageDates
from collectifs.notifications import CATEGORY, ReunionMessage
from socle.french import say_date, say_moment
from socle.notifications import Message


class SondageMessage(Message, ABC):
    """What is shared by the messages about one poll of dates."""

    slug = "collectifs.sondage"
    category = CATEGORY
    label = "Choisir une date de réunion"
    can_be_disabled = False

    def __init__(self, sondage: SondageDates, only=None):
        self.sondage = sondage
        self.reunion = sondage.reunion
        self.only = only

    def link(self):
        return reverse("collectifs:sondage_detail", args=[self.sondage.pk])

    def recipients(self):
        if self.only is not None:
            return self.only
        return [sondee.personne for sondee in self.sondage.sondees.select_related("personne")]

    def context(self, personne):
        return {
            "collectif": str(self.reunion.collectif),
            "reunion": self.reunion.titre,
            "sondage_pk": self.sondage.pk,
            "personne_pk": personne.pk,
            "par": str(self.sondage.ouvert_par),
            "mot": self.sondage.mot,
            "dates": self.dates,
            "jusqu_au": say_date(self.sondage.jusqu_au),
        }

    @property
    def dates(self):
        return [say_moment(proposed.debut) for proposed in self.sondage.dates.all()]

    @classmethod
    def secrets(cls, contexte):
        """The link that answers without signing in: made when the mail leaves, so that no row holds it."""
        asked = PersonneSondee.objects.filter(sondage=contexte["sondage_pk"], personne=contexte["personne_pk"])
        sondee = asked.select_related("sondage").first()
        return {"repondre": sondage_link(sondee) if sondee else contexte["lien"]}


class SondageOuvert(SondageMessage):
    """Dates are proposed: whoever takes part says which ones suit."""

    slug = "collectifs.sondage_ouvert"
    label = "Dates proposées pour une réunion"

    def title(self):
        return f"{self.reunion.collectif} : quand pouvez-vous vous réunir ?"

    def key(self, personne):
        return f"{self.slug}:{self.sondage.pk}:{personne.pk}"


class SondageRelance(SondageMessage):
    """Those who have not answered are asked again, once a day at most."""

    slug = "collectifs.sondage_relance"
    label = "Rappel : dates proposées pour une réunion"
    can_be_disabled = True

    def title(self):
        return f"{self.reunion.collectif} : il manque votre réponse sur les dates"

    def key(self, personne):
        return f"{self.slug}:{self.sondage.pk}:{personne.pk}:{self.sondage.relance_le.isoformat()}"


class SondageClos(SondageMessage):
    """A date is kept: whoever answered learns which."""

    slug = "collectifs.sondage_clos"
    label = "Date retenue pour une réunion"
    can_be_disabled = True

    def title(self):
        return f"{self.reunion.collectif} : la date est choisie, {say_date(self.sondage.retenue.debut)}"

    def recipients(self):
        answered = self.sondage.sondees.exclude(repondu_le=None).select_related("personne")
        return [sondee.personne for sondee in answered]

    def key(self, personne):
        return f"{self.slug}:{self.sondage.pk}:{personne.pk}"

    def context(self, personne):
        return super().context(personne) | {"quand": say_moment(self.sondage.retenue.debut), "dates": []}


class ReunionReportee(ReunionMessage):
    """A meeting that was convened is put off, without a new date yet; calendars strike it out."""

    slug = "collectifs.reunion_reportee"
    label = "Report d’une réunion"
    method = "CANCEL"

    def title(self):
        return f"{self.reunion.collectif} : la réunion du {say_date(self.reunion.debut)} est reportée"

    def context(self, personne):
        return super().context(personne) | {"motif": self.reunion.motif_report}


class PropositionTraitee(Message):
    """What became of the agenda item that somebody proposed."""

    slug = "collectifs.proposition_traitee"
    category = CATEGORY
    label = "Ce que devient un point que vous avez proposé"

    def __init__(self, proposition: PropositionPoint, by):
        self.proposition = proposition
        self.by = by

    def title(self):
        return f"{self.proposition.collectif} : votre point est {self.proposition.said}"

    def link(self):
        return reverse("collectifs:proposition_list", args=[self.proposition.collectif_id])

    def recipients(self):
        return [] if self.proposition.auteur == self.by else [self.proposition.auteur]

    def context(self, personne):
        proposition = self.proposition
        point = proposition.point
        return {
            "par": str(self.by),
            "collectif": str(proposition.collectif),
            "titre_propose": proposition.titre,
            "etat": proposition.etat,
            "dit": proposition.said,
            "mot": proposition.reponse,
            "quand": say_moment(point.reunion.debut) if point else "",
        }
