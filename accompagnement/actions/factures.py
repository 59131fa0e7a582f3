"""Asking to be paid, checking, paying or refusing: a code, a month, a number of sessions, an amount, never a name.

The operator holds the fund (B30): §4.6 has invoices settled by the operator, and every other role of the federation
would be the employer of somebody who asks. Nothing here opens a case; whoever has a part in one leaves its invoices to
another operator.
"""

from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accompagnement.actions.cycle import Impossible
from accompagnement.actions.statistiques import count_cout
from accompagnement.models import Acces, Facture, Fonds, MoisFacturable, Plafond
from accompagnement.notifications import FactureAvancee
from accompagnement.queries.fonds import get_engage, get_euros_permis, get_permis_de_l_annee, get_plafond
from members.models import Personne
from socle.french import say_euros
from socle.notifications import notify
from socle.permissions import require

Etat = Facture.Etat
DEPOSIT, MANAGE = "accompagnement.add_facture", "accompagnement.manage_factures"
TROP_DE_SEANCES = (
    "Cette facture compte plus de séances que vous n’en avez noté ce mois-là, ou son numéro est déjà pris : rien n’a "
    "été déposé. Vérifiez les deux."
)
CHANGEE = "Cette facture a déjà changé d’étape : rien n’a été fait. Relisez la liste."
LES_VOTRES = "Cette facture ne peut pas être traitée par vous : une autre personne qui opère le dispositif le fera."
PAS_CE_FONDS = "Ce fonds ne paie pas ce service, pas ce mois-là, ou n’a plus assez : choisissez-en un autre."


@transaction.atomic
def submit_facture(mois: MoisFacturable, *, by: Personne, **fields) -> Facture:
    """Hand in an invoice for a month of one's own sessions; the same twice is one.

    `fields`: numero, montant, tva, mention, seances. Only the case's own ceiling may refuse it here.
    """
    require(by, DEPOSIT)
    if mois.prestataire.personne_id != by.pk:
        raise PermissionDenied("somebody else’s sessions")
    list(MoisFacturable.objects.filter(code=mois.code).order_by("pk").select_for_update())
    facture = Facture(mois=mois, **fields)
    same = Facture.objects.comptees().filter(mois=mois, **fields).first()
    if same:
        return same
    facture.full_clean(exclude=["reglee_le"])
    _check_dossier(facture)
    try:
        with transaction.atomic():
            facture.save(force_insert=True)
    except IntegrityError as error:
        raise Impossible(TROP_DE_SEANCES) from error
    return facture


def _check_dossier(facture) -> None:
    mois = facture.mois
    permis = get_euros_permis(mois.code, mois.service_id, mois.mois.year)
    asked = Decimal(Facture.objects.comptees().filter(mois__code=mois.code).total())
    if permis is not None and asked + facture.total > permis:
        raise Impossible(
            f"Ce dossier peut coûter {say_euros(permis)} en tout, et {say_euros(asked)} sont déjà facturés : rien n’a "
            "été déposé. Des séances de plus, accordées par la coordination, relèvent ce plafond d’autant."
        )


@transaction.atomic
def verify_facture(facture: Facture, fonds: Fonds, *, by: Personne) -> Facture:
    """Agree to an invoice and say which fund pays; refused beyond the year's ceiling of its service."""
    facture = _hold(facture, by)
    if (facture.etat, facture.fonds_id) == (Etat.VERIFIEE, fonds.pk):
        return facture
    if facture.etat != Etat.DEPOSEE:
        raise Impossible(CHANGEE)
    _check_annee(facture)
    facture.etat, facture.fonds = Etat.VERIFIEE, fonds
    try:
        with transaction.atomic():
            facture.save()
    except IntegrityError as error:
        raise Impossible(PAS_CE_FONDS) from error
    return facture


def _check_annee(facture) -> None:
    annee, service = facture.mois.mois.year, facture.mois.service_id
    plafond = get_plafond(service, annee)
    if plafond is None:
        return
    Plafond.objects.select_for_update().get(pk=plafond.pk)  # two invoices checked at once wait for one another
    permis = get_permis_de_l_annee(plafond, annee)
    if permis is not None and get_engage(service, annee) + facture.total > permis:
        raise Impossible(
            f"Le plafond de {annee} pour ce service, {say_euros(permis)}, serait dépassé : rien n’a été fait. "
            "Accordez une rallonge à ce plafond, puis vérifiez la facture."
        )


@transaction.atomic
def settle_facture(facture: Facture, *, by: Personne) -> Facture:
    """Say that an invoice is paid, today; its provider gets one neutral message."""
    facture = _hold(facture, by)
    if facture.etat == Etat.REGLEE:
        return facture
    if facture.etat != Etat.VERIFIEE:
        raise Impossible(CHANGEE)
    facture.etat, facture.reglee_le = Etat.REGLEE, timezone.localdate()
    facture.save()
    count_cout(facture)
    notify(FactureAvancee(facture))
    return facture


@transaction.atomic
def refuse_facture(facture: Facture, *, motif: str, by: Personne) -> Facture:
    """Refuse an invoice with a coded reason: its sessions may be billed again under another number."""
    facture = _hold(facture, by)
    if (facture.etat, facture.motif) == (Etat.REFUSEE, motif):
        return facture
    if facture.etat not in (Etat.DEPOSEE, Etat.VERIFIEE):
        raise Impossible(CHANGEE)
    facture.etat, facture.motif, facture.fonds = Etat.REFUSEE, motif, None
    facture.full_clean(exclude=["reglee_le"])
    facture.save()
    notify(FactureAvancee(facture))
    return facture


def _hold(facture, by) -> Facture:
    require(by, MANAGE)
    held = Facture.objects.select_for_update(of=("self",)).select_related("mois__prestataire__personne")
    facture = held.get(pk=facture.pk)
    has_a_part = Acces.objects.opened_for(by).filter(demande__code=facture.code).exists()
    if has_a_part or facture.mois.prestataire.personne_id == by.pk:
        raise Impossible(LES_VOTRES)
    return facture
