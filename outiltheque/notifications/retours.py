"""What the library writes about what comes back to those who lent a tool."""

from django.urls import reverse

from members.rules import is_gestionnaire
from outiltheque.models import ActionQuiRepond, Outil, Remerciement, ReponseConstat, RetourUsage, Vitrine
from outiltheque.notifications.outils import CATEGORY, OfTool
from socle.french import count
from socle.notifications import Message
from socle.reponses import Reponse


class RetourRecu(OfTool, Message):
    """Those who wrote a tool read what it gave elsewhere."""

    slug = "outiltheque.retour_recu"
    label = "Un retour sur un outil que vous avez écrit"
    do = "Lire le retour et répondre"

    def __init__(self, retour: RetourUsage):
        super().__init__(retour.outil, retour.auteur)
        self.retour = retour

    def title(self):
        return f"{self.retour.association} raconte son usage de « {self.outil.titre} »"

    @property
    def said(self):
        return f"{self.retour.auteur} ({self.retour.association}) a utilisé votre outil « {self.outil.titre} »."

    def link(self):
        return f"{super().link()}#retour-{self.retour.pk}"

    def words(self):
        return self.retour.a_marche


class RetourRepondu(OfTool, Message):
    """Whoever gave feedback reads the answer."""

    slug = "outiltheque.retour_repondu"
    label = "La réponse à votre retour sur un outil"

    def __init__(self, retour: RetourUsage):
        super().__init__(retour.outil, retour.repondu_par)
        self.retour = retour

    def title(self):
        return f"Réponse à votre retour sur « {self.outil.titre} »"

    @property
    def said(self):
        return f"{self.retour.repondu_par} vous répond à propos de « {self.outil.titre} »."

    def link(self):
        return f"{super().link()}#retour-{self.retour.pk}"

    def words(self):
        return self.retour.reponse

    def recipients(self):
        return [self.retour.auteur]


class RemerciementsRecus(OfTool, Message):
    """The thanks of a week, together."""

    slug = "outiltheque.remerciements_recus"
    label = "Les mercis reçus pour vos outils, une fois par semaine"

    def __init__(self, outil: Outil, thanks: list[Remerciement]):
        super().__init__(outil)
        self.thanks = thanks

    def title(self):
        return f"On vous remercie pour « {self.outil.titre} »"

    @property
    def said(self):
        return f"{count(len(self.thanks), 'personne')} vous remercie{'nt' if len(self.thanks) > 1 else ''}."

    def words(self):
        return "\n".join(f"{row.personne} : {row.mot}" if row.mot else f"{row.personne}" for row in self.thanks)


class VitrineMontree(OfTool, Message):
    """The others who wrote a tool are told that everybody may read it, and that they may say no."""

    slug = "outiltheque.vitrine_montree"
    label = "La présentation publique d’un outil que vous avez écrit"
    do = "Voir ce que tout le monde lit"

    def __init__(self, vitrine: Vitrine):
        super().__init__(vitrine.version.outil, vitrine.montree_par)
        self.vitrine = vitrine

    def title(self):
        return f"« {self.outil.titre} » se lit sans se connecter"

    @property
    def said(self):
        return f"{self.by} montre à tout le monde la version {self.vitrine.version.numero} de « {self.outil.titre} »."

    after = "Les personnes qui gèrent une des associations autrices peuvent la retirer à tout moment."

    def link(self):
        return reverse("outiltheque:vitrine_edit", args=[self.vitrine.version_id])

    def recipients(self):
        authors = self.outil.associations.all()
        return [one for one in super().recipients() if any(is_gestionnaire(one, author) for author in authors)]


class ConstatRepondu(OfTool, Message):
    """Whoever said what they see reads that a tool answers it."""

    slug = "outiltheque.constat_repondu"
    label = "Un outil répond à votre constat de terrain"

    def __init__(self, reponse: ReponseConstat):
        super().__init__(reponse.outil, reponse.proposee_par)
        self.reponse = reponse

    def title(self):
        return f"Un outil pour votre constat : {self.outil.titre}"

    @property
    def said(self):
        return f"{self.by} propose « {self.outil.titre} » en réponse à « {self.reponse.constat.titre} »."

    def words(self):
        return self.reponse.comment

    def recipients(self):
        author = self.reponse.constat.auteur
        return [author] if author.is_active and author != self.by else []


class ConstatSuivi(Message):
    """Whoever said what they see reads that something is done about it."""

    slug = "outiltheque.constat_suivi"
    category = CATEGORY
    label = "Une action répond à votre constat de terrain"

    def __init__(self, row: ActionQuiRepond, action: Reponse):
        self.row = row
        self.action = action

    def title(self):
        return f"Une action pour votre constat : {self.action.titre}"

    def link(self):
        return reverse("outiltheque:constat_detail", args=[self.row.constat_id])

    def recipients(self):
        author = self.row.constat.auteur
        return [author] if author.is_active and author != self.row.proposee_par else []

    def context(self, personne):
        said = f"{self.row.proposee_par} relie une action à « {self.row.constat.titre} » : {self.action.titre}."
        return {"phrase": said, "mot": self.row.comment, "faire": "Voir le constat", "ensuite": ""}
