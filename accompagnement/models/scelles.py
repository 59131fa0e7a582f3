"""Sealed texts and who holds a key: no access row, no key; no key, no reading."""

import uuid

import pgtrigger
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from accompagnement.models.conservation import over
from accompagnement.models.demandes import Demande, OrganisationConcernee, fingerprint_of
from accompagnement.models.liens import get_organisations
from accompagnement.models.prestataires import LienOrganisation
from accompagnement.models.vie import A_TERME, Role
from members.models import Rattachement
from socle.crypto import new_key, seal, unseal, unwrap_key, wrap_key


class Genre(models.TextChoices):
    """What is sealed, each under a key of its own; the list of the pieces is under the key of the pieces."""

    RECIT = "recit", "le besoin raconté"
    IDENTITE = "identite", "le nom et les coordonnées"
    CONTACT = "contact", "l’adresse des messages neutres"
    PIECES = "pieces", "une pièce jointe"
    LISTE = "liste", "la liste des pièces jointes"
    ACCUEIL = "accueil", "les messages avec la coordination neutre"
    SUIVI = "suivi", "les messages de l’accompagnement"
    PLAN = "plan", "le plan d’accompagnement"


TEXTES = (Genre.RECIT, Genre.IDENTITE)  # what is read as a text of its own

# Which keys each quality may hold. The coordinator never holds the identity, the pieces, nor what is said to a
# provider; nobody but the requester and the delivery of neutral messages holds the address; a provider holds nothing
# before accepting, and never what was said to the coordinators.
CLES_DU_ROLE = {
    Role.DEMANDEUR: {Genre.RECIT, Genre.IDENTITE, Genre.CONTACT, Genre.PIECES, Genre.ACCUEIL, Genre.SUIVI, Genre.PLAN},
    Role.MANDATAIRE: {Genre.RECIT, Genre.IDENTITE, Genre.PIECES, Genre.ACCUEIL, Genre.SUIVI, Genre.PLAN},
    Role.COORDINATION: {Genre.RECIT, Genre.ACCUEIL, Genre.PLAN},
    Role.PRESTATAIRE: {Genre.RECIT, Genre.IDENTITE, Genre.PIECES, Genre.SUIVI, Genre.PLAN},
    Role.COURRIER: {Genre.CONTACT},
}


class Scelle(models.Model):
    """A text of the case, encrypted under its own random key."""

    demande = models.ForeignKey(Demande, models.CASCADE, related_name="scelles", verbose_name="demande")
    genre = models.CharField("genre", max_length=10, choices=Genre)
    contenu = models.BinaryField("contenu chiffré")

    class Meta:
        verbose_name = "texte scellé"
        verbose_name_plural = "textes scellés"
        constraints = [models.UniqueConstraint(fields=["demande", "genre"], name="scelle_unique")]

    def __str__(self):
        return f"{self.demande} : {self.get_genre_display()}"

    @classmethod
    def prepare(cls, demande, genre, text):
        """Return the sealed row and its key, both to be kept: the row in the table, the key wrapped per access."""
        key = new_key()
        place = place_of(demande.pk, genre)
        return cls(demande=demande, genre=genre, contenu=seal(text.encode(), key=key, aad=place)), key

    def open_with(self, key: bytes) -> str:
        """Return the text; raises socle.crypto.Unreadable if the key or the place is another's."""
        return unseal(self.contenu, key=key, aad=place_of(self.demande_id, self.genre)).decode()


def place_of(demande_pk, genre) -> str:
    return f"scelle:{demande_pk}:{genre}"


class AccesQuerySet(models.QuerySet):
    def ouverts(self):
        """Keep what was not closed."""
        return self.filter(ferme_le=None)

    def opened_for(self, personne):
        """Keep a person's open accesses; one held for a role, or for an association, counts only while it is held.

        A case that lapsed is closed to the coordinators from that day, and one whose organisations a coordinator or
        a provider now belongs to is closed to them from that hour, whether or not a job came by.
        """
        theirs = Q(personne=personne) | Q(empreinte=fingerprint_of(personne), role=Role.DEMANDEUR)
        lost = Q(role=Role.COORDINATION, demande__etat__in=A_TERME, demande__echeance__lt=timezone.localdate())
        tied = Rattachement.objects.en_cours().filter(personne=personne.pk)
        there = Q(association=OuterRef("demande__association"))
        there |= Q(association__fondues=OuterRef("demande__association"))  # its sheet was made one with another
        lost |= Q(role=Role.MANDATAIRE) & ~Exists(tied.filter(there))
        lost |= _lost_by_role(personne)
        lost |= over("demande__")  # erased from this day on
        return self.ouverts().filter(theirs).exclude(lost)


def _lost_by_role(personne):
    """The role is no longer held, the account is closed, or a tie with the case appeared (N1 to N3)."""
    held = [role for role, code in FEDERAL_ROLE.items() if personne.is_active and code in personne.roles]
    lost = Q(role__in=[role for role in FEDERAL_ROLE if role not in held])
    if held:
        concernees = OrganisationConcernee.objects.filter(demande=OuterRef("demande"))
        known = LienOrganisation.objects.running().filter(prestataire__personne=personne.pk)
        lost |= Q(role__in=held) & Exists(concernees.filter(empreinte__in=get_organisations(personne)))
        lost |= Q(role=Role.PRESTATAIRE) & Exists(concernees.filter(empreinte__in=known.values("empreinte")))
    return lost


FEDERAL_ROLE = {Role.COORDINATION: "coordination_neutre", Role.PRESTATAIRE: "prestataire"}


class Acces(models.Model):
    """One reader of one case, from when to when. The requester is known here by fingerprint only."""

    id = models.UUIDField("identifiant", primary_key=True, default=uuid.uuid4, editable=False)
    demande = models.ForeignKey(Demande, models.CASCADE, related_name="acces", verbose_name="demande")
    role = models.CharField("rôle", max_length=12, choices=Role)
    personne = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="personne"
    )
    empreinte = models.BinaryField("empreinte de la personne", max_length=32, null=True)
    ouvert_le = models.DateTimeField("ouvert le", default=timezone.now)
    ferme_le = models.DateTimeField("fermé le", null=True, blank=True)

    objects = AccesQuerySet.as_manager()

    class Meta:
        verbose_name = "accès"
        verbose_name_plural = "accès"
        indexes = [models.Index(fields=["empreinte"], name="acces_de_la_personne")]
        constraints = [
            models.UniqueConstraint(
                fields=["demande", "personne"], condition=Q(ferme_le=None), name="acces_ouvert_unique"
            ),
            models.CheckConstraint(
                condition=Q(role=Role.COURRIER, personne=None, empreinte=None)
                | Q(role=Role.DEMANDEUR, personne=None)
                | Q(
                    role__in=[Role.COORDINATION, Role.PRESTATAIRE, Role.MANDATAIRE],
                    personne__isnull=False,
                    empreinte=None,
                ),
                name="acces_demandeur_sans_nom",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="prestataire_declare",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Condition("NEW.role = 'prestataire' AND NEW.ferme_le IS NULL"),
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM accompagnement_sollicitation s
                        JOIN accompagnement_prestataire p ON p.id = s.prestataire_id
                        JOIN accompagnement_declarationindependance d ON d.sollicitation_id = s.id
                        WHERE s.demande_id = NEW.demande_id AND p.personne_id = NEW.personne_id
                          AND s.etat = 'acceptee'
                    ) THEN
                        RAISE EXCEPTION 'neutralite : acces sans acceptation ni declaration'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self):
        return f"{self.demande} : {self.get_role_display()}"

    def prepare_key(self, genre, key: bytes, fil=None):
        """Return the row that gives this reader the key of one text; raises ValueError if the role may not hold it."""
        if genre not in CLES_DU_ROLE[Role(self.role)] or (fil is not None and not fil.is_for(self)):
            raise ValueError(f"{self.role} may not hold the key of {genre}")
        cle = CleDossier(acces=self, genre=genre, fil=fil)
        cle.cle_enveloppee = wrap_key(key, cle.place)
        return cle

    def get_key(self, genre, fil=None) -> bytes | None:
        """Return the key this reader holds for one text, or for one thread, or None."""
        cle = self.cles.filter(genre=genre, fil=fil).first()
        return cle.open() if cle else None

    def place_of_key(self, genre) -> str:
        return f"cle:{self.pk}:{genre}"


class CleDossier(models.Model):
    """The key of one sealed text, or of one thread, wrapped for one access. Removing the row removes the right."""

    acces = models.ForeignKey(Acces, models.CASCADE, related_name="cles", verbose_name="accès")
    genre = models.CharField("genre", max_length=10, choices=Genre)
    fil = models.ForeignKey(
        "accompagnement.Fil", models.CASCADE, null=True, related_name="cles", verbose_name="fil de messages"
    )
    cle_enveloppee = models.BinaryField("clé enveloppée")

    class Meta:
        verbose_name = "clé de dossier"
        verbose_name_plural = "clés de dossier"
        constraints = [
            models.UniqueConstraint(fields=["acces", "genre", "fil"], nulls_distinct=False, name="cle_unique"),
            models.CheckConstraint(
                condition=Q(genre__in=[Genre.ACCUEIL, Genre.SUIVI], fil__isnull=False)
                | ~Q(genre__in=[Genre.ACCUEIL, Genre.SUIVI]) & Q(fil=None),
                name="cle_de_fil_avec_son_fil",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="cle_permise",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("acces_id", "genre", "fil_id"),
                declare=[("qui", "accompagnement_acces%ROWTYPE")],
                func="""
                    SELECT * INTO qui FROM accompagnement_acces WHERE id = NEW.acces_id;
                    IF qui.role = 'coordination' AND NEW.genre IN ('identite', 'contact', 'pieces', 'suivi')
                       OR qui.role = 'prestataire' AND NEW.genre IN ('contact', 'accueil')
                       OR qui.role = 'mandataire' AND NEW.genre = 'contact'
                       OR qui.role = 'courrier' AND NEW.genre <> 'contact'
                       OR NEW.fil_id IS NOT NULL AND NOT EXISTS (
                            SELECT 1 FROM accompagnement_fil f
                            LEFT JOIN accompagnement_prestataire p ON p.id = f.prestataire_id
                            WHERE f.id = NEW.fil_id AND f.demande_id = qui.demande_id AND f.genre = NEW.genre
                              AND (qui.role <> 'prestataire' OR p.personne_id = qui.personne_id)
                       )
                    THEN
                        RAISE EXCEPTION 'cle interdite' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self):
        return f"{self.acces} : {self.genre}"

    @property
    def place(self) -> str:
        place = f"cle:{self.acces_id}:{self.genre}"
        return f"{place}:{self.fil_id}" if self.fil_id else place

    def open(self) -> bytes:
        """Return the key; raises socle.crypto.Unreadable if it was moved from another access."""
        return unwrap_key(self.cle_enveloppee, self.place)


class Lecture(models.Model):
    """Somebody opened a sealed text: written with the reading itself, shown to the requester, never changed.

    The requester's own readings are kept without a name.
    """

    demande = models.ForeignKey(Demande, models.CASCADE, related_name="lectures", verbose_name="demande")
    genre = models.CharField("genre", max_length=10, choices=Genre)
    role = models.CharField("rôle", max_length=12, choices=Role)
    lecteur = models.ForeignKey(
        "members.Personne", models.PROTECT, null=True, related_name="+", verbose_name="lue par"
    )
    numero = models.PositiveSmallIntegerField("numéro de la pièce", null=True)
    faite_le = models.DateTimeField("faite le", default=timezone.now)

    class Meta:
        verbose_name = "lecture"
        ordering = ["-faite_le", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(role=Role.DEMANDEUR) | Q(lecteur=None), name="lecture_demandeur_sans_nom"
            )
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.demande} : {self.get_genre_display()}"


def get_month():
    """Return the first day of this month: all that a draft says of when it was written."""
    return timezone.localdate().replace(day=1)


class Brouillon(models.Model):
    """What a person is writing and has not handed in: sealed, found by fingerprint, removed without trace."""

    empreinte = models.BinaryField("empreinte de la personne", max_length=32, unique=True)
    contenu = models.BinaryField("contenu chiffré")
    mois = models.DateField("mois de la dernière écriture", default=get_month)

    class Meta:
        verbose_name = "brouillon"

    def __str__(self):
        return "Brouillon"
