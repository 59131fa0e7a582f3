"""Signing a half-day: only inside its hours, by oneself; noted from paper; corrected with a reason; locked (R23).

Each act holds the half-day's row first, so that nobody signs while its sheet is being closed.
"""

import secrets
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from formations.codes import is_personal_code, is_room_code
from formations.models import (
    ArriveeSurPlace,
    CertificatRealisation,
    DemiJournee,
    Emargement,
    FeuillePapier,
    FeuillePresence,
    Formateur,
    Inscription,
    SessionFormation,
)
from formations.notifications_papiers import CertificatPret
from formations.queries.emargements import find_signatory, find_signature, get_halves, get_minutes, is_open
from members.models import Personne
from socle import journal
from socle.notifications import notify
from socle.permissions import require

Mode = Emargement.Mode
OUT = "Cette demi-journée ne se signe que pendant ses heures, un quart d’heure avant et une demi-heure après compris."
WRONG_ROOM = "Ce code n’est pas celui qui est affiché en ce moment dans la salle : lisez-le de nouveau."
WRONG_OWN = "Ce code n’est pas celui de cette personne : chacune lit le sien sur la page de son inscription."
LOCKED = "La feuille de cette demi-journée est close : plus rien n’y change."
TWICE = "Cette demi-journée est déjà signée."
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def hold_half(half: DemiJournee) -> DemiJournee:
    half = DemiJournee.objects.select_for_update(of=("self",)).select_related("session__formation").get(pk=half.pk)
    if FeuillePresence.objects.filter(demi_journee=half).exists():
        raise ValidationError(LOCKED)
    return half


def _sign(half, signatory, mode, by, minutes=None) -> Emargement:
    if find_signature(half, signatory):
        raise ValidationError(TWICE)
    who = "formateur" if isinstance(signatory, Formateur) else "inscription"
    lasts = half.minutes if minutes is None else minutes
    return Emargement.objects.create(demi_journee=half, mode=mode, saisi_par=by, minutes=lasts, **{who: signatory})


def check_open(half) -> None:
    if not is_open(half):
        raise ValidationError(OUT)


@transaction.atomic
def sign_here(half: DemiJournee, *, code: str, by: Personne) -> Emargement:
    """Sign on one's own phone, with the code shown in the room; whoever teaches shows it and needs none."""
    half = hold_half(half)
    check_open(half)
    signatory = find_signatory(half, by)
    if signatory is None:
        raise ValidationError("Vous n’êtes pas sur la liste : dites que vous êtes venue ou venu sans être inscrit.")
    if isinstance(signatory, Inscription) and not is_room_code(half, code):
        raise ValidationError({"code": WRONG_ROOM})
    return _sign(half, signatory, Mode.TELEPHONE, by)


@transaction.atomic
def come_unplanned(half: DemiJournee, *, code: str, financement: str, by: Personne) -> Emargement:
    """Come without being enrolled: a row of the sheet, no seat taken from anybody (R23)."""
    half = hold_half(half)
    check_open(half)
    if not is_room_code(half, code):
        raise ValidationError({"code": WRONG_ROOM})
    if find_signatory(half, by) is not None:
        raise ValidationError("Vous êtes déjà sur la liste : signez simplement.")
    tie = next(iter(by.rattachements_en_cours), None)
    standing = half.session.inscriptions.vivantes().filter(personne=by).first()
    row = standing or Inscription(session=half.session, personne=by, inscrite_par=by)
    row.association = row.association or (tie.association if tie else None)
    row.financement, row.etat, row.is_sur_place = financement, Inscription.Etat.INSCRITE, True
    row.montant = half.session.tarif if financement == Inscription.Financement.EMPLOYEUR else 0
    row.inscrite_le = timezone.now()
    row.offres.filter(etat="ouverte").update(etat="retiree") if standing else None
    row.full_clean(validate_constraints=False)
    row.save()
    journal.record("formations.come_unplanned", half.session, by=by, personne=by.pk)
    return _sign(half, row, Mode.TELEPHONE, by)


@transaction.atomic
def sign_on_tablet(half: DemiJournee, *, inscription: Inscription, code: str, by: Personne) -> Emargement:
    """Sign on the tablet that goes round: one's own code, so that nobody signs for another."""
    require(by, "formations.hold_sheet", half.session)
    half = hold_half(half)
    check_open(half)
    if not is_personal_code(inscription, code):
        raise ValidationError({"code": WRONG_OWN})
    return _sign(half, inscription, Mode.TABLETTE, by)


@transaction.atomic
def add_arrivee(session: SessionFormation, *, nom: str, organisme: str = "", by: Personne) -> ArriveeSurPlace:
    """Note somebody without an account who came unplanned: they sign the paper sheet."""
    require(by, "formations.hold_sheet", session)
    arrivee = ArriveeSurPlace(session=session, nom=nom.strip(), organisme=organisme.strip(), notee_par=by)
    arrivee.full_clean()
    arrivee.save()
    journal.record("formations.add_arrivee", session, by=by, arrivee=arrivee.pk)
    return arrivee


@transaction.atomic
def keep_paper(half: DemiJournee, *, fichier, by: Personne) -> FeuillePapier:
    """Keep the sheet that was signed by hand; who brought it is written."""
    require(by, "formations.hold_sheet", half.session)
    half = hold_half(half)
    papier = FeuillePapier.objects.create(demi_journee=half, fichier=fichier, deposee_par=by)
    journal.record("formations.keep_paper", half.session, by=by, demi_journee=half.pk)
    return papier


@transaction.atomic
def note_from_paper(half: DemiJournee, *, qui, minutes: int | None = None, by: Personne) -> Emargement:
    """Write what somebody signed by hand: only once the sheet is here to prove it, under the name of who writes."""
    require(by, "formations.hold_sheet", half.session)
    half = hold_half(half)
    if not half.papiers.exists():
        raise ValidationError("Déposez d’abord la feuille signée : c’est elle qui fait preuve.")
    if timezone.now() < timezone.make_aware(datetime.combine(half.date, half.debut)):
        raise ValidationError("Cette demi-journée n’a pas commencé.")
    who = {Formateur: "formateur", Inscription: "inscription", ArriveeSurPlace: "arrivee"}[type(qui)]
    if Emargement.objects.filter(demi_journee=half, **{who: qui}).exists():
        raise ValidationError(TWICE)
    lasts = half.minutes if minutes is None else minutes
    _check_minutes(half, lasts)
    row = Emargement.objects.create(demi_journee=half, mode=Mode.PAPIER, saisi_par=by, minutes=lasts, **{who: qui})
    journal.record("formations.note_from_paper", half.session, by=by, emargement=row.pk)
    return row


def _check_minutes(half, minutes) -> None:
    if not 0 <= minutes <= half.minutes:
        raise ValidationError({"minutes": f"Cette demi-journée dure {half.minutes} minutes : pas plus."})


@transaction.atomic
def correct_minutes(emargement: Emargement, *, minutes: int, motif: str, by: Personne) -> Emargement:
    """Write what was really attended: whoever holds the sheet does it, says why, and it stays traced."""
    half = hold_half(emargement.demi_journee)
    require(by, "formations.hold_sheet", half.session)
    _check_minutes(half, minutes)
    row = Emargement.objects.select_for_update().get(pk=emargement.pk)
    before, row.minutes = row.minutes, minutes
    row.motif, row.corrige_par, row.corrige_le = motif, by, timezone.now()
    row.save(update_fields=["minutes", "motif", "corrige_par", "corrige_le"])
    told = {"emargement": row.pk, "avant": before, "apres": minutes, "motif": motif}
    journal.record("formations.correct_minutes", half.session, by=by, **told)
    return row


@transaction.atomic
def note_absence(inscription: Inscription, *, motif: str, by: Personne) -> Inscription:
    """Write what is known of somebody who did not come, or left midway (indicator 12)."""
    require(by, "formations.hold_sheet", inscription.session)
    inscription = Inscription.objects.select_for_update().get(pk=inscription.pk)
    if inscription.etat != Inscription.Etat.INSCRITE or not inscription.session.is_commencee:
        raise ValidationError("Une absence se note pour une personne inscrite, une fois la session commencée.")
    inscription.absence = motif
    inscription.save(update_fields=["absence"])
    journal.record("formations.note_absence", inscription.session, by=by, personne=inscription.personne_id)
    return inscription


@transaction.atomic
def close_sheet(half: DemiJournee, *, by: Personne) -> FeuillePresence:
    """Lock the sheet of a half-day that is over and that whoever teaches signed: the database refuses the rest."""
    require(by, "formations.hold_sheet", half.session)
    half = hold_half(half)
    if timezone.now() < timezone.make_aware(datetime.combine(half.date, half.fin)):
        raise ValidationError("Cette demi-journée n’est pas finie.")
    taught = half.session.formateurs.exists()
    if taught and not half.emargements.filter(formateur__isnull=False).exists():
        raise ValidationError("La signature de qui anime manque : signez, ou notez-la d’après la feuille de papier.")
    feuille = FeuillePresence.objects.create(demi_journee=half, close_par=by)
    journal.record("formations.close_sheet", half.session, by=by, demi_journee=half.pk)
    return feuille


@transaction.atomic
def issue_certificates(session: SessionFormation, *, by: Personne) -> list[CertificatRealisation]:
    """Certify what each attended, once the session is held and its sheets are locked; done twice, it adds nothing."""
    require(by, "formations.organise")
    session = SessionFormation.objects.select_for_update(of=("self",)).select_related("formation").get(pk=session.pk)
    halves = get_halves(session)
    if session.etat not in (SessionFormation.Etat.TENUE, SessionFormation.Etat.CLOSE):
        raise ValidationError("La session n’est pas tenue : aucun certificat ne peut encore être fait.")
    if not all(half.is_close for half in halves):
        raise ValidationError("Une feuille de présence n’est pas close : les heures peuvent encore changer.")
    attended = get_minutes(session)
    rows = session.inscriptions.filter(pk__in=attended, certificat=None).select_related("personne", "association")
    made = [_certify(row, halves, attended[row.pk], by) for row in rows]
    for certificat in made:
        notify(CertificatPret(certificat))
    journal.record("formations.issue_certificates", session, by=by, certificats=len(made))
    return made


def _certify(inscription, halves, minutes, by) -> CertificatRealisation:
    return CertificatRealisation.objects.create(
        code="".join(secrets.choice(ALPHABET) for _ in range(12)),
        inscription=inscription,
        nom=str(inscription.personne),
        association=str(inscription.association or ""),
        intitule=halves[0].session.formation.titre,
        du=halves[0].date,
        au=halves[-1].date,
        minutes=minutes,
        emis_par=by,
    )
