"""« Ne plus m’écrire »: a link from a mail, a page, a button."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render

from members.actions.oppositions import oppose
from members.notifications.invitations import NE_PLUS_ECRIRE
from socle import signatures


@login_not_required
def opposition_add(request, token):
    """Say what the button does; a POST does it. A visit changes nothing."""
    try:
        held = signatures.read(NE_PLUS_ECRIRE, token)
    except signatures.LienInvalide:
        held = None
    if held and request.method == "POST":
        oppose(bytes.fromhex(held["empreinte"]))
    state = "closed" if held is None else "done" if request.method == "POST" else "asked"
    return render(request, "members/opposition_add.html", {"state": state})
