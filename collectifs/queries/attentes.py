"""What collectives expect of a person."""

from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from collectifs.models import ActionDecidee, Collectif, CompteRendu, DemandeParticipation, Reunion
from collectifs.models.collectifs import is_portal_admin, led_by
from collectifs.queries.attentes_decisions import get_decisions_to_review
from collectifs.queries.attentes_reunions import get_answers_to_give
from members.models import Affectation
from socle.addresses import find_address
from socle.compiled import compiled_query
from socle.french import count, say_due, say_list, say_moment
from socle.moment import Attente

SOON = timedelta(days=7)
NAMED = 3
Etat = Reunion.Etat


def get_attentes(personne) -> list[Attente]:
    """Return what collectives expect of a person."""
    return [
        *get_answers_to_give(personne),
        *_late_actions(personne),
        *_minutes_to_circulate(personne),
        *_led_collectifs(personne),
        *get_decisions_to_review(personne),
        *_asleep_collectifs(personne),
    ]


def _late_actions(personne):
    today = timezone.localdate()
    for pk, texte, echeance, collectif in _get_late_actions(personne.pk):
        yield Attente(
            title=texte,
            detail=f"Votre action, {collectif}",
            link=find_address("collectifs:action_detail", pk),
            icon="check-circle",
            tone="late" if echeance < today else "wait",
            badge=say_due(echeance),
            due=echeance,
        )


@compiled_query
def _get_late_actions(personne):
    soon = timezone.localdate() + SOON
    mine = ActionDecidee.objects.filter(responsable=personne).ouvertes().filter(echeance__lte=soon)
    return mine.values_list("pk", "texte", "echeance", "collectif__nom")


def _minutes_to_circulate(personne):
    """Minutes that this person holds: a draft to circulate, or corrections that wait for an answer."""
    for pk, titre, debut, collectif, waiting in _get_minutes_held(personne):
        asked = count(waiting, "correction")
        yield Attente(
            title=f"Répondre à {asked} : {titre}" if waiting else f"Diffuser le compte rendu : {titre}",
            detail=f"{collectif}, réunion du {say_moment(debut)}",
            link=find_address(f"collectifs:{'correction_list' if waiting else 'compte_rendu_circulate'}", pk),
            icon="pencil-square" if waiting else "document-text",
            tone="plum",
            badge="Proposées" if waiting else "À relire",
            due=timezone.localdate(debut) + SOON,
        )


@compiled_query
def _get_minutes_held(personne):
    held = CompteRendu.objects.filter(Reunion.objects.all().run_by(personne, "reunion__"))
    waiting = Count("corrections", filter=Q(corrections__reponse="", etat=CompteRendu.Etat.DIFFUSE), distinct=True)
    shown = ("reunion", "reunion__titre", "reunion__debut", "reunion__collectif__nom", "en_attente")
    asked = held.annotate(en_attente=waiting).filter(Q(etat=CompteRendu.Etat.PROJET) | Q(en_attente__gt=0))
    return asked.values_list(*shown)


def _led_collectifs(personne):
    """What the collectives that a person leads ask of them: a date gone by (R10), people who wait to enter."""
    for collectif in _get_led_collectifs(personne):
        if collectif.en_attente:
            yield _requests_to_answer(collectif)
        if collectif.is_overdue:
            yield _overdue(collectif)


@compiled_query
def _get_led_collectifs(personne):
    waiting = Count("demandes", filter=Q(demandes__etat=DemandeParticipation.Etat.EN_ATTENTE))
    led = Collectif.objects.ouverts().filter(led_by(personne)).annotate(en_attente=waiting)
    return led.filter(Q(echeance__lt=timezone.localdate()) | Q(en_attente__gt=0))


def _requests_to_answer(collectif):
    return Attente(
        title=f"{count(collectif.en_attente, 'personne')} demandent à rejoindre {collectif}"
        if collectif.en_attente > 1
        else f"Une personne demande à rejoindre {collectif}",
        detail="Accepter, ou refuser avec un mot",
        link=f"{find_address('collectifs:participation_list', collectif.pk)}#demandes",
        icon="user-plus",
        tone="wait",
        badge="À répondre",
    )


def _overdue(collectif):
    return Attente(
        title=f"Le collectif {collectif} a passé son échéance",
        detail="Prolonger, clore ou reformuler le résultat attendu",
        link=find_address("collectifs:collectif_review", collectif.pk),
        icon="flag",
        tone="late",
        badge=say_due(collectif.echeance),
        due=collectif.echeance,
    )


def _asleep_collectifs(personne):
    """R9: whoever may give a collective its referent is told of those that sleep, in one line."""
    if not is_portal_admin(personne):
        return
    if found := _get_asleep_collectifs():
        named = say_list([nom for _, nom in found[:NAMED]] + ([f"{len(found) - NAMED} autres"] * (len(found) > NAMED)))
        yield Attente(
            title=f"{count(len(found), 'collectif')} sans référente ou référent",
            detail=f"En sommeil, aucune réunion ne peut y être convoquée : {named}",
            link=find_address("collectifs:collectif_edit", found[0][0])
            if len(found) == 1
            else find_address("collectifs:collectif_list"),
            icon="moon",
            tone="wait",
            badge="En sommeil",
        )


@compiled_query
def _get_asleep_collectifs():
    held = Affectation.objects.en_cours().filter(fonction=OuterRef("fonction_referente"))
    return Collectif.objects.ouverts().filter(~Exists(held)).values_list("pk", "nom")
