"""Builders of collectives, meetings and what comes out of them."""

from datetime import timedelta
from itertools import count

from django.utils import timezone

from collectifs.actions.reunions import close_reunion, convene_reunion, open_reunion
from collectifs.actions.suites import add_decision
from collectifs.models import (
    ActionDecidee,
    Apport,
    Axe,
    Collectif,
    CompteRendu,
    Decision,
    Participation,
    PointOrdreDuJour,
    Presence,
    Question,
    ReponseProposee,
    Reunion,
    Visite,
)
from tests.factories.members import make_fonction

numbers = count(1)


def make_collectif(nom=None, fonction="Chargée de mission réseau", **fields) -> Collectif:
    fields.setdefault("fonction_referente", fonction and make_fonction(fonction))
    return Collectif.objects.create(nom=nom or f"Collectif {next(numbers)}", **fields)


def make_participation(collectif, personne=None, association=None, **fields) -> Participation:
    fields.setdefault("debut", timezone.localdate() - timedelta(days=30))
    return Participation.objects.create(collectif=collectif, personne=personne, association=association, **fields)


def make_axe(collectif, titre="Parentalité", **fields) -> Axe:
    return Axe.objects.create(collectif=collectif, titre=titre, **fields)


def make_question(collectif, texte="Comment rejoindre les jeunes ?", **fields) -> Question:
    return Question.objects.create(collectif=collectif, texte=texte, **fields)


def make_apport(question, auteur, texte="Les rencontrer là où ils sont.", **fields) -> Apport:
    return Apport.objects.create(question=question, auteur=auteur, texte=texte, **fields)


def make_reponse(question, texte="Une permanence au lycée.", **fields) -> ReponseProposee:
    return ReponseProposee.objects.create(question=question, texte=texte, **fields)


def make_adoptee(question, reunion, **fields) -> ReponseProposee:
    """An answer that a meeting adopted."""
    fields = {"adoptee_le": timezone.localdate(reunion.debut), "enregistree_le": timezone.now(), **fields}
    return make_reponse(question, reunion=reunion, **fields)


def make_visite(collectif, personne, **ago) -> Visite:
    """When somebody last read the page of a collective: `days=3` ago."""
    return Visite.objects.create(collectif=collectif, personne=personne, vue_le=timezone.now() - timedelta(**ago))


def make_reunion(collectif, titre="Le forum", **fields) -> Reunion:
    fields.setdefault("debut", timezone.now() + timedelta(days=7))
    fields.setdefault("lieu", "Quai-Hauvert, salle verte")
    return Reunion.objects.create(collectif=collectif, titre=titre, **fields)


def make_point(reunion, titre="Le budget", **fields) -> PointOrdreDuJour:
    fields.setdefault("ordre", reunion.points.count() + 1)
    return PointOrdreDuJour.objects.create(reunion=reunion, titre=titre, **fields)


def make_presence(reunion, personne, **fields) -> Presence:
    return Presence.objects.create(reunion=reunion, personne=personne, **fields)


def make_convoquee(collectif, by, **fields) -> Reunion:
    """A convened meeting with one item, made as people do."""
    reunion = make_reunion(collectif, **fields)
    make_point(reunion)
    return convene_reunion(reunion, by=by)


def make_seance(collectif, by, **fields) -> CompteRendu:
    """Minutes being written, in a meeting under way."""
    return open_reunion(make_convoquee(collectif, by, **fields), by=by)


def make_projet(collectif, by, **fields) -> CompteRendu:
    """The draft minutes of a meeting that is over, complete."""
    compte_rendu = make_seance(collectif, by, **fields)
    reunion = compte_rendu.reunion
    reunion.presences.update(is_presente=True)
    compte_rendu.notes.update(texte="On en a parlé.", version=1)
    reunion.presidence = by
    reunion.save()
    close_reunion(reunion, by=by)
    compte_rendu.refresh_from_db()
    return compte_rendu


def make_decision(reunion, texte="Adopter le budget.", **fields) -> Decision:
    return Decision.objects.create(reunion=reunion, texte=texte, **fields)


def make_action(collectif, responsable, texte="Appeler la mairie", **fields) -> ActionDecidee:
    return ActionDecidee.objects.create(collectif=collectif, responsable=responsable, texte=texte, **fields)


def days(number):
    return timezone.localdate() + timedelta(days=number)


def point(reunion, personne, **fields):
    """Write somebody's attendance."""
    Presence.objects.filter(reunion=reunion, personne=personne).update(**fields)


def decide(reunion, by, texte="Ouvrir le soir", **fields):
    """Write a decision on the first item of a meeting, as people do."""
    return add_decision(reunion.points.first(), texte=texte, by=by, **fields)
