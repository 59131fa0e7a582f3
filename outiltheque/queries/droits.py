from django.db.models import Prefetch

from members.models import Association
from outiltheque.models import Outil


def get_readable(personne, pks) -> dict[int, Outil]:
    """Return, by number, those of these tools that a person may read, with who wrote them."""
    seen = Outil.objects.visible_to(personne).filter(pk__in=pks)
    return {
        outil.pk: outil for outil in seen.prefetch_related(Prefetch("associations", Association.objects.only("nom")))
    }
