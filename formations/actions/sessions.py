"""The life of a session, step by step, each under its lock; a step that the graph does not allow says why."""

from datetime import time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from formations.actions.places import hold_session, promote, settle_expired
from formations.models import DemiJournee, Formation, OffrePlace, SessionFormation
from formations.notifications import SessionAnnulee, SessionConfirmee, SessionReportee
from formations.queries.emargements import get_halves
from formations.queries.places import get_places
from members.models import Personne
from socle import journal
from socle.empreintes import EcritParUnAutre
from socle.french import count, say_list
from socle.notifications import notify
from socle.permissions import require

Etat = SessionFormation.Etat
LATE_CLICK = "Cette session est « {etat} » : ce n’est plus possible. Quelqu’un l’a peut-être fait avancer entre-temps."
KEPT = ("session", "date", "moment")


@transaction.atomic
def create_session(formation: Formation, *, formateurs, demi_journees, by: Personne, lu: str = "", **fields):
    """Prepare a session: nobody outside the team and its trainers sees it yet."""
    require(by, "formations.organise")
    session = SessionFormation(formation=formation, organisee_par=by, **fields)
    session.full_clean()
    session.save()
    session.formateurs.set(formateurs)
    _write_halves(session, demi_journees)
    journal.record("formations.create_session", session, by=by)
    return session


@transaction.atomic
def edit_session(session: SessionFormation, *, lu: str, formateurs, by: Personne, **fields) -> SessionFormation:
    """Change what is said of a session, never its dates; more places are offered at once to those who wait."""
    require(by, "formations.organise")
    session = hold_session(session.pk)
    if lu != session.empreinte:
        raise EcritParUnAutre(session)
    if session.etat in (Etat.ANNULEE, Etat.CLOSE):
        raise ValidationError(LATE_CLICK.format(etat=session.get_etat_display()))
    settle_expired(session, timezone.now())
    places = get_places(session)
    if fields["places"] < places.prises + places.offertes:
        held = count(places.prises + places.offertes, "place")
        raise ValidationError(
            {"places": f"{held.capitalize()} sont déjà prises ou proposées : n’allez pas en dessous."}
        )
    for name, value in fields.items():
        setattr(session, name, value)
    session.version += 1
    _revise(session)
    session.full_clean()
    session.save()
    session.formateurs.set(formateurs)
    journal.record("formations.edit_session", session, by=by)
    promote(session)
    return session


def _revise(session) -> None:
    """Say that what calendars show of it changes."""
    session.sequence += 1
    session.revisee_le = timezone.now()


def _write_halves(session, demi_journees) -> None:
    """Keep the half-days that stay, add those that come, then take away the others."""
    _check_signed(session, demi_journees)
    for day, moment, debut, fin, module in demi_journees:
        half = DemiJournee(session=session, date=day, moment=moment, debut=debut, fin=fin, module=module)
        half.full_clean(validate_unique=False, validate_constraints=False)
        _check_hours(half)
        told = {"debut": debut, "fin": fin, "module": module}
        DemiJournee.objects.update_or_create(session=session, date=day, moment=moment, defaults=told)
    wanted = {(day, moment) for day, moment, *_ in demi_journees}
    for half in session.demi_journees.all():
        if (half.date, half.moment) not in wanted:
            half.delete()
    session.refresh_from_db(fields=["debut", "fin"])


def _check_signed(session, demi_journees) -> None:
    """Refuse to move what somebody signed: the sheet says when it was (R23)."""
    kept = {(day, moment, debut, fin) for day, moment, debut, fin, _ in demi_journees}
    proven = Q(emargements__isnull=False) | Q(feuille__isnull=False) | Q(papiers__isnull=False)
    for half in session.demi_journees.filter(proven).distinct():
        if (half.date, half.moment, half.debut, half.fin) not in kept:
            raise ValidationError(
                f"{half} : cette demi-journée est déjà signée, elle ne change plus. Gardez-la telle."
            )


def _check_hours(half) -> None:
    if half.fin <= half.debut:
        raise ValidationError(f"{half} : elle finit avant d’avoir commencé. Corrigez les heures.")
    if half.moment == DemiJournee.Moment.MATIN and half.debut >= time(13):
        raise ValidationError(
            f"{half} : une matinée commence avant 13 h. Corrigez l’heure, ou choisissez l’après-midi."
        )


@transaction.atomic
def open_session(session: SessionFormation, *, by: Personne) -> SessionFormation:
    """Take enrolments from now on: everybody reads the session, on the public pages too."""
    session = _step(session, Etat.OUVERTE, by)
    if not session.formation.is_publiee:
        raise ValidationError("La page de la formation n’est pas publiée : publiez-la d’abord.")
    if session.debut is None or session.debut <= timezone.now():
        raise ValidationError("Ajoutez une demi-journée à venir avant d’ouvrir les inscriptions.")
    return _save_step(session, by)


@transaction.atomic
def confirm_session(session: SessionFormation, *, by: Personne) -> SessionFormation:
    """Say that it will be held: enough people come."""
    session = _step(session, Etat.CONFIRMEE, by)
    come = get_places(session).prises
    if come < session.minimum:
        raise ValidationError(
            f"{count(come, 'personne')} sur {session.minimum} attendues au moins. Attendez d’autres inscriptions, "
            "baissez le minimum, ou annulez la session."
        )
    session = _save_step(session, by)
    notify(SessionConfirmee(session))
    return session


@transaction.atomic
def cancel_session(session: SessionFormation, *, motif: str, by: Personne) -> SessionFormation:
    """Call it off, before its minimum is met or for another reason; everybody who waits or comes is told."""
    session = _step(session, Etat.ANNULEE, by)
    session.motif = motif
    _revise(session)
    session.full_clean()
    OffrePlace.objects.filter(inscription__session=session, etat=OffrePlace.Etat.OUVERTE).update(etat="retiree")
    session = _save_step(session, by)
    notify(SessionAnnulee(session))
    return session


@transaction.atomic
def hold_it(session: SessionFormation, *, by: Personne) -> SessionFormation:
    """Say that it was held, once it is over."""
    session = _step(session, Etat.TENUE, by)
    if not session.is_passee:
        raise ValidationError("La dernière demi-journée n’est pas finie : la session ne peut pas encore être tenue.")
    return _save_step(session, by)


@transaction.atomic
def close_session(session: SessionFormation, *, by: Personne) -> SessionFormation:
    """Close it, once the sheet of each half-day is: its hours cannot change any more, its papers are done."""
    session = _step(session, Etat.CLOSE, by)
    standing = [str(half) for half in get_halves(session) if not half.is_close]
    if standing:
        raise ValidationError(
            f"La feuille de présence n’est pas encore close : {say_list(standing)}. Ouvrez « Présence » : le bouton "
            "« Clore la feuille » est sous chaque demi-journée. Les heures ne bougeront plus ensuite."
        )
    return _save_step(session, by)


@transaction.atomic
def postpone_session(session: SessionFormation, *, demi_journees, motif: str, by: Personne) -> SessionFormation:
    """Move its half-days: enrolments, ranks and offers stay, everybody is told."""
    require(by, "formations.organise")
    session = hold_session(session.pk)
    if session.etat not in (Etat.PLANIFIEE, *SessionFormation.INSCRIT):
        raise ValidationError(LATE_CLICK.format(etat=session.get_etat_display()))
    if not demi_journees:
        raise ValidationError("Une session a une demi-journée au moins : dites le jour et les heures.")
    if any(day < timezone.localdate() for day, *_ in demi_journees):
        raise ValidationError("Une de ces demi-journées est déjà passée : choisissez des jours à venir.")
    _write_halves(session, demi_journees)
    session.motif, session.version = motif, session.version + 1
    _revise(session)
    session.save()
    journal.record("formations.postpone_session", session, by=by, motif=motif, debut=session.debut.isoformat())
    if session.etat != Etat.PLANIFIEE:
        notify(SessionReportee(session))
    promote(session)
    return session


def _step(session, etat, by) -> SessionFormation:
    """Hold the session and check that it may take this step."""
    require(by, "formations.organise")
    session = hold_session(session.pk)
    if not session.can_become(etat):
        raise ValidationError(LATE_CLICK.format(etat=session.get_etat_display()))
    session.etat = etat
    return session


def _save_step(session, by) -> SessionFormation:
    session.version += 1
    session.save()
    journal.record("formations.move_session", session, by=by, etat=session.etat)
    return session
