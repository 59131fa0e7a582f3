"""Sessions as a person's agenda shows them: each half-day of what they follow or teach."""

from django.db.models import Exists, OuterRef, Q

from formations.models import DemiJournee, Inscription, SessionFormation
from socle.addresses import find_address
from socle.agenda import midnight
from socle.compiled import compiled_query
from socle.moment import RendezVous

Etat = SessionFormation.Etat


def get_rendez_vous(personne, debut, fin=None) -> list[RendezVous]:
    """Return the half-days that begin in this span of time, of sessions where a person has a seat or teaches."""
    span = [debut.date()] if fin is None else [debut.date(), fin.date()]
    found = [_say(half) for half in _get_halves(personne.pk, span)]
    return [moment for moment in found if moment.start >= debut and (fin is None or moment.start < fin)]


@compiled_query
def _get_halves(personne, span):
    first, *last = span
    rows = DemiJournee.objects.filter(date__gte=first)
    rows = rows.filter(date__lte=last[0]) if last else rows
    seated = Inscription.objects.filter(session=OuterRef("session"), personne=personne).inscrites()
    taught = SessionFormation.formateurs.through.objects.filter(
        sessionformation=OuterRef("session"), formateur__personne=personne
    )
    mine = rows.annotate(enseigne=Exists(taught)).filter(Q(Exists(seated)) | Q(enseigne=True))
    return mine.select_related("session__formation").order_by("date", "debut", "pk")


def _say(half) -> RendezVous:
    session = half.session
    is_off, is_draft = session.etat == Etat.ANNULEE, session.etat == Etat.PLANIFIEE
    state, tone = ("Annulée", "late") if is_off else ("En préparation", "plum") if is_draft else ("", "ok")
    if not state:
        state = "Vous animez" if half.enseigne else "Vous avez une place"
    begins = midnight(half.date)
    return RendezVous(
        title=f"Formation : {session.formation}",
        detail=half.module or half.place,
        link=find_address("formations:session_detail", session.pk),
        start=begins.replace(hour=half.debut.hour, minute=half.debut.minute),
        end=begins.replace(hour=half.fin.hour, minute=half.fin.minute),
        place=half.lieu or session.lieu,
        url=half.lien_visio or session.lien_visio,
        state=state,
        tone=tone,
        is_off=is_off,
        is_expected=not (is_off or is_draft),
        uid="" if is_draft else f"{half.date:%Y%m%d}-{half.moment}-{session.calendar_uid}",
        sequence=session.sequence,
        revised=session.revisee_le,
    )
