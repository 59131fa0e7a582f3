"""What the pages share: finding a case without telling whether it exists, and trying an action."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404

from accompagnement.actions import Impossible
from accompagnement.models import Demande, Sollicitation


def find_demande(request, pk) -> Demande:
    """Return a case this person may open; every other one, existing or not, gives the same 404."""
    visible = Demande.objects.visible_to(request.user)
    related = visible.select_related("bouquet", "service__bouquet", "territoire", "association")
    return get_object_or_404(related.prefetch_related("sollicitations"), pk=pk)


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
