"""What collectives write to people."""

from abc import ABC
from functools import cached_property

from django.urls import reverse

from collectifs.calendrier import build_ics, freeze
from collectifs.liens import answer_links, finish_link
from collectifs.models import ActionDecidee, Decision, Reunion
from collectifs.queries import Rappel
from collectifs.queries.ateliers import get_people_to_tell
from members.models import Personne
from members.queries.oppositions import find_opposed
from socle.french import count, say_date, say_due, say_moment, say_time
from socle.notifications import Message

CATEGORY = "Collectifs"
CALENDAR = "text/calendar; method={}"  # the mail adds its charset


class ReunionMessage(Message, ABC):
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

    def address(self, personne):
        """Whoever is convened by their title alone and asked never to be written to is told in another way."""
        return "" if personne.adresse in self.opposed else personne.adresse

    @cached_property
    def opposed(self):
        titled = self.reunion.presences.exclude(au_titre_de="").select_related("personne")
        addresses = [presence.personne.adresse for presence in titled if presence.personne.adresse]
        return find_opposed(addresses) if addresses else set()

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
            "reponse": self.reponses.get(personne.pk, ""),
        }

    @cached_property
    def reponses(self):
        return dict(self.reunion.presences.values_list("personne", "reponse"))

    @classmethod
    def attachments(cls, contexte):
        people = {"attendee": contexte["adresse"], "reponse": contexte.get("reponse", "")}
        content = build_ics(contexte["agenda"], method=cls.method, **people)
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

    def __init__(self, compte_rendu):
        super().__init__(compte_rendu.reunion)
        self.compte_rendu = compte_rendu

    def key(self, personne):
        return f"{super().key(personne)}:{self.compte_rendu.diffuse_le:%Y%m%d%H%M%S}"

    def title(self):
        return f"{self.reunion.collectif} : compte rendu du {say_date(self.reunion.debut)}"

    def link(self):
        return reverse("collectifs:compte_rendu_detail", args=[self.reunion.pk])

    def context(self, personne):
        actions = self.reunion.actions.ouvertes().publiques().filter(responsable=personne)
        decided = Decision.objects.filter(reunion=self.reunion).publiques()
        return super().context(personne) | {
            "relecture": say_date(self.compte_rendu.relecture_jusqu_au) if self._was_there(personne) else "",
            "decisions": [decision.texte for decision in decided],
            "actions": [
                {"texte": action.texte, "pour_le": say_date(action.echeance) if action.echeance else ""}
                for action in actions
            ],
        }

    def _was_there(self, personne):
        return personne.pk in self.presents

    @cached_property
    def presents(self):
        return set(self.reunion.presences.filter(is_presente=True).values_list("personne", flat=True))

    @classmethod
    def attachments(cls, contexte):
        return []


class ActionConfiee(Message):
    """An action changed hands: whoever has it now is told. What was said behind closed doors is not named."""

    slug = "collectifs.action_confiee"
    category = CATEGORY
    label = "Une action qui vous est confiée"

    def __init__(self, action: ActionDecidee, by: Personne):
        self.action = action
        self.by = by
        self.is_open = ActionDecidee.objects.publiques().filter(pk=action.pk).exists()

    def title(self):
        named = f" : {self.action.texte}" if self.is_open else ""
        return f"{self.action.collectif}, une action vous est confiée{named}"[:250]

    def link(self):
        return reverse("collectifs:action_detail", args=[self.action.pk])

    def recipients(self):
        return [] if self.action.responsable == self.by else [self.action.responsable]

    def context(self, personne):
        echeance = self.action.echeance
        return {
            "par": str(self.by),
            "collectif": str(self.action.collectif),
            "texte": self.action.texte if self.is_open else "",
            "pour_le": say_date(echeance) if echeance else "",
        }


class ActionsARappeler(Message):
    """One mail for all that a person has to do: what is late, then what is due within seven days."""

    slug = "collectifs.actions_a_rappeler"
    category = CATEGORY
    label = "Rappel de vos actions, le lundi et le jour d’un retard"
    in_portal = False  # the home page says it already, from the actions themselves

    def __init__(self, rappel: Rappel):
        self.rappel = rappel

    def title(self):
        late = self.rappel.en_retard
        said = f", dont {late} en retard" if late and late < self.rappel.total else ""
        if late == self.rappel.total:
            return f"{count(late, 'action')} en retard"
        return f"{count(self.rappel.total, 'action')} à faire cette semaine{said}"

    def link(self):
        return reverse("collectifs:action_mine")

    def recipients(self):
        return [self.rappel.personne]

    def key(self, personne):
        return f"actions:{personne.pk}:{self.rappel.jour.isoformat()}"

    def context(self, personne):
        return {
            "personne_pk": personne.pk,
            "autres": self.rappel.total - len(self.rappel.actions),
            "actions": [
                {
                    "pk": action.pk,
                    "texte": action.texte,
                    "collectif": str(action.collectif),
                    "quand": say_due(action.echeance, today=self.rappel.jour),
                    "en_retard": action.echeance < self.rappel.jour,
                }
                for action in self.rappel.actions
            ],
        }

    @classmethod
    def secrets(cls, contexte):
        """Give each action the link that says it is done: made when the mail leaves, so that no row holds it."""
        pk = contexte["personne_pk"]
        return {"actions": [{**action, "fait": finish_link(action["pk"], pk)} for action in contexte["actions"]]}


class AtelierMessage(Message, ABC):
    """What is shared by the messages about one workshop."""

    slug = "collectifs.atelier"
    category = CATEGORY
    label = "Atelier"
    can_be_disabled = False

    def __init__(self, atelier):
        self.atelier = atelier

    def link(self):
        return reverse("collectifs:atelier_detail", args=[self.atelier.pk])

    def recipients(self):
        return get_people_to_tell(self.atelier)

    def context(self, personne):
        atelier = self.atelier
        return {
            "collectif": str(atelier.collectif),
            "atelier": atelier.theme,
            "quand": f"{say_moment(atelier.debut)} à {say_time(atelier.fin)}",
            "lieu": atelier.lieu,
            "lien_visio": atelier.lien_visio,
        }


class AtelierAnnonce(AtelierMessage):
    """A workshop is announced, or what was said of its time and place changed."""

    slug = "collectifs.atelier_annonce"
    label = "Annonce d’un atelier"
    can_be_disabled = True

    def __init__(self, atelier, change=False):
        super().__init__(atelier)
        self.change = change

    def title(self):
        what = "changement pour l’atelier" if self.change else "atelier"
        return f"{self.atelier.collectif} : {what} du {say_date(self.atelier.debut)}"

    def context(self, personne):
        questions = [question.texte for question in self.atelier.questions.all()]
        prepared = {"preparation": self.atelier.preparation, "questions": questions}
        return super().context(personne) | prepared | {"est_un_changement": self.change}


class AtelierAnnule(AtelierMessage):
    """A workshop that was announced is called off."""

    slug = "collectifs.atelier_annule"
    label = "Annulation d’un atelier"

    def title(self):
        return f"{self.atelier.collectif} : l’atelier du {say_date(self.atelier.debut)} est annulé"

    def context(self, personne):
        return super().context(personne) | {"motif": self.atelier.motif_annulation}


class SynthesePubliee(AtelierMessage):
    """The synthesis of a workshop may be read, or a correction of it."""

    slug = "collectifs.synthese_publiee"
    label = "Synthèse d’un atelier"
    can_be_disabled = True

    def __init__(self, synthese):
        super().__init__(synthese.atelier)
        self.synthese = synthese

    def title(self):
        return f"{self.atelier.collectif} : synthèse de l’atelier « {self.atelier.theme} »"

    def link(self):
        return reverse("collectifs:synthese_detail", args=[self.synthese.pk])

    def key(self, personne):
        return f"{self.slug}:{self.synthese.pk}:{personne.pk}"

    def context(self, personne):
        return super().context(personne) | {"version": self.synthese.version, "motif": self.synthese.motif}
