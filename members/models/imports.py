from django.conf import settings
from django.db import models
from django.utils import timezone


class CorrespondanceColonnes(models.Model):
    """What the columns of a file mean, remembered for the next file with the same headings."""

    genre = models.CharField("genre", max_length=15)
    signature = models.CharField("empreinte des intitulés", max_length=64)
    colonnes = models.JSONField("colonnes", default=dict)

    class Meta:
        verbose_name = "correspondance de colonnes"
        verbose_name_plural = "correspondances de colonnes"
        constraints = [
            models.UniqueConstraint(
                fields=["genre", "signature"],
                name="correspondance_unique",
                violation_error_message="Ces intitulés ont déjà leur correspondance.",
            )
        ]

    def __str__(self):
        return f"{self.genre}, {self.signature[:8]}"


class ImportFiches(models.Model):
    """A file of associations or people: read, shown line by line, written when somebody says so, undone in one go."""

    class Genre(models.TextChoices):
        ASSOCIATIONS = "associations", "associations"
        PERSONNES = "personnes", "personnes"

    class Etat(models.TextChoices):
        DEPOSE = "depose", "colonnes à vérifier"
        ANALYSE = "analyse", "lecture en cours"
        PRET = "pret", "prêt à importer"
        ECRITURE = "ecriture", "écriture en cours"
        FAIT = "fait", "importé"
        DEFAIT = "defait", "défait"
        ECHEC = "echec", "illisible"

    genre = models.CharField("genre", max_length=15, choices=Genre)
    etat = models.CharField("état", max_length=10, choices=Etat, default=Etat.DEPOSE)
    nom_fichier = models.CharField("fichier", max_length=200)
    empreinte = models.CharField("empreinte du fichier", max_length=64)
    entetes = models.JSONField("intitulés", default=list)
    colonnes = models.JSONField("correspondance", default=dict)
    total = models.PositiveIntegerField("lignes", default=0)
    avancement = models.PositiveIntegerField("lignes traitées", default=0)
    erreur = models.TextField("pourquoi il est illisible", blank=True)
    fichier = models.FileField("fichier déposé", upload_to="imports/%Y/%m/", blank=True)
    feuilles = models.JSONField("feuilles du classeur", default=list)
    feuille = models.CharField("feuille lue", max_length=200, blank=True)
    options = models.JSONField("ce qui vaut pour toutes les lignes", default=dict)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="déposé par")
    depose_le = models.DateTimeField("déposé le", default=timezone.now)
    applique_le = models.DateTimeField("importé le", null=True, blank=True)
    defait_le = models.DateTimeField("défait le", null=True, blank=True)

    class Meta:
        verbose_name = "import"
        ordering = ["-depose_le"]

    def __str__(self):
        return self.nom_fichier


class LigneImport(models.Model):
    """One line of a file: as it came, what it would change, what it changed."""

    class Verdict(models.TextChoices):
        A_LIRE = "a_lire", "à lire"
        CREEE = "creee", "créée"
        MODIFIEE = "modifiee", "modifiée"
        INCHANGEE = "inchangee", "inchangée"
        DOUTE = "doute", "à rapprocher"
        REFUSEE = "refusee", "refusée"
        ECARTEE = "ecartee", "écartée"

    lot = models.ForeignKey(ImportFiches, models.CASCADE, related_name="lignes", verbose_name="import")
    numero = models.PositiveIntegerField("ligne du fichier")
    brut = models.JSONField("telle que reçue", default=list)
    lu = models.JSONField("comprise", default=dict)
    verdict = models.CharField("ce qu’elle devient", max_length=10, choices=Verdict, default=Verdict.A_LIRE)
    differences = models.JSONField("champ par champ", default=list)
    raison = models.TextField("raison", blank=True)
    fiche = models.PositiveBigIntegerField("fiche concernée", null=True, blank=True)
    candidates = models.JSONField("fiches ressemblantes", default=list)
    avant = models.JSONField("ce que la fiche disait", default=dict)
    ecrit = models.JSONField("ce qui a été écrit", default=dict)
    ecrite_le = models.DateTimeField("écrite le", null=True, blank=True)
    defaite_le = models.DateTimeField("défaite le", null=True, blank=True)
    retour = models.TextField("ce qui n’a pas été défait", blank=True)

    class Meta:
        verbose_name = "ligne d’import"
        verbose_name_plural = "lignes d’import"
        ordering = ["numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["lot", "numero"],
                name="ligne_import_unique",
                violation_error_message="Cette ligne est déjà lue.",
            )
        ]
        indexes = [models.Index(fields=["lot", "verdict", "numero"], name="ligne_import_verdict")]

    def __str__(self):
        return f"{self.lot}, ligne {self.numero}"

    @property
    def texte(self):
        """What the line said, without its empty cells."""
        return " · ".join(cell for cell in self.brut if cell)


class Doublon(models.Model):
    """Two sheets that may be one, the smaller number first; somebody may say that they are not."""

    class Genre(models.TextChoices):
        ASSOCIATIONS = "associations", "associations"
        PERSONNES = "personnes", "personnes"

    genre = models.CharField("genre", max_length=15, choices=Genre)
    premiere = models.PositiveBigIntegerField("première fiche")
    seconde = models.PositiveBigIntegerField("seconde fiche")
    ecarte_par = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="écarté par"
    )
    ecarte_le = models.DateTimeField("écarté le", default=timezone.now)

    class Meta:
        verbose_name = "doublon écarté"
        verbose_name_plural = "doublons écartés"
        constraints = [
            models.UniqueConstraint(
                fields=["genre", "premiere", "seconde"],
                name="doublon_unique",
                violation_error_message="Cette paire est déjà écartée.",
            ),
            models.CheckConstraint(
                condition=models.Q(premiere__lt=models.F("seconde")),
                name="doublon_ordre",
                violation_error_message="Une paire se note la plus petite fiche d’abord.",
            ),
        ]

    def __str__(self):
        return f"{self.premiere} et {self.seconde}"


class Regroupement(models.Model):
    """Two sheets made one: what each said, what was moved, so that it can be undone for thirty days."""

    genre = models.CharField("genre", max_length=15, choices=Doublon.Genre)
    gardee = models.PositiveBigIntegerField("fiche gardée")
    absorbee = models.PositiveBigIntegerField("fiche absorbée")
    nom_absorbee = models.CharField("nom de la fiche absorbée", max_length=200)
    etat_avant = models.JSONField("ce que disaient les deux fiches", default=dict)
    deplacements = models.JSONField("ce qui a été déplacé", default=list)
    par = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="par")
    le = models.DateTimeField("le", default=timezone.now)
    defait_le = models.DateTimeField("défait le", null=True, blank=True)

    class Meta:
        verbose_name = "regroupement de fiches"
        verbose_name_plural = "regroupements de fiches"
        ordering = ["-le"]

    def __str__(self):
        return self.nom_absorbee
