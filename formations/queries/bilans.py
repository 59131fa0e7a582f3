"""The yearly figures (cerfa 10443, frames C to F): every figure is the sum of its rows (§5)."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone

from formations.models import EcritureBilan, Emargement, Formateur, Formation, Inscription, SessionFormation
from formations.queries.factures import with_due
from members.models import Affectation, Association, Rattachement

Poste = EcritureBilan.Poste
HELD = (SessionFormation.Etat.TENUE, SessionFormation.Etat.CLOSE)
SIXTY = Decimal(60)
NAMED = ["Session", "Formation", "Personne", "Association"]
TYPED = ["Écriture", "Pièce", "Euros"]
CADRES = {
    "C": "C, les produits hors taxes, par origine",
    "D": "D, les charges hors taxes",
    "E": "E, les personnes qui animent",
    "F": "F, les personnes formées",
}
EMPLOYEES, OTHERS = "Salariées et salariés d’employeurs privés", "Autres personnes, bénévoles compris"
# What the form asks and the portal does not know: said beside the figures, never guessed
INCONNUS = (
    "F1b, F1c et F1d (apprentissage, recherche d’emploi, particuliers à leurs frais) : le portail n’en inscrit pas.",
    "F2 et G (actions confiées à un autre organisme, ou par lui) : le portail n’en organise pas.",
    "F4 (spécialités) : à choisir dans la nomenclature, formation par formation.",
)


@dataclass(frozen=True)
class Chiffre:
    """A figure and the rows whose last cell adds up to it."""

    code: str
    libelle: str
    colonnes: list[str]
    lignes: list[list]

    @property
    def valeur(self) -> Decimal:
        return sum((Decimal(ligne[-1]) for ligne in self.lignes), Decimal(0))

    @property
    def ligne(self) -> str:
        """The line of the form that it fills."""
        return self.code.partition(" ")[0]

    @property
    def cadre(self) -> str:
        return self.code[0]


def to_hours(minutes) -> Decimal:
    return (Decimal(minutes) / SIXTY).quantize(Decimal("0.01"))


def get_held(annee: int):
    """Return the sessions held that ended in a year, whose evidence is still kept."""
    rows = SessionFormation.objects.gardees().filter(etat__in=HELD, fin__year=annee)
    return rows.select_related("formation").order_by("debut", "pk")


def get_bpf(annee: int) -> list[Chiffre]:
    """Return the figures of a year: products (C), charges (D), trainers (E), trainees, hours, objectives (F)."""
    held = list(get_held(annee))
    seated = Inscription.objects.inscrites().filter(session__in=held)
    attended = [
        row for row in with_due(seated.order_by("session__debut", "session", "personne__nom", "pk")) if row.suivies
    ]
    typed = list(EcritureBilan.objects.filter(annee=annee))
    return [*_products(attended, typed), *_charges(typed), *_trainers(held), *_trainees(held, attended)]


def _name(row) -> list:
    return [row.session.pk, row.session.formation.titre, str(row.personne), str(row.association or "")]


def _origin(row) -> str:
    if row.opco:
        return "C2"
    is_public = row.association and row.association.genre == Association.Genre.COLLECTIVITE
    return "C3" if is_public else "C1"


def _products(attended, typed):
    paid = [row for row in attended if row.financement == Inscription.Financement.EMPLOYEUR]
    said = {
        "C1": "Entreprises et associations, pour leurs personnes salariées",
        "C2": "OPCO qui paient directement",
        "C3": "Pouvoirs publics, pour leurs agents",
    }
    groups = {code: [[*_name(row), row.du] for row in paid if _origin(row) == code] for code in said}
    yield from (Chiffre(code, said[code], [*NAMED, "Euros"], rows) for code, rows in groups.items())
    for poste in Poste:
        if poste.startswith("C"):
            yield Chiffre(poste, poste.label.partition(" : ")[2], TYPED, _read(typed, poste))
    whole = [[f"{code}, {row[2]} ({row[1]}, session {row[0]})", row[4]] for code in said for row in groups[code]]
    whole += [[f"{one.poste}, {one.libelle}", one.montant] for one in typed if one.poste.startswith("C")]
    yield Chiffre("C", "Total des produits", ["Ligne", "Euros"], whole)


def _read(typed, poste) -> list[list]:
    return [[one.libelle, one.piece, one.montant] for one in typed if one.poste == poste]


def _charges(typed):
    charges = [[one.libelle, one.piece, one.montant] for one in typed if one.poste.startswith("D")]
    yield Chiffre("D1", "Total des charges liées à la formation", TYPED, charges)
    yield Chiffre("D2", "dont salaires des formatrices et formateurs", TYPED, _read(typed, Poste.SALAIRES))
    yield Chiffre("D3", "dont achats de prestations et honoraires", TYPED, _read(typed, Poste.ACHATS))


def _trainers(held):
    """Count who teaches: for the federation if they held a function of its team that day, else from outside."""
    taught = Emargement.objects.filter(demi_journee__session__in=held, formateur__isnull=False, minutes__gt=0)
    rows = list(taught.values("demi_journee__session", "formateur").annotate(n=Sum("minutes")).order_by())
    rows.sort(key=lambda row: (row["demi_journee__session"], row["formateur"]))
    sessions = {session.pk: session for session in held}
    people = {one.pk: one for one in Formateur.objects.select_related("personne")} if rows else {}
    of_team = _get_team(people.values())
    hours: dict[bool, list] = {True: [], False: []}
    for row in rows:
        session, who = sessions[row["demi_journee__session"]], people[row["formateur"]]
        day = timezone.localdate(session.debut)
        is_inside = any(begins <= day and (ends is None or day <= ends) for begins, ends in of_team.get(who.pk, ()))
        hours[is_inside].append([session.pk, session.formation.titre, str(who), to_hours(row["n"])])
    for code, said, lines in (("E1", "de l’organisme", hours[True]), ("E2", "extérieures", hours[False])):
        names = [[name, 1] for name in sorted({line[2] for line in lines})]
        yield Chiffre(f"{code}a", f"Personnes {said} : nombre", ["Qui anime", "Compte"], names)
        yield Chiffre(f"{code}b", f"Personnes {said} : heures", ["Session", "Formation", "Qui anime", "Heures"], lines)


def _get_team(people) -> dict[int, list]:
    known = {one.personne_id: one.pk for one in people if one.personne_id}
    held: dict[int, list] = {}
    rows = Affectation.objects.filter(personne__in=known).values_list("personne", "debut", "fin")
    for personne, debut, fin in rows if known else ():
        held.setdefault(known[personne], []).append((debut, fin))
    return held


def _trainees(held, attended):
    employed = _get_employed(attended)
    lines = [(row.pk in employed, row.session.formation.objectif, _name(row), row.suivies) for row in attended]
    lines += _get_unplanned(held)
    for code, said, is_it in (("F1a", EMPLOYEES, True), ("F1e", OTHERS, False)):
        yield from _count(code, said, [line for line in lines if line[0] is is_it])
    yield from _count("F1", "Ensemble des personnes formées", lines)
    objectives = Counter(line[1] for line in lines)
    for objectif in Formation.Objectif:
        if objectives[objectif] or objectif == Formation.Objectif.AUTRE:
            yield from _count(objectif, f"Vers {objectif.label}", [line for line in lines if line[1] == objectif])


def _count(code, said, lines):
    """A person who followed two trainings counts twice, as the form wants: one a training followed."""
    counted = [[*name, 1] for _, _, name, _ in lines]
    yield Chiffre(f"{code} nombre", f"{said} : nombre", [*NAMED, "Compte"], counted)
    hours = [[*name, to_hours(minutes)] for _, _, name, minutes in lines]
    yield Chiffre(f"{code} heures", f"{said} : heures suivies", [*NAMED, "Heures"], hours)


def _get_employed(attended) -> set[int]:
    """Return who came as an employee of a private employer: paid for by it, or tied to it as an employee that day."""
    rows = [row for row in attended if row.association and row.association.genre != Association.Genre.COLLECTIVITE]
    found = {row.pk for row in rows if row.financement == Inscription.Financement.EMPLOYEUR}
    supported = [row for row in rows if row.financement == Inscription.Financement.FEDERATION]
    ties = Rattachement.objects.filter(
        personne__in=[row.personne_id for row in supported], genre=Rattachement.Genre.SALARIE
    )
    spans: dict[tuple, list] = {}
    for tie in ties if supported else ():
        spans.setdefault((tie.personne_id, tie.association_id), []).append((tie.debut, tie.fin))
    for row in supported:
        day, key = timezone.localdate(row.session.debut), (row.personne_id, row.association_id)
        if any(begins <= day and (ends is None or day <= ends) for begins, ends in spans.get(key, ())):
            found.add(row.pk)
    return found


def _get_unplanned(held):
    rows = Emargement.objects.filter(demi_journee__session__in=held, arrivee__isnull=False, minutes__gt=0)
    rows = rows.values("arrivee", "arrivee__nom", "arrivee__organisme", "demi_journee__session")
    sessions = {session.pk: session for session in held}
    for row in rows.annotate(n=Sum("minutes")).order_by("arrivee"):
        session = sessions[row["demi_journee__session"]]
        name = [session.pk, session.formation.titre, row["arrivee__nom"], row["arrivee__organisme"]]
        yield False, session.formation.objectif, name, row["n"]
