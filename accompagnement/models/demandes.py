"""The request: what may be known of it in clear, and the ledger of what happened."""

import secrets
import uuid

import pgtrigger
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accompagnement.models.prestataires import Modalite
from accompagnement.models.vie import A_TERME, LEGAL_MOVES, VIVANTS, Etat, MotifPause, MotifReouverture, Role
from socle.crypto import fingerprint

ALPHABET = "23456789ACDEFGHJKLMNPQRTUVWXY"


def new_code() -> str:
    """Return a case code such as K7M-2Q9: random, without letters or digits taken for one another."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(6))
    return f"{drawn[:3]}-{drawn[3:]}"


def fingerprint_of(personne) -> bytes:
    """Return the only name under which the database knows a requester."""
    return fingerprint("demandeur", personne.pk)


class DemandeQuerySet(models.QuerySet):
    def visible_to(self, personne):
        """Keep the cases in which this person holds an open access; no role and no organisation opens one."""
        if not personne.is_authenticated or not personne.is_active:
            return self.none()
        acces = self.model.acces.rel.related_model.objects.opened_for(personne)
        return self.filter(Exists(acces.filter(demande=OuterRef("pk"))))

    def of_requester(self, personne):
        """Keep a person's own cases, found by fingerprint."""
        return self.with_fingerprint(fingerprint_of(personne))

    def sans_prestataire(self):
        """Keep the cases that look for a provider today: studied, and nobody has been asked or all were silent."""
        asked = self.model.sollicitations.rel.related_model.objects.filter(
            demande=OuterRef("pk"), etat="offerte", repondre_avant__gte=timezone.localdate()
        )
        return self.filter(Q(etat=Etat.QUALIFIEE) | Q(etat=Etat.SOLLICITEE, secours=False) & ~Exists(asked))

    def with_fingerprint(self, empreinte: bytes):
        """Keep the cases of whoever has this fingerprint."""
        return self.filter(demandeur_empreinte=empreinte)


class Demande(models.Model):
    """A person's request for help: a code, a stage and coarse words. Who asks and why is sealed elsewhere."""

    Etat = Etat

    class Porte(models.TextChoices):
        PERSONNELLE = "personnelle", "pour moi"
        ASSOCIATION = "association", "pour mon association"

    class Urgence(models.TextChoices):
        NORMALE = "normale", "sans urgence particulière"
        RAPIDE = "rapide", "dans les quinze jours"
        URGENTE = "urgente", "dès que possible"

    class Statut(models.TextChoices):
        SALARIE = "salarie", "équipe salariée"
        BENEVOLE = "benevole", "bénévole en responsabilité"

    class Destination(models.TextChoices):
        FEDERATION = "federation", "l’équipe de la fédération"
        TRAVAIL = "travail", "la médecine du travail"
        DLA = "dla", "le dispositif local d’accompagnement"
        SOIN = "soin", "une aide médicale ou sociale"

    class AvisTardif(models.TextChoices):
        """What a case remembers of the question asked six months after: never the answer."""

        DEMANDE = "demande", "demandé"
        DONNE = "donne", "donné"

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField("code", max_length=7, unique=True, default=new_code, editable=False)
    porte = models.CharField("porte", max_length=12, choices=Porte)
    etat = models.CharField("état", max_length=12, choices=Etat, default=Etat.DEPOSEE)
    demandeur_empreinte = models.BinaryField("empreinte de la personne", max_length=32, null=True)
    association = models.ForeignKey(
        "members.Association", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="association"
    )
    bouquet = models.ForeignKey(
        "accompagnement.Bouquet", models.PROTECT, related_name="demandes", verbose_name="bouquet"
    )
    service = models.ForeignKey(
        "accompagnement.Service",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="demandes",
        verbose_name="service",
    )
    modalite = models.CharField("format", max_length=10, choices=Modalite)
    langue = models.CharField("langue", max_length=30, default="français")
    besoin_accessibilite = models.BooleanField("un lieu accessible est nécessaire", default=False)
    urgence = models.CharField("urgence", max_length=10, choices=Urgence, default=Urgence.NORMALE)
    statut = models.CharField("statut", max_length=10, choices=Statut)
    territoire = models.ForeignKey(
        "members.Territoire", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="territoire"
    )
    situation = models.UUIDField("situation partagée avec une autre demande", null=True, editable=False)
    souhaite_continuite = models.BooleanField(
        "souhaite retrouver la personne qui l’a déjà aidée", default=False, editable=False
    )
    secours = models.BooleanField("la suivante est sollicitée sans nouveau choix", default=False, editable=False)
    reorientation = models.CharField("réorientation offerte", max_length=12, choices=Destination, blank=True)
    consentement = models.CharField("version du texte accepté", max_length=10, blank=True)
    version_catalogue = models.ForeignKey(
        "accompagnement.VersionCatalogue",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="version du catalogue",
    )
    deposee_le = models.DateTimeField("déposée le", default=timezone.now)
    qualifiee_le = models.DateTimeField("qualifiée le", null=True, editable=False)
    acceptee_le = models.DateTimeField("acceptée le", null=True, editable=False)
    terminee_le = models.DateTimeField("terminée le", null=True, editable=False)
    rouverte_le = models.DateTimeField("rouverte le", null=True, editable=False)
    echeance = models.DateField("dernier jour avant abandon", null=True, editable=False)
    preavis_le = models.DateField("effacement annoncé le", null=True, editable=False)
    avis_six_mois = models.CharField("avis six mois après", max_length=8, choices=AvisTardif, blank=True)

    objects = DemandeQuerySet.as_manager()

    class Meta:
        verbose_name = "demande"
        ordering = ["deposee_le"]
        indexes = [
            models.Index(fields=["demandeur_empreinte"], name="demande_de_la_personne"),
            models.Index(fields=["situation"], name="demande_meme_situation", condition=~Q(situation=None)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(etat__in=[str(etat) for etat in Etat]), name="demande_etat_connu"),
            models.CheckConstraint(
                condition=~Q(etat="reorientee") | ~Q(reorientation=""), name="demande_reorientee_vers_une_aide"
            ),
            models.CheckConstraint(
                condition=Q(porte="association") | Q(association=None), name="demande_personnelle_sans_association"
            ),
            models.CheckConstraint(
                condition=Q(etat="anonymisee") ^ Q(demandeur_empreinte__isnull=False),
                name="demande_anonyme_sans_personne",
            ),
            models.CheckConstraint(
                condition=~Q(etat="suspendue") | Q(echeance__isnull=False), name="demande_pause_a_terme"
            ),
        ]
        triggers = [
            pgtrigger.FSM(name="vie_legale", field="etat", transitions=LEGAL_MOVES),
            pgtrigger.Protect(
                name="porte_fixe",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition("OLD.porte IS DISTINCT FROM NEW.porte"),
            ),
        ]

    def __str__(self):
        return f"Demande {self.code}"

    @property
    def nom_du_bouquet(self):
        """What its bundle was called when it was made: a request keeps the words of its version."""
        return self._say(self.bouquet)

    @property
    def nom_du_service(self):
        return self._say(self.service)

    def _say(self, fiche):
        return self.version_catalogue.get_nom(fiche) if fiche and self.version_catalogue_id else fiche

    @property
    def is_personnelle(self):
        return self.porte == self.Porte.PERSONNELLE

    @property
    def etat_reel(self):
        """The state it is in today, whether or not a job has come by to write it down."""
        if self.etat in A_TERME and self.echeance and self.echeance < timezone.localdate():
            return Etat.CLOTUREE if self.etat == Etat.A_CONFIRMER else Etat.EXPIREE
        if self.is_pause_finie:
            return Etat.EN_COURS
        if self.is_sans_reponse and not self.secours:
            return Etat.QUALIFIEE
        return Etat(self.etat)

    @property
    def is_pause_finie(self):
        """Whether a pause reached its last day: the accompaniment goes on by itself."""
        return self.etat == Etat.SUSPENDUE and self.echeance < timezone.localdate()

    @property
    def is_sans_reponse(self):
        """Whether the provider who was asked let the delay go by: the next one is asked, or the coordinator seeks."""
        return self.etat == Etat.SOLLICITEE and not any(s.is_offerte for s in self.sollicitations.all())

    @property
    def is_a_ecrire(self):
        """Whether time decided something that no job has written down yet."""
        return self.etat != self.etat_reel or self.is_sans_reponse

    @property
    def attend_depuis(self):
        """Since when it waits to be read by the coordinators: the deposit, or the reopening."""
        return self.rouverte_le or self.deposee_le

    @property
    def is_vivante(self):
        return self.etat_reel in VIVANTS

    def is_from(self, personne) -> bool:
        """Say whether this person is the requester."""
        return self.demandeur_empreinte is not None and bytes(self.demandeur_empreinte) == fingerprint_of(personne)


class OrganisationConcernee(models.Model):
    """An organisation that the requester belongs to, by fingerprint: what a neutral provider must be free of."""

    demande = models.ForeignKey(Demande, models.CASCADE, related_name="organisations", verbose_name="demande")
    empreinte = models.BinaryField("empreinte de l’organisation", max_length=32)

    class Meta:
        verbose_name = "organisation concernée"
        verbose_name_plural = "organisations concernées"
        constraints = [models.UniqueConstraint(fields=["demande", "empreinte"], name="organisation_une_fois")]

    def __str__(self):
        return str(self.demande)


class Ecart(models.Model):
    """A provider who must not be offered this case again, whoever wished it; no reason is asked nor kept (N4, N5)."""

    class Origine(models.TextChoices):
        DEMANDEUR = "demandeur", "la personne"
        PRESTATAIRE = "prestataire", "le prestataire"
        SILENCE = "silence", "sans réponse à temps"
        COORDINATION = "coordination", "la coordination"
        NEUTRALITE = "neutralite", "un lien est apparu"

    demande = models.ForeignKey(Demande, models.CASCADE, related_name="ecarts", verbose_name="demande")
    prestataire = models.ForeignKey(
        "accompagnement.Prestataire", models.CASCADE, related_name="+", verbose_name="prestataire"
    )
    origine = models.CharField("origine", max_length=12, choices=Origine)

    class Meta:
        verbose_name = "mise à l’écart"
        verbose_name_plural = "mises à l’écart"
        constraints = [models.UniqueConstraint(fields=["demande", "prestataire"], name="ecart_unique")]

    def __str__(self):
        return f"{self.demande} : {self.prestataire}"


class Evenement(models.Model):
    """One thing that happened to a case. Never names the requester, never changes; gone when the case is erased."""

    class Verbe(models.TextChoices):
        DEPOT = "depot", "demande déposée"
        QUALIFICATION = "qualification", "besoin précisé par la coordination"
        LIAISON = "liaison", "situation partagée signalée par la coordination"
        REORIENTATION_OFFERTE = "reorientation_offerte", "une autre aide est suggérée"
        REORIENTATION = "reorientation", "autre aide acceptée"
        REORIENTATION_REFUSEE = "reorientation_refusee", "autre aide déclinée, la demande continue"
        EXCLUSION = "exclusion", "prestataires écartés pour garantir la neutralité"
        PROPOSITION = "proposition", "des prestataires vous sont proposés"
        REFUS = "refus", "aucune proposition retenue"
        CHOIX = "choix", "prestataire choisi"
        ACCEPTATION = "acceptation", "le prestataire accepte et se déclare indépendant"
        DECLIN = "declin", "le prestataire n’est pas disponible"
        SILENCE = "silence", "le prestataire n’a pas répondu à temps"
        SEANCE = "seance", "séance notée"
        SEANCE_CORRIGEE = "seance_corrigee", "séance corrigée"
        EXTENSION = "extension", "séances de plus demandées"
        EXTENSION_DECIDEE = "extension_decidee", "réponse donnée aux séances de plus"
        PLAN = "plan", "plan d’accompagnement modifié"
        PLAN_VALIDE = "plan_valide", "plan d’accompagnement validé"
        PAUSE = "pause", "accompagnement mis en pause"
        REPRISE = "reprise", "accompagnement repris"
        FIN_ANNONCEE = "fin_annoncee", "fin de l’accompagnement annoncée"
        REATTRIBUTION = "reattribution", "une autre personne est cherchée pour la suite"
        NEUTRALITE = "neutralite", "accès coupé : un lien avec une organisation est apparu"
        RELEVE = "releve", "une autre personne de la coordination neutre prend le relais, sans votre nom"
        CLOTURE = "cloture", "accompagnement terminé"
        REOUVERTURE = "reouverture", "demande rouverte"
        EVALUATION = "evaluation", "avis donné"
        RETRAIT = "retrait", "demande retirée"
        EXPIRATION = "expiration", "sans suite, faute de réponse"
        ACCES_OUVERT = "acces_ouvert", "accès ouvert"
        ACCES_FERME = "acces_ferme", "accès fermé"

    demande = models.ForeignKey(Demande, models.CASCADE, related_name="evenements", verbose_name="demande")
    verbe = models.CharField("verbe", max_length=22, choices=Verbe)
    role = models.CharField("rôle", max_length=12, choices=Role)
    detail = models.CharField("précision codée", max_length=60, blank=True)
    fait_le = models.DateTimeField("fait le", default=timezone.now)

    class Meta:
        verbose_name = "événement"
        ordering = ["-fait_le", "-pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.demande} : {self.get_verbe_display()}"

    @property
    def precision(self) -> str:
        """The coded reason in words, of a pause or of a reopening."""
        words = {self.Verbe.PAUSE: MotifPause, self.Verbe.REOUVERTURE: MotifReouverture}.get(self.verbe)
        return words(self.detail).label if words and self.detail else ""
