"""What the pages share: finding a case without telling whether it exists, and trying an action."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import get_object_or_404

from accompagnement.actions import Impossible
from accompagnement.models import Acces, Demande, Etat, Sollicitation

LUES = ("bouquet", "territoire", "association")


def find_demande(request, pk) -> Demande:
    """Return a case this person may open; every other one, existing or not, gives the same 404."""
    opened = Acces.objects.opened_for(request.user).filter(demande=pk)
    rows = list(opened.select_related(*(f"demande__{name}" for name in ("service__bouquet", *LUES))))
    if not rows or not request.user.is_active:
        raise Http404
    demande = rows[0].demande
    demande.qualites = {request.user.pk: {acces.role for acces in rows}}
    if demande.etat == Etat.SOLLICITEE:
        prefetch_related_objects([demande], "sollicitations")
    return demande


def find_sollicitation(request, pk) -> Sollicitation:
    """Return a solicitation this provider may still open, else 404."""
    visible = Sollicitation.objects.visible_to(request.user)
    return get_object_or_404(
        visible.select_related("prestataire", "demande__bouquet", "demande__service", "demande__territoire"), pk=pk
    )


def attempt(request, action, *args, **kwargs):
    """Do something by this person and return it; else say why it cannot be, in words that name no case."""
    try:
        return action(*args, by=request.user, **kwargs)
    except Impossible as error:
        messages.warning(request, str(error))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    return None
