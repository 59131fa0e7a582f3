"""How people come in: somebody invites them, they say yes."""

from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from members.accounts import ensure_email_address
from members.actions.rattachements import open_rattachement
from members.mineurs import check_mineur
from members.models import Association, Invitation, Personne
from members.models.invitations import MOST_TRIES, new_code
from members.notifications import InvitationAcceptee, InvitationAuPortail, InvitationRedemandee, InvitationRefusee
from socle import journal
from socle.notifications import notify
from socle.permissions import require


class InvitationSent(NamedTuple):
    """An invitation, and the code to say aloud when it went to a shared box (shown once, kept nowhere)."""

    invitation: Invitation
    code: str


class InvitationClosed(Exception):
    """The link was used, replaced, taken back or is too old."""


class CodeRefused(Exception):
    """The code is wrong; `left` says how many tries remain."""

    def __init__(self, left: int):
        super().__init__(left)
        self.left = left


@transaction.atomic
def invite_personne(
    personne: Personne,
    *,
    association: Association | None,
    genre: str = "",
    fonction: str = "",
    is_gestionnaire: bool = False,
    by: Personne,
) -> InvitationSent:
    """Send a person their own way in, which replaces any earlier one to the same association.

    The tie with the association opens when they accept, never before. A person who has no address of their own
    also needs a code, given by voice: everybody who reads the shared box could otherwise come in as them.
    """
    require(by, "members.invite_personne", association)
    now = timezone.now()
    check_mineur(personne, with_account=True)
    _keep_invitee(personne)
    Invitation.objects.ouvertes().filter(personne=personne, association=association).update(annulee_le=now)
    invitation = Invitation(
        personne=personne,
        association=association,
        genre=genre,
        fonction=fonction,
        is_gestionnaire=is_gestionnaire,
        envoyee_par=by,
    )
    code = ""
    if personne.must_use_password:
        code = new_code()
        invitation.set_code(code)
    invitation.save()
    journal.record("members.invite_personne", invitation, by=by, association=association and association.pk)
    notify(InvitationAuPortail(invitation))
    return InvitationSent(invitation, code)


def _keep_invitee(personne) -> None:
    """Save who is invited: somebody new without any right, or the address of somebody who has no account."""
    if personne.pk is None:
        personne.is_active = False
        personne.set_unusable_password()
        personne.full_clean()
        personne.save()
    elif not personne.has_account:
        personne.full_clean(exclude=["password"])
        personne.save(update_fields=["email", "courriel_partage"])


def resend_invitation(invitation: Invitation, *, by: Personne) -> InvitationSent:
    """Send a new link (and a new code) for the same place; the earlier ones open nothing any more."""
    return invite_personne(
        invitation.personne,
        association=invitation.association,
        genre=invitation.genre,
        fonction=invitation.fonction,
        is_gestionnaire=invitation.is_gestionnaire,
        by=by,
    )


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: Personne) -> None:
    """Take an invitation back: its link opens nothing any more."""
    require(by, "members.invite_personne", invitation.association)
    Invitation.objects.ouvertes().filter(pk=invitation.pk).update(annulee_le=timezone.now())
    journal.record("members.revoke_invitation", invitation, by=by)


def check_invitation_code(invitation: Invitation, typed: str) -> None:
    """Let through whoever knows the code; raise CodeRefused, and close the door after the last try.

    The try is counted and committed even when it fails, under a lock: a thousand parallel tries are five.
    """
    with transaction.atomic():
        standing = _lock(invitation)
        is_right = standing.is_code(typed)
        if not is_right:
            standing.essais += 1
            standing.annulee_le = timezone.now() if standing.essais >= MOST_TRIES else None
            standing.save(update_fields=["essais", "annulee_le"])
    if not is_right:
        raise CodeRefused(MOST_TRIES - standing.essais)


@transaction.atomic
def accept_invitation(
    invitation: Invitation, *, email: str = "", identifiant: str = "", password: str = ""
) -> Personne:
    """Open the account and the promised tie; `email` must have been confirmed by whoever calls.

    Nobody else acts here: the person is the author of the line in the journal.
    """
    standing = _lock(invitation)
    personne = standing.personne
    personne.is_active = True
    if email:
        personne.email = email
    if identifiant:
        personne.identifiant = identifiant.lower()
        personne.set_password(password)
    personne.full_clean(exclude=["password"])
    personne.save()
    ensure_email_address(personne)
    standing.acceptee_le = timezone.now()
    standing.save(update_fields=["acceptee_le"])
    if standing.association_id:
        open_rattachement(standing, on=timezone.localdate())
    journal.record("members.accept_invitation", standing, by=personne)
    notify(InvitationAcceptee(standing))
    return personne


@transaction.atomic
def answer_proposition(invitation: Invitation, *, is_accepted: bool, by: Personne) -> Invitation:
    """Say yes or no, signed in, to a place proposed by somebody else; nothing opens before a yes.

    Being signed in proves who answers better than a link: no code is asked. Whoever proposed is told.
    """
    standing = _lock(invitation)
    require(by, "members.answer_invitation", standing)
    if is_accepted:
        accept_invitation(standing)
        return standing
    standing.annulee_le = timezone.now()
    standing.save(update_fields=["annulee_le"])
    journal.record("members.refuse_invitation", standing, by=by)
    notify(InvitationRefusee(standing))
    return standing


@transaction.atomic
def ask_new_invitation(invitation: Invitation) -> None:
    """Tell whoever invited that the link is no longer good; once for each link, nothing if it was used."""
    if invitation.acceptee_le is None:
        notify(InvitationRedemandee(invitation))


def _lock(invitation) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",))
    standing = rows.select_related("personne", "association", "envoyee_par").get(pk=invitation.pk)
    if not standing.is_open:
        raise InvitationClosed(standing.pk)
    return standing
