"""Builders of the catalogue's phases and of applications to become a provider."""

from datetime import timedelta

from django.utils import timezone

from accompagnement.actions import candidatures as actions
from accompagnement.actions import catalogue
from accompagnement.actions.prestataires import give_attestation
from accompagnement.models import Attestation, ChartePrestataire, Competence, Critere, Modalite, Phase
from members.models import RoleFederal, Territoire
from tests.factories.members import make_personne, make_role

PDF = b"%PDF-1.7 assurance de Capucine Vermandois, police 90210\n%%EOF\n"


def make_operateur(nom="Sandrival", prenom="Maud"):
    """Somebody who runs the scheme."""
    personne = make_personne(nom, prenom)
    make_role(personne, RoleFederal.Role.OPERATEUR)
    return personne


def make_territoire(nom) -> Territoire:
    return Territoire.objects.get_or_create(nom=nom)[0]


def make_phase(by, *names, genre=Phase.Genre.EXPERIMENTATION, version="pré-offre", **fields) -> Phase:
    """A phase that began on these territories, under a version of that name."""
    phase = catalogue.save_fiche(
        Phase(nom=f"Phase {version}", genre=genre),
        territoires=[make_territoire(name) for name in names],
        reseaux=fields.get("reseaux", []),
        by=by,
    )
    return catalogue.begin_phase(phase, version=version, by=by)


def candidature_fields(**fields) -> dict:
    known = {
        "prenom": "Capucine",
        "nom": "Vermandois",
        "email": "capucine@vermandois.example",
        "telephone": "",
        "genre": "professionnel",
        "metier": "Médiatrice",
        "presentation": "Vingt ans de médiation dans des équipes associatives.",
        "competences": [Competence.objects.get_or_create(nom="écoute")[0]],
        "territoires": [make_territoire("Taravel")],
        "langues": ["français"],
        "modalites": [Modalite.PRESENCE],
        "is_accessible": True,
    }
    return known | fields


def make_candidature(**fields):
    """An application handed in, with its insurance."""
    candidature = actions.begin_candidature(**candidature_fields(**fields))
    give_attestation(candidature, **piece())
    return actions.submit_candidature(candidature)


def piece(**fields) -> dict:
    day = timezone.localdate() + timedelta(days=300)
    return {"genre": Attestation.Genre.ASSURANCE, "expire_le": day, "content": PDF, "suffixe": "pdf"} | fields


def make_grille(*names) -> list[Critere]:
    return [Critere.objects.get_or_create(nom=name)[0] for name in names or ("Neutralité", "Expérience")]


def make_charte(version="2026-1") -> ChartePrestataire:
    return ChartePrestataire.objects.create(version=version, texte="Je n’accompagne que les personnes sans lien.")


def make_admis(by, **fields):
    """A candidate who was admitted: their provider's file."""
    candidature = make_candidature(**fields)
    actions.score_candidature(candidature, dict.fromkeys(make_grille(), 3), by=by)
    actions.decide_candidature(candidature, is_admise=True, motif="Bienvenue.", by=by)
    candidature.refresh_from_db()
    return candidature.personne.prestataire
