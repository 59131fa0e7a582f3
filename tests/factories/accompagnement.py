"""Builders of the accompaniment: a catalogue, providers, and requests taken to a stage through the real actions."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

from django.utils import timezone

from accompagnement import actions
from accompagnement.actions.echanges import send_message
from accompagnement.actions.pieces import add_piece
from accompagnement.models import (
    Bouquet,
    Competence,
    DeclarationInterets,
    Demande,
    LienDeclare,
    Modalite,
    Prestataire,
    Service,
    Sollicitation,
)
from accompagnement.models.pieces import Fiche

SECRET = "Depuis l’arrivée du nouveau bureau, je ne dors plus et je compte les hirondelles."
PRIVEE = "aissatou.prive@courrier.example"


def make_service(nom="Écoute individuelle", bouquet="Souffler", competences=("écoute", "stress"), **fields) -> Service:
    parent, _ = Bouquet.objects.get_or_create(nom=bouquet, defaults={"resume": "Reprendre souffle."})
    service = Service.objects.create(bouquet=parent, nom=nom, **{"is_collectif": True, **fields})
    service.competences.set([Competence.objects.get_or_create(nom=nom)[0] for nom in competences])
    return service


def make_prestataire(personne, competences=("écoute", "stress"), declared=True, **fields) -> Prestataire:
    defaults = {
        "metier": "Médiatrice indépendante",
        "etat": Prestataire.Etat.AGREE,
        "langues": ["français"],
        "modalites": [Modalite.PRESENCE, Modalite.DISTANCE],
        "is_accessible": True,
        "assure_jusqu_au": timezone.localdate() + timedelta(days=400),
    }
    prestataire = Prestataire.objects.create(personne=personne, **(defaults | fields))
    prestataire.competences.set([Competence.objects.get_or_create(nom=nom)[0] for nom in competences])
    if declared:
        DeclarationInterets.objects.create(prestataire=prestataire)
    actions.refresh_liens(prestataire)
    return prestataire


def make_lien(prestataire, association, nature=LienDeclare.Nature.MISSION, **fields) -> LienDeclare:
    fields.setdefault("debut", timezone.localdate() - timedelta(days=100))
    lien = LienDeclare.objects.create(prestataire=prestataire, association=association, nature=nature, **fields)
    actions.refresh_liens(prestataire)
    return lien


def make_scene(cast) -> SimpleNamespace:
    """Return a catalogue of one service and the cast's two providers, ready to be proposed."""
    return SimpleNamespace(
        service=make_service(),
        ines=make_prestataire(cast.prestataire),
        fabien=make_prestataire(cast.autre_prestataire, metier="Psychologue du travail"),
    )


def make_demande(by, service, recit=SECRET, adresse=PRIVEE, **fields) -> Demande:
    frame = {
        "bouquet": service.bouquet,
        "service": service,
        "modalite": Modalite.PRESENCE,
        "langue": "français",
        "besoin_accessibilite": False,
    }
    return actions.submit_demande(
        uuid4(), recit=recit, telephone="01 99 00 12 34", adresse=adresse, by=by, **(frame | fields)
    )


def make_qualifiee(cast, scene, by=None, **fields) -> Demande:
    demande = make_demande(by or cast.directrice, scene.service, **fields)
    return actions.qualify_demande(
        demande, bouquet=scene.service.bouquet, service=scene.service, urgence="normale", by=cast.coordination
    )


def make_proposee(cast, scene, *prestataires, **fields) -> Demande:
    demande = make_qualifiee(cast, scene, **fields)
    chosen = list(prestataires) or [scene.ines, scene.fabien]
    return actions.propose_prestataires(demande, chosen, by=cast.coordination)


def make_sollicitee(cast, scene, by=None, **fields) -> Sollicitation:
    demande = make_proposee(cast, scene, by=by, **fields)
    proposition = demande.propositions.get(prestataire=scene.ines)
    actions.choose_proposition(proposition, by=by or cast.directrice)
    return demande.sollicitations.get(etat="offerte")


def make_acceptee(cast, scene, **fields) -> Demande:
    sollicitation = make_sollicitee(cast, scene, **fields)
    return actions.accept_sollicitation(sollicitation, has_declared=True, by=cast.prestataire)


def make_message(demande, genre, texte, by, numero=None):
    return send_message(demande, genre, numero or uuid4(), texte, by=by)


def make_piece(demande, by, content=b"%PDF-1.7 contenu", nom="bulletin.pdf", numero=None):
    return add_piece(demande, numero or uuid4(), Fiche(nom, "application/pdf", len(content)), content, by=by)
