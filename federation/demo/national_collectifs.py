"""Collectives of a national federation, to measure their pages at full size: 300 of them, 9,000 meetings."""

from collections import defaultdict
from datetime import timedelta
from itertools import cycle

from django.utils import timezone

from collectifs.models import (
    ActionDecidee,
    Collectif,
    CompteRendu,
    Decision,
    Note,
    Participation,
    PointOrdreDuJour,
    Presence,
    Reunion,
)
from members.models import Association, FonctionMission, Personne
from members.normalisation import normalise

COLLECTIFS = 300
REUNIONS = 9_000
PARTICIPANTS = 12
PRESENTS = 6
POINTS = ("Nouvelles des associations", "Ce que nous décidons")
EVERY = timedelta(hours=7)
Etat = Reunion.Etat


def load(save) -> None:
    """Add collectives, who takes part, meetings in the past and ahead, minutes, decisions and actions."""
    collectifs = save(Collectif, _collectifs(Collectif.objects.count()))
    people = cycle(Personne.objects.order_by("-pk")[: PARTICIPANTS * 200])
    associations = cycle(Association.objects.order_by("-pk")[:500])
    taking_part = defaultdict(list)
    for part in save(Participation, _participations(collectifs, people, associations)):
        taking_part[part.collectif_id].append(part)
    meetings = save(Reunion, _reunions(collectifs, Reunion.objects.count()))
    save(Presence, _presences(meetings, taking_part))
    points = save(PointOrdreDuJour, _points(meetings))
    held = [reunion for reunion in meetings if reunion.etat == Etat.TENUE]
    minutes = save(CompteRendu, (_minutes(reunion) for reunion in held))
    save(Note, _notes(minutes, points))
    decided = {point.reunion_id: point for point in points if point.titre == POINTS[-1]}
    save(Decision, (_decision(rank, reunion, decided[reunion.pk]) for rank, reunion in enumerate(held)))
    save(ActionDecidee, _actions(held, decided, taking_part))


def _collectifs(known):
    functions = cycle(FonctionMission.objects.order_by("pk"))
    for number in range(known, COLLECTIFS):
        yield Collectif(
            nom=f"Collectif national {number}",
            fonction_referente=next(functions),
            enonce="Se retrouver sur ce que nous avons en commun.",
            resultat_attendu="Un repère écrit, que chaque association adapte.",
            echeance=timezone.localdate() + timedelta(days=200),
        )


def _participations(collectifs, people, associations):
    since = timezone.localdate() - timedelta(days=1500)
    for collectif in collectifs:
        for _ in range(PARTICIPANTS):
            yield Participation(
                collectif=collectif, personne=next(people), association=next(associations), debut=since
            )


def _reunions(collectifs, known):
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    for number, collectif in zip(range(known, REUNIONS), cycle(collectifs)):
        debut = now + EVERY * (number - REUNIONS + 500)
        yield Reunion(
            collectif=collectif,
            titre=f"Séance {number}",
            debut=debut,
            lieu="Salle commune",
            etat=Etat.TENUE if debut < now - timedelta(hours=3) else Etat.CONVOQUEE,
            convoquee_le=debut - timedelta(days=20),
            ouverte_le=debut,
            fermee_le=debut + timedelta(hours=2),
        )


def _presences(meetings, taking_part):
    for reunion in meetings:
        for part in taking_part[reunion.collectif_id][:PRESENTS]:
            yield Presence(
                reunion=reunion,
                personne_id=part.personne_id,
                association_id=part.association_id,
                reponse=Presence.Reponse.VIENT,
                is_presente=True if reunion.etat == Etat.TENUE else None,
            )


def _points(meetings):
    for reunion in meetings:
        for ordre, titre in enumerate(POINTS, 1):
            yield PointOrdreDuJour(reunion=reunion, titre=titre, ordre=ordre, duree=30)


def _minutes(reunion):
    return CompteRendu(
        reunion=reunion,
        etat=CompteRendu.Etat.APPROUVE,
        diffuse_le=reunion.fermee_le,
        approuve_le=timezone.localdate(reunion.fermee_le) + timedelta(days=30),
    )


def _notes(minutes, points):
    by_reunion = {compte_rendu.reunion_id: compte_rendu for compte_rendu in minutes}
    for point in points:
        if compte_rendu := by_reunion.get(point.reunion_id):
            yield Note(compte_rendu=compte_rendu, point=point, texte="Tour de table, puis échange sur les moyens.")


def _decision(rank, reunion, point):
    texte = f"Ouvrir un temps commun, formule {rank % 40}, et en reparler au trimestre suivant."
    return Decision(reunion=reunion, point=point, texte=texte, recherche=normalise(texte))


def _actions(held, decided, taking_part):
    """One in nine is not done yet."""
    for rank, reunion in enumerate(held):
        day = timezone.localdate(reunion.fermee_le)
        yield ActionDecidee(
            collectif_id=reunion.collectif_id,
            reunion=reunion,
            point=decided[reunion.pk],
            texte=f"Écrire aux associations, formule {rank % 40}",
            responsable_id=taking_part[reunion.collectif_id][0].personne_id,
            echeance=day + timedelta(days=45),
            faite_le=day + timedelta(days=30) if rank % 9 else None,
        )
