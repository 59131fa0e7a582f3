from functools import cached_property

import pghistory
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from members.models.departs import has_left, is_forgotten
from members.models.lecteur import Lecteur
from members.models.places import find_places, find_reader
from members.models.recherche import ExistsForEach, RechercheQuerySet
from members.normalisation import normalise

MAJORITE = 18


def age_on(born, day):
    """Return an age in whole years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class PersonneQuerySet(RechercheQuerySet):
    def visible_to(self, personne):
        """Keep whom a person may find: oneself, whoever has a place in the network today, all for its team."""
        if not (personne.is_authenticated and personne.is_active):
            return self.none()
        if personne.is_federation_team:
            return self.filter(fondue_dans=None).connues()
        return self.filter(models.Q(pk=personne.pk) | self.model.has_place(), fondue_dans=None)

    def connues(self, on=None):
        """Leave out who was erased, or should be by now (R28)."""
        return self.exclude(is_forgotten(self.model, on))

    def parties(self, on=None):
        """Keep who has held a place, holds none any more, and was not erased."""
        return self.filter(has_left(self.model, on or timezone.localdate()), effacee_le=None)

    def by_name(self):
        """Sort as a French directory does: Élan before Zoé."""
        return self.order_by("nom", "prenom", "pk")


class PersonneManager(BaseUserManager.from_queryset(PersonneQuerySet)):
    def create_user(self, email=None, password=None, **fields):
        """Make a person who can sign in; used by the accounts library."""
        personne = self.model(email=self.normalize_email(email) or None, **fields)
        personne.set_password(password)
        personne.save()
        return personne

    def get_reader(self, pk):
        """Return who is signed in, with the places they hold, or None; asked by every page."""
        return find_reader(self.model, pk)


@pghistory.track(exclude=["password", "last_login", "recherche", "date_naissance"])
class Personne(Lecteur, AbstractBaseUser):
    """Somebody the federation knows, who may have no address and never sign in.

    `email` is the person's own address and opens the portal; `courriel_partage` is a box that several people
    read, where nothing confidential is ever sent and to which no sign-in code goes (journey 12.1). The date of birth
    is asked of minors only, and forgotten when they come of age (R29).
    """

    prenom = models.CharField("prénom", max_length=80, blank=True, db_collation="fr-x-icu")
    nom = models.CharField("nom", max_length=120, db_collation="fr-x-icu")
    email = models.EmailField("adresse personnelle", null=True, blank=True)
    courriel_partage = models.EmailField("boîte partagée", blank=True)
    identifiant = models.CharField("identifiant", max_length=60, null=True, blank=True, unique=True)
    telephone = models.CharField("téléphone", max_length=30, blank=True)
    is_active = models.BooleanField("peut se connecter", default=True)
    is_superuser = models.BooleanField("maintient le portail", default=False)
    date_naissance = models.DateField("date de naissance", null=True, blank=True)
    parents_informes_le = models.DateField("parents informés le", null=True, blank=True)
    autorisation_le = models.DateField("autorisation écrite des parents reçue le", null=True, blank=True)
    conservation_acceptee_le = models.DateField("accepte de rester connu après son départ", null=True, blank=True)
    depart_annonce_le = models.DateField("effacement annoncé le", null=True, blank=True)
    effacee_le = models.DateField("effacée le", null=True, blank=True, editable=False)
    fondue_dans = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="fondues", verbose_name="fiche qui la remplace"
    )
    cree_le = models.DateTimeField("connu depuis le", default=timezone.now, editable=False)
    recherche = models.CharField("texte de recherche", max_length=250, editable=False, default="")

    USERNAME_FIELD = "identifiant"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = PersonneManager()

    class Meta:
        verbose_name = "personne"
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="personne_email_unique",
                violation_error_message="Cette adresse est déjà celle d’une autre personne. Si plusieurs "
                "personnes lisent cette boîte, indiquez-la comme boîte partagée.",
            ),
        ]
        indexes = [GinIndex(fields=["recherche"], opclasses=["gin_trgm_ops"], name="personne_recherche")]

    def __str__(self):
        return f"{self.prenom} {self.nom}".strip()

    def save(self, *args, **kwargs):
        self.recherche = normalise(str(self))[:250]
        self.email = self.email.lower() if self.email else None
        super().save(*args, **kwargs)

    @property
    def initiales(self):
        return (self.prenom[:1] + self.nom[:1]).upper()

    @property
    def adresse(self):
        """Where ordinary mail goes: the person's own address, else the shared box, else nowhere."""
        return self.email or self.courriel_partage

    @property
    def naissance(self):
        """The date of birth while it may be used: nobody's once they are of age, purged or not yet (R29)."""
        born = self.date_naissance
        return born if born and age_on(born, timezone.localdate()) < MAJORITE else None

    @property
    def age(self):
        """The age of a minor; None for everybody else."""
        born = self.naissance
        return age_on(born, timezone.localdate()) if born else None

    @property
    def has_account(self):
        """Whether this person came in once: an open account, with a way to sign in."""
        return self.is_active and bool(self.email or self.identifiant)

    @property
    def must_use_password(self):
        """A code sent to a shared box would open the portal to everybody who reads it."""
        return not self.email

    @classmethod
    def has_place(cls):
        """The condition of having a tie, a mandate, a function or a role that runs today, account open or not.

        Somebody invited who did not come yet has none; somebody who left has none any more.
        """
        places = ("rattachements", "mandats", "affectations", "roles_federaux")
        condition = models.Q(pk__in=[])
        for place in places:
            held = cls._meta.get_field(place).related_model.objects.en_cours().filter(personne=models.OuterRef("pk"))
            condition |= ExistsForEach(held)
        return condition

    @property
    def is_federation_team(self):
        """Administer the portal or hold a mission function today."""
        return bool("admin_portail" in self.roles or self.fonctions)

    @cached_property
    def roles(self):
        """The federal roles held today, as a set of codes."""
        return self._held.roles

    @cached_property
    def fonctions(self):
        """The mission functions held today, as a list of titles."""
        return self._held.fonctions

    @cached_property
    def rattachements_en_cours(self):
        """The ties with associations that run today, the oldest first."""
        return self._held.rattachements

    @cached_property
    def non_lues(self):
        """How many notifications this person has not opened."""
        return self.notifications.unread().count()

    @property
    def has_place_today(self):
        """Whether a role, a function or a tie runs today; what is known without asking again."""
        return bool(self.roles or self.fonctions or self.rattachements_en_cours)

    @cached_property
    def _held(self):
        return find_places(self)
