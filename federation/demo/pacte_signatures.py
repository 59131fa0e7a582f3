"""The signature of the demo pact: adopted, then signed over two sittings by nine signatories, two of them outside."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from members.models import Instance
from pacte.contenu_signe import digest_of, write_signed
from pacte.models import CeremonieSignature, Ratification, SeanceSignature, Signataire, SignaturePacte, VersionPacte
from pacte.queries.signatures import get_mandats_dirigeants, get_signataires
from socle.travaux import launch

ADMINISTRATEUR = "Bastien Orvelin"
MEMBERS = 7
OUTSIDE = (
    ("Caf du Val-d’Aubrelle", "Maryse Ourdineau", "directrice", "maryse.ourdineau@caf-aubrelle.example"),
    ("Département d’Aubrelle", "Étienne Sauvigney", "vice-président", "etienne.sauvigney@aubrelle.example"),
)
Voie = SignaturePacte.Voie


def load(world):
    """Load what stands behind the two published versions."""
    admin = world.personne(ADMINISTRATEUR)
    assembly = Instance.objects.filter(association=None, genre=Instance.Genre.AG).order_by("pk").first()
    if assembly is None or Ratification.objects.exists():
        return
    mandats = pick_mandats()
    for version in VersionPacte.objects.publiees().select_related("pacte__federation").order_by("pk"):
        ratify(version, assembly, admin)
        sign(version, mandats, admin)


def pick_mandats():
    """One officer of each association, the first ones by name."""
    found = {}
    for mandat in get_mandats_dirigeants():
        if mandat.fonction:
            found.setdefault(mandat.instance.association_id, mandat)
    return list(found.values())[:MEMBERS]


def ratify(version, assembly, admin):
    version.ratification = Ratification.objects.create(
        version=version,
        instance=assembly,
        le=version.vigueur_du - timedelta(days=45),
        lieu="Maison des associations, Val-d’Aubrelle",
        reference=f"Assemblée générale, procès-verbal {version.vigueur_du.year}-{version.avenant + 1}",
        quorum=22,
        presents=37,
        pour=34,
        contre=1,
        abstentions=2,
        par=admin,
    )


def sign(version, mandats, admin):
    end = version.vigueur_du - timedelta(days=1)
    ceremonie = CeremonieSignature.objects.create(
        version=version, debut=end - timedelta(days=40), fin=end, vigueur_du=version.vigueur_du, par=admin
    )
    seances = [
        SeanceSignature.objects.create(ceremonie=ceremonie, le=ceremonie.debut, lieu="Salle des fêtes d’Orvain"),
        SeanceSignature.objects.create(
            ceremonie=ceremonie, le=end - timedelta(days=5), lieu="Maison des associations"
        ),
    ]
    signataires = name_signataires(ceremonie, mandats)
    ceremonie.ouverte_le = at(ceremonie.debut, 9)
    ceremonie.save()
    for rank, signataire in enumerate(signataires):
        seance = seances[rank % 2]
        is_member = signataire.personne_id is not None
        SignaturePacte.objects.create(
            signataire=signataire,
            voie=Voie.PORTAIL if is_member else Voie.LIEN,
            le=seance.le,
            seance=seance,
            empreinte=version.empreinte,
            par=signataire.personne,
            enregistree_le=at(seance.le, 15),
        )
    ceremonie.contenu = write_signed(ceremonie, get_signataires(ceremonie))
    ceremonie.empreinte = digest_of(ceremonie.contenu)
    ceremonie.close_le = at(end, 18)
    ceremonie.save()
    launch("pacte.sceller", ceremonie, by=admin)


def name_signataires(ceremonie, mandats):
    rows = [
        Signataire(
            ceremonie=ceremonie,
            rang=rank,
            organisme=str(mandat.instance.association),
            association=mandat.instance.association,
            nom=str(mandat.personne),
            qualite=mandat.fonction,
            personne=mandat.personne,
            mandat_debut=min(mandat.debut, ceremonie.debut),
            decision=f"Conseil d’administration, délibération n° {rank + 2}",
            decision_le=ceremonie.debut - timedelta(days=12 + rank),
        )
        for rank, mandat in enumerate(mandats, 1)
    ]
    rows += [
        Signataire(
            ceremonie=ceremonie,
            rang=len(rows) + rank,
            organisme=organisme,
            nom=nom,
            qualite=qualite,
            courriel=courriel,
        )
        for rank, (organisme, nom, qualite, courriel) in enumerate(OUTSIDE, 1)
    ]
    return Signataire.objects.bulk_create(rows)


def at(day, hour):
    return timezone.make_aware(datetime.combine(day, time(hour)))
