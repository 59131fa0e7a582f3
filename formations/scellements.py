"""What trainings keep under the key ring."""

from socle.trousseau import Scellement, register

register(Scellement("formations.AmenagementDemande", "contenu", lambda demande: demande.sealed_for))
register(Scellement("formations.ReponseEnAttente", "contenu", lambda reponse: reponse.place))
