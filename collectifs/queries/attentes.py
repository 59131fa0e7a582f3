"""What collectives expect of a person, and where they are expected."""

from datetime import timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from collectifs.models import ActionDecidee, Collectif, CompteRendu, Presence, Reunion
from collectifs.models.collectifs import led_by
from socle.french import count, say_due, say_moment, say_short_date
from socle.moment import Attente, RendezVous

SOON = timedelta(days=7)
Etat = Reunion.Etat
Reponse = Presence.Reponse


def get_attentes(personne) -> list[Attente]:
    """Return what collectives expect of a person."""
    return [
        *_answers_to_give(personne),
        *_late_actions(personne),
        *_minutes_to_circulate(personne),
        *_overdue_collectifs(personne),
    ]


def _answers_to_give(personne):
    now = timezone.now()
    waiting = Presence.objects.filter(personne=personne, reponse="", reunion__etat=Etat.CONVOQUEE)
    for presence in waiting.filter(reunion__debut__gt=now).select_related("reunion__collectif"):
        reunion = presence.reunion
        due = timezone.localdate(reunion.debut)
        yield Attente(
            title=f"Dire si vous venez : {reunion.titre}",
            detail=f"{reunion.collectif}, {say_moment(reunion.debut)}",
            link=reverse("collectifs:reunion_detail", args=[reunion.pk]),
            icon="calendar-days",
            tone="wait",
            badge=say_short_date(due),
            due=due,
        )


def _late_actions(personne):
    today = timezone.localdate()
    mine = ActionDecidee.objects.filter(responsable=personne).ouvertes()
    for action in mine.filter(echeance__lte=today + SOON).select_related("collectif"):
        yield Attente(
            title=action.texte,
            detail=f"Votre action, {action.collectif}",
            link=reverse("collectifs:action_mine"),
            icon="check-circle",
            tone="late" if action.echeance < today else "wait",
            badge=say_due(action.echeance),
            due=action.echeance,
        )


def _minutes_to_circulate(personne):
    drafts = CompteRendu.objects.filter(Reunion.objects.all().run_by(personne, "reunion__"))
    for draft in drafts.filter(etat=CompteRendu.Etat.PROJET).select_related("reunion__collectif"):
        yield Attente(
            title=f"Diffuser le compte rendu : {draft.reunion.titre}",
            detail=f"{draft.reunion.collectif}, réunion du {say_moment(draft.reunion.debut)}",
            link=reverse("collectifs:compte_rendu_circulate", args=[draft.reunion_id]),
            icon="document-text",
            tone="plum",
            badge="À relire",
            due=timezone.localdate(draft.reunion.debut) + SOON,
        )


def _overdue_collectifs(personne):
    led = Collectif.objects.ouverts().filter(led_by(personne), echeance__lt=timezone.localdate())
    for collectif in led:
        yield Attente(
            title=f"Le collectif {collectif} a passé son échéance",
            detail="Prolonger, clore ou reformuler le résultat attendu",
            link=reverse("collectifs:collectif_review", args=[collectif.pk]),
            icon="flag",
            tone="late",
            badge=say_due(collectif.echeance),
            due=collectif.echeance,
        )


def get_rendez_vous(personne) -> list[RendezVous]:
    """Return the meetings a person is convened to and has not declined, the nearest first."""
    mine = Presence.objects.filter(personne=personne).exclude(reponse=Reponse.NE_VIENT_PAS)
    ahead = Reunion.objects.a_venir().filter(pk__in=mine.values("reunion"), debut__gt=timezone.now() - SOON)
    coming = Count("presences", filter=Q(presences__reponse=Reponse.VIENT))
    return [
        RendezVous(
            title=f"{reunion.collectif} : {reunion.titre}",
            detail=", ".join(filter(None, [reunion.place, count(reunion.viennent, "inscrit")])),
            link=reverse("collectifs:reunion_detail", args=[reunion.pk]),
            start=reunion.debut,
        )
        for reunion in ahead.select_related("collectif").annotate(viennent=coming).order_by("debut")
        if reunion.fin > timezone.now()
    ]
