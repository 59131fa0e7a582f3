"""What the portal tells people about who belongs to the federation."""

from members.notifications.invitations import InvitationAcceptee, InvitationAuPortail, InvitationRedemandee

__all__ = ["InvitationAcceptee", "InvitationAuPortail", "InvitationRedemandee"]
