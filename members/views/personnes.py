"""People: what is seen of them, their place in associations, their own account."""

from base64 import b64decode, b64encode

from allauth.account.utils import get_next_redirect_url
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from members.accounts import confirm_identity
from members.actions import (
    add_personne,
    change_rattachement,
    edit_coordonnees,
    edit_minorite,
    end_rattachement,
    invite_personne,
    resend_invitation,
    revoke_invitation,
)
from members.forms.invitations import CodeForm, InvitationForm
from members.forms.personnes import CoordonneesForm, DatesForm, FinForm, PersonneForm, RattachementForm
from members.models import Association, Invitation, Personne, Rattachement
from members.proof import AddressProof
from members.queries import find_kept, get_portrait, get_postal_address, get_propositions, get_readers
from members.views.shared import attempt
from socle.crypto import Unreadable, seal_alone, unseal_alone
from socle.permissions import can, require

LONGEST_NUMBER = 18  # what a column holds


@require_GET
def personne_detail(request, pk):
    personne = get_portrait(Personne.objects.visible_to(request.user)).filter(pk=pk).first()
    if personne is None:
        kept = get_object_or_404(Personne.objects.visible_to(request.user), pk=find_kept(Personne, pk))
        return redirect("members:personne_detail", kept.pk)
    personne.rattachements_en_cours = personne.places  # just read: the rules below would ask again
    may_call = can(request.user, "members.view_telephone", personne)
    context = {
        "personne": personne,
        "may_call": may_call,
        "postal": get_postal_address(personne) if may_call else [],
        "may_edit_minorite": personne.age is not None and can(request.user, "members.edit_minorite", personne),
        "may_give_roles": can(request.user, "members.manage_roles"),
    }
    return render(request, "members/personne_detail.html", context)


def personne_add(request, pk):
    """Write down somebody of the team who has no account."""
    association = get_object_or_404(Association.objects.visible_to(request.user), pk=pk)
    require(request.user, "members.add_personne", association)
    form = PersonneForm(request.POST or None, departement=association.departement)
    if form.is_valid():
        given = {"identity": form.identity, **form.place, "by": request.user}
        if attempt(form, add_personne, association, **given):
            messages.success(request, f"{form.cleaned_data['nom']} est dans l’équipe, sans compte.")
            return redirect("members:association_detail", pk)
    return render(request, "members/personne_add.html", {"association": association, "form": form})


def minorite_edit(request, pk):
    """What the parents of a minor were told, and agreed to."""
    personne = get_object_or_404(Personne.objects.visible_to(request.user), pk=pk)
    require(request.user, "members.edit_minorite", personne)
    if personne.age is None:
        raise Http404("of age")
    known = {name: getattr(personne, name) for name in ("parents_informes_le", "autorisation_le")}
    form = DatesForm(request.POST or None, initial=known)
    if form.is_valid() and attempt(form, edit_minorite, personne, by=request.user, **form.cleaned_data):
        messages.success(request, "C’est noté.")
        return redirect("members:personne_detail", pk)
    return render(request, "members/minorite_edit.html", {"personne": personne, "form": form})


def personne_invite(request, pk):
    association = get_object_or_404(Association.objects.visible_to(request.user), pk=pk)
    require(request.user, "members.invite_personne", association)
    known = _find_without_account(association, request.GET.get("personne", ""))
    form = InvitationForm(request.POST or None, initial=_say_place(known))
    if form.is_valid():
        invited = form.get_personne(association, known and known.personne)
        try:
            sent = invite_personne(invited, association=association, by=request.user, **form.place)
        except ValidationError as error:
            form.add_error(None, ValidationError(error.messages))
        else:
            return _show_sent(request, sent)
    context = {"association": association, "form": form, "known": known}
    return render(request, "members/personne_invite.html", context)


def _find_without_account(association, number):
    """Return the tie of somebody of the team who has no account yet, to open them one."""
    if not (number.isascii() and number.isdigit() and len(number) < LONGEST_NUMBER):
        return None
    running = association.rattachements.en_cours().select_related("personne").filter(personne=int(number))
    return next((tie for tie in running if not tie.personne.has_account), None)


def _say_place(tie) -> dict:
    """Return what is already known of somebody, so that nobody types it again."""
    if tie is None:
        return {}
    person = {"prenom": tie.personne.prenom, "nom": tie.personne.nom}
    return person | {name: getattr(tie, name) for name in ("genre", "fonction", "is_gestionnaire")}


def invitation_detail(request, pk, invitation):
    """What became of an invitation; its code is shown once, right after it is made."""
    found = Invitation.objects.filter(association=pk).select_related("personne", "association", "envoyee_par")
    invitation = get_object_or_404(found, pk=invitation)
    require(request.user, "members.invite_personne", invitation.association)
    if request.method == "POST":
        if "annuler" not in request.POST:
            return _show_sent(request, resend_invitation(invitation, by=request.user))
        revoke_invitation(invitation, by=request.user)
        messages.success(request, "L’invitation est annulée : son lien n’ouvre plus rien.")
        return redirect("members:association_detail", pk)
    context = {"invitation": invitation, "code": _take_code(request, invitation)}
    return render(request, "members/invitation_detail.html", context)


def _show_sent(request, sent):
    """Keep the code sealed in the session until the next page shows it, once."""
    invitation = sent.invitation
    if sent.code:
        request.session[_place(invitation)] = b64encode(seal_alone(sent.code, _place(invitation))).decode()
    return redirect("members:invitation_detail", invitation.association_id, invitation.pk)


def _take_code(request, invitation) -> str:
    sealed = request.session.pop(_place(invitation), "")
    try:
        return unseal_alone(b64decode(sealed), _place(invitation)) if sealed else ""
    except Unreadable:
        return ""


def _place(invitation) -> str:
    return f"invitation-code:{invitation.pk}"


def rattachement_edit(request, pk):
    rattachement = _managed(request, pk)
    form = RattachementForm(
        request.POST or None,
        initial={name: getattr(rattachement, name) for name in ("genre", "fonction", "is_gestionnaire")},
    )
    if form.is_valid() and attempt(form, change_rattachement, rattachement, by=request.user, **form.cleaned_data):
        messages.success(request, f"La place de {rattachement.personne} est à jour.")
        return redirect("members:association_detail", rattachement.association_id)
    return render(request, "members/rattachement_edit.html", {"rattachement": rattachement, "form": form})


def rattachement_end(request, pk):
    rattachement = _managed(request, pk)
    form = FinForm(request.POST or None)
    if form.is_valid() and attempt(form, end_rattachement, rattachement, by=request.user, **form.cleaned_data):
        messages.success(request, f"Le départ de {rattachement.personne} est noté.")
        return redirect("members:association_detail", rattachement.association_id)
    return render(request, "members/rattachement_end.html", {"rattachement": rattachement, "form": form})


def _managed(request, pk) -> Rattachement:
    rattachement = get_object_or_404(Rattachement.objects.select_related("personne", "association"), pk=pk)
    require(request.user, "members.edit_rattachement", rattachement.association)
    return rattachement


def mon_compte(request):
    personne = get_object_or_404(get_portrait(Personne.objects.all()), pk=request.user.pk)
    form = CoordonneesForm(request.POST or None, instance=Personne.objects.get(pk=personne.pk))
    if form.is_valid() and attempt(form, edit_coordonnees, request.user, by=request.user, **form.cleaned_data):
        messages.success(request, "Vos coordonnées sont à jour.")
        return redirect("members:mon_compte")
    context = {
        "personne": personne,
        "form": form,
        "has_second_factor": is_mfa_enabled(request.user),
        "propositions": get_propositions(personne),
        "readers": get_readers(personne),
    }
    return render(request, "members/mon_compte.html", context)


def identity_confirm(request):
    """A code sent to the address of whoever is signed in, before their means of entry change."""
    proof = AddressProof(request)
    form = CodeForm(request.POST if "code" in request.POST else None)
    if request.method == "POST" and "code" not in request.POST and request.user.email:
        proof.send(request.user.email, "account/email/login_code")
        return redirect(request.get_full_path())
    if form.is_valid() and attempt(form, proof.check, form.cleaned_data["code"]) and proof.email == request.user.email:
        confirm_identity(request)
        return redirect(get_next_redirect_url(request) or "members:mon_compte")
    is_waiting = proof.is_waiting and proof.email == request.user.email
    return render(request, "members/identity_confirm.html", {"form": form, "is_waiting": is_waiting})
