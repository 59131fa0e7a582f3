"""What collectives write to people."""

from django.urls import reverse

from collectifs.calendrier import build_ics, freeze
from collectifs.liens import answer_links
from collectifs.models import Decision, Reunion
from members.models import Personne
from socle.french import say_date, say_moment, say_time
from socle.notifications import Message

CATEGORY = "Collectifs"
CALENDAR = "text/calendar; charset=utf-8; method={}"


class ReunionMessage(Message):
    """What is shared by the messages about one meeting: its people, its page, its place in their calendars."""

    slug = "collectifs.reunion"
    category = CATEGORY
    label = "Réunion"
    can_be_disabled = False
    method = "REQUEST"

    def __init__(self, reunion, only=None):
        self.reunion = reunion
        self.only = only

    def link(self):
        return reverse("collectifs:reunion_detail", args=[self.reunion.pk])

    def recipients(self):
        if self.only is not None:
            return self.only
        return [presence.personne for presence in self.reunion.presences.select_related("personne")]

    def key(self, personne):
        return f"{self.slug}:{self.reunion.pk}:{self.reunion.sequence}:{personne.pk}"

    def context(self, personne):
        reunion = self.reunion
        return {
            "collectif": str(reunion.collectif),
            "reunion": reunion.titre,
            "quand": f"{say_moment(reunion.debut)} à {say_time(reunion.fin)}",
            "lieu": reunion.lieu,
            "lien_visio": reunion.lien_visio,
            "agenda": freeze(reunion),
            "adresse": self.address(personne),
        }

    @classmethod
    def attachments(cls, contexte):
        content = build_ics(contexte["agenda"], method=cls.method, attendee=contexte["adresse"])
        return [("reunion.ics", content, CALENDAR.format(cls.method))]


class ReunionConvoquee(ReunionMessage):
    """A person is convened, or what they were told of the meeting changed."""

    slug = "collectifs.reunion_convoquee"
    label = "Convocation à une réunion"

    def title(self):
        again = "changement pour la réunion" if self.reunion.sequence else "réunion"
        return f"{self.reunion.collectif} : {again} du {say_date(self.reunion.debut)}"

    def context(self, personne):
        points = [
            {"titre": point.titre, "duree": point.duree, "par": str(point.presente_par or "")}
            for point in self.reunion.points.select_related("presente_par")
            if not point.is_huis_clos
        ]
        named = {"reunion_pk": self.reunion.pk, "personne_pk": personne.pk}
        return super().context(personne) | named | {"points": points, "est_un_changement": self.reunion.sequence > 0}

    @classmethod
    def secrets(cls, contexte):
        """The links that answer without signing in: made when the mail leaves, so that no row holds them."""
        reunion = Reunion.objects.get(pk=contexte["reunion_pk"])
        return answer_links(reunion, Personne.objects.get(pk=contexte["personne_pk"]))


class ReunionAnnulee(ReunionMessage):
    """A meeting that was convened is called off."""

    slug = "collectifs.reunion_annulee"
    label = "Annulation d’une réunion"
    method = "CANCEL"

    def title(self):
        return f"{self.reunion.collectif} : la réunion du {say_date(self.reunion.debut)} est annulée"

    def context(self, personne):
        return super().context(personne) | {"motif": self.reunion.motif_annulation}


class CompteRenduDiffuse(ReunionMessage):
    """The minutes of a meeting may be read; the person's own actions are recalled."""

    slug = "collectifs.compte_rendu_diffuse"
    label = "Compte rendu d’une réunion"
    can_be_disabled = True

    def title(self):
        return f"{self.reunion.collectif} : compte rendu du {say_date(self.reunion.debut)}"

    def link(self):
        return reverse("collectifs:compte_rendu_detail", args=[self.reunion.pk])

    def context(self, personne):
        actions = self.reunion.actions.ouvertes().publiques().filter(responsable=personne)
        decided = Decision.objects.filter(reunion=self.reunion).publiques()
        return super().context(personne) | {
            "decisions": [decision.texte for decision in decided],
            "actions": [
                {"texte": action.texte, "pour_le": say_date(action.echeance) if action.echeance else ""}
                for action in actions
            ],
        }

    @classmethod
    def attachments(cls, contexte):
        return []
