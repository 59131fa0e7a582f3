"""The path of an association that asks to join: one function a step, each under a lock, each told to the candidate.

A step that the graph does not allow is refused with a sentence; of two people who click together, one goes on.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.models import (
    AcceptationCharte,
    Charte,
    DecisionReconnaissance,
    DemandeAdhesion,
    Personne,
    PieceAttendue,
    PieceDemande,
)
from members.notifications.demandes import (
    DemandeAvancee,
    DemandeDeposee,
    DemandeRecue,
    LienDeSuivi,
    NouvelleDuDossier,
)
from socle import journal
from socle.french import say_full_date
from socle.notifications import notify
from socle.permissions import require

Etat = DemandeAdhesion.Etat
Instance = DecisionReconnaissance.Instance
MANAGE = "members.manage_demandes"
LATE_CLICK = (
    "Ce dossier n’en est plus là : il est « {etat} ». Quelqu’un l’a fait avancer entre-temps ; regardez où il en est."
)
CLOSED = "Ce dossier est clos : il faut d’abord le reprendre."


@transaction.atomic
def submit_demande(**fields) -> DemandeAdhesion:
    """Keep what an association that wants to join wrote, send it its link, and tell the team; nobody is signed in.

    The same association that writes twice has one file: it receives its link again.
    """
    twin = DemandeAdhesion.objects.ouvertes().filter(
        contact_email__iexact=fields["contact_email"], nom__iexact=fields["nom"]
    )
    if standing := twin.select_for_update().first():
        notify(LienDeSuivi(standing))
        return standing
    demande = DemandeAdhesion(**fields)
    demande.full_clean()
    demande.save()
    journal.record("members.submit_demande", demande, by=None)
    notify(DemandeRecue(demande))
    notify(DemandeDeposee(demande))
    return demande


@transaction.atomic
def send_follow_links(email: str) -> int:
    """Send again the links of all the files of an address; return how many there were."""
    demandes = DemandeAdhesion.objects.conservees().filter(contact_email__iexact=email)
    sent = [demande for demande in demandes if not demande.is_contact_oublie]
    for demande in sent:
        notify(LienDeSuivi(demande))
    return len(sent)


def take_demande(demande: DemandeAdhesion, *, by: Personne) -> DemandeAdhesion:
    """Say who of the team follows a file: oneself."""
    return _change(demande, "members.take_demande", by=by, suivie_par=by)


def plan_visite(demande: DemandeAdhesion, *, on: date, by: Personne) -> DemandeAdhesion:
    """Set the day of the visit, or another day while it is still ahead."""
    if demande.etat == Etat.VISITE_PREVUE:
        return _change(demande, "members.plan_visite", by=by, only=Etat.VISITE_PREVUE, told=True, visite_le=on)
    return _step(demande, Etat.VISITE_PREVUE, by=by, visite_le=on)


def record_visite(demande: DemandeAdhesion, *, on: date, by: Personne) -> DemandeAdhesion:
    """Write the day the visit was made."""
    _refuse_future(on, "La visite")
    return _step(demande, Etat.VISITEE, by=by, visite_le=on)


def reorient_demande(demande: DemandeAdhesion, *, motif: str, by: Personne) -> DemandeAdhesion:
    """Point the candidate to another network, and say which and why."""
    return _step(demande, Etat.REORIENTEE, by=by, motif=motif)


def give_reflexion(demande: DemandeAdhesion, *, motif: str, by: Personne) -> DemandeAdhesion:
    """Leave the candidate time to think."""
    return _step(demande, Etat.REFLEXION, by=by, motif=motif)


def open_candidature(demande: DemandeAdhesion, *, by: Personne) -> DemandeAdhesion:
    """Take the candidature in: the file is put together from now on."""
    return _step(demande, Etat.CANDIDATE, by=by, motif="")


def close_demande(demande: DemandeAdhesion, *, motif: str, by: Personne) -> DemandeAdhesion:
    """Close a file that nobody goes on with."""
    return _step(demande, Etat.ABANDONNEE, by=by, motif=motif)


def reopen_demande(demande: DemandeAdhesion, *, by: Personne) -> DemandeAdhesion:
    """Take a closed file up again from the first contact; what was decided stays known."""
    return _step(demande, Etat.CONTACT, by=by, motif="", visite_le=None)


@transaction.atomic
def withdraw_demande(demande: DemandeAdhesion, *, motif: str) -> DemandeAdhesion:
    """The candidate stops, by its own link, without having to say why."""
    standing = _lock(demande)
    _check(standing, Etat.ABANDONNEE)
    standing.etat, standing.motif, standing.changee_le = Etat.ABANDONNEE, motif, timezone.now()
    standing.full_clean()
    standing.save()
    journal.record("members.withdraw_demande", standing, by=None)
    notify(NouvelleDuDossier(standing, "a retiré sa demande d’adhésion"))
    return standing


@transaction.atomic
def receive_piece(demande: DemandeAdhesion, *, attendue: PieceAttendue, recue_le: date, remarque: str, by: Personne):
    """Tick a line of the checklist."""
    require(by, MANAGE)
    _refuse_future(recue_le, "La réception")
    standing = _lock_open(demande)
    piece = PieceDemande(demande=standing, attendue=attendue, recue_le=recue_le, remarque=remarque)
    piece.full_clean()
    piece.save()
    journal.record("members.receive_piece", standing, by=by, piece=attendue.pk)
    return piece


@transaction.atomic
def give_back_piece(demande: DemandeAdhesion, *, attendue: PieceAttendue, by: Personne) -> None:
    """Untick a line that was ticked by mistake."""
    require(by, MANAGE)
    standing = _lock_open(demande)
    standing.pieces.filter(attendue=attendue).delete()
    journal.record("members.give_back_piece", standing, by=by, piece=attendue.pk)


@transaction.atomic
def accept_charte(
    demande: DemandeAdhesion, *, charte: Charte, prenom: str, nom: str, le=None, by: Personne | None = None
) -> AcceptationCharte:
    """Keep who accepted which version, and when: the candidate by its own link, or the team from a signed paper."""
    if by is not None:
        require(by, MANAGE)
    standing = _lock_open(demande)
    if standing.acceptations.filter(charte=charte).exists():
        raise ValidationError("Cette version est déjà acceptée dans ce dossier.")
    signer = find_person(prenom=prenom, nom=nom, email=standing.contact_email)
    accepted = AcceptationCharte(charte=charte, demande=standing, par=signer, le=le or timezone.now())
    accepted.full_clean()
    accepted.save()
    journal.record("members.accept_charte", standing, by=by, charte=charte.pk)
    if by is None:
        notify(NouvelleDuDossier(standing, "a accepté la charte"))
    return accepted


@transaction.atomic
def name_representant(
    demande: DemandeAdhesion, *, prenom: str, nom: str, email: str, by: Personne | None = None
) -> DemandeAdhesion:
    """Write who will speak for the association in the assembly; they receive nothing until it is a member."""
    if by is not None:
        require(by, MANAGE)
    standing = _lock_open(demande)
    standing.representant = find_person(prenom=prenom, nom=nom, email=email)
    standing.save(update_fields=["representant"])
    journal.record("members.name_representant", standing, by=by, personne=standing.representant_id)
    if by is None:
        notify(NouvelleDuDossier(standing, "a nommé qui la représentera"))
    return standing


@transaction.atomic
def record_decision(
    demande: DemandeAdhesion,
    *,
    instance: str,
    le: date,
    is_favorable: bool,
    proces_verbal: str,
    motif: str,
    by: Personne,
) -> DemandeAdhesion:
    """Write one of the two formal decisions. Unfavourable, it closes the file with its reason, which is told."""
    require(by, MANAGE)
    _refuse_future(le, "La décision")
    is_federal = instance == Instance.FEDERATION
    reached = (Etat.ACCORD_FEDERATION if is_federal else Etat.ACCORD_CANDIDATE) if is_favorable else None
    after = reached or (Etat.REFUSEE if is_federal else Etat.ABANDONNEE)
    standing = _lock(demande)
    if standing.etat != (Etat.ACCORD_CANDIDATE if is_federal else Etat.CANDIDATE):
        raise ValidationError(LATE_CLICK.format(etat=standing.get_etat_display()))
    if is_federal:
        _follow_the_first(standing, le)
    decision = DecisionReconnaissance(
        demande=standing,
        instance=instance,
        le=le,
        is_favorable=is_favorable,
        proces_verbal=proces_verbal,
        motif=motif,
    )
    decision.full_clean()
    decision.save()
    return _step(standing, after, by=by, motif="" if is_favorable else motif)


def find_person(*, prenom: str, nom: str, email: str) -> Personne:
    """Return somebody already known by that address and name, else somebody new who has no account."""
    known = Personne.objects.filter(email=email.lower(), effacee_le=None).first() if email else None
    if known and known.nom.casefold() == nom.casefold():
        return known
    personne = Personne(prenom=prenom, nom=nom, email=None if known or not email else email.lower(), is_active=False)
    personne.set_unusable_password()
    personne.full_clean()
    personne.save()
    return personne


@transaction.atomic
def _step(demande, etat, *, by, **changes) -> DemandeAdhesion:
    require(by, MANAGE)
    standing = _lock(demande)
    _check(standing, etat)
    for name, value in changes.items():
        setattr(standing, name, value)
    standing.etat, standing.changee_le = etat, timezone.now()
    standing.suivie_par = standing.suivie_par or by
    standing.full_clean()
    standing.save()
    journal.record("members.step_demande", standing, by=by, etat=str(etat))
    notify(DemandeAvancee(standing))
    return standing


@transaction.atomic
def _change(demande, verb, *, by, only="", told=False, **changes) -> DemandeAdhesion:
    require(by, MANAGE)
    standing = _lock(demande)
    if only and standing.etat != only:
        raise ValidationError(LATE_CLICK.format(etat=standing.get_etat_display()))
    for name, value in changes.items():
        setattr(standing, name, value)
    standing.full_clean()
    standing.save()
    journal.record(verb, standing, by=by)
    if told:
        notify(DemandeAvancee(standing))
    return standing


def _lock(demande) -> DemandeAdhesion:
    rows = DemandeAdhesion.objects.select_for_update(of=("self",))
    return rows.select_related("suivie_par", "representant", "association").get(pk=demande.pk)


def _lock_open(demande) -> DemandeAdhesion:
    standing = _lock(demande)
    if not standing.is_ouverte:
        raise ValidationError(CLOSED)
    return standing


def _check(demande, etat) -> None:
    if not demande.can_become(etat):
        raise ValidationError(LATE_CLICK.format(etat=demande.get_etat_display()))


def _refuse_future(day, what) -> None:
    if day > timezone.localdate():
        raise ValidationError(f"{what} n’a pas encore eu lieu : le {say_full_date(day)} est à venir.")


def _follow_the_first(demande, le) -> None:
    first = demande.decisions.filter(instance=Instance.CANDIDATE, is_favorable=True).order_by("-le", "-pk").first()
    if first and le < first.le:
        raise ValidationError(
            f"La fédération décide après l’association, qui a décidé le {say_full_date(first.le)} : corrigez la date."
        )
