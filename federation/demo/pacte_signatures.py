"""The signature of the demo pact: adopted, then signed over two sittings by nine signatories, two of them outside.

A charter is being signed too: some have, one refused, one paper waits to be confirmed, two are outside.
"""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone

from members.models import Federation, Instance
from pacte.actions import write_blocs
from pacte.contenu_signe import digest_of, write_signed
from pacte.genres import Genre
from pacte.models import (
    CeremonieSignature,
    Pacte,
    Ratification,
    SeanceSignature,
    Signataire,
    SignaturePacte,
    VersionPacte,
)
from pacte.queries.signatures import get_mandats_dirigeants, get_signataires
from pacte.tree import Noeud, digest
from socle.travaux import launch

ADMINISTRATEUR = "Bastien Orvelin"
MEMBERS = 7
OUTSIDE = (
    ("Caf du Val-d’Aubrelle", "Maryse Ourdineau", "directrice", "maryse.ourdineau@caf-aubrelle.example"),
    ("Département d’Aubrelle", "Étienne Sauvigney", "vice-président", "etienne.sauvigney@aubrelle.example"),
)
CHARTE = (
    (Genre.TEXTE, "Pourquoi cette charte", "Les maisons qui la signent se doivent quelques égards, écrits ici."),
    (Genre.ENGAGEMENT, "Se prévenir avant de décider", "Chaque maison dit aux autres ce qui les touchera."),
    (Genre.ENGAGEMENT, "Prêter ce qui dort", "Salles, véhicules et matériel se prêtent quand personne ne s’en sert."),
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
    load_running(world, admin, assembly, mandats)


def pick_mandats():
    """One officer of each association, the first ones by name."""
    found = {}
    for mandat in get_mandats_dirigeants():
        if mandat.fonction:
            found.setdefault(mandat.instance.association_id, mandat)
    return list(found.values())[:MEMBERS]


def ratify(version, assembly, admin, **fields):
    number = f"{version.vigueur_du.year}-{version.avenant + 1}"
    fields = {
        "le": version.vigueur_du - timedelta(days=45),
        "reference": f"Assemblée générale, procès-verbal {number}",
    } | fields
    version.ratification = Ratification.objects.create(
        version=version,
        instance=assembly,
        **fields,
        lieu="Maison des associations, Val-d’Aubrelle",
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


def load_running(world, admin, assembly, mandats):
    """A charter adopted last month, that is signed these days."""
    pacte = Pacte.objects.create(
        federation=Federation.objects.get(is_demo=True), titre="Charte de la vie associative",
        territoire="Val-d’Aubrelle", debut=date(world.today.year + 1, 1, 1), fin=date(world.today.year + 4, 12, 31),
    )  # fmt: skip
    version = VersionPacte.objects.create(pacte=pacte, cree_par=admin, cree_le=world.at(-70))
    noeuds = [
        Noeud(genre, titre, texte, identifiant=UUID(int=world.rng.getrandbits(128), version=4))
        for genre, titre, texte in CHARTE
    ]
    write_blocs(version, noeuds, by=admin)
    version.etat, version.empreinte = VersionPacte.Etat.ADOPTEE, digest(version.read(), version.numero)
    version.save()
    version.vigueur_du = pacte.debut
    ratify(
        version,
        assembly,
        admin,
        le=world.day(-30),
        reference=f"Assemblée générale, procès-verbal {world.today.year}-4",
    )
    ceremonie = CeremonieSignature.objects.create(
        version=version, debut=world.day(-12), fin=world.day(5), vigueur_du=pacte.debut, par=admin
    )
    seance = SeanceSignature.objects.create(ceremonie=ceremonie, le=world.day(-9), lieu="Salle des fêtes d’Orvain")
    SeanceSignature.objects.create(ceremonie=ceremonie, le=world.day(3), lieu="Maison des associations")
    signataires = name_signataires(ceremonie, mandats)
    ceremonie.ouverte_le = world.at(-12)
    ceremonie.save()
    VersionPacte.objects.filter(pk=version.pk).update(etat=VersionPacte.Etat.EN_SIGNATURE)
    answer = {"seance": seance, "le": seance.le, "empreinte": version.empreinte, "enregistree_le": world.at(-9, 16)}
    for signataire in signataires[:3]:
        SignaturePacte.objects.create(signataire=signataire, voie=Voie.PORTAIL, par=signataire.personne, **answer)
    refusing = signataires[3]
    SignaturePacte.objects.create(
        signataire=refusing, sens="refusee", voie=Voie.PORTAIL, par=refusing.personne, le=world.day(-4),
        motif="Notre conseil demande que la part de chaque maison soit écrite.", empreinte=version.empreinte,
        enregistree_le=world.at(-4, 10),
    )  # fmt: skip


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
