import pghistory
import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from members.models.associations import Etiquette
from members.mois import add_months
from members.normalisation import normalise
from members.rules import is_federation_team
from outiltheque.formes import FORMES

RECHERCHE = 1500
# A tool is read again eighteen months after its last review (rules, §10).
A_RELIRE_APRES = 18


def find_relecture_limit(on=None):
    """Return the day at which, or before which, a last review is too old."""
    return add_months(on or timezone.localdate(), -A_RELIRE_APRES)


class Theme(Etiquette):
    """What a tool is about, a word of the federation's list (A39)."""

    class Meta(Etiquette.Meta):
        verbose_name = "thème"


def find_written(personne, outil="") -> Q:
    """The tools of the associations to which a person is tied today; `outil` leads to the tool from what is asked."""
    places = {tie.association_id for tie in personne.rattachements_en_cours}
    wrote = Outil.associations.through.objects.filter(outil=OuterRef(f"{outil}pk"), association__in=places)
    return Q(Exists(wrote)) if places else Q(pk__in=())


class OutilQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep what a person may read: what was published, what their associations wrote, all for the team."""
        if not (personne.is_authenticated and personne.is_active):
            return self.none()
        standing = self.filter(fondu_dans=None)
        if is_federation_team(personne):
            return standing
        return standing.filter(Q(etat__in=Outil.PARUS) | find_written(personne))

    def written_by(self, personne):
        """Keep the tools of the associations to which a person is tied today."""
        return self.filter(find_written(personne))

    def parus(self):
        """Keep what the whole network may use."""
        return self.filter(etat=Outil.Etat.PUBLIE, fondu_dans=None)

    def a_mettre_a_jour(self, on=None):
        """Keep the published tools whose last review is eighteen months old: never a stored flag."""
        return self.parus().filter(relu_le__lte=find_relecture_limit(on))


@pghistory.track(exclude=["recherche"])
class Outil(models.Model):
    """Something that an association made and lends to the others, in its successive versions (A31, A37).

    `titre`, `resume` and `licence` say again what the version that all read says: lists read one table.
    """

    class Genre(models.TextChoices):
        TRAME = "trame", "trame"
        METHODE = "methode", "méthode"
        GESTION = "gestion", "fiche de gestion"
        JURIDIQUE = "juridique", "note juridique"
        JEU = "jeu", "jeu"
        VIDEO = "video", "vidéo"
        EXPERIENCE = "experience", "fiche d’expérience"

    class Etat(models.TextChoices):
        BROUILLON = "brouillon", "en écriture"
        PROPOSE = "propose", "proposé"
        RELU = "relu", "relu"
        PUBLIE = "publie", "publié"
        RETIRE = "retire", "retiré"

    class Etape(models.TextChoices):
        """How far a project is (A36, D9)."""

        EMERGENCE = "emergence", "émergence"
        DEMARRAGE = "demarrage", "démarrage"
        DEVELOPPEMENT = "developpement", "développement"
        CONSOLIDATION = "consolidation", "consolidation"
        TRANSFORMATION = "transformation", "transformation"

    class Licence(models.TextChoices):
        CC0 = "cc0", "Domaine public (CC0)"
        BY = "by", "CC BY"
        BY_SA = "by-sa", "CC BY-SA"
        BY_NC = "by-nc", "CC BY-NC"
        BY_NC_SA = "by-nc-sa", "CC BY-NC-SA"
        BY_ND = "by-nd", "CC BY-ND"
        BY_NC_ND = "by-nc-nd", "CC BY-NC-ND"
        RESERVES = "reserves", "Tous droits réservés"

    PARUS = (Etat.PUBLIE, Etat.RETIRE)
    ATTENDUS = (Etat.PROPOSE, Etat.RELU)

    titre = models.CharField("titre", max_length=150, db_collation="fr-x-icu")
    resume = models.CharField("en quelques mots", max_length=400)
    genre = models.CharField("genre", max_length=10, choices=Genre)
    licence = models.CharField("licence", max_length=8, choices=Licence, default=Licence.BY_SA)
    etape = models.CharField("étape du projet", max_length=14, choices=Etape, blank=True)
    associations = models.ManyToManyField(
        "members.Association", related_name="outils", verbose_name="associations autrices"
    )
    publics = models.ManyToManyField("members.Public", blank=True, related_name="outils", verbose_name="publics")
    themes = models.ManyToManyField(Theme, blank=True, related_name="outils", verbose_name="thèmes")
    etat = models.CharField("état", max_length=9, choices=Etat, default=Etat.BROUILLON)
    courante = models.ForeignKey(
        "VersionOutil", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="version publiée"
    )
    cree_par = models.ForeignKey("members.Personne", models.PROTECT, related_name="+", verbose_name="créé par")
    cree_le = models.DateTimeField("créé le", default=timezone.now)
    publie_le = models.DateTimeField("publié le", null=True, blank=True)
    relu_le = models.DateField("dernière relecture", null=True, blank=True)
    retire_le = models.DateTimeField("retiré le", null=True, blank=True)
    retire_par = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="retiré par"
    )
    motif_retrait = models.CharField("pourquoi il est retiré", max_length=400, blank=True)
    remplace_par = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="remplaces", verbose_name="remplacé par"
    )
    fondu_dans = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="fondus", verbose_name="regroupé dans"
    )
    recherche = models.CharField("texte de recherche", max_length=RECHERCHE, editable=False, default="")

    objects = OutilQuerySet.as_manager()

    class Meta:
        verbose_name = "outil"
        ordering = ["titre", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(etat__in=("publie", "retire"))
                | Q(courante__isnull=False, publie_le__isnull=False, relu_le__isnull=False),
                name="outil_publie_relu",
                violation_error_message="Un outil ne se publie pas sans avoir été relu.",
            ),
            models.CheckConstraint(
                condition=Q(etat="retire", retire_le__isnull=False) & ~Q(motif_retrait="")
                | ~Q(etat="retire") & Q(retire_le=None, remplace_par=None),
                name="outil_retire_motive",
                violation_error_message="Dites pourquoi cet outil est retiré.",
            ),
            models.CheckConstraint(
                condition=~Q(fondu_dans=F("id")) & ~Q(remplace_par=F("id")),
                name="outil_autre_que_lui",
                violation_error_message="Un outil ne se remplace pas lui-même.",
            ),
        ]
        indexes = [
            GinIndex(fields=["recherche"], opclasses=["gin_trgm_ops"], name="outil_recherche"),
            models.Index(fields=["titre", "id"], condition=Q(fondu_dans=None), name="outil_par_titre"),
            models.Index(fields=["-publie_le", "-id"], condition=Q(fondu_dans=None), name="outil_par_date"),
            models.Index(fields=["relu_le"], condition=Q(etat="publie", fondu_dans=None), name="outil_a_relire"),
            models.Index(fields=["etat"], condition=Q(etat__in=("propose", "relu")), name="outil_attendu"),
        ]
        triggers = [
            pgtrigger.FSM(
                name="transitions",
                field="etat",
                transitions=[
                    ("brouillon", "propose"),
                    ("propose", "brouillon"),
                    ("propose", "relu"),
                    ("relu", "brouillon"),
                    ("relu", "publie"),
                    ("publie", "retire"),
                    ("retire", "publie"),
                ],
            )
        ]

    def __str__(self):
        return self.titre

    def save(self, *args, **kwargs):
        self.recherche = normalise(f"{self.titre} {self.resume}")[:RECHERCHE]
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "recherche"}
        super().save(*args, **kwargs)

    @property
    def is_paru(self):
        return self.etat in self.PARUS

    @property
    def forme(self):
        """How its kind is shown."""
        return FORMES[self.genre]

    @property
    def is_a_mettre_a_jour(self):
        """Eighteen months went by since somebody last reviewed it."""
        return self.etat == self.Etat.PUBLIE and self.relu_le <= find_relecture_limit()

    @property
    def dit(self):
        """Its state in words."""
        return "à mettre à jour" if self.is_a_mettre_a_jour else self.get_etat_display()

    @property
    def tone(self):
        if self.is_a_mettre_a_jour:
            return "late"
        return {self.Etat.PUBLIE: "ok", self.Etat.RETIRE: "neutral"}.get(self.etat, "wait")
