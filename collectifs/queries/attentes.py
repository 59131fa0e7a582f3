"""What collectives expect of a person."""

from datetime import timedelta

from django.utils import timezone

from collectifs.models import ActionDecidee, Collectif, CompteRendu, Presence, Reunion
from collectifs.models.collectifs import led_by
from collectifs.queries.attentes_reunions import get_answers_to_give
from socle.addresses import find_address
from socle.compiled import compiled_query
from socle.french import say_due, say_moment, say_short_date
from socle.moment import Attente

SOON = timedelta(days=7)
Etat = Reunion.Etat


def get_attentes(personne) -> list[Attente]:
    """Return what collectives expect of a person."""
    return [
        *get_answers_to_give(personne),
        *_late_actions(personne),
        *_minutes_to_circulate(personne),
        *_overdue_collectifs(personne),
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
    for pk, titre, debut, collectif in _get_minutes_to_circulate(personne):
        yield Attente(
            title=f"Diffuser le compte rendu : {titre}",
            detail=f"{collectif}, réunion du {say_moment(debut)}",
            link=find_address("collectifs:compte_rendu_circulate", pk),
            icon="document-text",
            tone="plum",
            badge="À relire",
            due=timezone.localdate(debut) + SOON,
        )


@compiled_query
def _get_minutes_to_circulate(personne):
    drafts = CompteRendu.objects.filter(Reunion.objects.all().run_by(personne, "reunion__"))
    shown = ("reunion", "reunion__titre", "reunion__debut", "reunion__collectif__nom")
    return drafts.filter(etat=CompteRendu.Etat.PROJET).values_list(*shown)


def _overdue_collectifs(personne):
    for collectif in _get_overdue_collectifs(personne):
        yield Attente(
            title=f"Le collectif {collectif} a passé son échéance",
            detail="Prolonger, clore ou reformuler le résultat attendu",
            link=find_address("collectifs:collectif_review", collectif.pk),
            icon="flag",
            tone="late",
            badge=say_due(collectif.echeance),
            due=collectif.echeance,
        )


@compiled_query
def _get_overdue_collectifs(personne):
    return Collectif.objects.ouverts().filter(led_by(personne), echeance__lt=timezone.localdate())
