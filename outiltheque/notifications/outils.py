"""What the library writes about the life of a tool (§10)."""

from django.urls import reverse

from members.models import Affectation, Personne
from outiltheque.models import Outil, UsageOutil, VersionOutil
from socle.notifications import Message

CATEGORY = "Outilthèque"


def get_writers(outil: Outil):
    """Return the people who wrote or proposed a version, in the name of an association of theirs today."""
    wrote = VersionOutil.objects.filter(outil=outil).values_list("ecrite_par", "proposee_par")
    people = {pk for pair in wrote for pk in pair if pk} | {outil.cree_par_id}
    found = Personne.objects.filter(pk__in=people, is_active=True)
    places = {association.pk for association in outil.associations.all()}
    return [one for one in found if any(tie.association_id in places for tie in one.rattachements_en_cours)]


class OfTool:
    """What is told of a tool: a sentence, perhaps somebody's words, and where to read more."""

    category = CATEGORY
    said = ""
    do = "Voir l’outil"
    after = ""

    def __init__(self, outil: Outil, by: Personne | None = None):
        self.outil = outil
        self.by = by

    def link(self):
        return reverse("outiltheque:outil_detail", args=[self.outil.pk])

    def words(self) -> str:
        """Return what somebody wrote, if anything."""
        return ""

    def recipients(self):
        return [one for one in get_writers(self.outil) if self.by is None or one.pk != self.by.pk]

    def context(self, personne):
        return {"phrase": self.said, "mot": self.words(), "faire": self.do, "ensuite": self.after}


class OutilPropose(OfTool, Message):
    """The team has a version to review."""

    slug = "outiltheque.outil_propose"
    label = "Un outil à relire"
    do = "Relire"
    after = "Tant qu’il n’est pas relu, le réseau ne le voit pas."

    def __init__(self, version: VersionOutil):
        super().__init__(version.outil, version.proposee_par)
        self.version = version

    @property
    def said(self):
        return f"{self.by} propose « {self.version.titre} » (version {self.version.numero}) à l’outilthèque."

    def title(self):
        return f"Outil à relire : {self.version.titre}"

    def link(self):
        return reverse("outiltheque:version_review", args=[self.version.pk])

    def recipients(self):
        team = Affectation.objects.en_cours().select_related("personne").order_by("pk")
        return [held.personne for held in team if held.personne != self.by]


class VersionRelue(OfTool, Message):
    """Those who wrote read what the team thinks."""

    slug = "outiltheque.version_relue"
    label = "La relecture d’un outil que vous avez écrit"
    can_be_disabled = False

    def __init__(self, version: VersionOutil):
        super().__init__(version.outil, version.relue_par)
        self.version = version
        self.is_accepted = version.etat == VersionOutil.Etat.RELUE

    def title(self):
        return f"{self.version.titre} : {'relu' if self.is_accepted else 'à reprendre'}"

    @property
    def said(self):
        if self.is_accepted:
            return f"{self.by} a relu « {self.version.titre} ». Vous pouvez le publier."
        return f"{self.by} a relu « {self.version.titre} » et vous propose de le reprendre."

    @property
    def after(self):
        return "Rien n’est publié sans vous." if self.is_accepted else "Corrigez, puis proposez-le de nouveau."

    def words(self):
        return self.version.mot_relecture


class VersionPubliee(OfTool, Message):
    """Those who wrote it and those who use it are told that a version is out."""

    slug = "outiltheque.version_publiee"
    label = "Une nouvelle version d’un outil que vous utilisez"

    def __init__(self, version: VersionOutil, by: Personne):
        super().__init__(version.outil, by)
        self.version = version

    def title(self):
        if self.version.numero == 1:
            return f"{self.version.titre} est publié"
        return f"{self.version.titre} : version {self.version.numero}"

    @property
    def said(self):
        return f"La version {self.version.numero} de « {self.version.titre} » est dans l’outilthèque."

    def words(self):
        return self.version.changements

    def recipients(self):
        return [*super().recipients(), *get_users(self.outil, self.by)]


class OutilRetire(OfTool, Message):
    """Those who wrote it and those who use it are told why, and what to use instead."""

    slug = "outiltheque.outil_retire"
    label = "Le retrait d’un outil que vous utilisez"

    def title(self):
        return f"{self.outil.titre} est retiré de l’outilthèque"

    @property
    def said(self):
        return f"« {self.outil.titre} » est retiré. Voici pourquoi :"

    @property
    def after(self):
        return f"Ce qui le remplace : « {self.outil.remplace_par} »." if self.outil.remplace_par else ""

    def words(self):
        return self.outil.motif_retrait

    def recipients(self):
        return [*super().recipients(), *get_users(self.outil, self.by)]


class OutilRegroupe(OfTool, Message):
    """Those who wrote one of two tools are told that they are one."""

    slug = "outiltheque.outil_regroupe"
    label = "Le regroupement d’un outil que vous avez écrit"
    can_be_disabled = False
    after = "Ses versions, ses fichiers et ses retours sont gardés ; son ancienne adresse mène à la page commune."

    def __init__(self, outil: Outil, absorbed: Outil, by: Personne):
        super().__init__(outil, by)
        self.absorbed = absorbed

    def title(self):
        return f"{self.absorbed.titre} et {self.outil.titre} ne font plus qu’un"

    def recipients(self):
        return [one for one in (*get_writers(self.absorbed), *get_writers(self.outil)) if one.pk != self.by.pk]

    @property
    def said(self):
        return f"La fédération a regroupé « {self.absorbed.titre} » avec « {self.outil.titre} », qui lui ressemblait."


def get_users(outil: Outil, by: Personne | None):
    """Return the people who said that their association uses a tool, while it does."""
    running = UsageOutil.objects.en_cours().filter(outil=outil, dit_par__is_active=True).exclude(dit_par=by)
    return [usage.dit_par for usage in running.select_related("dit_par")]
