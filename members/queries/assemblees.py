"""The voters' list and the quorum of an assembly: who votes that day, who does not and why, who is there.

`get_liste_electorale(assemblee)` is what other apps build their votes on. It answers with plain values: nothing in
it asks the database again. Until the list is frozen it is worked out from memberships, dues, representatives and
proxies as they stand on the assembly's day; once frozen, from its own rows, whatever changes elsewhere.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from members.models import (
    Adhesion,
    AppelCotisation,
    Assemblee,
    Association,
    Electeur,
    Mandat,
    Pouvoir,
    PresenceAssemblee,
    RegleMandat,
    Representant,
    Suspension,
)
from members.normalisation import normalise
from members.queries.gouvernance import get_regles
from members.reperes import Regles
from socle.french import count, plural, say_full_date, say_list

Parametre = RegleMandat.Parametre
GENRES = dict(Association.Genre.choices)
BETWEEN = " ; "
NOBODY = "personne pour la représenter"


@dataclass(slots=True)
class LigneElectorale:
    """One association on a list: its voices, who speaks for it, or why it has none; whether it is there."""

    association_id: int
    association: str
    commune: str
    genre: str
    voix: int = 0
    representant_id: int | None = None
    representant: str = ""
    suppleant: str = ""
    college_id: int | None = None
    college: str = ""
    motifs: tuple[str, ...] = ()
    presente_le: datetime | None = None
    pouvoir_id: int | None = None
    pouvoir_a: str = ""
    pouvoirs_recus: list[str] = field(default_factory=list)
    is_representee: bool = False

    @property
    def is_presente(self) -> bool:
        return self.presente_le is not None

    @property
    def motif(self) -> str:
        return BETWEEN.join(self.motifs)


@dataclass(frozen=True)
class Quorum:
    """What the statutes ask for and where the assembly stands; no rule asks for nothing."""

    total: int
    pourcentage: int | None
    requises: int
    presentes: int
    representees: int
    article: str = ""

    @property
    def reunies(self) -> int:
        return self.presentes + self.representees

    @property
    def is_atteint(self) -> bool:
        """An assembly where nobody may vote, or where nobody came, decides nothing."""
        return 0 < self.reunies >= self.requises

    @property
    def manque(self) -> int:
        return max(self.requises - self.reunies, 0)

    @property
    def texte(self) -> str:
        if self.pourcentage is None:
            return "Aucun quorum n’est enregistré dans les règles : il suffit qu’une voix soit présente."
        rule = f"Il faut {self.pourcentage} % des voix, présentes ou représentées"
        article = f" ({self.article})" if self.article else ""
        return f"{rule}{article} : {count(self.requises, 'voix')} sur {self.total}."


@dataclass(frozen=True)
class ListeElectorale:
    """The voters (`electeurs`), the members who do not vote (`exclues`) and the quorum, on the assembly's day."""

    assemblee_id: int
    le: date
    is_figee: bool
    electeurs: tuple[LigneElectorale, ...]
    exclues: tuple[LigneElectorale, ...]
    quorum: Quorum
    pouvoirs_au_plus: int | None = None

    def find(self, association_id: int) -> LigneElectorale | None:
        """Return an association's line, voter or not."""
        return next((row for row in (*self.electeurs, *self.exclues) if row.association_id == association_id), None)


def get_liste_electorale(assemblee: Assemblee) -> ListeElectorale:
    """Return the voters' list and the quorum of an assembly; at most nine queries, whatever its size."""
    regles = get_regles(assemblee.le)
    rows = _read_frozen(assemblee) if assemblee.figee_le else _work_out(assemblee, regles)
    electeurs = tuple(row for row in rows if not row.motifs)
    most = regles.value(assemblee.instance, Parametre.POUVOIRS)
    _mark_attendance(assemblee, electeurs)
    _mark_proxies(assemblee, electeurs, most)
    return ListeElectorale(
        assemblee_id=assemblee.pk,
        le=assemblee.le,
        is_figee=assemblee.figee_le is not None,
        electeurs=electeurs,
        exclues=tuple(row for row in rows if row.motifs),
        quorum=_reckon_quorum(assemblee, regles, electeurs),
        pouvoirs_au_plus=most,
    )


def _read_frozen(assemblee) -> list[LigneElectorale]:
    columns = (
        "association_id", "association__nom", "association__commune", "association__genre", "voix", "representant_id",
        "representant__prenom", "representant__nom", "college_id", "college__nom", "motif",
    )  # fmt: skip
    rows = Electeur.objects.filter(assemblee=assemblee).order_by("association__nom", "association")
    return [
        LigneElectorale(
            association_id=pk,
            association=nom,
            commune=commune,
            genre=GENRES[genre],
            voix=voix,
            representant_id=personne,
            representant=_name(prenom, famille),
            college_id=college,
            college=college_nom or "",
            motifs=tuple(filter(None, motif.split(BETWEEN))),
        )
        for pk, nom, commune, genre, voix, personne, prenom, famille, college, college_nom, motif in rows.values_list(
            *columns
        )
    ]


def _work_out(assemblee, regles) -> list[LigneElectorale]:
    """Return every member of the day, each with its voices or with all the reasons why it has none."""
    facts = _Facts(assemblee, regles)
    rows = Adhesion.objects.filter(periode__contains=assemblee.le).order_by("association__nom", "association")
    columns = ("pk", "categorie", "association", "association__nom", "association__commune", "association__genre")
    made = []
    for adhesion, categorie, pk, nom, commune, genre in rows.values_list(*columns):
        row = LigneElectorale(pk, nom, commune, GENRES[genre])
        row.voix = facts.voices[categorie == Adhesion.Categorie.ASSOCIEE]
        (row.representant_id, row.representant), (_, row.suppleant) = facts.speakers(pk)
        row.college_id, row.college = facts.colleges.get(row.representant_id, (None, ""))
        row.motifs = tuple(facts.reasons(row, adhesion))
        made.append(row)
    return made


class _Facts:
    """What decides who votes on the assembly's day, read once for everybody."""

    def __init__(self, assemblee, regles: Regles):
        self.on = assemblee.le
        instance = assemblee.instance
        self.voices = (
            regles.value(instance, Parametre.VOIX, 1),
            regles.value(instance, Parametre.VOIX_ASSOCIEES, 0),
        )
        self.seniority = regles.value(instance, Parametre.ANCIENNETE, 0)
        self.suspended = dict(Suspension.objects.en_cours(self.on).values_list("adhesion", "debut"))
        self.people = _find_speakers(self.on)
        self.colleges = _find_colleges(instance, self.on)
        self.member_since = _find_seniority(self.on) if self.seniority else {}
        self.owing = _find_owing(self.on) if regles.value(instance, Parametre.A_JOUR, 0) else {}

    def speakers(self, association):
        """Return who speaks for an association and who stands in; who stands in speaks when there is nobody else."""
        main, substitute = (self.people.get((association, is_suppleant), (None, "")) for is_suppleant in (False, True))
        return (main, substitute) if main[0] else (substitute, (None, ""))

    def reasons(self, row, adhesion):
        """Yield in plain words all that keeps a member from voting, so that it can be put right."""
        if row.voix == 0:
            yield "membre associé, sans voix délibérative"
            return
        if adhesion in self.suspended:
            yield f"adhésion suspendue depuis le {say_full_date(self.suspended[adhesion])}"
        since = self.member_since.get(row.association_id)
        if since and (self.on - since).days < self.seniority:
            days = count(self.seniority, "jour")
            yield f"adhérente depuis le {say_full_date(since)}, moins de {days} avant l’assemblée"
        if years := self.owing.get(row.association_id):
            word = plural(len(years), "cotisation")
            yield f"{word} {say_list(sorted(years))} non {plural(len(years), 'réglée')}"
        if row.representant_id is None:
            yield NOBODY


def _find_speakers(on):
    rows = Representant.objects.en_cours(on).order_by("debut", "pk")
    columns = ("association", "is_suppleant", "personne", "personne__prenom", "personne__nom")
    return {
        (association, is_suppleant): (personne, _name(prenom, nom))
        for association, is_suppleant, personne, prenom, nom in rows.values_list(*columns)
    }


def _find_colleges(instance, on):
    """Return the college of whoever holds a mandate of one in a body of the same owner that day."""
    held = Mandat.objects.en_cours(on).filter(instance__association=instance.association_id, college__isnull=False)
    rows = held.order_by("debut", "pk").values_list("personne", "college", "college__nom")
    return {personne: (college, nom) for personne, college, nom in rows}


def _find_seniority(on):
    """Return since when each association is a member without a gap: a change of category does not start afresh."""
    since: dict[int, date] = {}
    ended: dict[int, date | None] = {}
    rows = Adhesion.objects.filter(periode__startswith__lte=on).order_by("association", "periode")
    for association, periode in rows.values_list("association", "periode"):
        if association not in since or ended[association] != periode.lower:
            since[association] = periode.lower
        ended[association] = periode.upper
    return since


def _find_owing(on):
    """Return the years that each association owes for, on a day."""
    owing = defaultdict(set)
    for association, year in AppelCotisation.objects.en_retard(on).values_list("association", "campagne__annee"):
        owing[association].add(year)
    return owing


def _mark_attendance(assemblee, electeurs) -> None:
    arrived = dict(PresenceAssemblee.objects.filter(assemblee=assemblee).values_list("association", "arrivee_le"))
    for row in electeurs:
        row.presente_le = arrived.get(row.association_id)


def _mark_proxies(assemblee, electeurs, most) -> None:
    """Mark who gave its voice to whom. It counts only if the giver is away, and the holder a voter who is there.

    Were the limit lowered since, the first proxies received count and the others do not.
    """
    voters = {row.association_id: row for row in electeurs}
    rows = Pouvoir.objects.filter(assemblee=assemblee, retire_le=None).order_by("donne_le", "pk")
    columns = ("pk", "mandante", "mandataire", "mandataire__nom")
    for pk, mandante, mandataire, nom in rows.values_list(*columns):
        giver, holder = voters.get(mandante), voters.get(mandataire)
        if giver is None:
            continue
        giver.pouvoir_id, giver.pouvoir_a = pk, nom
        if holder is None or giver.is_presente or (most is not None and len(holder.pouvoirs_recus) >= most):
            continue
        holder.pouvoirs_recus.append(giver.association)
        giver.is_representee = holder.is_presente


def _reckon_quorum(assemblee, regles, electeurs) -> Quorum:
    rule = regles.find(assemblee.instance, Parametre.QUORUM)
    total = sum(row.voix for row in electeurs)
    return Quorum(
        total=total,
        pourcentage=rule and rule.valeur,
        requises=max(-(-total * rule.valeur // 100), 1) if rule else 1,
        presentes=sum(row.voix for row in electeurs if row.is_presente),
        representees=sum(row.voix for row in electeurs if row.is_representee),
        article=rule.article if rule else "",
    )


def _name(prenom, nom) -> str:
    return f"{prenom or ''} {nom or ''}".strip()


def filter_lignes(rows, text: str):
    """Keep the lines whose association, commune or representative holds every word typed."""
    words = normalise(text[:200]).split()
    if not words:
        return list(rows)
    spelt = ((row, normalise(f"{row.association} {row.commune} {row.representant}")) for row in rows)
    return [row for row, spelling in spelt if all(word in spelling for word in words)]


def get_assemblees() -> QuerySet:
    """Return the federation's assemblies, the latest first."""
    return Assemblee.objects.filter(instance__association=None).select_related("instance")


def find_next_assemblee(on: date | None = None) -> Assemblee | None:
    """Return the federation's next assembly: today's, or the first to come."""
    return get_assemblees().filter(le__gte=on or timezone.localdate()).order_by("le", "pk").first()


def get_representants(association: Association) -> QuerySet:
    """Return who speaks or spoke for an association, those who do now first."""
    rows = association.representants.select_related("personne")
    return rows.order_by("is_suppleant", "-debut", "-pk")


def find_own_associations(personne) -> list[Association]:
    """Return the associations for which somebody may act in an assembly: whose sheet they look after, or represent."""
    managed = {tie.association_id for tie in personne.rattachements_en_cours if tie.is_gestionnaire}
    spoken = Representant.objects.since(timezone.localdate()).filter(personne=personne).values("association")
    found = Association.objects.filter(pk__in=managed) | Association.objects.filter(pk__in=spoken)
    return list(found.distinct().order_by("nom", "pk"))
