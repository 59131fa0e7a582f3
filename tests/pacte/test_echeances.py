"""What a pact asks in time: its end is told once, its dates are in the agenda, what nobody confirmed is erased."""

from datetime import date, timedelta
from threading import Barrier

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone

from members.mois import add_months
from pacte.actions.consultations import comment_publicly, confirm_commentaire, withdraw_consultation
from pacte.actions.echeances import remind_expiry
from pacte.models import Commentaire, Consultation, RappelEcheance, VersionPacte
from pacte.models.consultations import OUBLI
from pacte.queries.agenda import get_rendez_vous
from pacte.queries.attentes import get_attentes
from pacte.tasks import forget_commentaires
from pacte.tasks import remind_expiry as remind_all
from socle.agenda import gather
from socle.models import Envoi, Notification
from tests.factories.debat import DAY, bloc_of, make_consultation, make_frozen, make_scrutin
from tests.factories.gouvernance import make_voter
from tests.factories.members import make_rattachement
from tests.factories.pacte import make_pacte, make_published, make_version
from tests.pacte.test_concurrence import run

pytestmark = pytest.mark.django_db
ENDS = "Le pacte se termine : préparer le suivant"


def make_ending(fin) -> VersionPacte:
    return make_published(make_pacte(debut=date(2020, 1, 1), fin=fin), vigueur_du=date(2020, 1, 1))


def today_and(months, days=0):
    return add_months(timezone.localdate(), months) + timedelta(days=days)


def ends_of(personne):
    return [attente for attente in get_attentes(personne) if attente.title == ENDS]


# The end of a pact


def test_the_end_is_awaited_from_six_months_before(cast):
    version = make_ending(today_and(6))
    assert [attente.due for attente in ends_of(cast.admin)] == [version.pacte.fin]
    for person in (cast.directrice, cast.chargee, cast.superuser):
        assert ends_of(person) == []


@pytest.mark.parametrize("fin", [(6, 1), (0, -1)])
def test_sooner_or_once_it_is_over_nothing_is_awaited(cast, fin):
    version = make_ending(today_and(*fin))
    assert ends_of(cast.admin) == []
    remind_all()
    assert not RappelEcheance.objects.filter(pacte=version.pacte).exists()


def test_nothing_is_awaited_once_the_next_pact_is_published(cast):
    fin = today_and(2)
    make_ending(fin)
    make_published(make_pacte(debut=fin + DAY, fin=fin + 400 * DAY), vigueur_du=fin + DAY)
    assert ends_of(cast.admin) == []


def test_drafts_and_the_end_are_one_question(cast, django_assert_num_queries):
    make_ending(today_and(3))
    make_version(cree_par=cast.admin)
    roles = (cast.admin.roles, cast.directrice.roles, cast.admin.fonctions, cast.admin.rattachements_en_cours)
    assert roles
    with django_assert_num_queries(2):
        assert len(get_attentes(cast.admin)) == 2


def test_it_is_told_once_by_name_whatever_was_forgotten_since(cast):
    make_ending(today_and(5))
    remind_all()
    assert Notification.objects.get(genre="pacte.pacte_expire").destinataire == cast.admin
    envoi = Envoi.objects.get(genre="pacte.pacte_expire")
    assert envoi.cle.startswith("pacte-expire:")
    Envoi.objects.all().delete()  # as after ninety days
    remind_all()
    assert Notification.objects.filter(genre="pacte.pacte_expire").count() == 1
    assert not Envoi.objects.filter(genre="pacte.pacte_expire").exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_tell_it_once(cast):
    version, gate, told = make_ending(today_and(5)), Barrier(2), []

    def tell():
        gate.wait(5)
        told.append(remind_expiry(version))

    threads = [run(tell), run(tell)]
    for thread in threads:
        thread.join()
    assert sorted(told) == [False, True]
    assert Notification.objects.filter(genre="pacte.pacte_expire").count() == 1


def test_the_tasks_are_run(settings):
    tasks = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {"pacte.tasks.remind_expiry", "pacte.tasks.forget_commentaires"} <= tasks


# Comments that nobody confirmed


def write_publicly(consultation, **fields):
    said = {"texte": "Je passais par là.", "nom": "Aziliz Kerbrat", "courriel": "aziliz@exemple.example"} | fields
    return comment_publicly(consultation, bloc=bloc_of(consultation).identifiant, **said)


def let_pass(commentaire, delay):
    """The row is younger than the trigger allows to say: it is written again, as if it were sent sooner."""
    fields = {f.attname: getattr(commentaire, f.attname) for f in Commentaire._meta.concrete_fields if f.name != "id"}
    commentaire.delete()
    return Commentaire.objects.create(**fields | {"depose_le": timezone.now() - delay})


@pytest.fixture
def public(cast):
    return make_consultation(cast.admin, debut=-30 * DAY, is_publique=True)


def test_what_was_never_confirmed_is_erased_and_nothing_else(public, cast):
    old = let_pass(write_publicly(public), OUBLI)
    young = let_pass(write_publicly(public), OUBLI - timedelta(minutes=5))
    confirmed = confirm_commentaire(let_pass(write_publicly(public), timedelta(0)).jeton)
    confirmed = let_pass(confirmed, 2 * OUBLI)
    forget_commentaires()
    assert set(Commentaire.objects.values_list("pk", flat=True)) == {young.pk, confirmed.pk}
    assert not Commentaire.objects.filter(pk=old.pk).exists()


def test_past_the_delay_it_is_confirmed_no_more_whether_the_task_ran_or_not(public):
    old = let_pass(write_publicly(public), OUBLI)
    with pytest.raises(ValidationError, match="n’existe plus"):
        confirm_commentaire(old.jeton)
    old.refresh_from_db()
    assert old.confirme_le is None


def test_what_was_never_confirmed_does_not_hold_a_debate(public, cast):
    let_pass(write_publicly(public), OUBLI)
    withdraw_consultation(public, by=cast.admin)
    assert not Consultation.objects.exists()


# The days of a debate in the agenda


def titles(found):
    return {moment.title.split(" : ")[0] for moment in found}


def test_the_days_of_a_consultation_are_in_the_agenda(cast):
    consultation = make_consultation(cast.admin, debut=DAY, depot=3 * DAY, fin=5 * DAY)
    found = gather(cast.directrice, timezone.now())
    mine = [moment for moment in found if moment.detail == "Pacte fédéral"]
    assert [(moment.start, moment.title.split(" : ")[0]) for moment in mine] == [
        (consultation.ouverture, "Ouverture de la consultation"),
        (consultation.depot_fin, "Derniers amendements"),
        (consultation.cloture, "Clôture de la consultation"),
    ]
    assert all(consultation.version.pacte.titre in moment.title for moment in mine)
    assert len({moment.uid for moment in mine}) == 3
    assert titles(get_rendez_vous(cast.chargee, timezone.now())) == titles(mine)
    for person in (cast.prestataire, cast.ancien, cast.superuser):
        assert get_rendez_vous(person, timezone.now()) == []
    assert titles(get_rendez_vous(cast.directrice, timezone.now() + 4 * DAY)) == {"Clôture de la consultation"}
    assert titles(get_rendez_vous(cast.directrice, timezone.now(), timezone.now() + 2 * DAY)) == {
        "Ouverture de la consultation"
    }


def test_a_vote_concerns_whoever_speaks_for_a_voter(cast):
    consultation = make_consultation(cast.admin, fin=-DAY, depot=-2 * DAY, debut=-3 * DAY)
    assemblee, voters = make_frozen(cast.admin)
    make_scrutin(consultation, assemblee, cast.admin, debut=DAY, fin=2 * DAY)
    make_rattachement(voters[0].representants.get().personne, voters[0])
    speaker, other = voters[0].representants.get().personne, make_voter("Arrivée après")
    assert titles(get_rendez_vous(speaker, timezone.now())) == {"Ouverture du vote", "Clôture du vote"}
    assert get_rendez_vous(other.representants.get().personne, timezone.now()) == []
    assert get_rendez_vous(cast.directrice, timezone.now()) == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_agenda_of_the_pact_is_one_question(cast, django_assert_num_queries, number):
    for _ in range(number):
        make_consultation(cast.admin)
    assert cast.directrice.rattachements_en_cours
    assert [*cast.prestataire.rattachements_en_cours, *cast.prestataire.fonctions] == []
    assert "admin_portail" not in cast.prestataire.roles
    with django_assert_num_queries(1):
        assert len(get_rendez_vous(cast.directrice, timezone.now())) == 2 * number
    with django_assert_num_queries(0):
        assert get_rendez_vous(cast.prestataire, timezone.now()) == []


def test_it_is_one_of_the_sources():
    assert "pacte.queries.get_rendez_vous" in settings.AGENDA_SOURCES
