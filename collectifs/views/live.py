"""What the live minutes page holds: each agenda item with its note, what came out of it and its two short forms."""

from django.db.models import Prefetch

from collectifs.forms import ActionForm, DecisionForm, PointForm, SeanceForm
from collectifs.models import ActionDecidee, CompteRendu
from collectifs.queries import count_by_category, get_people_of

DETAILS = (
    "decisions",
    Prefetch("actions", ActionDecidee.objects.select_related("responsable")),
    Prefetch("actions_suivies", ActionDecidee.objects.select_related("responsable")),
)


def get_live(compte_rendu: CompteRendu) -> dict:
    """Return the whole page; the number of queries does not depend on the number of items."""
    reunion = compte_rendu.reunion
    people = list(get_people_of(reunion.collectif))
    points = reunion.points.select_related("presente_par", "note__modifiee_par", "approuve").prefetch_related(*DETAILS)
    presences = list(reunion.presences.select_related("personne", "association", "pouvoir_a"))
    return {
        "compte_rendu": compte_rendu,
        "reunion": reunion,
        "collectif": reunion.collectif,
        "points": [prepare_point(point, people) for point in points],
        "presences": presences,
        "categories": count_by_category(presences),
        "seance_form": SeanceForm(instance=reunion, people=people, auto_id="seance-%s"),
        "point_form": PointForm(people=people, auto_id="nouveau-%s"),
    }


def prepare_point(point, people=None, *, decision_form=None, action_form=None):
    """Give an item its two short forms, with what was typed if it was refused."""
    if people is None:
        people = list(get_people_of(point.reunion.collectif))
    point.decision_form = decision_form or DecisionForm(auto_id=f"decision-{point.pk}-%s")
    choices = {"people": people, "decisions": point.decisions.all()}
    point.action_form = action_form or ActionForm(**choices, auto_id=f"action-{point.pk}-%s")
    return point
