"""Who comes: an enrolment, a rank while it waits, a place offered for a time (R25), what helps somebody take part."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from formations.models.regles_sql import OFFRE_LIBRE, PLACE_LIBRE
from formations.models.sessions import SessionFormation, taught_by
from socle.crypto import seal_alone, unseal_alone


class InscriptionQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep one's own, those of the associations one looks after, those of one's sessions; all for the team."""
        if not (personne.is_authenticated and personne.is_active):
            return self.none()
        if personne.is_federation_team:
            return self.all()
        managed = [tie.association_id for tie in personne.rattachements_en_cours if tie.is_gestionnaire]
        taught = SessionFormation.objects.filter(taught_by(personne)).values("pk")
        return self.filter(Q(personne=personne.pk) | Q(association__in=managed) | Q(session__in=taught))

    def vivantes(self):
        """Keep those that stand: asked, waiting or enrolled."""
        return self.filter(etat__in=Inscription.VIVANTES)

    def inscrites(self):
        return self.filter(etat=Inscription.Etat.INSCRITE)

    def en_attente(self):
        return self.filter(etat=Inscription.Etat.EN_ATTENTE)


class Inscription(models.Model):
    """The enrolment of a person in a session. While a place is offered it still waits: the offer says the rest.

    Whether it was attended is not written here: it is the sum of its half-days.
    """

    class Etat(models.TextChoices):
        DEMANDEE = "demandee", "attend l’accord de l’employeur"
        EN_ATTENTE = "en_attente", "en liste d’attente"
        INSCRITE = "inscrite", "inscrite"
        REFUSEE = "refusee", "refusée"
        ANNULEE = "annulee", "annulée"

    class Financement(models.TextChoices):
        """Who pays, enrolment by enrolment: an employee and a volunteer do not follow the same track."""

        EMPLOYEUR = "employeur", "l’employeur ou son OPCO"
        BENEVOLE = "benevole", "bénévole, par le FDVA"
        FEDERATION = "federation", "la fédération"

    VIVANTES = (Etat.DEMANDEE, Etat.EN_ATTENTE, Etat.INSCRITE)

    session = models.ForeignKey(SessionFormation, models.PROTECT, related_name="inscriptions", verbose_name="session")
    personne = models.ForeignKey(
        "members.Personne", models.PROTECT, related_name="inscriptions_formation", verbose_name="personne"
    )
    association = models.ForeignKey(
        "members.Association", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="association"
    )
    inscrite_par = models.ForeignKey("members.Personne", models.PROTECT, related_name="+", verbose_name="inscrite par")
    financement = models.CharField("qui finance", max_length=10, choices=Financement)
    montant = models.DecimalField("prix convenu", max_digits=8, decimal_places=2, default=0)
    etat = models.CharField("état", max_length=10, choices=Etat)
    demandee_le = models.DateTimeField("demandée le", default=timezone.now, editable=False)
    accord_par = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="accord donné par"
    )
    attend_depuis = models.DateTimeField("attend depuis", null=True, blank=True, editable=False)
    inscrite_le = models.DateTimeField("inscrite le", null=True, blank=True, editable=False)
    sortie_le = models.DateTimeField("sortie le", null=True, blank=True, editable=False)
    motif = models.CharField("motif", max_length=250, blank=True)
    exception = models.CharField("motif pour passer avant son rang", max_length=250, blank=True)
    exception_par = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="exception faite par"
    )
    absence = models.CharField("ce que l’on sait de l’absence", max_length=250, blank=True)
    is_sur_place = models.BooleanField("arrivée sans être inscrite", default=False)

    objects = InscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = "inscription à une formation"
        verbose_name_plural = "inscriptions à une formation"
        ordering = ["demandee_le", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "personne"],
                condition=Q(etat__in=["demandee", "en_attente", "inscrite"]),
                name="inscription_unique",
                violation_error_message="Cette personne est déjà inscrite, ou attend une place, à cette session.",
            ),
            models.CheckConstraint(
                condition=~Q(etat="en_attente") | Q(attend_depuis__isnull=False), name="inscription_attente_datee"
            ),
            models.CheckConstraint(
                condition=~Q(etat="inscrite") | Q(inscrite_le__isnull=False), name="inscription_datee"
            ),
            models.CheckConstraint(
                condition=Q(etat__in=["refusee", "annulee"], sortie_le__isnull=False)
                | (~Q(etat__in=["refusee", "annulee"]) & Q(sortie_le=None)),
                name="inscription_sortie_datee",
            ),
            models.CheckConstraint(
                condition=Q(exception="", exception_par=None) | (~Q(exception="") & Q(exception_par__isnull=False)),
                name="inscription_exception_motivee",
                violation_error_message="Dites pourquoi cette personne passe avant son rang : tout le monde le lira.",
            ),
            models.CheckConstraint(
                condition=Q(montant__gte=0),
                name="inscription_montant",
                violation_error_message="Un prix n’est pas négatif.",
            ),
        ]
        indexes = [
            models.Index(fields=["session", "etat", "attend_depuis"], name="inscription_file"),
            models.Index(fields=["personne", "etat"], name="inscription_personne"),
        ]
        triggers = [
            PLACE_LIBRE,
            pgtrigger.FSM(
                name="transitions",
                field="etat",
                transitions=[
                    ("demandee", "en_attente"),
                    ("demandee", "inscrite"),
                    ("demandee", "refusee"),
                    ("demandee", "annulee"),
                    ("en_attente", "inscrite"),
                    ("en_attente", "refusee"),
                    ("en_attente", "annulee"),
                    ("inscrite", "refusee"),
                    ("inscrite", "annulee"),
                ],
            ),
        ]

    def __str__(self):
        return f"{self.personne}, {self.session}"

    @property
    def is_vivante(self):
        return self.etat in self.VIVANTES

    @property
    def tone(self):
        tones = {self.Etat.INSCRITE: "ok", self.Etat.EN_ATTENTE: "wait", self.Etat.DEMANDEE: "wait"}
        return tones.get(self.etat, "neutral")


class OffrePlaceQuerySet(models.QuerySet):
    def en_cours(self, now=None):
        """Keep the offers that still hold a seat, whatever a scheduler did."""
        return self.filter(etat=OffrePlace.Etat.OUVERTE, expire_le__gt=now or timezone.now())

    def expirees(self, now=None):
        """Keep those whose time is over and that nobody noted yet."""
        return self.filter(etat=OffrePlace.Etat.OUVERTE, expire_le__lte=now or timezone.now())


class OffrePlace(models.Model):
    """A place offered to somebody who waits: it blocks one seat until it expires, is taken or refused (R25)."""

    class Etat(models.TextChoices):
        OUVERTE = "ouverte", "proposée"
        ACCEPTEE = "acceptee", "acceptée"
        REFUSEE = "refusee", "refusée"
        EXPIREE = "expiree", "expirée"
        RETIREE = "retiree", "retirée"

    inscription = models.ForeignKey(Inscription, models.CASCADE, related_name="offres", verbose_name="inscription")
    etat = models.CharField("état", max_length=8, choices=Etat, default=Etat.OUVERTE)
    faite_le = models.DateTimeField("proposée le", default=timezone.now)
    expire_le = models.DateTimeField("expire le")
    repondue_le = models.DateTimeField("répondue le", null=True, blank=True)
    is_hors_rang = models.BooleanField("hors du rang", default=False)
    motif = models.CharField("motif de l’exception", max_length=250, blank=True)
    faite_par = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="proposée par"
    )

    objects = OffrePlaceQuerySet.as_manager()

    class Meta:
        verbose_name = "place proposée"
        verbose_name_plural = "places proposées"
        ordering = ["faite_le", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["inscription"],
                condition=Q(etat="ouverte"),
                name="offre_une_a_la_fois",
                violation_error_message="Une place est déjà proposée à cette personne.",
            ),
            models.CheckConstraint(condition=Q(expire_le__gt=F("faite_le")), name="offre_expire_apres"),
            models.CheckConstraint(
                condition=Q(is_hors_rang=False) | (~Q(motif="") & Q(faite_par__isnull=False)),
                name="offre_exception_motivee",
                violation_error_message="Dites pourquoi cette personne passe avant son rang : tout le monde le lira.",
            ),
        ]
        triggers = [
            OFFRE_LIBRE,
            pgtrigger.ReadOnly(name="figee", fields=["inscription", "faite_le", "expire_le"]),
            pgtrigger.FSM(
                name="transitions",
                field="etat",
                transitions=[
                    ("ouverte", "acceptee"),
                    ("ouverte", "refusee"),
                    ("ouverte", "expiree"),
                    ("ouverte", "retiree"),
                ],
            ),
        ]

    def __str__(self):
        return f"Place proposée : {self.inscription}"

    @property
    def is_en_cours(self):
        """It still holds a seat, whatever a scheduler did."""
        return self.etat == self.Etat.OUVERTE and timezone.now() < self.expire_le


class AmenagementDemandeQuerySet(models.QuerySet):
    def lisibles(self, now=None):
        """Keep what still helps: its session is not over and the person still comes, or waits to."""
        ends = Q(inscription__session__fin__gt=now or timezone.now()) | Q(inscription__session__fin=None)
        standing = Q(inscription__etat__in=Inscription.VIVANTES) & ~Q(inscription__session__etat="annulee")
        return self.filter(ends & standing)

    def perimes(self, now=None):
        """Keep what nobody reads any more."""
        return self.exclude(pk__in=self.lisibles(now).values("pk"))


class AmenagementDemande(models.Model):
    """What helps a person take part, chosen from a list, never why: read by them and by the trainers, then forgotten.

    Sealed: neither the employer, nor whoever organises, nor a copy of the database reads it.
    """

    class Choix(models.TextChoices):
        PLACE_DEVANT = "place_devant", "une place devant"
        PRES_PORTE = "pres_porte", "une place près de la porte"
        DOCUMENTS_AVANT = "documents_avant", "les documents 48 h avant"
        GROS_CARACTERES = "gros_caracteres", "des documents en gros caractères"
        NUMERIQUE = "numerique", "des documents lisibles par un ordinateur"
        PLAIN_PIED = "plain_pied", "une salle de plain-pied ou avec ascenseur"
        STATIONNEMENT = "stationnement", "un stationnement proche"
        BOUCLE = "boucle", "une boucle magnétique ou un micro"
        INTERPRETE = "interprete", "une ou un interprète en langue des signes"
        SOUS_TITRES = "sous_titres", "des sous-titres"
        PAUSES = "pauses", "des pauses plus fréquentes"
        CALME = "calme", "un endroit calme pour souffler"
        ACCOMPAGNANT = "accompagnant", "une personne qui m’accompagne"
        SANS_LIRE_TOUT_HAUT = "sans_lire", "ne pas lire ni écrire devant le groupe"

    inscription = models.OneToOneField(
        Inscription, models.CASCADE, related_name="amenagement", verbose_name="inscription"
    )
    contenu = models.BinaryField("contenu scellé")

    objects = AmenagementDemandeQuerySet.as_manager()

    class Meta:
        verbose_name = "aménagement demandé"
        verbose_name_plural = "aménagements demandés"

    def __str__(self):
        return "Aménagement demandé"

    @property
    def sealed_for(self) -> str:
        return f"formations.amenagement:{self.inscription_id}"

    def write(self, choix) -> None:
        known = [value for value in self.Choix.values if value in set(choix)]
        self.contenu = seal_alone(",".join(known), self.sealed_for)

    def read(self) -> list[str]:
        """Return what was chosen, in words."""
        written = unseal_alone(self.contenu, self.sealed_for)
        return [self.Choix(value).label for value in written.split(",") if value]
