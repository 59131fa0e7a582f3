"""Who teaches without an account: a personal link for one session, for a time, taken back at any moment."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from formations.actions.emargements import TWICE, check_open, hold_half
from formations.models import DemiJournee, Emargement, Formateur, LienFormateur, SessionFormation
from members.models import Personne
from socle import journal
from socle.permissions import require

AFTER = timedelta(days=1)
GONE = "Ce lien ne s’ouvre plus : demandez-en un autre à la fédération."


@transaction.atomic
def make_lien(session: SessionFormation, *, formateur: Formateur, by: Personne) -> LienFormateur:
    """Make the link of somebody who teaches the session and has no account; the one before does not open any more."""
    require(by, "formations.organise")
    session = SessionFormation.objects.select_for_update(of=("self",)).get(pk=session.pk)
    now = timezone.now()
    if formateur.personne_id or not session.formateurs.filter(pk=formateur.pk).exists():
        raise ValidationError("Un lien est pour une personne qui anime cette session et n’a pas de compte.")
    if session.etat == SessionFormation.Etat.ANNULEE or session.fin is None or session.fin + AFTER <= now:
        raise ValidationError("Cette session est passée ou annulée : il n’y a plus rien à signer en ligne.")
    LienFormateur.objects.filter(session=session, formateur=formateur, revoque_le=None).update(
        revoque_le=now, revoque_par=by
    )
    lien = LienFormateur.objects.create(
        session=session, formateur=formateur, cree_par=by, cree_le=now, expire_le=session.fin + AFTER
    )
    journal.record("formations.make_lien", session, by=by, formateur=formateur.pk)
    return lien


@transaction.atomic
def revoke_lien(lien: LienFormateur, *, by: Personne) -> LienFormateur:
    """Take the link back: it opens nothing from now on; what it signed stays."""
    require(by, "formations.organise")
    lien = LienFormateur.objects.select_for_update().get(pk=lien.pk)
    if lien.revoque_le is None:
        lien.revoque_le, lien.revoque_par = timezone.now(), by
        lien.save(update_fields=["revoque_le", "revoque_par"])
        journal.record("formations.revoke_lien", lien.session, by=by, formateur=lien.formateur_id)
    return lien


@transaction.atomic
def sign_by_lien(lien: LienFormateur, *, half: DemiJournee) -> Emargement:
    """Sign a half-day as who teaches, inside its hours; the link is held, so that taking it back waits or wins."""
    lien = LienFormateur.objects.select_for_update().get(pk=lien.pk)
    if not LienFormateur.objects.en_cours().filter(pk=lien.pk).exists() or half.session_id != lien.session_id:
        raise ValidationError(GONE)
    half = hold_half(half)
    check_open(half)
    if Emargement.objects.filter(demi_journee=half, formateur=lien.formateur_id).exists():
        raise ValidationError(TWICE)
    return Emargement.objects.create(
        demi_journee=half, formateur_id=lien.formateur_id, lien=lien, mode=Emargement.Mode.LIEN, minutes=half.minutes
    )
