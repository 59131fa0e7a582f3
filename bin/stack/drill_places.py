"""The exercise « derniere-place »: many ask for the last seats of a session at the same moment (R25).

Asserted, never timed: as many seats taken as there are, everybody else in an ordered list, nobody lost, no error.
"""

from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from importlib import import_module

NAME = "derniere-place"
TRIES, THREADS, EACH_SEAT = 200, 20, 10


def race(tries: int) -> dict:
    """Let `tries` people ask for a tenth as many seats from twenty connections; count what became of them."""
    places = import_module("formations.queries.places")
    seats = max(1, tries // EACH_SEAT)
    session, people, organiser = prepare(tries, seats)
    with ThreadPoolExecutor(THREADS) as pool:
        errors = [error for error in pool.map(lambda one: ask(session, one, organiser), people) if error]
    rows = session.inscriptions
    seated, file = rows.filter(etat="inscrite").count(), places.get_file(session)
    since = [place.depuis for place in file]
    ordered = since == sorted(since) and [place.rang for place in file] == list(range(1, len(file) + 1))
    lost = tries - rows.values("personne").distinct().count()
    doubled = max(0, seated - seats)
    seen = see_refusal(session, organiser)
    return {
        "name": NAME,
        "tries": tries,
        "seated": seated,
        "waiting": len(file),
        "lost": lost,
        "doubled": doubled,
        "errors": len(errors),
        "control": seen,
        "ok": seen and ordered and seated == seats and not (lost or doubled or errors),
    }


def prepare(tries: int, seats: int):
    """Make a session, whoever organises it, and the crowd."""
    timezone = import_module("django.utils.timezone")
    members, formations = import_module("members.models"), import_module("formations.models")
    organiser = members.Personne.objects.create(nom="Organiselle", password="!")  # noqa: S106 (signs in nowhere)
    function, _ = members.FonctionMission.objects.get_or_create(intitule="Exercice")
    members.Affectation.objects.create(fonction=function, personne=organiser)
    people = [members.Personne(nom=f"Arrivelle {rank}", password="!") for rank in range(tries)]  # noqa: S106
    formation = formations.Formation.objects.create(titre="Exercice")
    session = formations.SessionFormation.objects.create(formation=formation, places=seats, organisee_par=organiser)
    day = timezone.localdate() + timedelta(days=30)
    session.demi_journees.create(date=day, moment="matin", debut=time(9), fin=time(12))
    formations.SessionFormation.objects.filter(pk=session.pk).update(etat="ouverte")
    session.refresh_from_db()
    return session, members.Personne.objects.bulk_create(people), organiser


def ask(session, personne, organiser) -> str:
    """Ask for a seat on a connection of this thread; return what went wrong, if anything."""
    actions, db = import_module("formations.actions.inscriptions"), import_module("django.db")
    try:
        actions.enrol(session, personne=personne, association=None, financement="federation", by=organiser)
    except Exception as error:
        return type(error).__name__
    finally:
        db.connection.close()
    return ""


def see_refusal(session, organiser) -> bool:
    """One seat too many, written past the service, is refused by the database itself."""
    db, timezone = import_module("django.db"), import_module("django.utils.timezone")
    try:
        with db.transaction.atomic():
            session.inscriptions.create(
                personne=organiser,
                inscrite_par=organiser,
                financement="federation",
                etat="inscrite",
                inscrite_le=timezone.now(),
            )
    except db.IntegrityError:
        return True
    return False
