import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Func, Q, Value
from django.utils import timezone

from members.rules import is_federation_team
from outiltheque.models.outils import Outil, find_written
from socle.empreintes import digest

PARTS = (
    "titre", "resume", "licence", "description", "constat", "action", "resultats", "transcription", "droit_au",
)  # fmt: skip

SPOKEN = ("titre", "resume", "description", "constat", "action", "resultats", "transcription")
SEARCHED = [piece for name in SPOKEN for piece in (name, Value(" "))]

COMPLETE = pgtrigger.Trigger(
    name="complete",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert | pgtrigger.Update,
    condition=pgtrigger.Condition("NEW.etat <> 'brouillon'"),
    declare=[("quoi", "text")],
    func="""
        SELECT o.genre INTO quoi FROM outiltheque_outil o WHERE o.id = NEW.outil_id;
        IF quoi = 'video' THEN
            IF NEW.transcription = '' THEN
                RAISE EXCEPTION 'version : une video a sa transcription' USING ERRCODE = 'check_violation';
            END IF;
        ELSIF quoi = 'experience' THEN
            IF NEW.constat = '' OR NEW.action = '' OR NEW.resultats = '' THEN
                RAISE EXCEPTION 'version : une experience a trois parties' USING ERRCODE = 'check_violation';
            END IF;
        ELSIF quoi = 'juridique' THEN
            IF NEW.droit_au IS NULL THEN
                RAISE EXCEPTION 'version : une note dit la date du droit' USING ERRCODE = 'check_violation';
            END IF;
        END IF;
        RETURN NEW;
    """,
)
FIGEE = pgtrigger.Trigger(
    name="figee",
    when=pgtrigger.Before,
    operation=pgtrigger.Update,
    condition=pgtrigger.Condition(
        "OLD.etat IN ('publiee', 'remplacee') AND (OLD.titre, OLD.resume, OLD.licence, OLD.description, OLD.constat, "
        "OLD.action, OLD.resultats, OLD.transcription, OLD.droit_au, OLD.changements, OLD.numero, OLD.outil_id) "
        "IS DISTINCT FROM (NEW.titre, NEW.resume, NEW.licence, NEW.description, NEW.constat, "
        "NEW.action, NEW.resultats, NEW.transcription, NEW.droit_au, NEW.changements, NEW.numero, NEW.outil_id)"
    ),
    func="RAISE EXCEPTION 'version : publiee, elle ne change plus' USING ERRCODE = 'check_violation';",
)


def freeze_with_version(*columns: str) -> pgtrigger.Trigger:
    """What goes with a version stays as it was proposed: only one being written gains, loses or changes it.

    The version is locked while it is asked, so that nothing slips in while another hand publishes it.
    """
    was, becomes = (", ".join(f"{row}.{name}" for name in columns) for row in ("OLD", "NEW"))
    return pgtrigger.Trigger(
        name="fige_avec_la_version",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        declare=[("quel", "text")],
        func=f"""
            IF TG_OP = 'UPDATE' AND ({was}) IS NOT DISTINCT FROM ({becomes}) THEN
                RETURN NEW;
            END IF;
            FOR quel IN
                SELECT v.etat FROM outiltheque_versionoutil v WHERE v.id IN (OLD.version_id, NEW.version_id) FOR SHARE
            LOOP
                IF quel <> 'brouillon' THEN
                    RAISE EXCEPTION 'version : ce qui va avec elle ne change que pendant son ecriture'
                        USING ERRCODE = 'check_violation';
                END IF;
            END LOOP;
            RETURN COALESCE(NEW, OLD);
        """,  # noqa: S608 (our own names)
    )


def find_readable(personne, *, version="", outil="outil__") -> Q:
    """What a person may read: versions that were published, the others for who writes and for the team.

    `version` and `outil` lead from the rows that are asked for to the version and to its tool.
    """
    if not (personne.is_authenticated and personne.is_active):
        return Q(pk__in=())
    if is_federation_team(personne):
        return Q()
    out = Q(**{f"{version}etat__in": VersionOutil.PARUES, f"{outil}etat__in": Outil.PARUS})
    return out | find_written(personne, outil)


class VersionOutilQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep the versions that a person may read."""
        return self.filter(find_readable(personne))


class VersionOutil(models.Model):
    """What a tool says, at one time: published, it never changes; the one that follows says what changed.

    A video has its transcript (RGAA 4.1), an experience its three parts (A30), a legal note the date of its law.
    """

    class Etat(models.TextChoices):
        BROUILLON = "brouillon", "en écriture"
        PROPOSEE = "proposee", "proposée"
        RELUE = "relue", "relue"
        PUBLIEE = "publiee", "publiée"
        REMPLACEE = "remplacee", "remplacée"

    PARUES = (Etat.PUBLIEE, Etat.REMPLACEE)

    outil = models.ForeignKey(Outil, models.PROTECT, related_name="versions", verbose_name="outil")
    numero = models.PositiveSmallIntegerField("numéro", default=1)
    etat = models.CharField("état", max_length=9, choices=Etat, default=Etat.BROUILLON)
    titre = models.CharField("titre", max_length=150)
    resume = models.CharField("en quelques mots", max_length=400)
    licence = models.CharField("licence", max_length=8, choices=Outil.Licence, default=Outil.Licence.BY_SA)
    description = models.TextField("ce que c’est et comment s’en servir", blank=True)
    constat = models.TextField("le constat", blank=True)
    action = models.TextField("l’action menée", blank=True)
    resultats = models.TextField("les résultats obtenus et leur pertinence", blank=True)
    transcription = models.TextField("transcription", blank=True)
    droit_au = models.DateField("droit à jour au", null=True, blank=True)
    changements = models.CharField("ce qui a changé", max_length=600, blank=True)
    ecrite_par = models.ForeignKey("members.Personne", models.PROTECT, related_name="+", verbose_name="écrite par")
    ecrite_le = models.DateTimeField("écrite le", default=timezone.now)
    proposee_par = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="proposée par"
    )
    proposee_le = models.DateTimeField("proposée le", null=True, blank=True)
    relue_par = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="relue par"
    )
    relue_le = models.DateTimeField("relue le", null=True, blank=True)
    mot_relecture = models.CharField("mot de la relecture", max_length=600, blank=True)
    publiee_le = models.DateTimeField("publiée le", null=True, blank=True)
    vecteur = models.GeneratedField(
        expression=Func(*SEARCHED, arg_joiner=" || ", function="outiltheque_vecteur"),
        output_field=SearchVectorField(),
        db_persist=True,
        verbose_name="mots du texte",
    )
    mots_fichiers = SearchVectorField("mots des fichiers", editable=False, db_default=Value(""))

    objects = VersionOutilQuerySet.as_manager()

    class Meta:
        verbose_name = "version d’un outil"
        verbose_name_plural = "versions d’un outil"
        ordering = ["-numero"]
        constraints = [
            models.UniqueConstraint(fields=["outil", "numero"], name="version_outil_numero_unique"),
            models.UniqueConstraint(
                fields=["outil"],
                condition=Q(etat__in=("brouillon", "proposee", "relue")),
                name="version_outil_une_en_cours",
                violation_error_message="Une version de cet outil est déjà en cours : reprenez celle-là.",
            ),
            models.UniqueConstraint(fields=["outil"], condition=Q(etat="publiee"), name="version_outil_une_publiee"),
            models.CheckConstraint(
                condition=~Q(etat__in=("relue", "publiee"))
                | Q(relue_le__isnull=False, relue_par__isnull=False) & ~Q(mot_relecture=""),
                name="version_outil_relue_avec_un_mot",
                violation_error_message="Une relecture laisse un mot à celles et ceux qui ont écrit.",
            ),
            models.CheckConstraint(
                condition=Q(numero=1) | Q(etat="brouillon") | ~Q(changements=""),
                name="version_outil_dit_ce_qui_change",
                violation_error_message="Dites ce qui a changé depuis la version d’avant.",
            ),
        ]
        indexes = [
            models.Index(fields=["-publiee_le"], condition=~Q(publiee_le=None), name="version_outil_parue"),
            models.Index(fields=["proposee_le"], condition=Q(etat="proposee"), name="version_outil_a_relire"),
            GinIndex(Func("vecteur", "mots_fichiers", function="outiltheque_mots"), name="version_outil_mots"),
        ]
        triggers = [
            COMPLETE,
            FIGEE,
            pgtrigger.FSM(
                name="transitions",
                field="etat",
                transitions=[
                    ("brouillon", "proposee"),
                    ("proposee", "brouillon"),
                    ("proposee", "relue"),
                    ("relue", "brouillon"),
                    ("relue", "publiee"),
                    ("publiee", "remplacee"),
                ],
            ),
        ]

    def __str__(self):
        return f"{self.titre}, version {self.numero}"

    @property
    def is_parue(self):
        return self.etat in self.PARUES

    @property
    def empreinte(self):
        """What tells these texts from others: a page that was read sends it back."""
        return digest(*(str(getattr(self, name) or "") for name in (*PARTS, "changements")))

    @property
    def is_brouillon(self):
        return self.etat == self.Etat.BROUILLON

    @property
    def tone(self):
        return {self.Etat.PUBLIEE: "ok", self.Etat.REMPLACEE: "neutral"}.get(self.etat, "wait")


class LienOutil(models.Model):
    """An address that a version of a tool points to."""

    version = models.ForeignKey(VersionOutil, models.CASCADE, related_name="liens", verbose_name="version")
    titre = models.CharField("titre du lien", max_length=120)
    adresse = models.URLField("adresse", max_length=500, validators=[URLValidator(schemes=["https", "http"])])

    class Meta:
        verbose_name = "lien d’un outil"
        verbose_name_plural = "liens d’un outil"
        ordering = ["pk"]
        triggers = [freeze_with_version("version_id", "titre", "adresse")]

    def __str__(self):
        return self.titre
