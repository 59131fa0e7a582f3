"""What is seen on the ground, and the tools that answer it (A13, A26)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import Association, Personne
from outiltheque.models import ActionQuiRepond, ConstatTerrain, Outil, ReponseConstat
from outiltheque.notifications.retours import ConstatRepondu, ConstatSuivi
from socle import journal
from socle.notifications import notify
from socle.permissions import require
from socle.reponses import Reponse, get_reponses


@transaction.atomic
def add_constat(*, association: Association, publics=(), by: Personne, **fields) -> ConstatTerrain:
    """Say what an association sees; everybody who is signed in reads it at once."""
    require(by, "outiltheque.add_constat")
    if association.pk not in {tie.association_id for tie in by.rattachements_en_cours}:
        raise ValidationError("Parlez au nom d’une de vos associations.")
    constat = ConstatTerrain(association=association, auteur=by, **fields)
    constat.full_clean()
    constat.save()
    constat.publics.set(publics)
    journal.record("outiltheque.add_constat", constat, by=by)
    return constat


@transaction.atomic
def withdraw_constat(constat: ConstatTerrain, *, by: Personne) -> None:
    """Take it back: nobody reads it any more but who wrote it."""
    require(by, "outiltheque.withdraw_constat", constat)
    ConstatTerrain.objects.filter(pk=constat.pk, retire_le=None).update(retire_le=timezone.now())
    journal.record("outiltheque.withdraw_constat", constat, by=by)


@transaction.atomic
def answer_constat(constat: ConstatTerrain, *, outil: Outil, comment: str = "", by: Personne) -> ReponseConstat:
    """Say that a published tool answers what was seen; who wrote it is told."""
    held = _hold(constat, by)
    if not Outil.objects.parus().filter(pk=outil.pk).exists():
        raise ValidationError("Seul un outil publié répond à un constat.")
    reponse = ReponseConstat(constat=held, outil=outil, comment=comment, proposee_par=by)
    reponse.full_clean()
    reponse.save()
    journal.record("outiltheque.answer_constat", held, by=by, outil=outil.pk)
    notify(ConstatRepondu(reponse))
    return reponse


@transaction.atomic
def link_action(constat: ConstatTerrain, *, action: Reponse, comment: str = "", by: Personne) -> ActionQuiRepond:
    """Say that something done together answers what was seen (A13); who wrote it is told, if they may read it."""
    held = _hold(constat, by)
    place = (action.genre, action.objet)
    if not get_reponses(by, [place]):
        raise ValidationError("Choisissez une action que vous pouvez lire.")
    row = ActionQuiRepond(constat=held, genre=action.genre, objet=action.objet, comment=comment, proposee_par=by)
    row.full_clean()
    row.save()
    journal.record("outiltheque.link_action", held, by=by, genre=action.genre, objet=action.objet)
    if get_reponses(held.auteur, [place]):
        notify(ConstatSuivi(row, action))
    return row


def _hold(constat, by) -> ConstatTerrain:
    require(by, "outiltheque.answer_constat", constat)
    held = ConstatTerrain.objects.select_for_update(of=("self",)).select_related("auteur").get(pk=constat.pk)
    if held.retire_le:
        raise ValidationError("Ce constat a été retiré.")
    return held
