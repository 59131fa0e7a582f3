"""Builders of what is paid: a fund, a ceiling, sessions of an accompaniment, an invoice handed in for real."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from django.utils import timezone

from accompagnement import actions
from accompagnement.actions.factures import submit_facture
from accompagnement.actions.seances import log_seance
from accompagnement.models import Demande, Facture, Fonds, Modalite, MoisFacturable, Plafond
from tests.factories.accompagnement import SECRET

MENTION = Facture.Mention.FRANCHISE


def make_fonds(montant="5000.00", services=(), **fields) -> Fonds:
    year = timezone.localdate().year
    defaults = {
        "nom": f"Fonds {Fonds.objects.count() + 1}",
        "debut": date(year - 1, 1, 1),
        "fin": date(year + 1, 12, 31),
    }
    fonds = Fonds.objects.create(montant=Decimal(montant), **(defaults | fields))
    fonds.services.set(services)
    return fonds


def make_plafond(seances=3, service=None, **fields) -> Plafond:
    fields.setdefault("annee", timezone.localdate().year - 1)
    return Plafond.objects.create(seances=seances, service=service, **fields)


def log(demande, by, number=1, **fields):
    """Note sessions on the days before today, of one month whatever the day."""
    first = timezone.localdate().replace(day=1)
    Demande.objects.filter(pk=demande.pk).update(deposee_le=timezone.now() - timedelta(days=60))
    noted = demande.seances.count()
    given = {
        "duree_minutes": 60,
        "format": "presence",
        "genre": "individuelle",
        "salaries": 0,
        "benevoles": 0,
    } | fields
    last = (first - timedelta(days=1)).replace(day=1)
    return [log_seance(demande, date=last + timedelta(days=noted + rank), by=by, **given) for rank in range(number)]


def make_facture(demande, by, numero="F-1", seances=1, montant="60.00", **fields) -> Facture:
    mois = MoisFacturable.objects.select_related("prestataire").get(code=demande.code)
    given = {"tva": Decimal(0), "mention": MENTION} | fields
    return submit_facture(mois, numero=numero, seances=seances, montant=Decimal(montant), by=by, **given)


def make_demande_association(cast, scene, *, recit=SECRET, accepted=True) -> Demande:
    """The association's door, opened by its president with a colleague, accepted by the provider."""
    service = scene.service
    demande = actions.submit_demande_association(
        uuid4(), cast.palier, recit=recit, personnes=[cast.collegue], by=cast.presidente, bouquet=service.bouquet,
        service=service, modalite=Modalite.PRESENCE, langue="français", besoin_accessibilite=False,
    )  # fmt: skip
    if not accepted:
        return demande
    actions.qualify_demande(demande, bouquet=service.bouquet, service=service, urgence="normale", by=cast.coordination)
    actions.propose_prestataires(demande, [scene.ines], by=cast.coordination)
    actions.choose_proposition(demande.propositions.get(), by=cast.presidente)
    sollicitation = demande.sollicitations.get(etat="offerte")
    return actions.accept_sollicitation(sollicitation, has_declared=True, by=cast.prestataire)
