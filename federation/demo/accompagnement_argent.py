"""What pays for the demo's accompaniments, and one association's plan: through the real actions, dates set after."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from accompagnement.actions.factures import refuse_facture, settle_facture, submit_facture, verify_facture
from accompagnement.actions.plans import save_etape, validate_plan, write_texte
from accompagnement.models import (
    Demande,
    Etat,
    Facture,
    Fonds,
    MoisFacturable,
    Plafond,
    Role,
    Seance,
    Service,
    Sollicitation,
)
from federation.demo.accompagnement_reseau import OPERATRICE

DIAGNOSTIC = (
    "L’équipe et le bureau se sont partagé les décisions sans jamais l’écrire.\n\n"
    "Ce qui tient : l’accueil, les bénévoles du samedi, une trésorerie saine.\n"
    "Ce qui coince : qui répond aux partenaires, qui valide les plannings."
)
ETAPES = [
    ("Réunir le bureau et l’équipe pour nommer les décisions de chacun.", "faite", -20),
    ("Écrire une page qui dit qui décide quoi, et la lire en équipe.", "en_cours", 12),
    ("Essayer trois mois, puis en reparler avec la médiatrice.", "a_faire", 90),
]


def load(world) -> None:
    """Say who held each session, open funds and ceilings, hand in a few invoices, begin a plan."""
    for asked in Sollicitation.objects.filter(etat="acceptee").select_related("demande"):
        Seance.objects.filter(demande=asked.demande).update(prestataire=asked.prestataire)
    _open_funds(world)
    _bill(world)
    _plan(world)


def _open_funds(world) -> None:
    year = world.today.year
    Fonds.objects.create(
        nom="Fonds mutualisé du dispositif", montant=Decimal(18000), debut=date(year - 1, 1, 1), fin=date(year, 12, 31)
    )
    crises = Fonds.objects.create(
        nom="Médiation et crises", montant=Decimal(4000), debut=date(year, 1, 1), fin=date(year, 12, 31)
    )
    crises.services.set(Service.objects.filter(nom="Médiation"))
    Plafond.objects.create(annee=year - 2, seances=8, euros_par_dossier=Decimal(900), euros_par_an=Decimal(6000))
    Plafond.objects.create(
        service=Service.objects.filter(nom="Médiation").first(), annee=year - 1, seances=12,
        euros_par_dossier=Decimal(1500),
    )  # fmt: skip


def _bill(world) -> None:
    operatrice, fonds = world.personne(OPERATRICE), Fonds.objects.get(nom="Fonds mutualisé du dispositif")
    months = MoisFacturable.objects.filter(seances__gt=0, mois__lt=world.today.replace(day=1))
    for rank, mois in enumerate(months.select_related("prestataire__personne").order_by("mois", "code")):
        if rank % 4 == 3 or mois.mois < fonds.debut:
            continue
        facture = submit_facture(
            mois, numero=f"F{world.today.year}-{rank:03}", seances=mois.seances, montant=Decimal(60) * mois.seances,
            tva=Decimal(0), mention=Facture.Mention.FRANCHISE, by=mois.prestataire.personne,
        )  # fmt: skip
        if rank % 8 == 6:
            refuse_facture(facture, motif=Facture.Motif.MONTANT, by=operatrice)
        elif rank % 4 < 2:
            verify_facture(facture, fonds, by=operatrice)
            if rank % 4 == 0:
                settle_facture(facture, by=operatrice)


def _plan(world) -> None:
    """One association writes with its provider; what they wrote is sealed as any other plan."""
    cases = Demande.objects.filter(porte=Demande.Porte.ASSOCIATION, etat=Etat.EN_COURS, acces__role=Role.PRESTATAIRE)
    demande = cases.filter(acces__ferme_le=None).order_by("deposee_le", "code").first()
    if demande is None:
        return
    by = demande.sollicitations.select_related("prestataire__personne").get(etat="acceptee").prestataire.personne
    write_texte(demande, "diagnostic", DIAGNOSTIC, lu=0, by=by)
    for rank, (texte, etat, days) in enumerate(ETAPES, 1):
        numero = uuid5(NAMESPACE_URL, f"demo-etape-{rank}")
        due = world.today + timedelta(days=days)
        save_etape(demande, numero, texte=texte, rang=rank, etat=etat, echeance=due, lu=0, by=by)
    requester = next((p for p in world.personnes if demande.is_from(p)), None)
    if requester is not None:
        validate_plan(demande, "diagnostic", 1, by=requester)
