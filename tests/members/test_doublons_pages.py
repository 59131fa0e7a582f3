"""The pages of duplicates: suggestions, preview, making one, undoing, and what the person concerned may do."""

import pytest
from django.urls import reverse

from members.actions.regroupements import merge_fiches
from members.models import Doublon, Personne, Regroupement
from socle import notifications
from socle.models import Courriel, Envoi
from tests.factories.members import make_association, make_personne, make_rattachement


def at(name, *args):
    return reverse(f"members:{name}", args=args)


@pytest.fixture
def pair(cast):
    double = make_personne("Sorlevin", "Karim", is_active=False, email=None, telephone="+33199001234")
    make_rattachement(double, cast.palier, "benevole")
    return cast.collegue, double


def test_from_the_suggestion_to_one_sheet_and_back(cast, client_of, pair):
    gardee, double = pair
    client = client_of(cast.chargee)
    page = client.get(at("doublon_list") + "?genre=personnes")
    assert "Même nom, même association" in page.text
    address = at("doublon_merge", "personnes", double.pk, gardee.pk)
    assert "1 passe à la fiche gardée" in client.get(address).text
    answer = client.post(address, {"telephone": "gardee"})
    regroupement = Regroupement.objects.get()
    assert answer.url == at("regroupement_detail", regroupement.pk)
    assert "Séparer de nouveau" in client.get(answer.url).text
    assert client.get(address).status_code == 404
    client.post(at("regroupement_undo", regroupement.pk))
    assert "de nouveau deux fiches" in client.get(answer.url).text
    assert "déjà défait" in client.post(at("regroupement_undo", regroupement.pk), follow=True).text


def test_a_choice_of_values_is_asked_where_they_differ(cast, client_of):
    one = make_association("La Ruche", commune="Orvain", telephone="+33199001234")
    other = make_association("La Ruche d’Orvain", commune="Orvain", telephone="+33199005678")
    client = client_of(cast.chargee)
    address = at("doublon_merge", "associations", one.pk, other.pk) + f"?garder={other.pk}"
    assert "01\u00a099\u00a000\u00a056\u00a078" in client.get(address).text
    missing = client.post(address, {"nom": "absorbee"})
    assert missing.status_code == 422
    client.post(address, {"nom": "absorbee", "telephone": "gardee"})
    other.refresh_from_db()
    assert (other.nom, other.telephone) == ("La Ruche", "+33199005678")


def test_two_accounts_are_left_to_an_administrator(cast, client_of):
    one, other = make_personne("Doublelle", "Nadia"), make_personne("Doublelle", "Nadia")
    address = at("doublon_merge", "personnes", one.pk, other.pk)
    refused = client_of(cast.chargee).post(address, {})
    assert (refused.status_code, "laquelle reste" in refused.text) == (422, True)
    client = client_of(cast.admin)
    page = client.get(address)
    assert one.email not in page.text
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"connexion": "on"}).status_code == 302


def test_a_pair_is_set_aside(cast, client_of, pair):
    client = client_of(cast.chargee)
    client.post(at("doublon_dismiss", "personnes", *[row.pk for row in pair]))
    assert Doublon.objects.count() == 1
    assert "Aucun doublon" in client.get(at("doublon_list") + "?genre=personnes").text


def test_whoever_manages_two_associations_sees_those_two(cast, client_of):
    one, other = (make_association(nom, commune="Orvain") for nom in ("La Ruche", "La Ruchette"))
    make_association("La Ruche", commune="Orvain")
    for association in (one, other):
        make_rattachement(cast.collegue, association, is_gestionnaire=True)
    client = client_of(cast.collegue)
    page = client.get(at("doublon_list"))
    assert page.text.count("Comparer") == 1
    assert client.get(at("doublon_merge", "associations", one.pk, other.pk)).status_code == 200
    assert client.get(at("doublon_merge", "associations", one.pk, cast.palier.pk)).status_code == 403
    assert client_of(cast.directrice).get(at("doublon_list")).status_code == 403


@pytest.mark.parametrize("address", ["personnes/1/1", "personnes/999998/999999", "autre/1/2"])
def test_a_pair_that_is_none_is_not_found(address, cast, client_of):
    assert client_of(cast.admin).get(f"/imports/doublons/{address}/").status_code == 404


@pytest.mark.parametrize("more", [1, 3])
def test_the_preview_asks_a_constant_number_of_questions(more, cast, client_of, pair, django_assert_max_num_queries):
    for _ in range(more):
        make_rattachement(pair[1], make_association(), "benevole")
    client = client_of(cast.chargee)
    with django_assert_max_num_queries(140):
        client.get(at("doublon_merge", "personnes", pair[0].pk, pair[1].pk))


def test_the_owner_of_both_accounts_joins_them_with_the_link_of_the_mail(cast, client_of):
    gardee, absorbee = make_personne("Doublelle", "Nadia"), make_personne("Doublelle", "Nadia")
    merge_fiches(gardee, absorbee, choix={}, connexion=gardee.pk, by=cast.admin)
    letter = Envoi.objects.get(genre="members.compte_reuni")
    assert notifications.deliver(str(letter.identifiant))
    mail = Courriel.objects.get(sujet__contains="réuni à un autre")
    assert absorbee.email in mail.destinataires
    link = next(line for line in mail.texte.splitlines() if "/confirmer/" in line)
    path = link[link.index("/imports/") :].strip()
    assert "n’ouvre plus rien" in client_of(cast.admin).get(path).text
    client = client_of(Personne.objects.get(pk=gardee.pk))
    assert "C’est bien moi" in client.get(path).text
    assert client.post(path).url == at("mon_compte")


def test_the_absorbed_sheet_leads_to_the_other(cast, client_of):
    one, other = make_association("La Ruche"), make_association("La Ruchette")
    merge_fiches(one, other, choix={}, by=cast.chargee)
    answer = client_of(cast.directrice).get(at("association_detail", other.pk))
    assert answer.status_code in (301, 302)
    assert answer.url == at("association_detail", one.pk)
