"""Builders of trainings, sessions, enrolments: one function a model, no surprise."""

from datetime import time, timedelta
from itertools import count

from django.utils import timezone

from formations.models import BesoinFormation, DemiJournee, Formateur, Formation, Inscription, SessionFormation
from tests.factories.members import make_association, make_personne

numbers = count(1)
HOURS = {"matin": (time(9), time(12, 30)), "apres_midi": (time(13, 30), time(17))}
COMPLETE = {
    "objectifs": "Lire un budget, en préparer un.",
    "prerequis": "Aucun.",
    "duree": 7,
    "modalites_acces": "S’inscrire sur le portail.",
    "delais_acces": "Jusqu’à la veille, s’il reste une place.",
    "tarifs": "120 € par personne, gratuit pour les bénévoles.",
    "contacts": "formation@solidaubrelle.example",
    "methodes": "Cas tirés des associations, à plusieurs.",
    "evaluation": "Un cas à traiter seul en fin de journée.",
    "accessibilite": "Salle de plain-pied ; la référente handicap répond à chacun.",
    "mise_a_jour_le": timezone.localdate(),
}


def make_formation(titre=None, etat="publiee", **fields) -> Formation:
    given = COMPLETE if etat == "publiee" else {}
    return Formation.objects.create(titre=titre or f"Formation {next(numbers)}", etat=etat, **{**given, **fields})


def make_session(formation=None, *, places=3, etat="ouverte", days=30, moments=("matin", "apres_midi"), **fields):
    """A session on one day, that many days from now."""
    fields.setdefault("organisee_par", fields.pop("by", None) or make_personne("Organiselle"))
    fields.setdefault("lieu", "Maison des associations, Port-Hauvert")
    fields.setdefault("motif", "Trop peu de monde" if etat == "annulee" else "")
    session = SessionFormation.objects.create(
        formation=formation or make_formation(), places=places, etat="planifiee", **fields
    )
    day = timezone.localdate() + timedelta(days=days)
    for moment in moments:
        make_demi_journee(session, day, moment)
    SessionFormation.objects.filter(pk=session.pk).update(etat="ouverte") if etat != "planifiee" else None
    for step in {"confirmee": ["confirmee"], "tenue": ["confirmee", "tenue"], "annulee": ["annulee"]}.get(etat, []):
        SessionFormation.objects.filter(pk=session.pk).update(etat=step)
    session.refresh_from_db()
    return session


def make_demi_journee(session, day, moment="matin", **fields) -> DemiJournee:
    debut, fin = HOURS[moment]
    return DemiJournee.objects.create(session=session, date=day, moment=moment, debut=debut, fin=fin, **fields)


def make_formateur(personne=None, **fields) -> Formateur:
    if personne is None:
        fields.setdefault("nom", "Maud Corvillon")
        fields.setdefault("organisme", "Atelier des Chiffres")
    return Formateur.objects.create(personne=personne, **fields)


def make_inscription(session, personne=None, association=None, etat="inscrite", **fields) -> Inscription:
    now = timezone.now()
    fields.setdefault("financement", "employeur")
    if etat == "inscrite":
        fields.setdefault("inscrite_le", now)
    if etat == "en_attente":
        fields.setdefault("attend_depuis", now)
    if etat in ("refusee", "annulee"):
        fields.setdefault("sortie_le", now)
    personne = personne or make_personne(f"Inscrelle{next(numbers)}")
    fields.setdefault("inscrite_par", personne)
    return Inscription.objects.create(session=session, personne=personne, association=association, etat=etat, **fields)


def make_besoin(titre="Lire un budget", association=None, personne=None, **fields) -> BesoinFormation:
    return BesoinFormation.objects.create(
        titre=titre,
        description="Nos trésorières découvrent le budget seules.",
        association=association or make_association(),
        exprime_par=personne or make_personne(),
        **fields,
    )
