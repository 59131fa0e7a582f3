"""The yearly figures (cadres C to F of the BPF) and the evidence of quality: every figure is the sum of its rows."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Sum

from formations.models import AvisDemande, Formation, Inscription, Reclamation, SessionFormation
from formations.queries.emargements import get_minutes
from members.models import Personne

Financement = Inscription.Financement
INVOICE_HEADINGS = ["Association", "Personne", "Qui finance", "Prix convenu", "Heures suivies", "Formation", "Dates"]
PRODUCTS = {
    Financement.EMPLOYEUR: ("C1", "Entreprises et OPCO, pour leurs personnes salariées"),
    Financement.BENEVOLE: ("C2", "FDVA, pour les bénévoles"),
    Financement.FEDERATION: ("C3", "Prise en charge par la fédération"),
}
HELD = (SessionFormation.Etat.TENUE, SessionFormation.Etat.CLOSE)
SIXTY = Decimal(60)


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


@dataclass(frozen=True)
class Preuve:
    """What the portal can show for one indicator, and what is missing."""

    indicateur: int
    libelle: str
    colonnes: list[str]
    lignes: list[list]
    manques: list[str] = field(default_factory=list)


def _hours(minutes) -> Decimal:
    return (Decimal(minutes) / SIXTY).quantize(Decimal("0.01"))


def get_held(annee: int):
    """Return the sessions held that ended in a year."""
    rows = SessionFormation.objects.filter(etat__in=HELD, fin__year=annee)
    return rows.select_related("formation").order_by("debut", "pk")


def get_invoice_rows(session: SessionFormation) -> list[list]:
    """Return one row a person enrolled: agreed price, hours attended."""
    attended = get_minutes(session)
    rows = session.inscriptions.inscrites().select_related("personne", "association")
    dates = f"{session.debut:%d/%m/%Y}" if session.debut else ""
    return [
        [
            str(row.association or ""), str(row.personne), row.get_financement_display(), row.montant,
            _hours(attended.get(row.pk, 0)), session.formation.titre, dates,
        ]
        for row in rows.order_by("association__nom", "personne__nom", "pk")
    ]  # fmt: skip


def _get_attended(annee):
    """Return the enrolments of the year that attended something, with their minutes."""
    rows = Inscription.objects.filter(session__in=get_held(annee), etat=Inscription.Etat.INSCRITE)
    rows = rows.annotate(suivies=Sum("emargements__minutes")).filter(suivies__gt=0)
    related = ("session__formation", "personne", "association")
    return list(rows.select_related(*related).order_by("session__debut", "personne__nom", "pk"))


def _name(row) -> list:
    return [row.session.pk, row.session.formation.titre, str(row.personne), str(row.association or "")]


def get_bpf(annee: int) -> list[Chiffre]:
    """Return the figures that the portal knows: products (C), trainers (E), trainees and hours (F)."""
    attended = _get_attended(annee)
    named = ["Session", "Formation", "Personne", "Association"]
    figures = [
        Chiffre(code, said, [*named, "Euros"], [[*_name(r), r.montant] for r in attended if r.financement == kind])
        for kind, (code, said) in PRODUCTS.items()
    ]
    figures += _get_trainers(annee)
    for rank, (kind, said) in enumerate(_get_trainees(), 1):
        theirs = [row for row in attended if row.financement == kind]
        figures.append(Chiffre(f"F{rank}a", f"{said} : nombre", [*named, "Compte"], [[*_name(r), 1] for r in theirs]))
        hours = [[*_name(row), _hours(row.suivies)] for row in theirs]
        figures.append(Chiffre(f"F{rank}b", f"{said} : heures suivies", [*named, "Heures"], hours))
    return figures + _get_unplanned(annee)


def _get_trainees():
    return (
        (Financement.EMPLOYEUR, "Personnes salariées"),
        (Financement.BENEVOLE, "Bénévoles"),
        (Financement.FEDERATION, "Autres personnes"),
    )


def _get_trainers(annee):
    rows = get_held(annee).filter(demi_journees__emargements__formateur__isnull=False)
    rows = rows.values_list(
        "pk", "formation__titre", "demi_journees__emargements__formateur",
        "demi_journees__emargements__formateur__personne", "demi_journees__emargements__formateur__nom",
    ).annotate(minutes=Sum("demi_journees__emargements__minutes")).order_by("pk")  # fmt: skip
    found = list(rows)
    people = {one.pk: str(one) for one in Personne.objects.filter(pk__in=[row[3] for row in found if row[3]])}
    columns = ["Session", "Formation", "Qui anime", "Heures"]
    inside = [[row[0], row[1], people[row[3]], _hours(row[5])] for row in found if row[3]]
    outside = [[row[0], row[1], row[4], _hours(row[5])] for row in found if not row[3]]
    return [
        Chiffre("E1", "Heures données par des personnes du réseau", columns, inside),
        Chiffre("E2", "Heures données par des personnes extérieures", columns, outside),
    ]


def _get_unplanned(annee):
    rows = get_held(annee).filter(arrivees__emargements__minutes__gt=0)
    rows = rows.values_list("pk", "formation__titre", "arrivees__nom", "arrivees__organisme")
    rows = rows.annotate(minutes=Sum("arrivees__emargements__minutes")).order_by("pk")
    lines = [[*row[:4], _hours(row[4])] for row in rows]
    columns = ["Session", "Formation", "Personne", "Organisme", "Heures"]
    return [Chiffre("F4b", "Arrivées sur place sans compte : heures suivies", columns, lines)]


def get_preuves(annee: int) -> list[Preuve]:
    """Return what the portal proves of the national standard for a year, indicator by indicator, and what lacks."""
    held = list(get_held(annee))
    return [_prove_information(), _prove_results(held), _prove_attendance(held), *_prove_voices(annee, held)]


def _prove_information() -> Preuve:
    pages = Formation.objects.publiees().order_by("titre", "pk")
    rows = [[page.pk, page.titre, f"{page.mise_a_jour_le:%d/%m/%Y}", page.accessibilite] for page in pages]
    missing = [] if rows else ["Aucune page n’est publiée au catalogue."]
    return Preuve(1, "Information du public", ["Page", "Formation", "Mise à jour", "Accessibilité"], rows, missing)


def _prove_results(held) -> Preuve:
    rows, missing = [], []
    for session in held:
        seated = session.inscriptions.inscrites().count()
        came = session.inscriptions.inscrites().filter(emargements__minutes__gt=0).distinct().count()
        certified = session.inscriptions.filter(certificat__isnull=False).count()
        rows.append([session.pk, session.formation.titre, seated, came, certified])
        if came > certified:
            missing.append(f"{session} : {came - certified} certificats de réalisation manquent.")
    return Preuve(
        2, "Indicateurs de résultats", ["Session", "Formation", "Inscrits", "Venus", "Certificats"], rows, missing
    )


def _prove_attendance(held) -> Preuve:
    rows, missing = [], []
    for session in held:
        for half in session.demi_journees.select_related("feuille__close_par"):
            closed = getattr(half, "feuille", None)
            said = f"close le {closed.close_le:%d/%m/%Y} par {closed.close_par}" if closed else "ouverte"
            rows.append([session.pk, session.formation.titre, str(half), half.emargements.count(), said])
            if not closed:
                missing.append(f"{session}, {half} : la feuille de présence n’est pas close.")
    columns = ["Session", "Formation", "Demi-journée", "Signatures", "Feuille"]
    return Preuve(11, "Atteinte des objectifs, présence", columns, rows, missing)


def _prove_voices(annee, held):
    asked, missing = [], []
    for session in held:
        publics = AvisDemande.objects.filter(session=session).values_list("public", flat=True)
        counts = {
            public: list(publics).count(public) for public in ("stagiaire", "formateur", "employeur", "financeur")
        }
        asked.append([session.pk, session.formation.titre, *counts.values()])
        missing += [f"{session} : aucun avis demandé ({public})." for public, number in counts.items() if not number]
    columns = ["Session", "Formation", "Stagiaires", "Formateurs", "Employeurs", "Financeurs"]
    yield Preuve(30, "Appréciations de toutes les parties", columns, asked, missing)
    complaints = list(Reclamation.objects.filter(deposee_le__year=annee).order_by("deposee_le", "pk"))
    rows = [[one.pk, f"{one.deposee_le:%d/%m/%Y}", one.get_etat_display(), one.changement] for one in complaints]
    late = [f"Réclamation {one.pk} : son échéance est passée." for one in complaints if one.is_en_retard]
    yield Preuve(31, "Réclamations", ["Numéro", "Déposée le", "État", "Ce qui a changé"], rows, late)
    changes = [row for row in rows if row[3]]
    said = [] if changes else ["Aucun changement n’est tracé cette année."]
    yield Preuve(32, "Améliorations", ["Numéro", "Déposée le", "État", "Ce qui a changé"], changes, said)
