"""After a departure: a month's notice, then nothing of the person is left, unless they agreed to stay known (R28)."""

from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members import liens
from members.actions.departs import NAME, announce_depart, choose_conservation, erase_personne
from members.backends import PersonneBackend
from members.models import Contact, ImportFiches, LigneImport, Opposition, Personne, Regroupement, Segment
from members.models.departs import PREAVIS
from members.queries.departs import get_erasure_day, get_leaving, get_to_erase
from members.tasks import announce_departs, erase_departs
from socle import notifications
from socle.crypto import fingerprint
from socle.models import Courriel, Envoi, Notification
from tests.factories.accompagnement import make_scene
from tests.factories.adhesions import make_demande
from tests.factories.members import (
    make_association,
    make_instance,
    make_mandat,
    make_personne,
    make_rattachement,
    make_role,
)

pytestmark = pytest.mark.django_db
EMAIL, PHONE = "zelie.quarnoville@parti.example", "+33199017788"


def ago(days):
    return timezone.localdate() - timedelta(days=days)


def make_gone(days=60, told=40, **fields):
    fields = {"nom": "Quarnoville", "prenom": "Zélie", "email": EMAIL, "telephone": PHONE} | fields
    gone = make_personne(**fields)
    make_rattachement(gone, make_association(), debut=date(2020, 1, 1), fin=ago(days))
    if told is not None:
        Personne.objects.filter(pk=gone.pk).update(depart_annonce_le=ago(told))
    return Personne.objects.get(pk=gone.pk)


def dump(app="members") -> str:
    """Return every row of every table of an app, histories included, as one text."""
    texts = []
    with connection.cursor() as cursor:
        for model in apps.get_app_config(app).get_models(include_auto_created=True):
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{model._meta.db_table}" t')  # noqa: S608 (names of tables)
            texts += [row[0] for row in cursor.fetchall()]
    return "\n".join(texts)


@pytest.mark.rule("R28")
def test_nothing_of_the_person_is_left_in_any_table(cast):
    gone = make_gone()
    gone.nom = "Quarnoville-Aubert"
    gone.save()
    leave_traces(gone, cast)
    assert all(word in dump() for word in ("Quarnoville", EMAIL, PHONE))
    assert erase_personne(gone)
    left = dump()
    assert [
        word for word in ("Quarnoville", "Zélie", "quarnoville", "zelie", PHONE, "0199017788") if word in left
    ] == []
    gone.refresh_from_db()
    assert (str(gone), gone.email, gone.is_active, gone.recherche) == (NAME, None, False, "")
    assert not gone.has_usable_password()
    assert not EmailAddress.objects.filter(user=gone).exists()
    assert not Notification.objects.filter(destinataire=gone).exists()
    assert gone.rattachements.count() == 1, "that somebody was there stays known"
    assert not erase_personne(gone), "once"


def leave_traces(gone, cast):
    """Everywhere the portal may have written this person's name, address or telephone."""
    lot = ImportFiches.objects.create(genre="personnes", nom_fichier="equipe.csv", empreinte="x", par=cast.chargee)
    LigneImport.objects.create(
        lot=lot, numero=1, brut=["Zélie", "Quarnoville", PHONE], lu={"nom": "Quarnoville"}, fiche=gone.pk
    )
    LigneImport.objects.create(lot=lot, numero=2, brut=["Z. Quarnoville", EMAIL], verdict="refusee", raison=EMAIL)
    merged = make_personne("Quarnoville", "Zelie", email=None, fondue_dans=gone)
    Regroupement.objects.create(
        genre="personnes", gardee=gone.pk, absorbee=merged.pk, nom_absorbee="Zelie Quarnoville", par=cast.chargee,
        etat_avant={"nom": "Quarnoville"},
    )  # fmt: skip
    Segment.objects.create(personne=gone, nom="De Zélie", requete="q=quarnoville")
    Contact.objects.create(association=cast.palier, genre="appel", par=cast.chargee, note=f"Vu {gone} pour le budget")
    make_demande("abandonnee", contact_nom="Zélie Quarnoville", contact_email=EMAIL, contact_telephone=PHONE)


@pytest.mark.rule("R28")
@settings(
    max_examples=6, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(
    nom=st.text(st.characters(codec="utf-8", categories=("Lu", "Ll")), min_size=4, max_size=30),
    prenom=st.text(st.characters(codec="utf-8", categories=("Lu", "Ll")), min_size=0, max_size=20),
    phone=st.from_regex(r"\A\+3319900\d{4}\Z"),
)
def test_whatever_the_name_nothing_is_left(db, nom, prenom, phone):
    gone = make_gone(nom=f"Xq{nom}", prenom=prenom and f"Xz{prenom}", telephone=phone, email=f"{hash(nom)}@x.example")
    assert erase_personne(gone)
    left = dump()
    assert phone not in left
    assert '"Xq' not in left
    assert "@x.example" not in left


@pytest.mark.trap("cron-dependent")
@pytest.mark.rule("R28")
def test_from_the_day_on_nobody_reads_the_sheet_even_if_no_task_ran(cast, client_of):
    last = make_gone(days=PREAVIS.days, told=None)
    over = make_gone(days=PREAVIS.days + 1, told=None, email="autre@parti.example")
    team = client_of(cast.chargee)
    assert team.get(f"/personnes/{last.pk}/").status_code == 200
    assert team.get(f"/personnes/{over.pk}/").status_code == 404
    assert client_of(cast.directrice).get(f"/personnes/{last.pk}/").status_code == 404
    assert str(over) in team.get("/recherche/", {"q": "Quarnoville"}).text, "the other homonym"
    assert f"/personnes/{over.pk}/" not in team.get("/recherche/", {"q": "Quarnoville"}).text
    assert PersonneBackend().get_user(over.pk) is None
    assert PersonneBackend().get_user(last.pk) == last
    assert client_of(over).get("/mon-compte/").status_code == 302


def test_a_place_that_runs_on_keeps_everything(cast):
    for make in (
        lambda p: make_rattachement(p, cast.palier),
        lambda p: make_mandat(p, make_instance(cast.palier)),
        lambda p: make_role(p, "comite_pilotage"),
        lambda p: make_rattachement(p, cast.palier, "benevole", fin=timezone.localdate()),
    ):
        gone = make_gone(email=None)
        make(gone)
        assert gone not in get_leaving()
        assert gone not in get_to_erase()
        assert not erase_personne(gone)


def test_a_provider_s_file_is_kept_two_years_more(cast):
    gone = make_gone()
    make_role(gone, "prestataire", fin=ago(600))
    assert gone not in get_leaving()
    assert get_erasure_day(gone) == ago(600) + timedelta(days=730) + PREAVIS


def test_people_who_never_had_a_place_are_not_people_who_left(cast):
    invited = make_personne(is_active=False)
    assert invited not in get_leaving()
    assert cast.superuser not in get_leaving()


def test_a_month_s_notice_is_given_once_and_never_skipped(cast):
    gone = make_gone(days=200, told=None)
    erase_departs()
    announce_departs()
    announce_departs()
    assert Envoi.objects.filter(genre="members.effacement_annonce", destinataire=gone).count() == 1
    erase_departs()
    gone.refresh_from_db()
    assert (str(gone), gone.depart_annonce_le) == ("Zélie Quarnoville", ago(0)), (
        "hidden, and not erased before a month"
    )
    Personne.objects.filter(pk=gone.pk).update(depart_annonce_le=ago(PREAVIS.days))
    erase_departs()
    gone.refresh_from_db()
    assert str(gone) == NAME


def test_whoever_came_back_has_a_new_month_when_they_leave_again(cast):
    gone = make_gone(days=400, told=390)
    make_rattachement(gone, cast.palier, debut=ago(300), fin=ago(40))
    assert not erase_personne(gone), "the notice was for another departure"
    assert announce_depart(gone)
    assert not erase_personne(gone)


@pytest.mark.rule("R28")
@pytest.mark.trap("get-writes")
def test_whoever_agrees_stays_known_and_may_change_their_mind(cast, client_of):
    gone = make_gone(days=60, told=None)
    announce_depart(gone)
    assert notifications.deliver(str(Envoi.objects.get(genre="members.effacement_annonce").identifiant))
    path = "/conservation/" + Courriel.objects.get().texte.split("/conservation/")[1].split()[0]
    client = Client()
    assert client.get(path).status_code == 200
    assert Personne.objects.get(pk=gone.pk).conservation_acceptee_le is None
    client.post(path, {"choix": "garder"})
    assert Personne.objects.get(pk=gone.pk).conservation_acceptee_le == ago(0)
    assert client_of(cast.chargee).get(f"/personnes/{gone.pk}/").status_code == 200
    assert gone not in get_to_erase(ago(-400))
    client.post(path, {"choix": "effacer"})
    assert gone in get_leaving()
    assert client.get("/conservation/faux/").status_code == 410


def test_nobody_agrees_for_somebody_else(cast, client_of):
    with pytest.raises(PermissionDenied):
        choose_conservation(cast.collegue, is_kept=True, by=cast.admin)
    client = client_of(cast.collegue)
    client.post("/mon-compte/conservation/", {"choix": "garder"})
    assert Personne.objects.get(pk=cast.collegue.pk).conservation_acceptee_le == ago(0)
    assert "Reprendre cet accord" in client.get("/mon-compte/").text


def test_somebody_invited_or_named_elsewhere_is_let_be(cast):
    gone = make_gone()
    demande = make_demande("candidate", representant=gone)
    assert not erase_personne(gone)
    make_demande("abandonnee", representant=gone)
    demande.delete()
    assert erase_personne(gone)


@pytest.mark.trap("opt-out-forgotten")
def test_an_opt_out_outlives_the_erasure(cast):
    digest = fingerprint("opposition", EMAIL)
    Opposition.objects.create(empreinte=digest)
    assert erase_personne(make_gone())
    assert bytes(Opposition.objects.get().empreinte) == digest


@pytest.mark.trap("erasure-reveals")
def test_the_erasure_says_nothing_of_personal_requests(cast):
    """The same queries whether or not the person asked for help: nothing there is read, changed or told."""
    make_scene(cast)
    gone = make_gone()
    with_none = dump("accompagnement")
    erase_personne(gone)
    assert dump("accompagnement") == with_none
    assert Personne.objects.filter(pk=gone.pk).exists(), "the number stays, by which a case knows its author"


def test_the_link_of_one_purpose_opens_no_other(cast):
    gone = make_gone()
    token = liens.keep_link(gone).rstrip("/").rsplit("/", 1)[1]
    assert liens.find_leaving(token) == gone
    assert liens.find_demande(token) is None
