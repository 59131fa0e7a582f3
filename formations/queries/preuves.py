"""The evidence of quality, indicator by indicator: what the portal shows, and what lacks, by name (§5)."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Sum
from django.db.models.functions import Coalesce

from formations.models import (
    AvisDemande,
    BesoinFormation,
    CertificatRealisation,
    DemiJournee,
    Formation,
    Inscription,
    Reclamation,
)
from formations.models.questionnaires import PublicQuestionnaire
from formations.queries.bilans import get_held
from socle.journal import reference
from socle.models import EntreeJournal

ASKED_OF = {
    PublicQuestionnaire.STAGIAIRE: "aux personnes formées",
    PublicQuestionnaire.FORMATEUR: "à qui anime",
    PublicQuestionnaire.EMPLOYEUR: "aux employeurs",
    PublicQuestionnaire.FINANCEUR: "aux financeurs",
}


@dataclass(frozen=True)
class Preuve:
    """What the portal can show for one indicator, and what is missing."""

    indicateur: int
    libelle: str
    colonnes: list[str]
    lignes: list[list]
    manques: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Annee:
    """The sessions held in a year and what belongs to each, read once for all the indicators."""

    sessions: list
    inscriptions: dict
    demi_journees: dict


def get_preuves(annee: int) -> list[Preuve]:
    """Return what the portal proves of the national standard for a year, indicator by indicator, and what lacks."""
    year = _read_year(annee)
    return [
        _prove_information(),
        _prove_results(year),
        _prove_needs(year),
        _prove_told(year),
        _prove_attendance(year),
        _prove_engagement(year),
        _prove_voices(year),
        *_prove_complaints(annee),
    ]


def _read_year(annee) -> Annee:
    sessions = list(get_held(annee))
    rows = Inscription.objects.filter(session__in=sessions).select_related("personne", "accord_par")
    rows = rows.annotate(suivies=Coalesce(Sum("emargements__minutes"), 0), signees=Count("emargements"))
    seats, halves = defaultdict(list), defaultdict(list)
    for row in rows.order_by("session", "personne__nom", "pk"):
        seats[row.session_id].append(row)
    days = DemiJournee.objects.filter(session__in=sessions).select_related("feuille__close_par")
    for half in days.annotate(signatures=Count("emargements")).order_by("date", "debut", "pk"):
        halves[half.session_id].append(half)
    return Annee(sessions, seats, halves)


def _seated(year, session) -> list[Inscription]:
    return [row for row in year.inscriptions[session.pk] if row.etat == Inscription.Etat.INSCRITE]


def _prove_information() -> Preuve:
    pages = Formation.objects.publiees().order_by("titre", "pk")
    rows = [[page.pk, page.titre, f"{page.mise_a_jour_le:%d/%m/%Y}", page.accessibilite] for page in pages]
    missing = [] if rows else ["Aucune page n’est publiée au catalogue."]
    return Preuve(1, "Information du public", ["Page", "Formation", "Mise à jour", "Accessibilité"], rows, missing)


def _prove_results(year) -> Preuve:
    rows, missing = [], []
    certified = set(
        CertificatRealisation.objects.filter(inscription__session__in=year.sessions).values_list(
            "inscription", flat=True
        )
    )
    for session in year.sessions:
        seated = _seated(year, session)
        came = [row for row in seated if row.suivies]
        without = [str(row.personne) for row in came if row.pk not in certified]
        rows.append([session.pk, session.formation.titre, len(seated), len(came), len(came) - len(without)])
        missing += [f"{session} : le certificat de réalisation de {name} n’est pas fait." for name in without]
    columns = ["Session", "Formation", "Inscrits", "Venus", "Certificats"]
    return Preuve(2, "Indicateurs de résultats", columns, rows, missing)


def _prove_needs(year) -> Preuve:
    """Analysis of the need: the needs that the training answers, the associations behind, the employers' word."""
    answered = BesoinFormation.objects.filter(formation__in={one.formation_id for one in year.sessions})
    needs = defaultdict(list)
    for besoin in answered.with_soutiens().order_by("cree_le", "pk"):
        needs[besoin.formation_id].append(besoin)
    rows, missing = [], []
    for session in year.sessions:
        carried = needs[session.formation_id]
        words = [row for row in _seated(year, session) if row.accord_par_id]
        named = ", ".join(besoin.titre for besoin in carried)
        voices = sum(besoin.soutenu_par for besoin in carried)
        rows.append([session.pk, session.formation.titre, named, voices, len(words), session.formation.prerequis])
        if not carried and not words:
            missing.append(
                f"{session} : aucun besoin relié à la formation, aucun accord d’employeur. Reliez-la au besoin "
                "auquel elle répond."
            )
    columns = ["Session", "Formation", "Besoins", "Associations", "Accords d’employeurs", "Prérequis"]
    return Preuve(4, "Analyse du besoin", columns, rows, missing)


def _prove_told(year) -> Preuve:
    """Conditions said before: place, hours, content of each half-day, who to ask, and the day it was confirmed."""
    names = {reference(session): session.pk for session in year.sessions}
    told = EntreeJournal.objects.filter(objet__in=names, verbe="formations.move_session", details__etat="confirmee")
    confirmed = {names[row.objet]: row.fait_le for row in told.order_by("pk")}
    rows, missing = [], []
    for session in year.sessions:
        when, halves = confirmed.get(session.pk), year.demi_journees[session.pk]
        said = f"{when:%d/%m/%Y}" if when else ""
        rows.append(
            [session.pk, session.formation.titre, session.place, len(halves), said, session.formation.contacts]
        )
        lacks = {
            "le lieu": not all(half.lieu or half.lien_visio or session.place for half in halves),
            "qui contacter": not session.formation.contacts,
            "l’accessibilité": not session.formation.accessibilite,
            "le jour où les personnes ont été prévenues": not when,
        }
        missing += [f"{session} : il manque {what}." for what, is_missing in lacks.items() if is_missing]
    columns = ["Session", "Formation", "Lieu", "Demi-journées", "Confirmée le", "Contacts"]
    return Preuve(9, "Conditions de déroulement", columns, rows, missing)


def _prove_attendance(year) -> Preuve:
    rows, missing = [], []
    for session in year.sessions:
        for half in year.demi_journees[session.pk]:
            closed = getattr(half, "feuille", None)
            said = f"close le {closed.close_le:%d/%m/%Y} par {closed.close_par}" if closed else "ouverte"
            rows.append([session.pk, session.formation.titre, str(half), half.signatures, said])
            if not closed:
                missing.append(f"{session}, {half} : la feuille de présence n’est pas close.")
    columns = ["Session", "Formation", "Demi-journée", "Signatures", "Feuille"]
    return Preuve(11, "Atteinte des objectifs, présence", columns, rows, missing)


def _prove_engagement(year) -> Preuve:
    """Engagement and early leaving: who came, who left midway, who did not come, and what is known of it."""
    rows, missing = [], []
    for session in year.sessions:
        seated, halves = _seated(year, session), len(year.demi_journees[session.pk])
        away = [row for row in seated if not row.suivies]
        partly = [row for row in seated if row.suivies and row.signees < halves]
        left = [row for row in year.inscriptions[session.pk] if row.etat == Inscription.Etat.ANNULEE]
        known = [row for row in away + partly if row.absence]
        counts = [len(seated), len(seated) - len(away), len(partly), len(away), len(left), len(known)]
        rows.append([session.pk, session.formation.titre, *counts])
        missing += [f"{session} : rien n’est noté de l’absence de {row.personne}." for row in away if not row.absence]
        missing += [f"{session} : rien n’est noté du départ de {row.personne}." for row in partly if not row.absence]
    columns = ["Session", "Formation", "Inscrits", "Venus", "En partie", "Absents", "Annulations", "Motifs notés"]
    return Preuve(12, "Engagement et ruptures de parcours", columns, rows, missing)


def _prove_voices(year) -> Preuve:
    asked, rows, missing = Counter(), [], []
    given = AvisDemande.objects.filter(session__in=year.sessions).values_list("session", "public")
    asked.update((session, public) for session, public in given)
    for session in year.sessions:
        rows.append([session.pk, session.formation.titre, *(asked[session.pk, public] for public in ASKED_OF)])
        missing += [
            f"{session} : aucun avis n’est demandé {said}."
            for public, said in ASKED_OF.items()
            if not asked[session.pk, public]
        ]
    columns = ["Session", "Formation", "Stagiaires", "Formateurs", "Employeurs", "Financeurs"]
    return Preuve(30, "Appréciations de toutes les parties", columns, rows, missing)


def _prove_complaints(annee):
    complaints = list(Reclamation.objects.filter(deposee_le__year=annee).order_by("deposee_le", "pk"))
    rows = [[one.pk, f"{one.deposee_le:%d/%m/%Y}", one.get_etat_display(), one.changement] for one in complaints]
    late = [f"Réclamation {one.pk} : son échéance est passée." for one in complaints if one.is_en_retard]
    columns = ["Numéro", "Déposée le", "État", "Ce qui a changé"]
    yield Preuve(31, "Réclamations", columns, rows, late)
    changes = [row for row in rows if row[3]]
    said = [] if changes else ["Aucun changement n’est tracé cette année."]
    yield Preuve(32, "Améliorations", columns, changes, said)
