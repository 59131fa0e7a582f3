"""Places that others propose: nobody enters an association without having said yes."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from members.actions import InvitationClosed, answer_proposition
from members.models import Invitation
from socle.permissions import require

ACCEPTED = "Vous faites maintenant partie de l’équipe. Votre place est visible dans l’annuaire."
REFUSED = "C’est noté : rien n’a changé, et la personne qui vous invitait en est prévenue."
CLOSED = "Cette proposition n’est plus ouverte : elle a été reprise, ou son délai est passé."


@require_POST
def proposition_answer(request, pk):
    """Answer yes or no to a proposed place; what is neither yes nor no changes nothing."""
    invitation = get_object_or_404(Invitation.objects.filter(personne=request.user).exclude(association=None), pk=pk)
    require(request.user, "members.answer_invitation", invitation)
    reponse = request.POST.get("reponse", "")
    if reponse not in ("oui", "non"):
        messages.error(request, "Répondez oui ou non.")
        return redirect("members:mon_compte")
    try:
        answer_proposition(invitation, is_accepted=reponse == "oui", by=request.user)
    except InvitationClosed:
        messages.error(request, CLOSED)
    else:
        messages.success(request, ACCEPTED if reponse == "oui" else REFUSED)
    return redirect("members:mon_compte")
