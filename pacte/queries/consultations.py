"""Questions about a consultation: what is said in the margin, who has spoken, for whom somebody speaks."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from members.models import Adhesion, Association, Mandat, Personne, Representant, RoleFederal
from pacte.models import Amendement, Commentaire, Consolidation, Consultation, VersionPacte
from pacte.tree import Noeud
from socle.donnees import Rubrique

NO_TERRITORY = "Sans territoire"


def get_consultations(personne: Personne) -> QuerySet[Consultation]:
    """Return the consultations that somebody may read, the latest first."""
    return Consultation.objects.visible_to(personne).select_related("version__pacte", "commission")


def get_spoken_for(personne: Personne) -> QuerySet[Association]:
    """Return the associations that somebody represents today, or stands in to represent (R5)."""
    running = Representant.objects.en_cours().filter(personne=personne)
    return Association.objects.filter(pk__in=running.values("association")).order_by("nom", "pk")


def get_speakers(associations: Iterable[int]) -> list[Personne]:
    """Return who speaks today for these associations."""
    running = Representant.objects.en_cours().filter(association__in=list(associations))
    return list(Personne.objects.filter(pk__in=running.values("personne"), is_active=True).order_by("pk"))


def get_desk(consultation: Consultation) -> list[Personne]:
    """Return the commission of a consultation, and who administers the portal."""
    sitting = Mandat.objects.en_cours().filter(instance=consultation.commission_id).values("personne")
    admins = RoleFederal.objects.en_cours().filter(role=RoleFederal.Role.ADMIN_PORTAIL).values("personne")
    people = Personne.objects.filter(Q(pk__in=sitting) | Q(pk__in=admins), is_active=True)
    return list(people.order_by("pk"))


@dataclass
class Note:
    """A comment in the margin of a text, and what became of the words that it quoted."""

    commentaire: Commentaire
    noeud: Noeud | None

    @property
    def is_ici(self) -> bool:
        """Whether what it speaks of still stands in the text."""
        return self.noeud is not None and (not self.citation or self.citation in said_by(self.noeud))

    @property
    def citation(self) -> str:
        return self.commentaire.citation

    @property
    def place(self) -> str:
        """What is said of its place when the text moved; empty when the words are still there."""
        if self.is_ici:
            return ""
        return "le passage a changé" if self.noeud else "le bloc a été retiré"


def said_by(noeud: Noeud) -> str:
    return f"{noeud.titre}\n{noeud.texte}"


def find_debated(version: VersionPacte) -> list[int]:
    """Return the consultations whose comments a version carries: its own, and those of the texts it comes from."""
    made_from = dict(
        Consolidation.objects.filter(version__pacte=version.pacte_id).values_list("version", "consultation__version")
    )
    versions = [version.pk]
    while versions[-1] in made_from:
        versions.append(made_from[versions[-1]])
    return versions


def get_marge(personne, version: VersionPacte, noeuds: list[Noeud]) -> list[Note]:
    """Return the comments of a text and of those that it comes from, each beside its block or its old words."""
    rows = Commentaire.objects.visible_to(personne).filter(consultation__version__in=find_debated(version))
    rows = rows.select_related("auteur", "association", "consultation__version__pacte")
    found = {noeud.identifiant: noeud for root in noeuds for noeud in root.walk()}
    return [Note(row, found.get(row.bloc)) for row in rows.exclude(moderation=Commentaire.Moderation.ECARTE)]


def by_bloc(notes: Iterable[Note]) -> dict[UUID, list[Note]]:
    """Return the notes of each block, and under None those whose block is gone."""
    found: dict[UUID, list[Note]] = {}
    for note in notes:
        found.setdefault(note.commentaire.bloc, []).append(note)
    return found


@dataclass
class Part:
    """How many associations of a kind or of a territory have spoken, out of how many."""

    nom: str
    parlantes: int = 0
    total: int = 0


@dataclass
class Participation:
    """Which member associations have spoken, by a comment, an amendment or a support, and which not yet."""

    parlantes: list[Association]
    silencieuses: list[Association]
    genres: list[Part]
    territoires: list[Part]

    @property
    def total(self) -> int:
        return len(self.parlantes) + len(self.silencieuses)


def get_participation(consultation: Consultation) -> Participation:
    """Count who has spoken by association, never by person, among the members of the day."""
    spoken = set(
        consultation.commentaires.filter(moderation=Commentaire.Moderation.MONTRE, association__isnull=False)
        .values_list("association", flat=True)
        .union(
            consultation.amendements.values_list("association", flat=True),
            consultation.amendements.filter(soutiens__retire_le=None, soutiens__isnull=False).values_list(
                "soutiens__association", flat=True
            ),
        )
    )
    on = min(timezone.localdate(), timezone.localdate(consultation.cloture))
    members = Adhesion.objects.filter(periode__contains=on).values("association")
    rows = list(Association.objects.filter(pk__in=members).select_related("territoire").order_by("nom", "pk"))
    return Participation(
        parlantes=[row for row in rows if row.pk in spoken],
        silencieuses=[row for row in rows if row.pk not in spoken],
        genres=_share(rows, spoken, lambda row: row.get_genre_display()),
        territoires=_share(rows, spoken, lambda row: str(row.territoire) if row.territoire_id else NO_TERRITORY),
    )


def _share(rows, spoken, name) -> list[Part]:
    total = Counter(name(row) for row in rows)
    some = Counter(name(row) for row in rows if row.pk in spoken)
    return [Part(nom, some[nom], number) for nom, number in sorted(total.items())]


def get_donnees(personne: Personne) -> list[Rubrique]:
    """Return what the debates on the pact hold of somebody: what they wrote and what they deposited."""
    comments = Commentaire.objects.filter(auteur=personne).order_by("depose_le")
    amendements = Amendement.objects.filter(auteur=personne).select_related("association").order_by("depose_le")
    return [
        Rubrique(
            "Commentaires sur le pacte",
            [
                {"le": row.depose_le, "passage": row.citation, "texte": row.texte, "réponse": row.reponse}
                for row in comments
            ],
        ),
        Rubrique(
            "Amendements au pacte",
            [
                {"le": row.depose_le, "pour": str(row.association), "objet": row.objet, "motif": row.motif}
                for row in amendements
            ],
        ),
    ]
