"""Invoices: the hours attended, once they cannot change; numbered by the database, taken back by a credit note."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from formations.actions.places import hold_session
from formations.models import FactureFormation, LigneFacture, ReglageFormations, SessionFormation
from formations.queries.bilans import HELD
from formations.queries.emargements import get_halves
from formations.queries.factures import compute_tva, get_to_invoice
from members.models import Association, Federation, Personne
from socle import journal
from socle.permissions import require

Mention = FactureFormation.Mention


@transaction.atomic
def issue_invoice(
    session: SessionFormation, *, association: Association, opco: str = "", adresse: str = "", by: Personne
) -> FactureFormation:
    """Ask an employer, or the OPCO that pays for it, for the price of the hours attended; never twice for the same."""
    require(by, "formations.organise")
    session = hold_session(session.pk)
    if session.etat not in HELD or not all(half.is_close for half in get_halves(session)):
        raise ValidationError(
            "Les heures peuvent encore changer : la session doit être notée tenue, et ses feuilles de présence closes."
        )
    owed = next((one for one in get_to_invoice(session) if one.association.pk == association.pk), None)
    if owed is None:
        raise ValidationError("Il n’y a plus rien à facturer à cette association pour cette session.")
    if opco and not adresse:
        raise ValidationError({"adresse": "Donnez l’adresse de l’OPCO : la facture lui est envoyée."})
    facture = _write(session, owed, opco, adresse, by)
    journal.record("formations.issue_invoice", session, by=by, numero=facture.numero, total=str(facture.total))
    return facture


def _write(session, owed, opco, adresse, by) -> FactureFormation:
    reglages, today = ReglageFormations.load(), timezone.localdate()
    taux = Decimal(0) if reglages.is_exoneree_tva else reglages.taux_tva
    facture = FactureFormation.objects.create(
        annee=today.year,
        emise_le=today,
        emise_par=by,
        session=session,
        association=owed.association,
        opco=opco,
        adresse=adresse,
        emetteur=_say_sender(reglages),
        destinataire=_say_receiver(owed.association, opco, adresse),
        mention=Mention.EXONEREE if reglages.is_exoneree_tva else Mention.TAXABLE,
        taux=taux,
        montant=owed.montant,
        tva=compute_tva(owed.montant, taux),
    )
    LigneFacture.objects.bulk_create(
        LigneFacture(
            facture=facture, inscription=row, nom=str(row.personne), minutes=row.suivies, prevues=row.prevues,
            prix=row.montant, montant=row.du,
        )
        for row in owed.lignes
    )  # fmt: skip
    facture.refresh_from_db()
    return facture


def _say_sender(reglages) -> dict:
    federation = Federation.objects.order_by("pk").first() or Federation()
    return {
        "nom": federation.nom,
        "adresse": reglages.adresse,
        "siret": reglages.siret,
        "nda": reglages.nda,
        "iban": federation.iban,
        "titulaire": federation.titulaire,
    }


def _say_receiver(association, opco, adresse) -> dict:
    own = ", ".join(part for part in (association.adresse, f"{association.code_postal} {association.commune}") if part)
    name = opco or association.nom
    return {"nom": name, "adresse": adresse or own.strip(), "siret": "" if opco else association.siret or ""}


@transaction.atomic
def cancel_invoice(facture: FactureFormation, *, motif: str, by: Personne) -> FactureFormation:
    """Take an invoice back whole by a credit note, numbered in the same series; its hours may be invoiced again."""
    require(by, "formations.organise")
    hold_session(facture.session_id)
    facture = FactureFormation.objects.select_for_update().get(pk=facture.pk)
    if facture.avoir_de_id or FactureFormation.objects.filter(avoir_de=facture).exists():
        raise ValidationError("Cette facture est déjà annulée par un avoir.")
    today = timezone.localdate()
    same = ("session_id", "association_id", "opco", "adresse", "emetteur", "destinataire", "mention", "taux")
    avoir = FactureFormation.objects.create(
        annee=today.year, emise_le=today, emise_par=by, montant=-facture.montant, tva=-facture.tva,
        avoir_de=facture, motif=motif, **{name: getattr(facture, name) for name in same},
    )  # fmt: skip
    LigneFacture.objects.bulk_create(
        LigneFacture(
            facture=avoir, inscription_id=row.inscription_id, nom=row.nom, minutes=row.minutes, prevues=row.prevues,
            prix=row.prix, montant=-row.montant,
        )
        for row in facture.lignes.all()
    )  # fmt: skip
    avoir.refresh_from_db()
    journal.record("formations.cancel_invoice", facture.session, by=by, numero=avoir.numero, de=facture.numero)
    return avoir
