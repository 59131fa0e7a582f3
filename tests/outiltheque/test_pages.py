"""The pages of the library: read by whoever may, constant questions, what a form loses (nothing)."""

import pytest
from django.urls import reverse

from outiltheque.actions.ressemblances import merge_outils
from outiltheque.actions.versions import start_version
from outiltheque.models import Adaptation, Ressemblance, VersionOutil, Vitrine
from tests.factories.outils_fichiers import join, make_brouillon, publish
from tests.factories.outiltheque import make_constat, make_outil, make_retour, make_theme, make_usage

pytestmark = pytest.mark.django_db


@pytest.fixture
def outil(cast):
    outil = make_outil(cast.palier, by=cast.directrice, titre="Charte de covoiturage", description="Une ligne")
    outil.themes.add(make_theme())
    return outil


def test_every_page_is_drawn(cast, client_of, outil):
    draft = make_outil(cast.palier, by=cast.directrice, etat="brouillon")
    proposed = make_outil(cast.palier, by=cast.directrice, etat="propose")
    usage = make_usage(outil, cast.horizon, by=cast.adherente)
    retour = make_retour(outil, cast.horizon, by=cast.adherente)
    constat = make_constat(cast.horizon, by=cast.adherente)
    Ressemblance.objects.create(outil=proposed, autre=outil, score=0.8)
    pages = {
        cast.directrice: [
            reverse("outiltheque:outil_list"),
            reverse("outiltheque:outil_list") + "?q=covoiturage&tri=usages&etat=a_jour",
            reverse("outiltheque:outil_detail", args=[outil.pk]),
            reverse("outiltheque:outil_detail", args=[draft.pk]),
            reverse("outiltheque:outil_add"),
            reverse("outiltheque:outil_sort", args=[outil.pk]),
            reverse("outiltheque:outil_retire", args=[outil.pk]),
            reverse("outiltheque:version_detail", args=[outil.courante_id]),
            reverse("outiltheque:version_edit", args=[draft.versions.get().pk]),
            reverse("outiltheque:vitrine_edit", args=[outil.courante_id]),
            reverse("outiltheque:retour_answer", args=[retour.pk]),
            reverse("outiltheque:nouveaute_list"),
            reverse("outiltheque:constat_list"),
            reverse("outiltheque:constat_detail", args=[constat.pk]),
            reverse("outiltheque:constat_answer", args=[constat.pk]),
        ],
        cast.adherente: [
            reverse("outiltheque:outil_adapt", args=[outil.pk]),
            reverse("outiltheque:retour_add", args=[outil.pk]),
            reverse("outiltheque:constat_add"),
            reverse("outiltheque:outil_export", args=["csv"]),
        ],
        cast.chargee: [
            reverse("outiltheque:outil_queue"),
            reverse("outiltheque:outil_merge", args=[outil.pk]),
            reverse("outiltheque:version_review", args=[proposed.versions.get().pk]),
        ],
    }
    for who, addresses in pages.items():
        client = client_of(who)
        for address in addresses:
            assert client.get(address).status_code == 200, address
    assert usage.fin is None
    assert Vitrine.objects.count() == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_ask_as_much_for_one_as_for_three(cast, client_of, rows, django_assert_num_queries):
    for _ in range(rows):
        made = make_outil(cast.palier, by=cast.directrice)
        made.themes.add(make_theme())
        make_usage(made, cast.horizon, by=cast.adherente)
        make_constat(cast.horizon, by=cast.adherente)
        Vitrine.objects.create(version=made.courante, montree_par=cast.directrice)
    client = client_of(cast.comite)
    for name, asked in LISTS.items():
        address = reverse(f"outiltheque:{name}")
        client.get(address)
        with django_assert_num_queries(asked):
            assert client.get(address).status_code == 200


LISTS = {"outil_list": 5, "nouveaute_list": 4, "constat_list": 3, "vitrine_list": 3}


def test_filters_narrow_and_the_export_holds_what_is_on_screen(cast, client_of, outil):
    make_outil(cast.horizon, by=cast.adherente, titre="Un jeu", genre="jeu")
    make_outil(cast.palier, by=cast.directrice, titre="BROUILLON-DES-AUTRES", etat="brouillon")
    client = client_of(cast.comite)
    page = client.get(reverse("outiltheque:outil_list"), {"genre": "jeu"}).text
    assert "Un jeu" in page
    assert outil.titre not in page
    sent = client.get(reverse("outiltheque:outil_export", args=["csv"]), {"theme": outil.themes.get().pk})
    text = b"".join(sent.streaming_content).decode()
    assert outil.titre in text
    assert "Un jeu" not in text
    everything = b"".join(client.get(reverse("outiltheque:outil_export", args=["csv"])).streaming_content).decode()
    assert "BROUILLON-DES-AUTRES" not in everything
    assert client.get(reverse("outiltheque:outil_list"), {"theme": "x'", "etat": "9", "page": "-1"}).status_code == 200


def test_what_changed_is_new_until_it_was_seen(cast, client_of, outil):
    client = client_of(cast.comite)
    page = reverse("outiltheque:nouveaute_list")
    assert outil.titre in client.get(page).text
    client.post(reverse("outiltheque:visite_add"), {"tout": "1"})
    later = make_outil(cast.palier, by=cast.directrice, titre="Arrivé depuis")
    shown = client.get(page).text
    assert shown.count("Nouveau</span>") + shown.count(">Nouveau<") >= 1
    assert later.titre in shown
    assert "1 depuis votre dernière visite" in client.get(reverse("outiltheque:outil_list")).text


def test_a_tool_that_is_written_is_found_by_nobody_else(cast, client_of):
    draft = make_outil(cast.palier, by=cast.directrice, titre="CACHE-TITRE", etat="brouillon")
    client = client_of(cast.adherente)
    assert client.get(reverse("outiltheque:outil_detail", args=[draft.pk])).status_code == 404
    assert client.get(reverse("outiltheque:version_detail", args=[draft.versions.get().pk])).status_code == 404
    for query in ("", "?q=cache", "?etat=brouillon", "?a_nous=ecrits"):
        assert "CACHE-TITRE" not in client.get(reverse("outiltheque:outil_list") + query).text


def test_what_is_being_written_next_is_not_said_to_others(cast, client_of, outil):
    suite = start_version(outil, by=cast.directrice)
    VersionOutil.objects.filter(pk=suite.pk).update(mot_relecture="MOT-INTERNE")
    page = reverse("outiltheque:outil_detail", args=[outil.pk])
    assert "MOT-INTERNE" in client_of(cast.collegue).get(page).text
    others = client_of(cast.adherente).get(page).text
    assert "MOT-INTERNE" not in others
    assert "Version en préparation" not in others


@pytest.mark.parametrize("rows", [1, 3])
def test_a_tool_asks_as_much_with_one_of_each_as_with_three(cast, client_of, outil, rows, django_assert_num_queries):
    make_usage(outil, cast.horizon, by=cast.adherente)
    for _ in range(rows):
        make_retour(outil, cast.horizon, by=cast.adherente, version=outil.courante)
        make_outil(cast.palier, by=cast.directrice).themes.add(make_theme())
        constat = make_constat(cast.horizon, by=cast.adherente)
        constat.reponses.create(outil=outil, proposee_par=cast.adherente)
        made = make_outil(cast.horizon, by=cast.adherente)
        Adaptation.objects.create(outil=made, source=outil.courante, faite_par=cast.adherente)
    client = client_of(cast.adherente)
    page = reverse("outiltheque:outil_detail", args=[outil.pk])
    client.get(page)
    with django_assert_num_queries(ON_A_TOOL):
        assert client.get(page).status_code == 200


ON_A_TOOL = 19


def test_feedback_is_read_twenty_at_a_time(cast, client_of, outil):
    for rank in range(21):
        make_retour(outil, cast.horizon, by=cast.adherente, contexte=f"Contexte numéro {rank:02d}.")
    client = client_of(cast.comite)
    page = reverse("outiltheque:outil_detail", args=[outil.pk])
    first, second = client.get(page).text, client.get(page, {"page": 2}).text
    assert first.count("Contexte numéro") == 20
    assert "Contexte numéro 00" not in first
    assert "Contexte numéro 00" in second
    assert client.get(page, {"page": "x"}).status_code == 200


def test_the_author_reads_what_looks_alike_before_proposing(cast, client_of):
    kept = make_outil(cast.palier, by=cast.directrice, titre="Charte du bénévolat", resume="Un document à remplir")
    twin = make_outil(
        cast.horizon,
        by=cast.adherente,
        titre="La charte du bénévolat",
        resume="Un document à remplir",
        etat="brouillon",
    )
    page = reverse("outiltheque:version_edit", args=[twin.versions.get().pk])
    shown = client_of(cast.adherente).get(page).text
    assert "ressemblent au vôtre" in shown
    assert reverse("outiltheque:outil_detail", args=[kept.pk]) in shown
    Adaptation.objects.create(outil=twin, source=kept.courante, faite_par=cast.adherente)
    assert "ressemblent au vôtre" not in client_of(cast.adherente).get(page).text


def test_authors_are_chosen_by_a_name_that_is_proposed(cast, client_of, outil):
    client = client_of(cast.directrice)
    suggested = client.get(reverse("outiltheque:association_suggest"), {"autre": "horizon"}).text
    assert 'value="Horizon-Taravel"' in suggested
    assert client.get(reverse("outiltheque:association_suggest"), {"autre": "  "}).text.strip() == ""
    page = reverse("outiltheque:outil_sort", args=[outil.pk])
    amiss = client.post(page, {"autrices": [cast.palier.pk], "autre": "Horizon Taravell"})
    assert "Horizon-Taravel" in amiss.text
    assert "Horizon Taravell" in amiss.text
    assert client.post(page, {"autrices": [cast.palier.pk], "autre": "horizon-taravel"}).status_code == 302
    assert set(outil.associations.all()) == {cast.palier, cast.horizon}
    assert "au moins une association" in client.post(page, {"autre": ""}).text
    assert client.post(page, {"autrices": [cast.palier.pk]}).status_code == 302
    assert list(outil.associations.all()) == [cast.palier]


def test_merged_versions_and_files_are_read_from_the_page_that_stays(cast, client_of, outil, stored):
    gone = make_brouillon(cast.horizon, by=cast.adherente, titre="Le jumeau")
    fichier = join(gone, b"Ce que nous avons fait.\n", "bilan.txt", by=cast.adherente)
    publish(gone, by=cast.adherente)
    merge_outils(outil, gone.outil, by=cast.chargee)
    client = client_of(cast.comite)
    page = client.get(reverse("outiltheque:outil_detail", args=[outil.pk])).text
    assert "regroupé ici" in page
    assert reverse("outiltheque:version_detail", args=[gone.pk]) in page
    assert "bilan.txt" in client.get(reverse("outiltheque:version_detail", args=[gone.pk])).text
    sent = client.get(reverse("outiltheque:fichier_download", args=[fichier.pk]))
    assert b"".join(sent.streaming_content) == b"Ce que nous avons fait.\n"


def test_a_person_is_offered_their_own_associations_alone(cast, client_of, outil):
    other = make_outil(cast.horizon, by=cast.adherente)
    for who, named, unnamed in ((cast.directrice, "Le Palier", "Horizon"), (cast.adherente, "Horizon", "Le Palier")):
        tool = other if who == cast.directrice else outil
        page = client_of(who).get(reverse("outiltheque:retour_add", args=[tool.pk]))
        offered = str(page.context["form"]["association"])
        assert named in offered
        assert unnamed not in offered
