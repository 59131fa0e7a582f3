"""The papers of a training, full: many people, two days, somebody unplanned, half of it signed."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from formations.actions.factures import issue_invoice
from formations.models import (
    ArriveeSurPlace,
    CertificatRealisation,
    Emargement,
    FactureFormation,
    FeuillePresence,
    ReglageFormations,
    SessionFormation,
)
from tests.factories.formations import (
    make_demi_journee,
    make_formateur,
    make_formation,
    make_inscription,
    make_session,
)
from tests.factories.members import make_personne

TITLE = "Lire un budget : l’été, l’hiver, et ce qui n’attend pas"


def make_held(cast) -> SessionFormation:
    """A session held with fourteen people; the first one signed everything."""
    programme = "Matin : « où en sommes-nous ? »\nAprès-midi : ce que nous en ferons.\n" * 30
    formation = make_formation(TITLE, programme=programme, resume="Comprendre avant de voter.")
    session = make_session(formation, places=20, days=-6, by=cast.chargee, etat="planifiee", tarif=Decimal("120.50"))
    for moment in ("matin", "apres_midi"):
        make_demi_journee(session, timezone.localdate() - timedelta(days=5), moment, module="Bâtir le sien, à l’œil")
    for step in ("ouverte", "confirmee", "tenue"):
        SessionFormation.objects.filter(pk=session.pk).update(etat=step)
    trainers = [make_formateur(cast.prestataire), make_formateur()]
    session.formateurs.set(trainers)
    people = [make_personne(f"Quévrauberte{rank}", "Gaëlle") for rank in range(14)]
    rows = [make_inscription(session, one, cast.palier, montant=Decimal("120.50")) for one in people]
    ArriveeSurPlace.objects.create(session=session, nom="Odile Passavelle", notee_par=cast.chargee)
    for half in session.demi_journees.all():
        begins = timezone.make_aware(datetime.combine(half.date, half.debut))
        given = {"demi_journee": half, "mode": "telephone", "saisi_par": cast.chargee, "signe_le": begins}
        Emargement.objects.create(**given, inscription=rows[0], minutes=200)
        Emargement.objects.create(**given, formateur=trainers[0], minutes=210)
        FeuillePresence.objects.create(demi_journee=half, close_par=cast.chargee)
    session.refresh_from_db()
    session.rows = rows
    return session


def make_certificate(cast) -> CertificatRealisation:
    session = make_held(cast)
    return CertificatRealisation.objects.create(
        code="7KQ4MZ2XW9PA",
        inscription=session.rows[0],
        nom=str(session.rows[0].personne),
        association=str(cast.palier),
        intitule=TITLE,
        du=timezone.localdate() - timedelta(days=6),
        au=timezone.localdate() - timedelta(days=5),
        minutes=800,
        emis_par=cast.chargee,
    )


def make_sheet_to_sign(cast) -> SessionFormation:
    """A session to come, whose sheet is printed with its blank rows."""
    session = make_session(make_formation(TITLE), places=20, by=cast.chargee)
    for rank in range(12):
        make_inscription(session, make_personne(f"Quévrauberte{rank}", "Gaëlle"), cast.palier)
    session.formateurs.add(make_formateur())
    return session


def make_owed(cast) -> SessionFormation:
    """A small session, held and locked, that one employer pays for: one came for half of it."""
    session = make_session(etat="tenue", days=-3, by=cast.chargee)
    rows = [make_inscription(session, make_personne(), cast.palier, montant=Decimal("120.10")) for _ in range(2)]
    for rank, half in enumerate(session.demi_journees.order_by("debut")):
        begins = timezone.make_aware(datetime.combine(half.date, half.debut))
        given = {"demi_journee": half, "mode": "telephone", "saisi_par": cast.chargee, "signe_le": begins}
        for row in rows[rank:]:
            Emargement.objects.create(**given, inscription=row, minutes=210)
        FeuillePresence.objects.create(demi_journee=half, close_par=cast.chargee)
    session.rows = rows
    return session


def make_facture(cast, session=None) -> FactureFormation:
    session = session or make_owed(cast)
    return issue_invoice(session, association=cast.palier, by=cast.chargee)


def make_full_invoice(cast) -> FactureFormation:
    """Fourteen people, the federation's numbers, an address on several lines."""
    ReglageFormations.objects.update_or_create(
        pk=1, defaults={"adresse": "4, place de l’Été, 77000 Melun", "siret": "73282932000074", "nda": "11770123477"}
    )
    session = make_held(cast)
    for half in session.demi_journees.all():
        # The others signed nothing: their hours, and so their price, are not invoiced
        assert half.emargements.filter(inscription__isnull=False).count() == 1
    return issue_invoice(session, association=cast.palier, by=cast.chargee)


SAMPLES = {
    "formations.facture": lambda cast: {"facture": str(make_full_invoice(cast).pk)},
    "formations.programme": lambda cast: {"formation": make_held(cast).formation_id},
    "formations.convention": lambda cast: {"session": make_held(cast).pk, "association": cast.palier.pk},
    "formations.convocation": lambda cast: {"inscription": make_held(cast).rows[0].pk},
    "formations.feuille": lambda cast: {"session": make_sheet_to_sign(cast).pk},
    "formations.certificat": lambda cast: {"certificat": str(make_certificate(cast).pk)},
}
