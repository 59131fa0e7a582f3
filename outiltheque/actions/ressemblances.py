"""Tools that look alike: found when one is proposed, made one by the federation's team, or said to be two."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from members.models import Personne
from outiltheque.models import (
    Outil,
    Remerciement,
    ReponseConstat,
    Ressemblance,
    RetourUsage,
    UsageOutil,
    Vitrine,
)
from outiltheque.notifications.outils import OutilRegroupe
from outiltheque.queries.ressemblances import get_alike
from socle import journal
from socle.notifications import notify
from socle.permissions import require


def note_ressemblances(outil: Outil) -> None:
    """Keep, for the team, the tools of the library that look like this one; what was settled stays settled."""
    rows = [Ressemblance(outil=outil, autre=other, score=other.score) for other in get_alike(outil)]
    Ressemblance.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def dismiss_ressemblance(ressemblance: Ressemblance, *, by: Personne) -> None:
    """Say that these are two tools."""
    require(by, "outiltheque.manage_outils")
    held = Ressemblance.objects.select_for_update().get(pk=ressemblance.pk)
    if held.etat != Ressemblance.Etat.A_VOIR:
        raise ValidationError(f"C’est déjà réglé : {held.get_etat_display()}.")
    held.etat, held.vue_par = Ressemblance.Etat.ECARTEE, by
    held.save(update_fields=["etat", "vue_par"])


@transaction.atomic
def merge_outils(kept: Outil, absorbed: Outil, *, by: Personne) -> Outil:
    """Make two tools one: uses, feedback, thanks, answers and authors go to the one that stays.

    The versions of the other and their files stay as they were, read from the page of the one that stays; its old
    address leads there. What everybody could read of it is no longer shown: that was chosen for another page.
    """
    require(by, "outiltheque.manage_outils")
    held = {outil.pk: outil for outil in Outil.objects.select_for_update().order_by("pk").filter(
        pk__in=(kept.pk, absorbed.pk))}  # fmt: skip
    if len(held) < 2 or any(outil.fondu_dans_id for outil in held.values()):
        raise ValidationError("Choisissez deux outils distincts, dont aucun n’est déjà regroupé.")
    kept, absorbed = held[kept.pk], held[absorbed.pk]
    if kept.etat != Outil.Etat.PUBLIE:
        raise ValidationError("L’outil gardé doit être publié.")
    _move_uses(kept, absorbed)
    for model in (Remerciement, ReponseConstat):
        _move_once(model, kept, absorbed)
    RetourUsage.objects.filter(outil=absorbed).update(outil=kept)
    Vitrine.objects.filter(version__outil=absorbed).delete()
    kept.associations.add(*absorbed.associations.all())
    kept.publics.add(*absorbed.publics.all())
    kept.themes.add(*absorbed.themes.all())
    Outil.objects.filter(Q(fondu_dans=absorbed) | Q(pk=absorbed.pk)).update(fondu_dans=kept)
    Outil.objects.filter(remplace_par=absorbed).exclude(pk=kept.pk).update(remplace_par=kept)
    pair = Q(outil=kept, autre=absorbed) | Q(outil=absorbed, autre=kept)
    Ressemblance.objects.filter(pair).update(etat=Ressemblance.Etat.REUNIE, vue_par=by)
    Ressemblance.objects.filter(Q(outil=absorbed) | Q(autre=absorbed), etat=Ressemblance.Etat.A_VOIR).delete()
    journal.record("outiltheque.merge_outils", kept, by=by, absorbe=absorbed.pk, titre=absorbed.titre)
    notify(OutilRegroupe(kept, absorbed, by))
    return kept


def _move_uses(kept, absorbed) -> None:
    """An association that used both uses the one that stays since the first of the two days."""
    running = {use.association_id: use for use in UsageOutil.objects.filter(outil=kept, fin=None)}
    for use in UsageOutil.objects.filter(outil=absorbed):
        same = running.get(use.association_id) if use.fin is None else None
        if same is None:
            use.outil = kept
            use.save(update_fields=["outil"])
            continue
        same.debut = min(same.debut, use.debut)
        same.save(update_fields=["debut"])
        use.delete()


def _move_once(model, kept, absorbed) -> None:
    """Move what each person or each observation says once of a tool."""
    who = "personne" if model is Remerciement else "constat"
    said = model.objects.filter(outil=kept).values(who)
    model.objects.filter(outil=absorbed, **{f"{who}__in": said}).delete()
    model.objects.filter(outil=absorbed).update(outil=kept)
