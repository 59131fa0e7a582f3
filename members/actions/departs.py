"""What becomes of what the portal knows of somebody who has left (R28).

Cases of the support scheme know a person by a keyed digest of their number alone: the number stays, so nothing
here asks for them, changes them or tells that there is one.
"""

import pgtrigger
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import Q, TextField, Value
from django.db.models.functions import Cast, Replace
from django.utils import timezone

from members.models import (
    Contact,
    DemandeAdhesion,
    Doublon,
    Invitation,
    LigneImport,
    Personne,
    Regroupement,
    Segment,
)
from members.notifications.departs import EffacementAnnonce
from members.queries.departs import get_leaving, get_to_erase
from socle import journal
from socle.models import Envoi, Notification, PreferenceNotification
from socle.notifications import notify
from socle.permissions import require

NAME = "Personne partie"
HISTORIES = ("members.PersonneEvent:append_only", "members.DemandeAdhesionEvent:append_only")
BLANK = {"brut": [], "lu": {}, "differences": [], "candidates": [], "avant": {}, "ecrit": {}, "raison": ""}


@transaction.atomic
def announce_depart(personne: Personne) -> bool:
    """Give somebody a month's notice; return whether it was still to be given."""
    standing = get_leaving().select_for_update(of=("self",)).filter(pk=personne.pk).first()
    if standing is None:
        return False
    standing.depart_annonce_le = timezone.localdate()
    standing.save(update_fields=["depart_annonce_le"])
    journal.record("members.announce_depart", standing, by=None)
    notify(EffacementAnnonce(standing))
    return True


@transaction.atomic
def choose_conservation(personne: Personne, *, is_kept: bool, by: Personne | None = None) -> Personne:
    """Keep, or take back, somebody's express agreement to stay known after they leave; nobody says it for them.

    `by` is None when they answer through the link of the message that was sent to them.
    """
    if by is not None:
        require(by, "members.keep_personne", personne)
    standing = Personne.objects.select_for_update().get(pk=personne.pk, effacee_le=None)
    standing.conservation_acceptee_le = timezone.localdate() if is_kept else None
    standing.depart_annonce_le = None  # whoever takes their agreement back has a month again
    standing.save(update_fields=["conservation_acceptee_le", "depart_annonce_le"])
    journal.record("members.choose_conservation", standing, by=by, garde=is_kept)
    return standing


@transaction.atomic
def erase_personne(personne: Personne) -> bool:
    """Forget who somebody was: the row keeps its number and its dated places under « Personne partie ».

    Documents that were signed keep their text; the digest of an address that asked not to be written to stays.
    Return whether they were still to be erased.
    """
    standing = get_to_erase().select_for_update(of=("self",)).filter(pk=personne.pk).first()
    if standing is None:
        return False
    names = {str(standing)} | {str(other) for other in standing.fondues.all()}
    with pgtrigger.ignore(*HISTORIES):
        for row in (*standing.fondues.all(), standing):
            _forget_elsewhere(row, names)
            _forget_account(row)
            _blank(row)
            Personne.pgh_event_model.objects.filter(pgh_obj_id=row.pk).delete()
    journal.record("members.erase_personne", standing, by=None)
    return True


def _blank(personne) -> None:
    personne.prenom, personne.nom, personne.telephone, personne.courriel_partage = "", NAME, "", ""
    personne.email = personne.identifiant = None
    personne.date_naissance = personne.parents_informes_le = personne.autorisation_le = None
    personne.is_active, personne.effacee_le, personne.last_login = False, timezone.localdate(), None
    personne.set_unusable_password()
    personne.save()
    Personne.objects.filter(pk=personne.pk).update(recherche="")


def _forget_account(personne) -> None:
    for session in UserSession.objects.filter(user=personne):
        session.end()
    for model in (EmailAddress, Authenticator):
        model.objects.filter(user=personne).delete()
    for model, owner in (
        (Notification, "destinataire"),
        (Envoi, "destinataire"),
        (PreferenceNotification, "personne"),
        (Segment, "personne"),
        (Invitation, "personne"),
    ):
        model.objects.filter(**{owner: personne}).delete()


def _forget_elsewhere(personne, names) -> None:
    """Blank what files, joining requests and notes hold of this person."""
    lines = LigneImport.objects.filter(lot__genre="personnes", fiche=personne.pk)
    if personne.email:
        _forget_candidate(personne.email)
        text = Cast("brut", TextField())
        held = LigneImport.objects.annotate(texte=text).filter(texte__icontains=personne.email)
        lines = LigneImport.objects.filter(Q(pk__in=lines.values("pk")) | Q(pk__in=held.values("pk")))
    lines.update(**BLANK)
    is_merged = Q(gardee=personne.pk) | Q(absorbee=personne.pk)
    Regroupement.objects.filter(is_merged, genre=Doublon.Genre.PERSONNES).delete()
    for name in names:
        Contact.objects.filter(note__contains=name).update(note=Replace("note", Value(name), Value(NAME)))


def _forget_candidate(email) -> None:
    demandes = DemandeAdhesion.objects.filter(contact_email__iexact=email)
    forget_contacts(demandes)


def forget_contacts(demandes) -> None:
    """Blank who wrote these requests, in their history too."""
    pks = list(demandes.values_list("pk", flat=True))
    with pgtrigger.ignore(*HISTORIES):
        DemandeAdhesion.objects.filter(pk__in=pks).update(
            contact_nom="", contact_fonction="", contact_email="", contact_telephone="", message=""
        )
        DemandeAdhesion.pgh_event_model.objects.filter(pgh_obj_id__in=pks).delete()


@transaction.atomic
def forget_demandes() -> int:
    """Erase what nobody went on with for three years, and who wrote what became a membership (§6.4)."""
    forgotten = list(DemandeAdhesion.objects.oubliees().select_for_update().values_list("pk", flat=True))
    demandes = DemandeAdhesion.objects.filter(pk__in=forgotten)
    people = set(demandes.exclude(representant=None).values_list("representant", flat=True))
    people |= set(demandes.exclude(acceptations=None).values_list("acceptations__par", flat=True))
    forget_contacts(demandes)
    for demande in demandes:
        demande.decisions.all().delete()
        demande.delete()
    with pgtrigger.ignore(*HISTORIES):
        DemandeAdhesion.pgh_event_model.objects.filter(pgh_obj_id__in=forgotten).delete()
    _forget_passers_by(people)
    old = [demande.pk for demande in DemandeAdhesion.objects.exclude(contact_nom="") if demande.is_contact_oublie]
    forget_contacts(DemandeAdhesion.objects.filter(pk__in=old))
    return len(forgotten)


def _forget_passers_by(people) -> None:
    """Forget those who were known through such a file alone: no account, no place, no other file."""
    for personne in Personne.objects.filter(pk__in=people, is_active=False, effacee_le=None):
        others = DemandeAdhesion.objects.filter(Q(representant=personne) | Q(acceptations__par=personne))
        known = any(getattr(personne, name).exists() for name in ("rattachements", "mandats", "invitations"))
        if not known and not others.exists():
            with pgtrigger.ignore(*HISTORIES):
                _blank(personne)
                EmailAddress.objects.filter(user=personne).delete()
                Personne.pgh_event_model.objects.filter(pgh_obj_id=personne.pk).delete()
