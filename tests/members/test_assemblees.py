"""Assemblies: who votes on the day and why not, frozen once, voices given, attendance, the quorum."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections
from django.utils import timezone

from members.actions.assemblees import (
    edit_assemblee,
    freeze_liste,
    give_pouvoir,
    name_representant,
    sign_in,
    undo_sign_in,
    withdraw_pouvoir,
)
from members.models import (
    Adhesion,
    AppelCotisation,
    Association,
    Bareme,
    Campagne,
    Electeur,
    Instance,
    Pouvoir,
    PresenceAssemblee,
    RegleMandat,
    Representant,
    Suspension,
)
from members.queries.assemblees import get_liste_electorale
from socle.models import EntreeJournal, Notification
from tests.factories.gouvernance import (
    day,
    make_adhesion,
    make_assemblee,
    make_college,
    make_pouvoir,
    make_presence,
    make_regle,
    make_representant,
    make_voter,
)
from tests.factories.members import make_association, make_instance, make_mandat, make_personne, make_rattachement

pytestmark = pytest.mark.django_db
Parametre, AG = RegleMandat.Parametre, Instance.Genre.AG


@pytest.fixture
def trio(cast):
    """Three voters, the first of which is Le Palier, and an assembly of today whose list is frozen."""
    make_adhesion(cast.palier)
    make_representant(cast.palier, cast.presidente)
    return cast.palier, make_voter("Bêta"), make_voter("Gamma")


@pytest.fixture
def today(cast, trio):
    assemblee = make_assemblee(0)
    return freeze_liste(assemblee, by=cast.chargee)


def reasons(assemblee):
    return {row.association: row.motif for row in get_liste_electorale(assemblee).exclues}


def voters(assemblee):
    return [row.association for row in get_liste_electorale(assemblee).electeurs]


def make_due(association, annee=2025, grace=-1):
    bareme, _ = Bareme.objects.get_or_create(nom="Barème", annee=annee)
    dates = {"bareme": bareme, "echeance": day(grace - 30), "fin_de_grace": day(grace)}
    campagne, _ = Campagne.objects.get_or_create(annee=annee, defaults=dates)
    return AppelCotisation.objects.create(
        campagne=campagne,
        association=association,
        montant=150,
        calcul="Forfait",
        reference=f"REF{annee}{association.pk}",
        emis_le=day(grace - 60),
    )


def test_each_member_that_does_not_vote_has_its_reason(cast):
    make_regle(Parametre.ANCIENNETE, 90, AG)
    make_regle(Parametre.A_JOUR, 1, AG)
    make_voter("Vote")
    make_adhesion(make_association("Muette"))
    late = make_voter("Endettée")
    make_due(late)
    young = make_association("Jeune")
    make_adhesion(young, debut=day(-20))
    make_representant(young)
    associate = make_association("Associée", Association.Genre.ASSOCIEE)
    make_adhesion(associate, Adhesion.Categorie.ASSOCIEE)
    suspended = make_voter("Suspendue")
    Suspension.objects.create(adhesion=suspended.adhesions.get(), debut=day(-3), motif="Trois ans de retard.")
    gone = make_association("Partie")
    make_adhesion(gone, fin=day(-5))
    make_association("Jamais venue")
    found = reasons(make_assemblee(30))
    assert voters(make_assemblee(30)) == ["Vote"]
    assert found["Muette"] == "personne pour la représenter"
    assert found["Endettée"] == "cotisation 2025 non réglée"
    assert found["Jeune"].startswith("adhérente depuis le")
    assert found["Associée"] == "membre associé, sans voix délibérative"
    assert found["Suspendue"].startswith("adhésion suspendue depuis le")
    assert set(found) == {"Muette", "Endettée", "Jeune", "Associée", "Suspendue"}


def test_all_the_reasons_are_said_at_once(cast):
    make_regle(Parametre.A_JOUR, 1, AG)
    association = make_association("Double")
    make_adhesion(association)
    make_due(association, 2024, grace=-400)
    make_due(association, 2025)
    assert reasons(make_assemblee(30)) == {
        "Double": "cotisations 2024 et 2025 non réglées ; personne pour la représenter"
    }


def test_without_a_rule_dues_and_seniority_are_not_asked(cast):
    association = make_association("Nouvelle")
    make_adhesion(association, debut=day(-1))
    make_representant(association)
    make_due(association)
    assert voters(make_assemblee(30)) == ["Nouvelle"]


def test_a_rule_gives_voices_even_to_associates(cast):
    make_regle(Parametre.VOIX, 2, AG)
    make_regle(Parametre.VOIX_ASSOCIEES, 1, AG)
    make_voter("Active")
    associate = make_association("Associée")
    make_adhesion(associate, Adhesion.Categorie.ASSOCIEE)
    make_representant(associate)
    liste = get_liste_electorale(make_assemblee(30))
    assert {row.association: row.voix for row in liste.electeurs} == {"Active": 2, "Associée": 1}
    assert liste.quorum.total == 3


def test_a_change_of_category_does_not_start_seniority_afresh_and_a_gap_does(cast):
    make_regle(Parametre.ANCIENNETE, 90, AG)
    for nom, back in (("Continue", -10), ("Interrompue", -9)):
        association = make_association(nom)
        make_adhesion(association, Adhesion.Categorie.ASSOCIEE, fin=day(-10))
        make_adhesion(association, debut=day(back))
        make_representant(association)
    assemblee = make_assemblee(30)
    assert voters(assemblee) == ["Continue"]
    assert list(reasons(assemblee)) == ["Interrompue"]


def test_the_list_is_that_of_the_assembly_s_day(cast):
    """Coming or past: who was a member, who spoke, what was owed and what the rules were on that day."""
    make_regle(Parametre.A_JOUR, 1, AG, periode=(day(-50), None))
    association = make_association("Mouvante")
    make_adhesion(association, debut=day(-100))
    make_representant(association, debut=day(-90), fin=day(20))
    make_due(association, grace=-30)
    assert voters(make_assemblee(-120)) == []
    assert reasons(make_assemblee(-95)) == {"Mouvante": "personne pour la représenter"}
    assert voters(make_assemblee(-80)) == ["Mouvante"]
    assert voters(make_assemblee(-40)) == ["Mouvante"]
    assert reasons(make_assemblee(-20)) == {"Mouvante": "cotisation 2025 non réglée"}
    assert "personne pour la représenter" in reasons(make_assemblee(21))["Mouvante"]


def test_who_stands_in_speaks_when_nobody_else_does(cast):
    association = make_association("Suppléée")
    make_adhesion(association)
    substitute = make_personne("Suppléante")
    make_representant(association, substitute, is_suppleant=True)
    [row] = get_liste_electorale(make_assemblee(30)).electeurs
    assert (row.representant_id, row.suppleant) == (substitute.pk, "")
    make_representant(association, make_personne("Titulaire", "Zoé"))
    [row] = get_liste_electorale(make_assemblee(30)).electeurs
    assert (row.representant, row.suppleant) == ("Zoé Titulaire", "Alix Suppléante")


def test_the_college_is_that_of_the_representative_s_mandate(cast):
    voter = make_voter("Usagère")
    make_mandat(voter.representants.get().personne, make_instance(None), college=make_college("usagers"))
    [row] = get_liste_electorale(make_assemblee(30)).electeurs
    assert row.college == "usagers"


def test_frozen_once_and_read_from_its_rows_whatever_changes(cast, trio):
    assemblee = make_assemblee(10)
    make_adhesion(make_association("Muette"))
    freeze_liste(assemblee, by=cast.chargee)
    assemblee.refresh_from_db()
    Representant.objects.update(fin=day(-1))
    Adhesion.objects.all().delete()
    make_voter("Tardive")
    assert voters(assemblee) == ["Bêta", "Gamma", "Le Palier"]
    assert reasons(assemblee) == {"Muette": "personne pour la représenter"}
    with pytest.raises(ValidationError, match="déjà arrêtée"):
        freeze_liste(assemblee, by=cast.chargee)
    said = {"instance": assemblee.instance, "intitule": "Autre", "le": day(11), "lieu": ""}
    with pytest.raises(ValidationError, match="ne changent plus"):
        edit_assemblee(assemblee, by=cast.chargee, **said)
    assert EntreeJournal.objects.get(verbe="members.freeze_liste").details == {"electeurs": 3, "exclues": 1}


def test_an_empty_list_is_not_frozen_and_reaches_no_quorum(cast):
    assemblee = make_assemblee(0)
    with pytest.raises(ValidationError, match="Aucune association"):
        freeze_liste(assemblee, by=cast.chargee)
    assert get_liste_electorale(assemblee).quorum.is_atteint is False


@pytest.mark.django_db(transaction=True)
def test_two_people_who_freeze_together_write_one_list(cast):
    make_voter("Seule")
    assemblee = make_assemblee(10)

    def freeze(_):
        try:
            freeze_liste(assemblee, by=cast.chargee)
            return "written"
        except ValidationError:
            return "refused"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(freeze, range(2))) == ["refused", "written"]
    assert Electeur.objects.count() == 1


@pytest.mark.trap("proxy-absent")
def test_a_proxy_counts_only_if_its_holder_is_there(cast, today, trio):
    palier, beta, _ = trio
    make_pouvoir(today, palier, beta, cast.directrice)
    quorum = get_liste_electorale(today).quorum
    assert (quorum.presentes, quorum.representees) == (0, 0)
    make_presence(today, beta)
    quorum = get_liste_electorale(today).quorum
    assert (quorum.presentes, quorum.representees) == (1, 1)


def test_signing_in_ends_the_proxy_and_taking_it_back_gives_it_again(cast, today, trio):
    palier, beta, _ = trio
    pouvoir = make_pouvoir(today, palier, beta, cast.directrice)
    sign_in(today, association=beta, by=cast.chargee)
    sign_in(today, association=palier, by=cast.chargee)
    sign_in(today, association=palier, by=cast.chargee)
    quorum = get_liste_electorale(today).quorum
    assert (quorum.presentes, quorum.representees) == (2, 0)
    pouvoir.refresh_from_db()
    assert pouvoir.retire_le is not None
    undo_sign_in(today, association=palier, by=cast.chargee)
    quorum = get_liste_electorale(today).quorum
    assert (quorum.presentes, quorum.representees) == (1, 1)


@pytest.mark.trap("self-marked-attendance")
@pytest.mark.parametrize(("offset", "is_open"), [(-2, False), (-1, True), (0, True), (1, False)])
def test_attendance_is_noted_by_the_team_on_the_day_and_its_morrow(cast, trio, offset, is_open):
    assemblee = make_assemblee(offset)
    with pytest.raises(ValidationError, match="s’ouvre le jour"):
        sign_in(assemblee, association=trio[0], by=cast.chargee)
    assemblee = freeze_liste(assemblee, by=cast.chargee)
    for somebody in (cast.presidente, cast.directrice, cast.superuser):
        with pytest.raises(PermissionDenied):
            sign_in(assemblee, association=trio[0], by=somebody)
    if is_open:
        sign_in(assemblee, association=trio[0], by=cast.chargee)
    else:
        with pytest.raises(ValidationError, match="s’ouvre le jour"):
            sign_in(assemblee, association=trio[0], by=cast.chargee)


def test_who_is_not_on_the_list_does_not_sign(cast, today):
    with pytest.raises(ValidationError, match="n’est pas sur la liste"):
        sign_in(today, association=cast.horizon, by=cast.chargee)


def test_the_limit_of_proxies_is_said_in_a_sentence_on_both_sides(cast, trio):
    make_regle(Parametre.POUVOIRS, 1, AG)
    palier, beta, gamma = trio
    assemblee = make_assemblee(5)
    give_pouvoir(assemblee, mandante=beta, mandataire=palier, by=cast.chargee)
    with pytest.raises(ValidationError, match=r"Le Palier porte déjà 1.{1,4}pouvoir"):
        give_pouvoir(assemblee, mandante=gamma, mandataire=palier, by=cast.chargee)
    with pytest.raises(ValidationError, match="a déjà donné pouvoir"):
        give_pouvoir(assemblee, mandante=beta, mandataire=gamma, by=cast.chargee)
    with pytest.raises(ValidationError, match="ne vient pas non plus"):
        give_pouvoir(assemblee, mandante=gamma, mandataire=beta, by=cast.chargee)
    with pytest.raises(ValidationError, match="porte déjà la voix de Bêta"):
        give_pouvoir(assemblee, mandante=palier, mandataire=gamma, by=cast.directrice)
    with pytest.raises(ValidationError, match="à elle-même"):
        give_pouvoir(assemblee, mandante=gamma, mandataire=gamma, by=cast.chargee)
    withdraw_pouvoir(Pouvoir.objects.get(retire_le=None), by=cast.chargee)
    give_pouvoir(assemblee, mandante=gamma, mandataire=palier, by=cast.chargee)


def test_were_the_limit_lowered_the_first_proxies_count(cast, today, trio):
    palier, beta, gamma = trio
    make_pouvoir(today, beta, palier, cast.chargee, donne_le=timezone.now() - timedelta(hours=2))
    make_pouvoir(today, gamma, palier, cast.chargee)
    make_presence(today, palier)
    assert get_liste_electorale(today).quorum.representees == 2
    make_regle(Parametre.POUVOIRS, 1, AG)
    liste = get_liste_electorale(today)
    assert liste.quorum.representees == 1
    assert liste.find(palier.pk).pouvoirs_recus == ["Bêta"]


def test_a_voice_is_given_by_its_own_and_taken_back_until_the_day(cast, trio):
    palier, beta, _ = trio
    assemblee = make_assemblee(0)
    for somebody in (cast.collegue, cast.adherente, cast.superuser, cast.comite):
        with pytest.raises(PermissionDenied):
            give_pouvoir(assemblee, mandante=palier, mandataire=beta, by=somebody)
    pouvoir = give_pouvoir(assemblee, mandante=palier, mandataire=beta, by=cast.presidente)
    holder = beta.representants.get().personne
    assert Notification.objects.get(destinataire=holder).titre == "Le Palier vous donne pouvoir"
    with pytest.raises(PermissionDenied):
        withdraw_pouvoir(pouvoir, by=cast.collegue)
    withdraw_pouvoir(pouvoir, by=cast.directrice)
    assert Notification.objects.filter(destinataire=holder).count() == 2
    past = make_assemblee(-1)
    late = make_pouvoir(past, palier, beta, cast.directrice)
    with pytest.raises(ValidationError, match="a eu lieu"):
        withdraw_pouvoir(late, by=cast.directrice)
    with pytest.raises(ValidationError, match="a eu lieu"):
        give_pouvoir(past, mandante=beta, mandataire=palier, by=cast.chargee)


@pytest.mark.parametrize(("percentage", "needed"), [(40, 2), (50, 2), (51, 2), (67, 3), (100, 3), (0, 1)])
def test_the_quorum_is_rounded_up_and_says_its_rule(cast, today, trio, percentage, needed):
    make_regle(Parametre.QUORUM, percentage, AG, article="Statuts, article 16")
    quorum = get_liste_electorale(today).quorum
    assert quorum.requises == needed
    assert "Statuts, article 16" in quorum.texte
    for association in trio[:needed]:
        assert get_liste_electorale(today).quorum.is_atteint is False
        make_presence(today, association)
    assert get_liste_electorale(today).quorum.is_atteint is True


def test_naming_somebody_closes_the_former_and_tells_the_new_one(cast):
    said = {"is_suppleant": False, "decision": "Conseil du 12", "by": cast.directrice}
    name_representant(cast.palier, personne=cast.presidente, debut=day(-30), **said)
    name_representant(cast.palier, personne=cast.collegue, debut=day(0), **said)
    old, new = cast.palier.representants.order_by("debut")
    assert (old.personne, old.fin) == (cast.presidente, day(-1))
    assert (new.personne, new.fin) == (cast.collegue, None)
    name_representant(cast.palier, personne=cast.directrice, debut=day(0), **said)
    assert cast.palier.representants.get(fin=None).personne == cast.directrice
    with pytest.raises(ValidationError, match="déjà nommé à partir du"):
        name_representant(cast.palier, personne=cast.collegue, debut=day(-5), **said)
    assert Notification.objects.filter(destinataire=cast.presidente).count() == 1
    with pytest.raises(PermissionDenied):
        name_representant(cast.palier, personne=cast.collegue, debut=day(1), **(said | {"by": cast.collegue}))


def test_naming_and_ending_through_the_pages(cast, client_of):
    client = client_of(cast.directrice)
    typed = {"personne": cast.presidente.pk, "place": "titulaire", "decision": "", "debut": day(0).isoformat()}
    address = f"/annuaire/{cast.palier.pk}/gouvernance/nommer/"
    assert "pas dans la liste" in client.post(address, typed | {"personne": cast.adherente.pk}).text
    client.post(address, typed)
    named = cast.palier.representants.get()
    assert "Maëlle Quintanoy" in client.get(f"/annuaire/{cast.palier.pk}/gouvernance/").text
    client.post(f"/gouvernance/representants/{named.pk}/terminer/", {"on": day(3).isoformat()})
    named.refresh_from_db()
    assert named.fin == day(3)


def test_giving_a_proxy_takes_two_taps(cast, trio, client_of):
    assemblee = make_assemblee(20)
    client = client_of(cast.presidente)
    page = client.get(f"/gouvernance/assemblees/{assemblee.pk}/").text
    give = f"/gouvernance/assemblees/{assemblee.pk}/pouvoir/{cast.palier.pk}/"
    assert give in page
    assert "Bêta" in client.get(give).text
    page = client.post(give, {"mandataire": trio[1].pk}, follow=True).text
    assert "Bêta portera votre voix" in page
    pouvoir = Pouvoir.objects.get()
    page = client.post(f"/gouvernance/pouvoirs/{pouvoir.pk}/reprendre/", follow=True).text
    assert "Votre pouvoir est repris" in page
    assert client.post(give, {"mandataire": "x"}).status_code == 404
    make_pouvoir(assemblee, trio[1], cast.palier, cast.chargee)
    assert "porte déjà la voix de Bêta" in client.get(give).text
    assert "Donner pouvoir</span></button>" not in client.get(give).text
    assert client_of(cast.collegue).get(give).status_code == 403


def test_an_association_reads_why_it_does_not_vote_and_nobody_else_does(cast, client_of):
    make_adhesion(cast.palier)
    assemblee = make_assemblee(20)
    address = f"/gouvernance/assemblees/{assemblee.pk}/"
    assert "Personne pour la représenter" in client_of(cast.directrice).get(address).text
    assert "Personne pour la représenter" not in client_of(cast.adherente).get(address).text
    assert client_of(cast.directrice).get(f"{address}liste/").status_code == 403
    assert "Personne pour la représenter" in client_of(cast.chargee).get(f"{address}liste/?statut=non").text


def test_the_attendance_page_counts_as_people_arrive(cast, today, trio, client_of):
    client = client_of(cast.chargee)
    sign = f"/gouvernance/assemblees/{today.pk}/presences/{trio[0].pk}/"
    page = client.post(sign, {"geste": "arrivee", "q": "palier"}, follow=True)
    assert page.request["QUERY_STRING"] == "q=palier&page=1"
    assert "Arrivée" in page.text
    assert PresenceAssemblee.objects.get().personne == cast.presidente
    client.post(sign, {"geste": "annuler"})
    assert not PresenceAssemblee.objects.exists()
    fragment = client.get(f"/gouvernance/assemblees/{today.pk}/emargement/", headers={"HX-Request": "true"}).text
    assert "<html" not in fragment
    assert "Signer l’arrivée" in fragment


def test_the_list_is_narrowed_by_words_and_by_state(cast, trio, client_of):
    assemblee = make_assemblee(20)
    make_adhesion(make_association("Muette"))
    make_pouvoir(assemblee, trio[0], trio[1], cast.chargee)
    client = client_of(cast.chargee)
    address = f"/gouvernance/assemblees/{assemblee.pk}/liste/"

    def rows(**query):
        text = client.get(address, query).text
        return [nom for nom in ("Bêta", "Gamma", "Le Palier", "Muette") if f'/">{nom}</a></th>' in text]

    assert rows() == ["Bêta", "Gamma", "Le Palier"]
    assert rows(q="beta") == ["Bêta"]
    assert rows(q="quintanoy") == ["Le Palier"]
    assert rows(statut="non") == ["Muette"]
    assert rows(statut="pouvoirs") == ["Le Palier"]
    assert rows(statut="presentes") == []
    for odd in ({"statut": "x"}, {"q": "\x00"}, {"page": "zéro"}):
        assert client.get(address, odd).status_code == 200


@pytest.mark.parametrize("is_frozen", [False, True])
def test_the_list_asks_as_much_for_five_hundred_as_for_one(cast, client_of, django_assert_num_queries, is_frozen):
    for parametre in (Parametre.A_JOUR, Parametre.ANCIENNETE, Parametre.POUVOIRS, Parametre.QUORUM):
        make_regle(parametre, 1, AG)
    asked, pages = (4, 6) if is_frozen else (9, 11)
    client = client_of(cast.chargee)
    for number in (1, 3, 500):
        made = Association.objects.bulk_create(
            Association(nom=f"Électrice {number}.{rank}", genre="evs", commune="Ici") for rank in range(number)
        )
        Adhesion.objects.bulk_create(
            Adhesion(association=row, categorie="active", periode=(day(-900), None)) for row in made
        )
        Representant.objects.bulk_create(
            Representant(association=row, personne=cast.presidente, debut=day(-900)) for row in made
        )
        assemblee = make_assemblee(30)
        if is_frozen:
            assemblee = freeze_liste(assemblee, by=cast.chargee)
        with django_assert_num_queries(asked):
            assert len(get_liste_electorale(assemblee).electeurs) >= number
        address = f"/gouvernance/assemblees/{assemblee.pk}/liste/"
        client.get(address)
        with django_assert_num_queries(pages):
            client.get(address)


@pytest.mark.parametrize("extra", [1, 3])
@pytest.mark.parametrize(("part", "number"), [("", 10), ("emargement/", 9), ("pouvoir/{pk}/", 11)])
def test_pages_of_an_assembly_ask_a_constant_number_of_times(
    cast, trio, client_of, django_assert_num_queries, extra, part, number
):
    for rank in range(extra):
        make_rattachement(cast.admin, make_voter(f"Votante {rank}"), is_gestionnaire=True)
    assemblee = make_assemblee(30)
    client = client_of(cast.admin)
    address = f"/gouvernance/assemblees/{assemblee.pk}/{part.format(pk=cast.palier.pk)}"
    client.get(address)
    with django_assert_num_queries(number):
        client.get(address)


def test_an_assembly_is_announced_and_changed_through_the_pages(cast, client_of):
    instance = make_instance(None, AG, nom="Assemblée générale")
    client = client_of(cast.chargee)
    add = "/gouvernance/assemblees/annoncer/"
    assert "Annoncer l’assemblée" in client.get(add).text
    typed = {"intitule": "Assemblée extraordinaire", "instance": instance.pk, "le": "hier", "lieu": "Ici"}
    page = client.post(add, typed).text
    assert "ne se lit pas" in page
    assert "Assemblée extraordinaire" in page
    client.post(add, typed | {"le": day(50).isoformat()})
    assemblee = instance.assemblees.get()
    edit = f"/gouvernance/assemblees/{assemblee.pk}/modifier/"
    assert 'value="Ici"' in client.get(edit).text
    client.post(edit, typed | {"le": day(60).isoformat(), "lieu": "Là-bas"})
    assemblee.refresh_from_db()
    assert (assemblee.le, assemblee.lieu) == (day(60), "Là-bas")


def test_a_federal_body_is_added_through_the_page(cast, client_of):
    client = client_of(cast.admin)
    add = "/gouvernance/instances/ajouter/"
    assert "Ajouter l’instance" in client.get(add).text
    client.post(add, {"genre": "conseil", "nom": "Conseil fédéral"})
    assert Instance.objects.get().association is None
    assert client_of(cast.directrice).get(add).status_code == 403
