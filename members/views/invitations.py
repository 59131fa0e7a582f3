"""The way in: an invitation is read, then accepted; nobody signs up alone.

The link's secret stays in the address of the first page. What follows is held by the session, which knows the
invitation by its number and the digest of its secret: a replaced invitation opens nothing even half-way.
"""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from members.accounts import sign_in
from members.actions import (
    CodeRefused,
    InvitationClosed,
    accept_invitation,
    ask_new_invitation,
    check_invitation_code,
)
from members.forms.invitations import AdresseForm, CodeForm, MotDePasseForm
from members.models import Invitation
from members.proof import AddressProof
from members.queries import find_invitation

PROVEN = "invitation"
CODE_WRONG = "Ce code n’est pas le bon. Vérifiez-le avec la personne qui vous l’a donné : il reste {left} essai{s}."


@login_not_required
def invitation_open(request, token):
    """Say who invites and to what; a POST accepts, or proves the code where the box is shared."""
    invitation = find_invitation(token)
    if invitation is None or not invitation.is_open:
        return _closed(request, token)
    if stranger := _someone_else(request, invitation):
        return stranger
    form = CodeForm(request.POST or None) if _must_prove(request, invitation) else None
    if request.method == "POST" and (answer := _answer(request, invitation, form)):
        return answer
    return render(request, "members/invitation_open.html", {"invitation": invitation, "form": form})


def _answer(request, invitation, form):
    """Accept at once, or go on once the code is right; None leaves the page with what is wrong."""
    try:
        if form is None:
            return sign_in(request, accept_invitation(invitation), asked=request.user)
        if form.is_valid():
            check_invitation_code(invitation, form.cleaned_data["code"])
            request.session[PROVEN] = {"pk": invitation.pk, "empreinte": bytes(invitation.empreinte).hex()}
            return redirect("members:invitation_choice")
    except CodeRefused as refusal:
        if not refusal.left:
            return _closed(request, invitation.token)
        form.add_error("code", CODE_WRONG.format(left=refusal.left, s="s" if refusal.left > 1 else ""))
    except InvitationClosed:
        return _closed(request, invitation.token)
    return None


@login_not_required
def invitation_ask(request, token):
    """Ask for another link. The answer is the same whatever the link was."""
    if request.method == "POST":
        invitation = find_invitation(token)
        if invitation is not None:
            ask_new_invitation(invitation)
        return render(request, "members/invitation_asked.html")
    return redirect("members:invitation_open", token)


@login_not_required
@sensitive_post_parameters("password")
def invitation_choice(request):
    """Whoever shares a box chooses how to sign in: an address of their own, or a name and a password."""
    invitation = _proven(request)
    if invitation is None:
        return _closed(request)
    chosen = request.POST.get("moyen", "")
    address = AdresseForm(request.POST if chosen == "adresse" else None, prefix="adresse")
    password = MotDePasseForm(request.POST if chosen == "mot-de-passe" else None, personne=invitation.personne)
    if chosen == "adresse" and address.is_valid() and AddressProof(request).send(address.cleaned_data["email"]):
        return redirect("members:invitation_verify")
    if chosen == "mot-de-passe" and password.is_valid():
        try:
            return _enter(request, accept_invitation(invitation, **password.cleaned_data))
        except InvitationClosed:
            return _closed(request)
        except ValidationError as error:
            password.add_error(None, ValidationError(error.messages))
    forms = {"address": address, "password": password}
    return render(request, "members/invitation_choice.html", {"invitation": invitation, **forms})


@login_not_required
def invitation_verify(request):
    """The code sent to the person's own address shows that it is theirs."""
    invitation, proof = _proven(request), AddressProof(request)
    if invitation is None:
        return _closed(request)
    if not proof.is_waiting:
        return redirect("members:invitation_choice")
    form = CodeForm(request.POST or None)
    if form.is_valid():
        try:
            personne = accept_invitation(invitation, email=proof.check(form.cleaned_data["code"]))
        except ValidationError as error:
            form.add_error("code", ValidationError(error.messages))
        except InvitationClosed:
            return _closed(request)
        else:
            return _enter(request, personne)
    return render(request, "members/invitation_verify.html", {"form": form, "email": proof.email})


def _enter(request, personne):
    request.session.pop(PROVEN, None)
    return sign_in(request, personne)


def _must_prove(request, invitation) -> bool:
    """Whether a code is asked; somebody who has an account signs in with it instead."""
    return invitation.asks_for_code and not request.user.is_authenticated


def _someone_else(request, invitation):
    """Answer a visitor who is signed in as another, or whose account waits to be signed in to.

    A link in a shared box never enters an account that exists: those who read the box, and whoever knows the
    code because they gave it, would be that person.
    """
    is_here = request.user.is_authenticated
    if is_here and request.user.pk != invitation.personne_id:
        return render(request, "members/invitation_other.html", {"invitation": invitation})
    if not is_here and invitation.asks_for_code and invitation.personne.identifiant:
        return render(request, "members/invitation_sign_in.html", {"invitation": invitation})
    return None


def _proven(request) -> Invitation | None:
    held = request.session.get(PROVEN)
    if held is None or request.user.is_authenticated:
        return None
    found = Invitation.objects.ouvertes().filter(pk=held["pk"], empreinte=bytes.fromhex(held["empreinte"]))
    return found.select_related("personne", "association", "envoyee_par").first()


def _closed(request, token=""):
    """The same page for a link that was used, replaced, taken back, is too old or never was."""
    return render(request, "members/invitation_closed.html", {"token": token})
