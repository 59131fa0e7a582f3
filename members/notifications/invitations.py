"""Messages about accounts and invitations."""

from django.conf import settings
from django.urls import reverse

from members.models import Invitation
from members.queries.oppositions import print_of
from socle.notifications import Message
from socle.signatures import sign

NE_PLUS_ECRIRE, DAYS = "ne-plus-ecrire", 365


class InvitationAuPortail(Message):
    """The way in. Its link is computed when the mail leaves and is written nowhere."""

    slug = "members.invitation_au_portail"
    category = "Compte"
    label = "Invitation au portail"
    can_be_disabled = False
    in_portal = False

    def __init__(self, invitation: Invitation):
        self.invitation = invitation

    def title(self):
        return f"{self.invitation.envoyee_par} vous invite sur le portail"

    def link(self):
        return reverse("account_login")

    def recipients(self):
        return [self.invitation.personne]

    def key(self, personne):
        return f"invitation:{self.invitation.pk}"

    def context(self, personne):
        association = self.invitation.association
        return {
            "invitation": self.invitation.pk,
            "invitee": str(personne),
            "hote": str(self.invitation.envoyee_par),
            "association": str(association) if association else "",
            "expire": self.invitation.expire_le.isoformat(),
            "asks_for_code": self.invitation.asks_for_code,
        }

    @classmethod
    def secrets(cls, contexte):
        invitation = Invitation.objects.get(pk=contexte["invitation"])
        path = reverse("members:invitation_open", args=[invitation.token])
        secrets = {"lien": settings.PORTAIL_URL + path, "expire_le": invitation.expire_le}
        if address := invitation.personne.email:
            token = sign(NE_PLUS_ECRIRE, {"empreinte": print_of(address).hex()}, days=DAYS)
            secrets["ne_plus_ecrire"] = settings.PORTAIL_URL + reverse("members:opposition_add", args=[token])
        return secrets


class InvitationAcceptee(Message):
    """Whoever invited learns that the person came."""

    slug = "members.invitation_acceptee"
    category = "Compte"
    label = "Une personne que vous avez invitée est arrivée"

    def __init__(self, invitation: Invitation):
        self.invitation = invitation

    def title(self):
        return f"{self.invitation.personne} a accepté votre invitation"

    def link(self):
        if self.invitation.association_id:
            return reverse("members:association_detail", args=[self.invitation.association_id])
        return reverse("members:personne_detail", args=[self.invitation.personne_id])

    def recipients(self):
        return [self.invitation.envoyee_par]

    def context(self, personne):
        return {"invitee": str(self.invitation.personne), "association": str(self.invitation.association or "")}


class InvitationRefusee(InvitationAcceptee):
    """Whoever proposed a place learns that the person said no; no reason is asked."""

    slug = "members.invitation_refusee"
    label = "Une personne décline votre invitation"

    def title(self):
        return f"{self.invitation.personne} décline votre invitation"


class InvitationRedemandee(Message):
    """Somebody came with a link that is no longer good, and asks for another. Once for each link."""

    slug = "members.invitation_redemandee"
    category = "Compte"
    label = "Une personne demande un nouveau lien d’invitation"
    can_be_disabled = False

    def __init__(self, invitation: Invitation):
        self.invitation = invitation

    def title(self):
        return f"{self.invitation.personne} demande un nouveau lien d’invitation"

    def link(self):
        return InvitationAcceptee(self.invitation).link()

    def recipients(self):
        return [self.invitation.envoyee_par]

    def key(self, personne):
        return f"invitation-redemandee:{self.invitation.pk}"

    def context(self, personne):
        return {"invitee": str(self.invitation.personne), "association": str(self.invitation.association or "")}
