"""The actions decided together that may answer what an association sees on its ground (A13)."""

from collectifs.models import ActionDecidee
from socle.reponses import Source

MOST = 50


def get_readable(personne):
    """Return the actions that a person may read; what was decided behind closed doors answers nobody."""
    return ActionDecidee.objects.visible_to(personne).publiques().select_related("collectif")


def get_offered(personne):
    """Return those that were not dropped, the latest first."""
    return get_readable(personne).filter(abandonnee_le=None).order_by("-pk")[:MOST]


def say(action: ActionDecidee) -> tuple[str, str]:
    return action.texte, f"{action.collectif}, {action.etat.label}"


ACTIONS = Source("collectifs:action_detail", get_readable, get_offered, say)
