"""The letter of engagement of one accompaniment, under its code.

It is drawn in memory, during the request of whoever holds an access, and never kept: a file in storage, or the row of
`socle.documents.produce` that names who asked and for what, would say that a case exists, and whose, to whoever reads
the storage, the database or a backup. Made again, it is the same: nothing is lost by not keeping it.
"""

from hashlib import sha256

from accompagnement.models import Demande, Sollicitation
from accompagnement.queries.fonds import get_compte
from members.queries import get_federation_name
from socle.documents import Document, render_pdf
from socle.permissions import can

VERSION = "2026-1"


def _find(params) -> Demande:
    return Demande.objects.select_related("service", "bouquet").get(pk=params["demande"])


class LettreEngagement(Document):
    """Who does what, within what frame, how many sessions, what stays between us, how to stop. No name of anybody.

    The title and the file's name are the case's code and nothing else.
    """

    slug = "accompagnement.lettre"
    template = "accompagnement/lettre_pdf.html"

    @classmethod
    def title(cls, params):
        return _find(params).code

    @classmethod
    def context(cls, params):
        demande = _find(params)
        sollicitation = demande.sollicitations.filter(etat=Sollicitation.Etat.ACCEPTEE).first()
        compte = get_compte(demande)
        texts = (demande.code, str(demande.service), demande.modalite, str(compte.plafond), VERSION)
        digest = sha256("\x00".join(texts).encode()).hexdigest()[:16].upper()
        return {
            "federation": get_federation_name(),
            "demande": demande,
            "partie": "La personne" if demande.is_personnelle else "L’association",
            "engagee_le": sollicitation.repondue_le if sollicitation else demande.acceptee_le,
            "compte": compte,
            "version": VERSION,
            "empreinte": "-".join(digest[rank : rank + 4] for rank in range(0, len(digest), 4)),
        }

    @classmethod
    def filename(cls, params):
        return f"{cls.title(params)}.pdf"

    @classmethod
    def can_read(cls, user, params):
        return can(user, "accompagnement.view_demande", _find(params))


def draw_lettre(demande: Demande) -> bytes:
    """Return the letter, drawn here and now; nothing of it touches a disk."""
    return render_pdf(LettreEngagement.template, LettreEngagement.context({"demande": demande.pk}))
