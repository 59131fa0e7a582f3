"""The decisions whose review day has come, on the home page of whoever leads their collective."""

from itertools import groupby

from django.utils import timezone

from collectifs.models import CompteRendu, Decision
from collectifs.models.collectifs import led_by
from socle.addresses import find_address
from socle.french import count, say_due
from socle.moment import Attente


def get_decisions_to_review(personne):
    """Yield one line a collective: the decision itself, or how many there are; nothing is asked for who leads none."""
    if not personne.fonctions:
        return
    due = Decision.objects.a_revoir().publiques().filter(led_by(personne, "reunion__collectif__"))
    due = due.filter(reunion__compte_rendu__etat__in=CompteRendu.DIFFUSES, reunion__collectif__clos_le=None)
    shown = ("reunion__collectif", "reunion__collectif__nom", "pk", "texte", "revue")
    for (pk, nom), rows in groupby(due.order_by("reunion__collectif", "revue").values_list(*shown), lambda r: r[:2]):
        yield _line(pk, nom, list(rows))


def _line(collectif, nom, rows) -> Attente:
    *_, pk, texte, revue = rows[0]
    is_alone = len(rows) == 1
    register = f"{find_address('collectifs:decision_list')}?collectif={collectif}&situation=a_reviser"
    return Attente(
        title=f"Décision à réviser : {texte[:150]}" if is_alone else f"{count(len(rows), 'décision')} à réviser",
        detail=f"{nom} : confirmer, réécrire ou abroger",
        link=find_address("collectifs:decision_detail", pk) if is_alone else register,
        icon="scale",
        tone="late" if revue < timezone.localdate() else "wait",
        badge=say_due(revue),
        due=revue,
    )
