"""Writing a draft, handing a request in: only the person can do it (R12)."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import timezone

from accompagnement.actions.cycle import Impossible, open_acces, record
from accompagnement.delais import JOURS_APRES_DEPOT
from accompagnement.models import (
    CLES_DU_ROLE,
    Brouillon,
    Demande,
    Evenement,
    Genre,
    OrganisationConcernee,
    Role,
    Scelle,
    fingerprint_of,
    get_organisations,
)
from accompagnement.models.scelles import get_month
from accompagnement.notifications import DemandeAEtudier
from accompagnement.queries import get_coordinateurs_neutres, get_statut
from accompagnement.queries.catalogue import Ouverture, get_ouverture
from accompagnement.queries.conservation import get_oldest_month
from members.telephones import say_phone
from socle.crypto import Unreadable, seal_alone, unseal_alone
from socle.notifications import notify
from socle.permissions import require

CONSENTEMENT = "2026-1"
MOST_A_DAY = 10
TROP_DE_DEMANDES = (
    "Vous avez déjà déposé dix demandes depuis hier : celle-ci n’est pas enregistrée, et votre texte reste dans le "
    "formulaire. Si la situation presse, appelez la coordination."
)
PERSONNE_NE_COORDONNE = (
    "Personne ne peut recevoir votre demande en ce moment sans lien avec vous : rien n’a été enregistré. "
    "Votre texte reste dans le formulaire."
)


def place_of_brouillon(empreinte: bytes) -> str:
    """Return the place a draft is sealed for."""
    return f"brouillon:{empreinte.hex()}"


def _one_at_a_time(empreinte: bytes) -> None:
    """Two clicks, or an autosave and a deposit, of the same person wait for one another."""
    number = int.from_bytes(empreinte[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def read_brouillon(*, by) -> dict:
    """Return what a person was writing, or nothing."""
    empreinte = fingerprint_of(by)
    brouillon = Brouillon.objects.filter(empreinte=empreinte, mois__gte=get_oldest_month()).first()
    if brouillon is None:
        return {}
    try:
        return json.loads(unseal_alone(brouillon.contenu, place_of_brouillon(empreinte)))
    except Unreadable:
        return {}


@transaction.atomic
def save_brouillon(numero: UUID, fields: dict, *, by) -> None:
    """Keep what a person is writing, sealed. A late autosave of a request already handed in keeps nothing."""
    require(by, "accompagnement.add_demande")
    empreinte = fingerprint_of(by)
    _one_at_a_time(empreinte)
    if Demande.objects.of_requester(by).filter(pk=numero).exists():
        return
    contenu = seal_alone(json.dumps(fields), place_of_brouillon(empreinte))
    Brouillon.objects.update_or_create(empreinte=empreinte, defaults={"contenu": contenu, "mois": get_month()})


@transaction.atomic
def delete_brouillon(*, by) -> None:
    """Remove a draft; nothing remains of it."""
    Brouillon.objects.filter(empreinte=fingerprint_of(by)).delete()


@transaction.atomic
def submit_demande(
    numero: UUID, *, recit: str, telephone: str, adresse: str, by, by_mail: bool = True, **frame
) -> Demande:
    """Hand in a personal request; twice the same click makes one. Coordinators get the need, not the name.

    Without `by_mail`, the address is for the chosen provider alone and no message ever goes there.
    `frame` is what stays in clear: bouquet, service, modalite, langue, besoin_accessibilite.
    """
    require(by, "accompagnement.add_demande")
    existing = _find_same(numero, by)
    if existing:
        return existing
    demande = _create(numero, Demande.Porte.PERSONNELLE, by, frame)
    texts = {Genre.RECIT: recit, Genre.IDENTITE: describe_identity(by, telephone, adresse)}
    if adresse and by_mail:
        texts[Genre.CONTACT] = adresse
    _seal(demande, texts, by)
    delete_brouillon(by=by)
    notify(DemandeAEtudier(demande))
    return demande


@transaction.atomic
def submit_demande_association(numero: UUID, association, *, recit: str, personnes, by, **frame) -> Demande:
    """Hand in an association's request, opened to the people it names; it never becomes a personal one."""
    require(by, "accompagnement.add_demande_association", association)
    existing = _find_same(numero, by)
    if existing:
        return existing
    demande = _create(numero, Demande.Porte.ASSOCIATION, by, frame, association=association)
    identity = f"{association}\nDemande portée par {by}\n{say_phone(by.telephone)}".strip()
    texts = {Genre.RECIT: recit, Genre.IDENTITE: identity}
    if by.email:
        texts[Genre.CONTACT] = by.email
    keys = _seal(demande, texts, by)
    for personne in {personne for personne in personnes if personne != by}:
        open_acces(demande, Role.MANDATAIRE, _held_by(Role.MANDATAIRE, keys), personne=personne)
    notify(DemandeAEtudier(demande))
    return demande


def describe_identity(personne, telephone: str, adresse: str) -> str:
    """Return what a provider reads after accepting: who, where they work, how to reach them."""
    ties = [f"{tie.fonction or tie.get_genre_display()}, {tie.association}" for tie in personne.rattachements_en_cours]
    lines = [str(personne), *ties, *personne.fonctions, telephone, adresse]
    return "\n".join(line for line in lines if line)


def _find_same(numero, by) -> Demande | None:
    """Return the request that this very form made already; refuse a flood, which would bury the others."""
    _one_at_a_time(fingerprint_of(by))
    own = Demande.objects.of_requester(by)
    same = own.filter(pk=numero).first()
    if same is None and own.filter(deposee_le__gt=timezone.now() - timedelta(days=1)).count() >= MOST_A_DAY:
        raise Impossible(TROP_DE_DEMANDES)
    return same


def _free(numero) -> UUID:
    """A number that is another case's is not refused, which would tell that the case exists: another is drawn."""
    return uuid4() if Demande.objects.filter(pk=numero).exists() else numero


def _check_open(by, association=None) -> Ouverture:
    """R13: where no phase is open to somebody, nothing is deposited and nothing is kept of the try."""
    ouverture = get_ouverture(by, association)
    if not ouverture.is_ouverte:
        raise Impossible(f"{ouverture.motif} Rien n’a été enregistré ; votre texte reste dans le formulaire.")
    return ouverture


def _create(numero, porte, by, frame, association=None) -> Demande:
    ouverture = _check_open(by, association)
    ties = by.rattachements_en_cours
    demande = Demande(
        pk=_free(numero),
        porte=porte,
        association=association,
        demandeur_empreinte=fingerprint_of(by),
        statut=get_statut(by),
        territoire=association.territoire if association else next((t.association.territoire for t in ties), None),
        consentement=CONSENTEMENT,
        version_catalogue=ouverture.version,
        echeance=timezone.localdate() + timedelta(days=JOURS_APRES_DEPOT),
        **frame,
    )
    demande.full_clean(exclude=["demandeur_empreinte"])
    demande.save(force_insert=True)
    know_organisations(demande, by)
    record(demande, Evenement.Verbe.DEPOT, role=Role.DEMANDEUR)
    return demande


def know_organisations(demande, by) -> None:
    """Add the organisations the person belongs to by now to those the case must be free of; none is ever removed."""
    OrganisationConcernee.objects.bulk_create(
        [OrganisationConcernee(demande=demande, empreinte=empreinte) for empreinte in sorted(get_organisations(by))],
        ignore_conflicts=True,
    )


def _seal(demande, texts, by) -> dict[str, bytes]:
    """Seal each text under its own key and open the case to the requester, the coordinators and the delivery."""
    prepared = {genre: Scelle.prepare(demande, genre, text) for genre, text in texts.items()}
    Scelle.objects.bulk_create(scelle for scelle, _ in prepared.values())
    keys = {genre: key for genre, (_, key) in prepared.items()}
    open_acces(demande, Role.DEMANDEUR, keys, empreinte=bytes(demande.demandeur_empreinte))
    coordinators = get_coordinateurs_neutres(demande)
    if not coordinators:
        raise Impossible(PERSONNE_NE_COORDONNE)
    for personne in coordinators:
        open_acces(demande, Role.COORDINATION, _held_by(Role.COORDINATION, keys), personne=personne)
    if Genre.CONTACT in keys:
        open_acces(demande, Role.COURRIER, _held_by(Role.COURRIER, keys))
    return keys


def _held_by(role, keys) -> dict[str, bytes]:
    return {genre: key for genre, key in keys.items() if genre in CLES_DU_ROLE[role]}
