"""« Qui voit cette fiche »: the table that the pages themselves read."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from members.models import Association
from members.onglets import get_onglets
from members.visibilite import GROUPES, Lecteur, shown_to
from socle.permissions import require

HERE = "members:association_lecteurs"


@require_GET
def association_lecteurs(request, pk):
    association = get_object_or_404(Association.objects.visible_to(request.user), pk=pk)
    require(request.user, "members.edit_association", association)
    seen = {lecteur: shown_to(lecteur, association) for lecteur in Lecteur}
    lines = [(groupe.label, [(who.label, groupe.code in seen[who]) for who in Lecteur]) for groupe in GROUPES]
    context = {
        "association": association,
        "lecteurs": Lecteur,
        "lines": lines,
        "onglets": get_onglets(association, request.user, HERE),
    }
    return render(request, "members/association_lecteurs.html", context)
