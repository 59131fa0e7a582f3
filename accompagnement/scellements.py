"""What is kept under the key ring: the key of each text, for each access, and what is sealed alone."""

from accompagnement.actions.depot import place_of_brouillon
from socle.trousseau import Scellement, register

register(Scellement("accompagnement.CleDossier", "cle_enveloppee", lambda cle: cle.place))
register(Scellement("accompagnement.BrouillonMessage", "contenu", lambda brouillon: brouillon.place))
register(
    Scellement("accompagnement.Brouillon", "contenu", lambda brouillon: place_of_brouillon(bytes(brouillon.empreinte)))
)
register(Scellement("accompagnement.AvisEnAttente", "contenu", lambda avis: avis.place))
register(Scellement("accompagnement.Parole", "contenu", lambda parole: parole.place))
register(Scellement("accompagnement.CleAnnuelle", "cle_enveloppee", lambda cle: cle.place))
register(Scellement("accompagnement.Attestation", "cle_enveloppee", lambda attestation: attestation.where))
