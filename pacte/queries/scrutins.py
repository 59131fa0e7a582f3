"""Questions about a vote: whose voices somebody carries, what came out of it, and by which rule.

The majority and the quorum are those of every decision of the portal (`collectifs.models.votes`), the voters' list
and its proxies those of the assembly (`members.queries.assemblees`): nothing is counted a second way.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import QuerySet, Sum

from collectifs.models.votes import RULES, Mode, Resultat, compute_quorum, compute_resultat, say_quorum
from members.models import Personne, Pouvoir
from members.queries.assemblees import LigneElectorale, ListeElectorale, get_liste_electorale
from pacte.models import Amendement, Emargement, Question, ScrutinPacte, Suffrage, Urne
from pacte.models.scrutins import Choix
from pacte.queries.amendements import get_collisions
from pacte.queries.consultations import get_spoken_for

VOTERS = "Chaque association de la liste arrêtée a une voix"
NOT_HERE = "{association} n’a pas signé la feuille de présence : elle vote une fois signée."
HOLDER_FIRST = "Votez d’abord pour votre association : un pouvoir ne compte que si son porteur est là."
WITHOUT_COLLEGE = "Sans collège"
DONE = "{association} a déjà voté : un vote ne se change pas."


def get_scrutins(personne: Personne) -> QuerySet[ScrutinPacte]:
    """Return the votes that somebody may read, the latest first."""
    return ScrutinPacte.objects.visible_to(personne).select_related("consultation__version__pacte", "assemblee")


@dataclass
class Voix:
    """An association for which somebody may vote, or why not now."""

    ligne: LigneElectorale
    voix: int
    is_pouvoir: bool = False
    obstacle: str = ""
    has_voted: bool = False


@dataclass
class Bureau:
    """The list of a vote on the day: who votes, with how many voices, who has signed."""

    scrutin: ScrutinPacte
    liste: ListeElectorale
    poids: dict[int, int]
    emargees: dict[int, int]

    def weigh(self, ligne: LigneElectorale) -> int:
        return self.poids.get(ligne.college_id or 0, ligne.voix)

    @property
    def base(self) -> int:
        return sum(self.weigh(ligne) for ligne in self.liste.electeurs)

    @property
    def voix(self) -> int:
        """The voices that are there: signed in or well represented; at a distance, those that voted."""
        if self.scrutin.is_a_distance:
            return sum(self.emargees.values())
        return sum(self.weigh(row) for row in self.liste.electeurs if row.is_presente or row.is_representee)

    @property
    def quorum(self) -> int | None:
        return compute_quorum(self.scrutin.quorum, base=self.base, nombre=self.scrutin.quorum_nombre)

    @property
    def texte(self) -> str:
        """The rule that results follow from, with its numbers."""
        voters = f"{VOTERS}, sauf ce que dit le poids de son collège." if self.poids else f"{VOTERS}."
        said = ""
        if self.quorum is not None:
            said = say_quorum(self.scrutin.quorum, self.quorum, self.voix, self.base, None, whole="voix de la liste")
        return " ".join(filter(None, (RULES[Mode(self.scrutin.mode)], said, voters)))


def get_bureau(scrutin: ScrutinPacte) -> Bureau:
    """Return the frozen list of a vote, with who is there and who has voted."""
    emargees = Emargement.objects.filter(scrutin=scrutin).values_list("electeur__association", "voix")
    return Bureau(
        scrutin=scrutin,
        liste=get_liste_electorale(scrutin.assemblee),
        poids=dict(scrutin.poids.values_list("college", "voix")),
        emargees=dict(emargees),
    )


def find_voix(bureau: Bureau, personne: Personne) -> list[Voix]:
    """Return the voices that somebody carries: those they represent this very day, then the proxies given to them.

    A giver who comes, or votes first, speaks for itself and its proxy falls; one whose holder is not there, or has
    not voted yet, does not count.
    """
    mine = set(get_spoken_for(personne).values_list("pk", flat=True))
    if not mine:
        return []
    lines = {ligne.association_id: ligne for ligne in bureau.liste.electeurs}
    own = [_own(bureau, lines[pk]) for pk in sorted(mine & set(lines), key=lambda pk: lines[pk].association)]
    holders = dict(
        Pouvoir.objects.filter(pk__in=[row.pouvoir_id for row in bureau.liste.electeurs if row.pouvoir_id])
        .filter(mandataire__in=mine)
        .values_list("mandante", "mandataire")
    )
    carried = [
        _carried(bureau, lines[giver], lines[holder])
        for giver, holder in sorted(holders.items())
        if giver in lines and holder in lines and giver not in mine
        and lines[giver].association in lines[holder].pouvoirs_recus
    ]  # fmt: skip
    return own + carried


def _own(bureau, ligne) -> Voix:
    voix = Voix(ligne, bureau.weigh(ligne))
    if ligne.association_id in bureau.emargees:
        voix.has_voted, voix.obstacle = True, DONE.format(association=ligne.association)
    elif not bureau.scrutin.is_a_distance and not ligne.is_presente:
        voix.obstacle = NOT_HERE.format(association=ligne.association)
    return voix


def _carried(bureau, giver, holder) -> Voix:
    voix = Voix(giver, bureau.weigh(giver), is_pouvoir=True)
    if giver.association_id in bureau.emargees:
        voix.has_voted, voix.obstacle = True, DONE.format(association=giver.association)
    elif bureau.scrutin.is_a_distance and holder.association_id not in bureau.emargees:
        voix.obstacle = HOLDER_FIRST
    elif not bureau.scrutin.is_a_distance and not giver.is_representee:
        voix.obstacle = NOT_HERE.format(association=holder.association)
    return voix


@dataclass
class Depouillement:
    """What came out of a question: the count, the result by the rule, what becomes of the amendment."""

    question: Question
    comptes: Counter = field(default_factory=Counter)
    resultat: Resultat = Resultat.SANS_VOTE
    issue: str = ""
    passe: Amendement | None = None  # the one that makes this one fall
    colleges: list[tuple[str, Counter]] = field(default_factory=list)

    @property
    def pour(self) -> int:
        return self.comptes[Choix.POUR]

    @property
    def lignes(self) -> list[tuple[str, int]]:
        return [(label, self.comptes[value]) for value, label in Choix.choices]

    @property
    def lignes_colleges(self) -> list[tuple[str, list[tuple[str, int]]]]:
        """The voices of each college, answer by answer, when the vote is by college and public."""
        return [
            (college, [(label, counts[value]) for value, label in Choix.choices]) for college, counts in self.colleges
        ]

    @property
    def colleges_dits(self) -> str:
        """The same in a sentence, for the decision that is written."""
        said = (
            f"{college}, {', '.join(f'{counts[value]} {label}' for value, label in Choix.choices if counts[value])}"
            for college, counts in self.colleges
        )
        return f" Par collège : {' ; '.join(said)}." if self.colleges else ""

    @property
    def issue_dite(self) -> str:
        if self.issue == Amendement.Decision.TOMBE:
            return f"tombé : l’amendement {self.passe.numero} passe avec plus de voix"
        if self.resultat == Resultat.ADOPTEE and not self.issue and self.question.amendement_id:
            return "à départager : deux amendements qui se rencontrent ont autant de voix"
        return self.resultat.label

    @property
    def tone(self) -> str:
        if self.issue_dite == self.resultat.label:
            return "ok" if self.resultat == Resultat.ADOPTEE else "late"
        return "plum"


def compute_depouillement(bureau: Bureau) -> list[Depouillement]:
    """Return the results; of two amendments that meet, the one with more voices for it passes and the other falls."""
    scrutin = bureau.scrutin
    questions = scrutin.questions.select_related("amendement__association", "amendement__auteur")
    done = [Depouillement(question) for question in questions]
    counts, colleges = _count(scrutin), _count_by_college(bureau)
    for line in done:
        line.comptes = counts.get(line.question.pk, Counter())
        line.colleges = sorted(colleges.get(line.question.pk, {}).items())
        line.resultat = compute_resultat(
            scrutin.mode,
            pour=line.comptes[Choix.POUR],
            contre=line.comptes[Choix.CONTRE],
            abstentions=line.comptes[Choix.ABSTENTION],
            blancs=line.comptes[Choix.BLANC],
            voix=bureau.voix,
            quorum=bureau.quorum,
        )
    _rank_alternatives(scrutin, done)
    return done


def _count(scrutin) -> dict[int, Counter]:
    counts: dict[int, Counter] = {}
    if scrutin.is_secret:
        rows = Urne.objects.filter(question__scrutin=scrutin).values_list("question", "choix", "voix")
    else:
        suffrages = Suffrage.objects.filter(question__scrutin=scrutin).order_by()
        rows = suffrages.values_list("question", "choix").annotate(total=Sum("emargement__voix"))
    for question, choix, voix in rows:
        counts.setdefault(question, Counter())[choix] = voix
    return counts


def _count_by_college(bureau) -> dict[int, dict[str, Counter]]:
    """Count the voices of each college when they weigh differently; an urn mixes them, and says nothing of them."""
    found: dict[int, dict[str, Counter]] = {}
    if bureau.scrutin.is_secret or not bureau.poids:
        return found
    suffrages = Suffrage.objects.filter(question__scrutin=bureau.scrutin).order_by()
    named = suffrages.values_list("question", "emargement__electeur__college__nom", "choix")
    for question, college, choix, voix in named.annotate(total=Sum("emargement__voix")):
        found.setdefault(question, {}).setdefault(college or WITHOUT_COLLEGE, Counter())[choix] = voix
    return found


def _rank_alternatives(scrutin, done) -> None:
    """Say what becomes of each amendment; between two that meet with as many voices, nothing is said."""
    meets: dict[int, set[int]] = {}
    for numero, collisions in get_collisions(scrutin.consultation).items():
        meets[numero] = {n for c in collisions for n in (c.premier.numero, c.second.numero)} - {numero}
    asked = [line for line in done if line.question.amendement_id]
    for line in asked:
        if line.resultat in (Resultat.REJETEE, Resultat.SANS_VOTE):
            line.issue = Amendement.Decision.REJETE
    passing = [line for line in asked if line.resultat == Resultat.ADOPTEE]
    passed: dict[int, Depouillement] = {}
    for line in sorted(passing, key=lambda line: (-line.pour, line.question.amendement.numero)):
        numero = line.question.amendement.numero
        rivals = [other for other in passing if other.question.amendement.numero in meets.get(numero, ())]
        winners = [passed[other.question.amendement.numero] for other in rivals if _number(other) in passed]
        if winners:
            line.issue, line.passe = Amendement.Decision.TOMBE, winners[0].question.amendement
        elif not any(other.pour == line.pour for other in rivals if not other.issue):
            line.issue = Amendement.Decision.ADOPTE
            passed[numero] = line


def _number(line) -> int:
    return line.question.amendement.numero


def get_suffrages(scrutin: ScrutinPacte) -> dict[int, list[Suffrage]]:
    """Return, for a public vote, who answered what to each question."""
    rows = Suffrage.objects.filter(question__scrutin=scrutin)
    rows = rows.select_related("emargement__electeur__association", "emargement__electeur__college")
    found: dict[int, list[Suffrage]] = {}
    for row in rows.order_by("emargement__electeur__association__nom", "pk"):
        found.setdefault(row.question_id, []).append(row)
    return found


def count_colleges(bureau: Bureau) -> list[tuple[str, int, int]]:
    """Return, for each college, how many of its associations voted and how many could; none where nobody is in one."""
    if not any(ligne.college for ligne in bureau.liste.electeurs):
        return []
    could = Counter(ligne.college or WITHOUT_COLLEGE for ligne in bureau.liste.electeurs)
    did = Counter(
        ligne.college or WITHOUT_COLLEGE for ligne in bureau.liste.electeurs if ligne.association_id in bureau.emargees
    )
    return [(college, did[college], number) for college, number in sorted(could.items())]
