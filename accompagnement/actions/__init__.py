"""What people do here, one function each."""

from accompagnement.actions.choix import (
    accept_reorientation,
    choose_proposition,
    evaluate_demande,
    refuse_propositions,
    withdraw_demande,
)
from accompagnement.actions.coordination import (
    link_situation,
    offer_reorientation,
    propose_prestataires,
    qualify_demande,
)
from accompagnement.actions.cycle import Impossible, anonymize_demande, refresh_liens, settle_demande
from accompagnement.actions.depot import (
    delete_brouillon,
    read_brouillon,
    save_brouillon,
    submit_demande,
    submit_demande_association,
)
from accompagnement.actions.lecture import read_scelle
from accompagnement.actions.prestations import (
    accept_sollicitation,
    close_demande,
    decline_sollicitation,
    log_seance,
)

__all__ = [
    "Impossible",
    "accept_reorientation",
    "accept_sollicitation",
    "anonymize_demande",
    "choose_proposition",
    "close_demande",
    "decline_sollicitation",
    "delete_brouillon",
    "evaluate_demande",
    "link_situation",
    "log_seance",
    "offer_reorientation",
    "propose_prestataires",
    "qualify_demande",
    "read_brouillon",
    "read_scelle",
    "refresh_liens",
    "refuse_propositions",
    "save_brouillon",
    "settle_demande",
    "submit_demande",
    "submit_demande_association",
    "withdraw_demande",
]
