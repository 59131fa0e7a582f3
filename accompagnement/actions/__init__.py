"""What people do here, one function each."""

from accompagnement.actions.choix import (
    accept_reorientation,
    choose_proposition,
    refuse_propositions,
    withdraw_demande,
)
from accompagnement.actions.coordination import (
    link_situation,
    offer_reorientation,
    propose_prestataires,
    qualify_demande,
)
from accompagnement.actions.cycle import Impossible, anonymize_demande, settle_demande
from accompagnement.actions.depot import (
    delete_brouillon,
    read_brouillon,
    save_brouillon,
    submit_demande,
    submit_demande_association,
)
from accompagnement.actions.evaluations import ask_later, evaluate_demande, evaluate_later, review_parole
from accompagnement.actions.fin import (
    close_demande,
    confirm_fin,
    continue_demande,
    reopen_demande,
    reopen_from_coordination,
)
from accompagnement.actions.lecture import read_scelle
from accompagnement.actions.liens import refresh_liens
from accompagnement.actions.prestations import (
    accept_sollicitation,
    decline_sollicitation,
)
from accompagnement.actions.rappels import remind_demande
from accompagnement.actions.reattribution import reassign_demande
from accompagnement.actions.releve import guard_demande
from accompagnement.actions.reorientations import decline_reorientation
from accompagnement.actions.seances import log_seance
from accompagnement.actions.suspension import resume_demande, suspend_demande

__all__ = [
    "Impossible",
    "accept_reorientation",
    "accept_sollicitation",
    "anonymize_demande",
    "ask_later",
    "choose_proposition",
    "close_demande",
    "confirm_fin",
    "continue_demande",
    "decline_reorientation",
    "decline_sollicitation",
    "delete_brouillon",
    "evaluate_demande",
    "evaluate_later",
    "guard_demande",
    "link_situation",
    "log_seance",
    "offer_reorientation",
    "propose_prestataires",
    "qualify_demande",
    "read_brouillon",
    "read_scelle",
    "reassign_demande",
    "refresh_liens",
    "refuse_propositions",
    "remind_demande",
    "reopen_demande",
    "reopen_from_coordination",
    "resume_demande",
    "review_parole",
    "save_brouillon",
    "settle_demande",
    "submit_demande",
    "submit_demande_association",
    "suspend_demande",
    "withdraw_demande",
]
