"""Applying to become a provider, and the decision (B24). Neither touches a request."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accompagnement.actions.cycle import Impossible
from accompagnement.actions.liens import refresh_liens
from accompagnement.models import Attestation, Candidature, Critere, NoteCritere, Prestataire
from accompagnement.notifications_prestataires import CandidatureALire, VersCandidat
from members.accounts import ensure_email_address
from members.actions.roles import grant_role
from members.models import Personne, RoleFederal
from socle.notifications import notify
from socle.permissions import require

Etat = Candidature.Etat
DECIDE = "accompagnement.decide_candidatures"
SANS_ASSURANCE = "L’attestation d’assurance professionnelle manque : joignez-la avant de déposer."
GRILLE_INCOMPLETE = "Notez d’abord chaque critère de la grille : la décision s’appuie sur elle."
DEJA_DECIDEE = "Cette candidature n’attend plus de décision : rien n’a été changé."
LES_SIENNES = "Cette candidature est la vôtre, ou celle de votre adresse : une autre personne la décide."
LISTES = ("competences", "territoires")
COPIES = ("genre", "metier", "langues", "modalites", "is_accessible")


@transaction.atomic
def begin_candidature(*, personne=None, **given) -> Candidature:
    """Begin an application, and send its link to the address given: only who reads that box goes further.

    An address that has one under way gets its link again; nothing tells whoever typed it.
    """
    lists = {name: given.pop(name) for name in LISTES}
    email = given["email"].lower()
    opened = Candidature.objects.conservees().filter(email__iexact=email, etat__in=[Etat.COMMENCEE, Etat.DEPOSEE])
    candidature = opened.select_for_update().first()
    if candidature is None:
        candidature = Candidature(personne=personne, **given)
        candidature.full_clean(exclude=["decidee_par"])
        candidature.save()
        for name, rows in lists.items():
            getattr(candidature, name).set(rows)
    notify(VersCandidat(candidature))
    return candidature


@transaction.atomic
def submit_candidature(candidature: Candidature) -> Candidature:
    """Hand an application in, with its insurance if one is needed; twice is once."""
    candidature = _lock(candidature)
    if candidature.etat == Etat.DEPOSEE:
        return candidature
    if candidature.etat != Etat.COMMENCEE:
        raise Impossible(DEJA_DECIDEE)
    is_professional = candidature.genre == Prestataire.Genre.PROFESSIONNEL
    if is_professional and not candidature.attestations.filter(genre=Attestation.Genre.ASSURANCE).exists():
        raise Impossible(SANS_ASSURANCE)
    _move(candidature, Etat.DEPOSEE)
    notify(CandidatureALire(candidature))
    return candidature


@transaction.atomic
def withdraw_candidature(candidature: Candidature) -> Candidature:
    """Withdraw an application, without a reason; its pieces are erased at once."""
    candidature = _lock(candidature)
    if candidature.is_ouverte:
        _move(candidature, Etat.RETIREE)
        candidature.attestations.all().delete()
    return candidature


@transaction.atomic
def score_candidature(candidature: Candidature, notes: dict[Critere, int], *, by) -> None:
    """Write one's own grid; it may be corrected until the decision."""
    require(by, DECIDE)
    candidature = _lock(candidature)
    _check_apart(candidature, by)
    if candidature.etat != Etat.DEPOSEE:
        raise Impossible(DEJA_DECIDEE)
    for critere, note in notes.items():
        NoteCritere.objects.update_or_create(candidature=candidature, critere=critere, par=by, defaults={"note": note})


@transaction.atomic
def decide_candidature(candidature: Candidature, *, is_admise: bool, motif: str, by) -> Candidature:
    """Admit or refuse, with the reason the person reads; who decides has filled in the whole grid."""
    require(by, DECIDE)
    candidature = _lock(candidature)
    if candidature.etat == (Etat.ADMISE if is_admise else Etat.REFUSEE):
        return candidature
    if candidature.etat != Etat.DEPOSEE:
        raise Impossible(DEJA_DECIDEE)
    _check_apart(candidature, by)
    criteres = Critere.objects.filter(retire_le=None)
    if criteres.exclude(notes__in=candidature.notes.filter(par=by)).exists():
        raise Impossible(GRILLE_INCOMPLETE)
    candidature.motif, candidature.decidee_par = motif, by
    if is_admise:
        _admit(candidature, by)
    else:
        candidature.attestations.all().delete()
    _move(candidature, Etat.ADMISE if is_admise else Etat.REFUSEE)
    return candidature


def _admit(candidature, by) -> Prestataire:
    """Open a file for the person: who they are, what they do. Agreed only once they have signed the charter."""
    personne = _find_personne(candidature)
    try:
        if not personne.roles_federaux.en_cours().filter(role=RoleFederal.Role.PRESTATAIRE).exists():
            grant_role(personne, role=RoleFederal.Role.PRESTATAIRE, by=by)
    except ValidationError as error:
        raise Impossible(" ".join(error.messages)) from error
    prestataire, _ = Prestataire.objects.get_or_create(personne=personne)
    if prestataire.etat == Prestataire.Etat.SORTI:
        prestataire.etat, prestataire.sorti_le = Prestataire.Etat.CANDIDAT, None
        prestataire.archive_le, prestataire.preavis_le = None, None
    for name in COPIES:
        setattr(prestataire, name, getattr(candidature, name))
    insured = candidature.attestations.filter(genre=Attestation.Genre.ASSURANCE).exclude(verifiee_le=None)
    prestataire.assure_jusqu_au = max((one.expire_le for one in insured), default=None)
    prestataire.save()
    for name in LISTES:
        getattr(prestataire, name).set(getattr(candidature, name).all())
    candidature.attestations.update(prestataire=prestataire)
    refresh_liens(prestataire)
    candidature.personne = personne
    return prestataire


def _find_personne(candidature) -> Personne:
    """The account that applied, else the one of that address, else a new sheet that signs in with it."""
    known = candidature.personne or Personne.objects.filter(email__iexact=candidature.email, is_active=True).first()
    if known:
        return known
    made = Personne(prenom=candidature.prenom, nom=candidature.nom, email=candidature.email)
    made.set_unusable_password()
    made.full_clean(exclude=["password"])
    made.save()
    ensure_email_address(made)
    return made


def _check_apart(candidature, by) -> None:
    is_same_box = bool(by.email) and by.email.lower() == candidature.email.lower()
    if candidature.personne_id == by.pk or is_same_box:
        raise Impossible(LES_SIENNES)


def _lock(candidature) -> Candidature:
    return Candidature.objects.select_for_update().get(pk=candidature.pk)


def _move(candidature, etat) -> None:
    candidature.etat, candidature.derniere_etape_le = etat, timezone.now()
    candidature.save()
    notify(VersCandidat(candidature))
