"""What is kept, how long, and what becomes of it: clocks, notices, erasure by batches, one's own data (§6.4)."""

import json
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from accompagnement import actions, tasks
from accompagnement.actions import conservation
from accompagnement.actions.conservation import erase_demande, erase_ended, forget_brouillons, warn_demande
from accompagnement.models import Brouillon, CleDossier, Demande, Etat, Lecture, Scelle
from accompagnement.models.conservation import CONSERVATION, PREAVIS
from accompagnement.models.vie import FINIS
from accompagnement.queries import get_attentes
from accompagnement.queries.conservation import get_jour_effacement, get_to_erase
from socle import donnees, travaux
from socle.conservation import forget_past
from socle.models import Courriel, Envoi, ExportPersonnel, Notification, Travail
from tests.factories.accompagnement import PRIVEE, SECRET, make_acceptee, make_demande, make_qualifiee
from tests.factories.members import make_instance, make_mandat

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def at(moment):
    return time_machine.travel(moment, tick=False)


def make_ended(cast, scene, etat, by=None):
    """A case that ended today in this state."""
    demande = make_qualifiee(cast, scene, by=by)
    Demande.objects.filter(pk=demande.pk).update(terminee_le=timezone.now())
    path = {
        Etat.RETIREE: ["retiree"],
        Etat.REORIENTEE: ["reorientee"],
        Etat.EXPIREE: ["proposee", "expiree"],
        Etat.CLOTUREE: ["proposee", "sollicitee", "acceptee", "en_cours", "a_confirmer", "cloturee"],
        Etat.EVALUEE: ["proposee", "sollicitee", "acceptee", "en_cours", "a_confirmer", "cloturee", "evaluee"],
    }
    where = {"reorientation": "federation"} if etat == Etat.REORIENTEE else {}
    for step in path[etat]:
        Demande.objects.filter(pk=demande.pk).update(etat=step, **where)
    return Demande.objects.get(pk=demande.pk)


def test_every_way_to_end_has_its_clock():
    assert set(CONSERVATION) == FINIS - {Etat.ANONYMISEE}


@pytest.mark.parametrize("etat", list(CONSERVATION))
def test_each_state_has_its_notice_then_its_erasure(etat, cast, scene):
    demande = make_ended(cast, scene, etat)
    end = demande.terminee_le
    Envoi.objects.all().delete()
    with at(end + CONSERVATION[etat] - PREAVIS - DAY):
        tasks.warn_demandes()
        assert Demande.objects.get().preavis_le is None
        assert not Envoi.objects.filter(genre="accompagnement.demande_avancee").exists()
    with at(end + CONSERVATION[etat] - PREAVIS + DAY / 2):
        tasks.warn_demandes()
        tasks.warn_demandes()
        assert Demande.objects.get().preavis_le == timezone.localdate()
        assert [a.title for a in get_attentes(cast.directrice)] == [
            "Un message vous attend dans l’espace Accompagnement"
        ]
        assert Envoi.objects.filter(genre="accompagnement.demande_avancee").count() == 1
    with at(end + CONSERVATION[etat] - DAY):
        tasks.anonymize_demandes()
        assert Demande.objects.get().etat == etat
        assert Demande.objects.visible_to(cast.directrice).exists()
    with at(end + CONSERVATION[etat] + 2 * DAY):
        tasks.anonymize_demandes()
        assert Demande.objects.get().etat == Etat.ANONYMISEE
    assert not CleDossier.objects.exists()
    assert not Scelle.objects.exists()


@pytest.mark.trap("cron-dependent")
def test_after_its_day_nobody_opens_it_whether_or_not_the_job_came(cast, scene):
    demande = make_ended(cast, scene, Etat.RETIREE)
    day = demande.terminee_le + CONSERVATION[Etat.RETIREE]
    with at(day - PREAVIS + DAY / 2):
        warn_demande(demande)
        announced = get_jour_effacement(Demande.objects.get())
    with at(day + 2 * DAY):
        assert timezone.localdate() >= announced
        assert not Demande.objects.visible_to(cast.directrice).exists()
        assert get_attentes(cast.directrice) == []
        with pytest.raises(PermissionDenied):
            actions.read_scelle(demande, "recit", by=cast.directrice)


def test_a_notice_that_came_late_delays_the_erasure(cast, scene):
    """The job slept for a year: nobody is erased without their month."""
    demande = make_ended(cast, scene, Etat.RETIREE)
    late = demande.terminee_le + timedelta(days=500)
    with at(late):
        tasks.anonymize_demandes()
        assert Demande.objects.get().etat == Etat.RETIREE
        tasks.warn_demandes()
        tasks.anonymize_demandes()
        assert get_jour_effacement(Demande.objects.get()) == timezone.localdate() + PREAVIS
    with at(late + PREAVIS + DAY):
        tasks.anonymize_demandes()
        assert Demande.objects.get().etat == Etat.ANONYMISEE


def test_erasing_stops_anywhere_and_resumes_with_the_keys_gone_first(cast, scene, monkeypatch):
    cases = [make_ended(cast, scene, Etat.RETIREE, by=by) for by in (cast.directrice, cast.collegue, cast.adherente)]
    living = make_demande(cast.chargee, scene.service)
    Demande.objects.filter(pk__in=[case.pk for case in cases]).update(
        preavis_le=timezone.localdate() - PREAVIS - 40 * DAY,
        terminee_le=timezone.now() - CONSERVATION[Etat.RETIREE] - 80 * DAY,
    )
    assert get_to_erase().count() == 3
    done = []

    def fail(demande):
        if done:
            raise KeyboardInterrupt
        done.append(demande)
        return actions.anonymize_demande(demande)

    with monkeypatch.context() as patch:
        patch.setattr(conservation, "anonymize_demande", fail)
        with pytest.raises(KeyboardInterrupt):
            erase_ended(batch=2)
    assert Demande.objects.filter(etat=Etat.ANONYMISEE).count() == 1
    assert (
        CleDossier.objects.filter(acces__demande__in=[case.pk for case in cases])
        .values("acces__demande")
        .distinct()
        .count()
        == 1
    )
    assert erase_ended(batch=2) == 2
    assert erase_ended() == 0
    assert CleDossier.objects.exists()
    assert Demande.objects.get(pk=living.pk).etat == Etat.DEPOSEE


def test_one_erases_ones_own_ended_case_at_once(cast, scene, client_of):
    demande = make_qualifiee(cast, scene)
    url = reverse("accompagnement:demande_erase", args=[demande.pk])
    client = client_of(cast.directrice)
    assert "pas terminée" in client.post(url, follow=True).text
    actions.withdraw_demande(demande, by=cast.directrice)
    with pytest.raises(PermissionDenied):
        erase_demande(demande, by=cast.coordination)
    for role in ("collegue", "admin", "superuser", "coordination"):
        assert client_of(getattr(cast, role)).post(url).status_code == 404
    page = client.get(reverse("accompagnement:demande_detail", args=[demande.pk])).text
    assert "Effacer maintenant" in page
    assert client.post(url).url == reverse("accompagnement:accueil")
    assert Demande.objects.get().etat == Etat.ANONYMISEE
    assert not CleDossier.objects.exists()


def test_a_living_case_is_not_erased(cast, scene):
    with pytest.raises(ValidationError):
        erase_demande(make_demande(cast.directrice, scene.service), by=cast.directrice)


def test_a_draft_is_forgotten_after_three_months(cast, scene):
    actions.save_brouillon(uuid4(), {"recit": SECRET}, by=cast.directrice)
    with at(timezone.now() + 80 * DAY):
        forget_brouillons()
        assert actions.read_brouillon(by=cast.directrice) == {"recit": SECRET}
    with at(timezone.now() + 130 * DAY):
        assert actions.read_brouillon(by=cast.directrice) == {}
        assert forget_brouillons() == 1
    assert not Brouillon.objects.exists()


# One's own data


def ask(personne) -> dict:
    export, travail = donnees.ask_export(by=personne)
    assert travaux.run(str(travail.pk))
    export.refresh_from_db()
    return json.loads(donnees.read_export(export))


def test_the_file_holds_ones_own_case_and_nobody_elses(cast, scene):
    make_acceptee(cast, scene)
    make_demande(
        cast.adherente, scene.service, recit="Le secret de Linh, écrit en mars.", adresse="linh@prive.example"
    )
    own = json.dumps(ask(cast.directrice), ensure_ascii=False)
    assert SECRET in own
    assert PRIVEE in own
    assert "Le Palier" in own
    for other in ("Linh", "linh@prive.example", cast.coordination.email, cast.presidente.email):
        assert other not in own
    assert Lecture.objects.filter(role="demandeur", lecteur=None).count() == 3
    for name in ("prestataire", "coordination", "collegue", "presidente", "admin", "superuser", "chargee"):
        text = json.dumps(ask(getattr(cast, name)), ensure_ascii=False)
        for secret in (SECRET, PRIVEE, "Diomberé", "Le secret de Linh", "linh@prive.example"):
            assert secret not in text, (name, secret)


def test_the_file_holds_what_every_app_knows(cast, scene):
    make_mandat(cast.presidente, make_instance(association=cast.palier))
    content = ask(cast.presidente)
    titles = {rubrique["titre"].lower() for rubrique in content["rubriques"]}
    assert {"votre fiche", "rattachements", "mandats"} <= titles
    text = json.dumps(content, ensure_ascii=False)
    assert cast.presidente.email in text
    assert "md5$" not in text
    assert "password" not in text


def test_a_copy_of_the_database_does_not_tell_whose_file_holds_a_case(cast, scene):
    make_demande(cast.directrice, scene.service)
    for name in ("directrice", "collegue", "presidente"):
        ask(getattr(cast, name))
    sizes = {len(export.contenu) for export in ExportPersonnel.objects.all()}
    assert len(sizes) == 1
    assert all(SECRET.encode() not in bytes(export.contenu) for export in ExportPersonnel.objects.all())


def test_the_file_is_fetched_by_its_person_only_and_gone_after_five_days(cast, scene, client_of):
    make_demande(cast.directrice, scene.service)
    client = client_of(cast.directrice)
    page = reverse("socle:donnees_detail")
    assert client.post(page).url == page
    assert "se prépare" in client.get(page).text
    assert travaux.run(str(Travail.objects.get().pk))
    assert "Télécharger" in client.get(page).text
    export = ExportPersonnel.objects.get()
    url = reverse("socle:donnees_download", args=[export.pk])
    assert client.get(url).status_code == 405
    answer = client.post(url)
    assert SECRET in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    for other in ("collegue", "admin", "superuser", "coordination"):
        assert client_of(getattr(cast, other)).post(url).status_code == 404
    with at(timezone.now() + timedelta(days=5, minutes=1)):
        assert client_of(cast.directrice).post(url).status_code == 404
        assert donnees.forget_exports() == 1
    assert not ExportPersonnel.objects.exists()


def test_asked_twice_it_is_made_once(cast):
    first, _ = donnees.ask_export(by=cast.directrice)
    second, _ = donnees.ask_export(by=cast.directrice)
    assert first == second


# Messages past their time


@pytest.mark.trap("cron-dependent")
@pytest.mark.parametrize(
    ("read", "days", "kept"), [(1, 89, True), (1, 91, False), (None, 364, True), (None, 366, False)]
)
def test_notifications_go_ninety_days_after_reading_and_a_year_at_most(read, days, kept, cast, client_of):
    now = timezone.now()
    row = Notification.objects.create(
        destinataire=cast.directrice, genre="x", titre="Ordre du jour", lien="/", cree_le=now - days * DAY,
        lue_le=now - days * DAY if read else None,
    )  # fmt: skip
    assert Notification.objects.of(cast.directrice).exists() == kept
    assert ("Ordre du jour" in client_of(cast.directrice).get(reverse("socle:notification_list")).text) == kept
    forget_past()
    assert Notification.objects.filter(pk=row.pk).exists() == kept


def test_sent_mail_and_done_jobs_go_too_by_batches(cast):
    now = timezone.now()
    for age in (10, 91, 92, 93):
        Envoi.objects.create(genre="x.y", titre="t", envoye_le=now - age * DAY, destinataire=cast.directrice)
        Courriel.objects.create(destinataires="a@b.example", sujet="s", texte="t", envoye_le=now - age * DAY)
        Travail.objects.create(genre="g", objet=f"o:{age}", demande_par=cast.directrice, cree_le=now - age * DAY)
    waiting = Envoi.objects.create(genre="x.y", titre="not gone yet", cree_le=now - 200 * DAY)
    assert forget_past(batch=2)["socle.Envoi"] == 3
    assert set(Envoi.objects.values_list("titre", flat=True)) == {"t", "not gone yet"}
    assert Envoi.objects.filter(pk=waiting.pk).exists()
    assert (Courriel.objects.count(), Travail.objects.count()) == (1, 1)


def test_the_report_says_what_is_kept_and_why(cast, scene):
    make_demande(cast.directrice, scene.service)
    said = StringIO()
    call_command("conservation", stdout=said)
    text = said.getvalue()
    for label in ("accompagnement.Scelle", "socle.Notification", "members.Personne", "collectifs.CompteRendu"):
        assert label in text
    assert "sans règle" not in text
    cases = next(line for line in text.splitlines() if "accompagnement.Scelle" in line)
    assert "moins de 5" in cases
