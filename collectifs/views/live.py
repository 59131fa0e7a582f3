"""What the live minutes page holds: each agenda item with its note, what came out of it and its two short forms."""

from django.db.models import Prefetch

from collectifs.forms import ActionForm, DecisionForm, PointForm, SeanceForm
from collectifs.forms.relectures import InformationForm
from collectifs.models import ActionDecidee, CompteRendu
from collectifs.queries import count_by_category, get_people_of, get_replaceable, load_reviews

DETAILS = (
    "decisions",
    "informations",
    Prefetch("actions", ActionDecidee.objects.select_related("responsable")),
    Prefetch("actions_suivies", ActionDecidee.objects.select_related("responsable")),
)


def get_live(compte_rendu: CompteRendu) -> dict:
    """Return the whole page; the number of queries does not depend on the number of items."""
    reunion = compte_rendu.reunion
    people = list(get_people_of(reunion.collectif))
    replaceable = list(get_replaceable(reunion.collectif))
    related = ("presente_par", "note__modifiee_par", "approuve__reunion")
    points = reunion.points.select_related(*related).prefetch_related(*DETAILS)
    presences = list(reunion.presences.select_related("personne", "association", "pouvoir_a"))
    return {
        "compte_rendu": compte_rendu,
        "reunion": reunion,
        "collectif": reunion.collectif,
        "points": [prepare_point(point, people, replaceable) for point in load_reviews(points)],
        "presences": presences,
        "categories": count_by_category([*presences, *reunion.passages.all()]),
        "seance_form": SeanceForm(instance=reunion, people=people, auto_id="seance-%s"),
        "point_form": PointForm(people=people, auto_id="nouveau-%s"),
    }


def prepare_point(point, people=None, replaceable=None, *, decision_form=None, action_form=None):
    """Give an item its two short forms, with what was typed if it was refused."""
    if people is None:
        people = list(get_people_of(point.reunion.collectif))
    if replaceable is None:
        replaceable = list(get_replaceable(point.reunion.collectif))
    given = {"replaceable": replaceable, "auto_id": f"decision-{point.pk}-%s"}
    point.information_form = InformationForm(auto_id=f"information-{point.pk}-%s")
    point.decision_form = decision_form or DecisionForm(**given)
    choices = {"people": people, "decisions": point.decisions.all()}
    point.action_form = action_form or ActionForm(**choices, auto_id=f"action-{point.pk}-%s")
    return point
