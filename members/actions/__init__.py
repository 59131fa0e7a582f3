"""What people do with associations, people, invitations and roles."""

from members.actions.associations import SheetChanged, edit_association, read_sheet
from members.actions.invitations import (
    CodeRefused,
    InvitationClosed,
    InvitationSent,
    accept_invitation,
    answer_proposition,
    ask_new_invitation,
    check_invitation_code,
    invite_personne,
    resend_invitation,
    revoke_invitation,
)
from members.actions.personnes import add_personne, edit_coordonnees, edit_minorite, forget_birth_dates
from members.actions.rattachements import change_rattachement, end_rattachement
from members.actions.roles import assign_fonction, end_affectation, end_role, give_role
from members.actions.segments import delete_segment, edit_segment, save_segment
from members.actions.structures import add_structure, close_structure, edit_structure

__all__ = [
    "CodeRefused",
    "InvitationClosed",
    "InvitationSent",
    "SheetChanged",
    "accept_invitation",
    "add_personne",
    "add_structure",
    "answer_proposition",
    "ask_new_invitation",
    "assign_fonction",
    "change_rattachement",
    "check_invitation_code",
    "close_structure",
    "delete_segment",
    "edit_association",
    "edit_coordonnees",
    "edit_minorite",
    "edit_segment",
    "edit_structure",
    "end_affectation",
    "end_rattachement",
    "end_role",
    "forget_birth_dates",
    "give_role",
    "invite_personne",
    "read_sheet",
    "resend_invitation",
    "revoke_invitation",
    "save_segment",
]
