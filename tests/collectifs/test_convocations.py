"""Convening by category: who and why, once each, what they asked respected; those who came later; what a tap does."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from collectifs.actions import convocations, presences
from collectifs.actions.comptes_rendus import circulate_compte_rendu
from collectifs.actions.reunions import convene_reunion, edit_reunion, open_reunion, postpone_reunion
from collectifs.liens import CHOIX, make_token
from collectifs.models import CategorieConvoquee, Presence, Reunion
from collectifs.queries import get_minutes
from collectifs.queries.convocations import find_people_of, get_convies
from members.actions.oppositions import oppose
from members.models import Adhesion, AppartenanceReseau, Instance, Mandat, Reseau, Segment
from members.queries.oppositions import print_of
from socle.models import Envoi, Notification
from tests.factories.collectifs import make_convoquee, make_participation, make_projet, make_reunion
from tests.factories.members import make_association, make_personne, make_rattachement

Qui, Ou = CategorieConvoquee.Qui, CategorieConvoquee.Ou


def page(name, *args):
    return reverse(f"collectifs:{name}", args=args)


def text(response):
    return " ".join(response.content.decode().replace("\u202f", " ").replace("\xa0", " ").split())


@pytest.fixture
def reseau_federe(cast):
    """Two members with a president, a director and somebody for families; one that left; one president twice."""
    cast.a, cast.b, cast.partie = (make_association(nom) for nom in ("Les Saules", "Le Trait", "Ancienne"))
    for association in (cast.a, cast.b):
        Adhesion.objects.create(association=association, periode=(timezone.localdate() - timedelta(days=40), None))
    cast.pa = make_personne("Alpha", "Ana", email="ana@saules.example")
    make_rattachement(cast.pa, cast.a, genre="benevole_responsable", fonction="Présidente")
    cast.vice = make_personne("Vice", "Val")
    make_rattachement(cast.vice, cast.a, genre="benevole_responsable", fonction="Vice-présidente")
    cast.famille = make_personne("Famille", "Fatou", email="fatou@saules.example")
    make_rattachement(cast.famille, cast.a, fonction="Référente familles")
    cast.directeur = make_personne("Direct", "Dan")
    make_rattachement(cast.directeur, cast.b, fonction="Directeur")
    cast.pb = make_personne("Beta", "Bob", email=None)
    instance = Instance.objects.create(association=cast.b, nom="CA", genre=Instance.Genre.CA)
    Mandat.objects.create(instance=instance, personne=cast.pb, fonction="Président", debut=timezone.localdate())
    Mandat.objects.create(
        instance=instance, personne=cast.vice, fonction="Président", debut="2020-01-01", fin="2021-01-01"
    )
    autre = make_personne("Partie", "Pia")
    make_rattachement(autre, cast.partie, fonction="Présidente")
    return cast


def ask(reunion, by, qui=Qui.PRESIDENCES, ou=Ou.ADHERENTES, **fields):
    return convocations.add_categorie(reunion, qui=qui, ou=ou, by=by, **fields)


class TestCategories:
    @pytest.mark.parametrize(
        ("qui", "expected"),
        [
            (Qui.PRESIDENCES, {"Ana Alpha", "Bob Beta"}),
            (Qui.FAMILLES, {"Fatou Famille"}),
            (Qui.DIRECTIONS, {"Dan Direct"}),
            (Qui.TOUTES, {"Ana Alpha", "Val Vice", "Fatou Famille", "Dan Direct"}),
        ],
    )
    def test_the_people_of_members_today(self, reseau_federe, jeunes, qui, expected):
        found = find_people_of(ask(make_reunion(jeunes), reseau_federe.chargee, qui))
        names = {str(convie.personne) for convie in found}
        assert expected <= names
        assert names.isdisjoint({"Pia Partie"})
        assert "Val Vice" not in names or qui == Qui.TOUTES

    def test_a_network_a_kind_and_a_kept_search(self, reseau_federe, jeunes):
        cast, reunion = reseau_federe, make_reunion(jeunes)
        reseau = Reseau.objects.create(nom="Parents", genre=Reseau.Genre.THEMATIQUE)
        AppartenanceReseau.objects.create(reseau=reseau, association=cast.a, debut=timezone.localdate())
        segment = Segment.objects.create(personne=cast.chargee, nom="Les saules", requete="q=saules")
        for categorie in (
            ask(reunion, cast.chargee, ou=Ou.RESEAU, reseau=reseau),
            ask(reunion, cast.chargee, ou=Ou.SEGMENT, segment=segment),
        ):
            assert [str(convie.personne) for convie in find_people_of(categorie)] == ["Ana Alpha"]
        segment.delete()
        assert CategorieConvoquee.objects.get(ou=Ou.SEGMENT).requete == "q=saules"
        kind = ask(reunion, cast.chargee, ou=Ou.GENRE, genre=cast.b.genre)
        assert "Bob Beta" in {str(convie.personne) for convie in find_people_of(kind)}
        assert kind.libelle.startswith("Les présidences : associations du genre")

    def test_each_person_once_with_every_reason(self, reseau_federe, jeunes):
        cast, reunion = reseau_federe, make_reunion(jeunes)
        make_participation(jeunes, cast.pa, cast.a)
        make_rattachement(cast.pb, cast.b, fonction="Président")
        ask(reunion, cast.chargee)
        convies = {str(convie.personne): convie for convie in get_convies(reunion)}
        assert convies["Ana Alpha"].pourquoi == "participe au collectif, présidence des Saules"
        assert convies["Ana Alpha"].au_titre_de == ""
        assert convies["Bob Beta"].pourquoi == "présidence du Trait"
        assert convies["Solène Varadieu"].pourquoi == "anime le collectif"
        assert len(convies) == len(get_convies(reunion))

    def test_the_same_category_twice_is_refused(self, reseau_federe, jeunes):
        reunion = make_reunion(jeunes)
        ask(reunion, reseau_federe.chargee)
        with pytest.raises(ValidationError, match="déjà convoquée"):
            ask(reunion, reseau_federe.chargee)

    def test_by_the_form_with_its_preview(self, reseau_federe, jeunes, client_of):
        reunion = make_reunion(jeunes)
        client = client_of(reseau_federe.chargee)
        refused = client.post(page("categorie_add", reunion.pk), {"qui": "presidences", "ou": "reseau"})
        assert "Rien n’est choisi" in text(refused)
        client.post(page("categorie_add", reunion.pk), {"qui": "presidences", "ou": "adherentes"})
        shown = text(client.get(page("reunion_convene", reunion.pk)))
        assert "présidence du Trait" in shown
        assert "pas d’adresse électronique" in shown
        client.post(page("categorie_remove", reunion.categories.get().pk))
        assert "Trait" not in text(client.get(page("reunion_convene", reunion.pk)))

    def test_only_by_whoever_leads(self, reseau_federe, jeunes, client_of):
        reunion = make_reunion(jeunes)
        with pytest.raises(PermissionDenied):
            ask(reunion, reseau_federe.directrice)
        categorie = ask(reunion, reseau_federe.chargee)
        assert client_of(reseau_federe.directrice).post(page("categorie_remove", categorie.pk)).status_code == 404

    @pytest.mark.parametrize("rows", [1, 3])
    def test_queries(self, reseau_federe, jeunes, client_of, rows, django_assert_num_queries):
        reunion = make_reunion(jeunes)
        for _ in range(rows):
            make_rattachement(make_personne(), reseau_federe.a, fonction="Présidente")
        ask(reunion, reseau_federe.chargee)
        reunion = Reunion.objects.select_related("collectif__fonction_referente").get()
        with django_assert_num_queries(6):
            assert len(get_convies(reunion)) >= rows


class TestConvening:
    def test_the_title_and_category_are_kept(self, reseau_federe, jeunes):
        reunion = make_reunion(jeunes)
        ask(reunion, reseau_federe.chargee)
        convene_reunion(reunion, by=reseau_federe.chargee)
        presence = reunion.presences.get(personne=reseau_federe.pb)
        assert (presence.au_titre_de, presence.categorie) == ("présidence du Trait", "benevole")
        assert reunion.presences.get(personne=reseau_federe.directrice).au_titre_de == ""
        assert reunion.presences.get(personne=reseau_federe.chargee).categorie == "federation"

    def test_whoever_is_convened_reads_a_closed_collective_s_meeting(self, reseau_federe, ferme, client_of):
        reunion = make_reunion(ferme)
        ask(reunion, reseau_federe.chargee)
        client = client_of(reseau_federe.pa)
        assert client.get(page("reunion_detail", reunion.pk)).status_code == 404
        convene_reunion(reunion, by=reseau_federe.chargee)
        assert client.get(page("reunion_detail", reunion.pk)).status_code == 200

    @pytest.mark.trap("opt-out-forgotten")
    def test_whoever_asked_never_to_be_written_to_is_expected_and_not_mailed(self, reseau_federe, jeunes):
        oppose(print_of("ana@saules.example"))
        oppose(print_of(reseau_federe.directrice.adresse))
        reunion = make_reunion(jeunes)
        ask(reunion, reseau_federe.chargee)
        assert next(c for c in get_convies(reunion) if c.personne == reseau_federe.pa).is_opposee
        convene_reunion(reunion, by=reseau_federe.chargee)
        assert reunion.presences.filter(personne=reseau_federe.pa).exists()
        mailed = set(Envoi.objects.values_list("destinataire", flat=True))
        assert reseau_federe.pa.pk not in mailed
        assert reseau_federe.directrice.pk in mailed  # takes part: asked to be convened

    def test_those_who_came_later_are_convened_also_once(self, reseau_federe, jeunes, client_of):
        reunion = make_reunion(jeunes)
        ask(reunion, reseau_federe.chargee)
        convene_reunion(reunion, by=reseau_federe.chargee)
        late = make_personne("Tard", "Tia", email="tia@trait.example")
        make_rattachement(late, reseau_federe.b, fonction="Co-présidente")
        client = client_of(reseau_federe.chargee)
        assert "1 personne à convoquer aussi" in text(client.get(page("reunion_detail", reunion.pk)))
        Envoi.objects.all().delete()
        for _ in range(2):
            client.post(page("reunion_convene", reunion.pk))
        assert list(Envoi.objects.values_list("destinataire", flat=True)) == [late.pk]
        assert reunion.presences.get(personne=late).au_titre_de == "présidence du Trait"

    def test_a_category_that_was_told_stays(self, reseau_federe, jeunes):
        reunion = make_reunion(jeunes)
        categorie = ask(reunion, reseau_federe.chargee)
        convene_reunion(reunion, by=reseau_federe.chargee)
        with pytest.raises(ValidationError, match="ne se retire plus"):
            convocations.remove_categorie(categorie, by=reseau_federe.chargee)


class TestPuttingOff:
    def test_people_are_told_answers_and_calendars_forget(self, cast, jeunes, client_of, mailoutbox):
        reunion = make_convoquee(jeunes, cast.chargee)
        reunion.presences.filter(personne=cast.directrice).update(reponse="vient")
        response = client_of(cast.chargee).post(page("reunion_postpone", reunion.pk), {"motif": "La salle est prise"})
        assert response.url == page("sondage_add", reunion.pk)
        reunion.refresh_from_db()
        assert (reunion.etat, reunion.sequence) == ("reportee", 1)
        assert set(reunion.presences.values_list("reponse", flat=True)) == {""}
        assert Notification.objects.filter(genre="collectifs.reunion_reportee").count() == reunion.presences.count()
        shown = text(client_of(cast.directrice).get(page("reunion_detail", reunion.pk)))
        assert "Reportée, date à venir" in shown
        assert "La salle est prise" in shown

    def test_its_links_say_so_and_serve_again_for_the_new_date_only(self, cast, jeunes):
        reunion = make_convoquee(jeunes, cast.chargee)
        address = page("presence_answer", make_token(reunion, cast.directrice), "je-viens")
        postpone_reunion(reunion, motif="Grève", by=cast.chargee)
        closed = Client().post(address)
        assert closed.status_code == 410
        assert "est reportée" in text(closed)
        edit_reunion(reunion, debut=timezone.now() + timedelta(days=20), by=cast.chargee)
        convene_reunion(Reunion.objects.get(pk=reunion.pk), by=cast.chargee)
        assert Client().post(address).status_code == 409
        assert not Presence.objects.filter(reponse="vient").exists()

    @pytest.mark.trap("state-bypass")
    def test_only_a_convened_meeting_is_put_off(self, cast, jeunes):
        draft = make_reunion(jeunes)
        live = make_convoquee(jeunes, cast.chargee)
        open_reunion(live, by=cast.chargee)
        for reunion in (draft, live):
            with pytest.raises(ValidationError, match="ne peut pas devenir reportée"):
                postpone_reunion(reunion, motif="x", by=cast.chargee)


class TestTaps:
    def links(self, reunion, personne):
        token = make_token(reunion, personne)
        return {name: page("presence_answer", token, name) for name in CHOIX}

    @pytest.mark.trap("accept-after-refuse")
    def test_the_mail_of_the_old_date_does_not_answer_for_the_new_one(self, cast, jeunes):
        reunion = make_convoquee(jeunes, cast.chargee)
        old = self.links(reunion, cast.directrice)["je-viens"]
        Client().post(old)
        assert reunion.presences.get(personne=cast.directrice).reponse == "vient"
        moved = edit_reunion(reunion, debut=reunion.debut + timedelta(days=3), by=cast.chargee)
        assert moved.presences.get(personne=cast.directrice).reponse == ""
        shown = Client().get(old)
        assert "La date a changé depuis ce courriel" in text(shown)
        assert Client().post(old).status_code == 409
        assert moved.presences.get(personne=cast.directrice).reponse == ""
        seen = {"date": Reunion.objects.get(pk=reunion.pk).debut.isoformat()}
        assert Client().post(old, seen).status_code == 302
        assert moved.presences.get(personne=cast.directrice).reponse == "vient"

    def test_a_page_opened_before_the_move_does_not_answer_after_it(self, cast, jeunes):
        reunion = make_convoquee(jeunes, cast.chargee)
        seen = reunion.debut.isoformat()
        edit_reunion(reunion, debut=reunion.debut + timedelta(days=3), by=cast.chargee)
        fresh = Reunion.objects.get(pk=reunion.pk)
        refused = Client().post(self.links(fresh, cast.directrice)["je-viens"], {"date": seen})
        assert refused.status_code == 409
        assert "a changé de date" in text(refused)

    def test_a_link_serves_its_person_and_its_purpose_alone_then_expires(self, cast, jeunes, time_machine):
        reunion = make_convoquee(jeunes, cast.chargee)
        token = make_token(reunion, cast.directrice)
        for other in ("sondage_tap", "action_tap"):
            assert Client().get(page(other, token)).status_code in (404, 410)
        Client().post(page("presence_answer", token, "je-viens"))
        assert list(reunion.presences.exclude(reponse="").values_list("personne", flat=True)) == [cast.directrice.pk]
        time_machine.move_to(reunion.debut + timedelta(days=4))
        assert "n’est pas complet, a dépassé sa date" in text(Client().get(page("presence_answered", token)))

    @pytest.mark.trap("proxy-absent")
    def test_a_proxy_whose_holder_is_not_there_represents_nobody(self, cast, jeunes):
        minutes = make_projet(jeunes, cast.chargee)
        reunion = minutes.reunion
        reunion.presences.update(is_presente=False)
        given = reunion.presences.filter(personne=cast.directrice)
        given.update(reponse="pouvoir", pouvoir_a=cast.collegue)
        said = get_minutes(minutes, with_huis_clos=False)
        assert (said["representes"], cast.directrice in [p.personne for p in said["absents"]]) == ([], True)
        reunion.presences.filter(personne=cast.collegue).update(is_presente=True)
        said = get_minutes(minutes, with_huis_clos=False)
        assert [presence.personne for presence in said["representes"]] == [cast.directrice]
        assert circulate_compte_rendu
        assert presences.POUVOIRS_PAR_PERSONNE == 2
