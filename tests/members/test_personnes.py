"""People without an account, minors, one name only, and nobody taken in without having said yes."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from members.actions import (
    add_personne,
    answer_proposition,
    change_rattachement,
    edit_minorite,
    end_rattachement,
    forget_birth_dates,
    invite_personne,
)
from members.models import Invitation, Personne, Rattachement
from members.models.personnes import age_on
from members.queries import get_attentes, get_portrait, get_postal_address, get_readers
from members.tasks import forget_birth_dates as forget_task
from socle.models import EntreeJournal
from socle.permissions import can
from tests.factories.members import born, make_mineur, make_personne, make_rattachement, yesterday

pytestmark = pytest.mark.django_db
SALARIE, BENEVOLE = Rattachement.Genre.SALARIE, Rattachement.Genre.BENEVOLE
RESPONSABLE = Rattachement.Genre.BENEVOLE_RESPONSABLE


def fresh(personne):
    return Personne.objects.get(pk=personne.pk)


def portrait(personne):
    return get_portrait(Personne.objects.filter(pk=personne.pk)).get()


def typed(**fields):
    return {"prenom": "Rémi", "nom": "Sansmail", "genre": BENEVOLE, "debut": "2020-01-01"} | fields


def add(cast, client_of, **fields):
    return client_of(cast.directrice).post(f"/annuaire/{cast.palier.pk}/ajouter/", typed(**fields))


def invited(cast, email="nouvelle@solidaubrelle.example", **fields):
    return {"prenom": "Nour", "nom": "Elle", "email": email, "boite": "personnelle", "genre": SALARIE} | fields


class TestWithoutAccount:
    @pytest.mark.trap("unreachable-without-account")
    def test_added_listed_found_and_reached_by_post(self, cast, client_of):
        cast.palier.adresse, cast.palier.code_postal = "19, rue des Lavoirs", "00190"
        cast.palier.save()
        assert add(cast, client_of, fonction="Jardinier", telephone="02 61 91 00 07").status_code == 302
        remi = Personne.objects.get(nom="Sansmail")
        assert (remi.email, remi.is_active, remi.has_account, remi.adresse) == (None, False, False, "")
        assert remi in Personne.objects.visible_to(cast.adherente).search("sanmail")
        assert "Rémi Sansmail" in client_of(cast.collegue).get(f"/annuaire/{cast.palier.pk}/").text
        assert get_postal_address(portrait(remi)) == [
            "Rémi Sansmail", "Le Palier", "19, rue des Lavoirs", "00190 Port-Hauvert",
        ]  # fmt: skip
        page = client_of(cast.directrice).get(f"/personnes/{remi.pk}/").text.replace("\u00a0", " ")
        for words in ("19, rue des Lavoirs", "02 61 91 00 07", "n’en a pas"):
            assert words in page
        assert "19, rue des Lavoirs" not in client_of(cast.adherente).get(f"/personnes/{remi.pk}/").text
        assert EntreeJournal.objects.filter(verbe="members.add_personne", par=cast.directrice).exists()

    def test_a_shared_box_is_shown_to_whoever_must_reach_them(self, cast, client_of):
        box = make_personne("Boîte", email=None, courriel_partage="accueil@palier.example")
        make_rattachement(box, cast.palier)
        assert box.adresse == "accueil@palier.example"
        assert "accueil@palier.example" in client_of(cast.directrice).get(f"/personnes/{box.pk}/").text
        assert "accueil@palier.example" not in client_of(cast.adherente).get(f"/personnes/{box.pk}/").text

    def test_the_same_name_twice_in_a_team_is_asked_about(self, cast, client_of):
        add(cast, client_of)
        again = add(cast, client_of, nom="SANSMAIL", fonction="Trésorier")
        assert "est déjà dans l’équipe" in again.text
        assert 'value="Trésorier"' in again.text
        assert Personne.objects.filter(nom__iexact="sansmail").count() == 1

    def test_one_name_only_is_enough_everywhere(self, cast, client_of):
        add(cast, client_of, prenom="", nom="Kéziah")
        keziah = Personne.objects.get(nom="Kéziah")
        assert (str(keziah), keziah.initiales) == ("Kéziah", "K")
        make_rattachement(make_personne("Abel", "Zoé"), cast.palier)
        page = client_of(cast.directrice).get(f"/annuaire/{cast.palier.pk}/").text
        assert page.index("Zoé Abel") < page.index(">Kéziah<") < page.index("Karim Sorlevin")
        assert client_of(cast.directrice).get(f"/personnes/{keziah.pk}/").status_code == 200
        assert keziah in Personne.objects.visible_to(cast.adherente).search("keziah")
        seen = client_of(make_personne("Awa", "")).get("/mon-compte/")
        assert seen.status_code == 200

    def test_an_account_is_opened_later_and_the_place_stays(self, cast, client_of):
        add(cast, client_of)
        remi, client = Personne.objects.get(nom="Sansmail"), client_of(cast.directrice)
        address = f"/annuaire/{cast.palier.pk}/inviter/?personne={remi.pk}"
        assert 'value="Sansmail"' in client.get(address).text
        client.post(address, invited(cast, "remi@perso.example", nom="Sansmail", genre=BENEVOLE))
        assert Personne.objects.filter(nom="Sansmail").count() == 1
        remi = fresh(remi)
        assert (remi.email, remi.is_active) == ("remi@perso.example", False)
        assert Invitation.objects.get().personne == remi
        for number in ("x", "²", "9" * 30, str(cast.adherente.pk), str(cast.presidente.pk)):
            assert client.get(f"/annuaire/{cast.palier.pk}/inviter/", {"personne": number}).status_code == 200

    def test_only_managers_and_the_team(self, cast):
        identity = {"prenom": "A", "nom": "B", "telephone": ""}
        place = {"genre": BENEVOLE, "fonction": "", "debut": yesterday()}
        for somebody in (cast.collegue, cast.adherente, cast.superuser):
            with pytest.raises(PermissionDenied):
                add_personne(cast.palier, identity=identity, **place, by=somebody)
        assert add_personne(cast.palier, identity=identity, **place, by=cast.chargee).personne.nom == "B"

    def test_dates_to_come_are_refused(self, cast, client_of):
        tomorrow = timezone.localdate() + timedelta(days=1)
        assert "à venir" in add(cast, client_of, debut=tomorrow.isoformat()).text


@pytest.mark.rule("R29")
class TestMinors:
    def test_no_date_of_birth_is_kept_of_whoever_is_of_age(self, cast, client_of):
        add(cast, client_of, date_naissance="1980-01-01", parents_informes_le="2020-01-01")
        remi = Personne.objects.get(nom="Sansmail")
        assert (remi.date_naissance, remi.parents_informes_le) == (None, None)
        page = add(cast, client_of, nom="Autre", is_mineure="on", date_naissance="1980-01-01").text
        assert "décochez la case" in page
        assert not Personne.objects.filter(nom="Autre").exists()

    @pytest.mark.parametrize(
        ("age", "given", "says"),
        [
            (14, {}, "autorisation écrite"),
            (14, {"autorisation_le": "2024-01-01"}, ""),
            (15, {}, "autorisation écrite"),
            (15, {"autorisation_le": "2024-01-01"}, ""),
            (16, {}, ""),
            (17, {"parents_informes_le": "2024-01-01"}, ""),
        ],
    )
    def test_a_written_word_before_sixteen(self, cast, client_of, age, given, says):
        page = add(cast, client_of, is_mineure="on", date_naissance=born(age).isoformat(), **given)
        if says:
            assert says in page.text
            assert '<details class="disclosure" open>' in page.text
        else:
            assert page.status_code == 302
            assert Personne.objects.get(nom="Sansmail").age == age

    def test_a_ticked_box_asks_for_the_date(self, cast, client_of):
        assert "pour les moins de 18 ans" in add(cast, client_of, is_mineure="on").text
        tomorrow = timezone.localdate() + timedelta(days=1)
        assert "à venir" in add(cast, client_of, is_mineure="on", date_naissance=tomorrow.isoformat()).text

    def test_nobody_under_fifteen_has_an_account(self, cast, client_of):
        young = {"is_mineure": "on", "date_naissance": born(14).isoformat(), "autorisation_le": "2024-01-01"}
        page = client_of(cast.directrice).post(f"/annuaire/{cast.palier.pk}/inviter/", invited(cast, **young))
        assert "Avant 15 ans, personne n’a de compte" in page.text
        assert not Invitation.objects.exists()
        child = make_mineur(14, autorisation_le=yesterday())
        with pytest.raises(ValidationError, match="Avant 15 ans"):
            invite_personne(child, association=cast.palier, genre=BENEVOLE, by=cast.directrice)
        fifteen = young | {"date_naissance": born(15).isoformat()}
        answer = client_of(cast.directrice).post(f"/annuaire/{cast.palier.pk}/inviter/", invited(cast, **fifteen))
        assert answer.status_code == 302

    @pytest.mark.trap("kept-after-majority")
    @pytest.mark.parametrize(("days", "age"), [(-1, 17), (0, None), (1, None)])
    def test_a_birth_is_forgotten_the_very_day(self, days, age):
        personne = make_mineur(18)
        personne.date_naissance = born(18, days)
        assert personne.age == age
        assert (personne.naissance is None) is (age is None)
        personne.save()
        forget_task()
        assert (fresh(personne).date_naissance is None) is (age is None)
        assert forget_birth_dates() == 0

    @pytest.mark.trap("kept-after-majority")
    def test_no_history_keeps_a_birth(self):
        columns = {field.name for field in Personne.pgh_event_model._meta.get_fields()}
        assert "date_naissance" not in columns

    def test_the_twenty_ninth_of_february(self):
        birth = timezone.localdate().replace(year=2008, month=2, day=29)
        assert age_on(birth, birth.replace(year=2026, day=28)) == 17
        assert age_on(birth, birth.replace(year=2026, month=3, day=1)) == 18

    def test_who_sees_it_and_who_notes_it(self, cast, client_of):
        minor = make_mineur(16, prenom="Éliott")
        make_rattachement(minor, cast.palier, RESPONSABLE)
        address = f"/personnes/{minor.pk}/"
        birth = minor.date_naissance
        for somebody, sees in ((cast.directrice, True), (cast.chargee, True), (cast.collegue, False)):
            page = client_of(somebody).get(address).text
            assert ("Moins de 18 ans" in page) is sees
            assert birth.isoformat() not in page
            assert str(birth.year) not in page.split("<main")[1].split("</main")[0]
        client_of(cast.directrice).post(f"{address}minorite/", {"parents_informes_le": yesterday().isoformat()})
        assert fresh(minor).parents_informes_le == yesterday()
        with pytest.raises(PermissionDenied):
            edit_minorite(minor, parents_informes_le=None, autorisation_le=None, by=cast.adherente)
        Personne.objects.filter(pk=minor.pk).update(date_naissance=born(18))
        assert "Moins de 18 ans" not in client_of(cast.directrice).get(address).text
        assert client_of(cast.directrice).get(f"{address}minorite/").status_code == 404
        with pytest.raises(ValidationError, match="majeure"):
            edit_minorite(minor, parents_informes_le=None, autorisation_le=None, by=cast.directrice)

    def test_a_minor_reads_who_knows(self, cast):
        minor = make_mineur(16)
        make_rattachement(minor, cast.palier)
        said = " ".join(reader.who + reader.why for reader in get_readers(portrait(minor)))
        assert "moins de 18 ans" in said
        assert "oubliée le jour de vos 18 ans" in said
        assert "18 ans" not in " ".join(reader.why for reader in get_readers(portrait(cast.collegue)))


@pytest.mark.trap("taken-in-without-yes")
class TestPropositions:
    def propose(self, cast, **fields):
        return invite_personne(
            cast.adherente, association=cast.palier, genre=BENEVOLE, by=cast.directrice, **fields
        ).invitation

    def test_somebody_known_is_invited_and_nothing_opens(self, cast, client_of):
        data = invited(cast, cast.adherente.email, nom="Tranvallon", prenom="Linh")
        client_of(cast.directrice).post(f"/annuaire/{cast.palier.pk}/inviter/", data)
        assert [tie.association for tie in fresh(cast.adherente).rattachements_en_cours] == [cast.horizon]
        page = client_of(cast.adherente).get("/mon-compte/").text
        assert "On vous propose de rejoindre Le Palier" in page
        assert [a.title for a in get_attentes(fresh(cast.adherente))] == ["On vous propose de rejoindre Le Palier"]

    def test_yes_opens_the_tie_and_tells_whoever_asked(self, cast, client_of):
        invitation = self.propose(cast, fonction="Renfort")
        client = client_of(cast.adherente)
        assert client.post(f"/mon-compte/propositions/{invitation.pk}/", {"reponse": "oui"}).status_code == 302
        tie = cast.adherente.rattachements.get(association=cast.palier)
        assert (tie.fonction, tie.debut, tie.fin) == ("Renfort", timezone.localdate(), None)
        assert cast.directrice.notifications.latest("pk").titre == "Linh Tranvallon a accepté votre invitation"
        assert "On vous propose" not in client.get("/mon-compte/").text

    def test_no_changes_nothing_and_is_told(self, cast, client_of):
        invitation = self.propose(cast)
        client_of(cast.adherente).post(f"/mon-compte/propositions/{invitation.pk}/", {"reponse": "non"})
        assert not cast.adherente.rattachements.filter(association=cast.palier).exists()
        assert cast.directrice.notifications.latest("pk").titre == "Linh Tranvallon décline votre invitation"
        late = client_of(cast.adherente).post(
            f"/mon-compte/propositions/{invitation.pk}/", {"reponse": "oui"}, follow=True
        )
        assert "n’est plus ouverte" in late.text
        assert not cast.adherente.rattachements.filter(association=cast.palier).exists()

    @pytest.mark.trap("accept-after-refuse")
    def test_what_was_taken_back_or_is_too_old_is_closed(self, cast, client_of):
        invitation = self.propose(cast)
        Invitation.objects.update(expire_le=timezone.now() - timedelta(minutes=1))
        answer = client_of(cast.adherente).post(
            f"/mon-compte/propositions/{invitation.pk}/", {"reponse": "oui"}, follow=True
        )
        assert "n’est plus ouverte" in answer.text

    def test_nobody_answers_for_another(self, cast, client_of):
        invitation = self.propose(cast)
        for somebody in (cast.directrice, cast.chargee, cast.superuser):
            answer = client_of(somebody).post(f"/mon-compte/propositions/{invitation.pk}/", {"reponse": "oui"})
            assert answer.status_code == 404
        with pytest.raises(PermissionDenied):
            answer_proposition(invitation, is_accepted=True, by=cast.directrice)
        client_of(cast.adherente).post(f"/mon-compte/propositions/{invitation.pk}/", {"reponse": "peut-être"})
        assert invitation in Invitation.objects.ouvertes()

    @pytest.mark.trap("outsider-invites")
    def test_an_invited_outsider_cannot_invite(self, cast, client_of):
        invitation = self.propose(cast)
        other = make_personne("Suivante")
        with pytest.raises(PermissionDenied):
            invite_personne(other, association=cast.palier, genre=SALARIE, by=fresh(cast.adherente))
        answer_proposition(invitation, is_accepted=True, by=cast.adherente)
        with pytest.raises(PermissionDenied):
            invite_personne(other, association=cast.palier, genre=SALARIE, by=fresh(cast.adherente))

    @pytest.mark.parametrize("extra", [1, 3])
    def test_own_page_asks_a_constant_number_of_times(self, cast, client_of, extra, django_assert_num_queries):
        for rank in range(extra):
            Invitation.objects.create(
                personne=cast.adherente, association=cast.palier, genre=[SALARIE, BENEVOLE, RESPONSABLE][rank],
                envoyee_par=cast.directrice,
            )  # fmt: skip
        client = client_of(cast.adherente)
        client.get("/mon-compte/")
        with django_assert_num_queries(9):
            client.get("/mon-compte/")


@pytest.mark.trap("ended-one-of-two-roles")
def test_ending_one_of_two_qualifying_roles_leaves_the_other(cast):
    seat = make_rattachement(cast.directrice, cast.palier, RESPONSABLE, is_gestionnaire=True)
    end_rattachement(seat, on=yesterday(), by=cast.chargee)
    directrice = fresh(cast.directrice)
    assert [tie.genre for tie in directrice.rattachements_en_cours] == [SALARIE]
    assert can(directrice, "members.edit_association", cast.palier)
    assert directrice in Personne.objects.visible_to(cast.adherente)


@pytest.mark.trap("end-date-around-today")
@pytest.mark.parametrize(("offset", "runs"), [(-30, False), (-1, False), (0, True), (1, True), (30, True)])
def test_a_right_lasts_until_the_evening_of_the_last_day(cast, offset, runs):
    make_rattachement(cast.presidente, cast.palier, SALARIE, is_gestionnaire=True)
    end_rattachement(
        cast.directrice.rattachements.get(), on=timezone.localdate() + timedelta(days=offset), by=cast.chargee
    )
    assert can(fresh(cast.directrice), "members.edit_association", cast.palier) is runs
    assert (fresh(cast.directrice) in Personne.objects.visible_to(cast.adherente)) is runs


@pytest.mark.trap("older-finished-row")
def test_somebody_with_an_older_finished_row_is_still_here(cast, client_of):
    back = make_personne("Revenante", "Lou")
    make_rattachement(back, cast.palier, debut="2015-01-01", fin="2016-01-01", fonction="Stagiaire")
    tie = make_rattachement(back, cast.palier, debut="2022-01-01", fonction="Animatrice")
    page = client_of(cast.adherente).get(f"/annuaire/{cast.palier.pk}/").text
    assert page.count("Lou Revenante") == 1
    assert "Stagiaire" not in page
    change_rattachement(tie, genre=SALARIE, fonction="Directrice adjointe", is_gestionnaire=False, by=cast.directrice)
    assert fresh(back).rattachements.count() == 3
    assert [t.fonction for t in fresh(back).rattachements_en_cours] == ["Directrice adjointe"]
    assert back in Personne.objects.visible_to(cast.adherente)
