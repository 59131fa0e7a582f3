"""What is signed holds: a session is not closed over an open sheet, a signed half-day does not move (R23)."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from formations.actions.emargements import close_sheet
from formations.actions.sessions import close_session, postpone_session
from formations.models import Emargement
from tests.factories.formations import make_inscription, make_session
from tests.factories.formations_papiers import make_owed
from tests.factories.members import make_personne

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R23")]


def test_a_session_is_closed_once_each_of_its_sheets_is(cast, client_of):
    session = make_session(etat="tenue", days=-2, by=cast.chargee)
    morning, afternoon = session.demi_journees.order_by("debut")
    close_sheet(morning, by=cast.chargee)
    with pytest.raises(ValidationError) as refused:
        close_session(session, by=cast.chargee)
    assert str(afternoon) in str(refused.value)
    assert str(morning) not in str(refused.value)
    page = client_of(cast.chargee)
    answer = page.post(f"/formations/sessions/{session.pk}/avancer/", {"etape": "clore"}, follow=True)
    assert "n’est pas encore close" in answer.content.decode()
    session.refresh_from_db()
    assert session.etat == "tenue"
    close_sheet(afternoon, by=cast.chargee)
    assert close_session(session, by=cast.chargee).etat == "close"


def test_a_session_whose_sheets_are_locked_is_closed(cast):
    assert close_session(make_owed(cast), by=cast.chargee).etat == "close"


def test_a_half_day_that_somebody_signed_does_not_move(cast, client_of):
    session = make_session(etat="confirmee", days=1, by=cast.chargee)
    morning, afternoon = session.demi_journees.order_by("debut")
    begins = timezone.make_aware(datetime.combine(morning.date, morning.debut))
    row = make_inscription(session, make_personne())
    Emargement.objects.create(
        demi_journee=morning, inscription=row, mode="telephone", minutes=10, saisi_par=row.personne, signe_le=begins
    )
    later = (morning.date, "apres_midi", afternoon.debut, afternoon.fin, "")
    for halves in ([later], [(morning.date, "matin", morning.debut, afternoon.debut, ""), later]):
        with pytest.raises(ValidationError, match="déjà signée"):
            postpone_session(session, demi_journees=halves, motif="Neige", by=cast.chargee)
    kept = (morning.date, "matin", morning.debut, morning.fin, "Budget")
    moved = (morning.date + timedelta(days=7), "apres_midi", afternoon.debut, afternoon.fin, "")
    postpone_session(session, demi_journees=[kept, moved], motif="Neige", by=cast.chargee)
    assert {half.date for half in session.demi_journees.all()} == {morning.date, moved[0]}
    assert Emargement.objects.get().demi_journee.module == "Budget"
