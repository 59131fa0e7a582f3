"""The pages of the computation, without JavaScript: read, validate, choose another, put off, ask why not."""

import re

import pytest

from accompagnement import actions
from accompagnement.actions import affectation as lots
from accompagnement.models import Demande, LigneAffectation, Prestataire, Proposition
from tests.factories.accompagnement import make_lien, make_prestataire, make_qualifiee
from tests.factories.members import make_personne

PAGE = "/accompagnement/coordination/affectation/"


@pytest.fixture
def ligne(cast, scene):
    make_qualifiee(cast, scene)
    lots.compute_lot()
    return LigneAffectation.objects.select_related("demande").get()


def read(client, path=PAGE, **query):
    return plain(client.get(path, query))


def plain(answer):
    """Return a page's text with ordinary spaces."""
    return answer.text.replace("\u202f", " ").replace("\xa0", " ").replace("&#x27;", "'")


def test_the_list_says_whom_and_why_and_nothing_of_the_person(cast, scene, ligne, client_of):
    page = read(client_of(cast.coordination))
    for words in (ligne.demande.code, str(ligne.prestataire), "2 compétences sur 2", "Rien ne part sans vous"):
        assert words in page
    assert "Diomberé" not in page
    assert "Palier" not in page.split("<main")[1]


def test_validate_what_is_ticked(cast, scene, ligne, client_of):
    client = client_of(cast.coordination)
    answer = client.post(f"{PAGE}valider/", {"lignes": [str(ligne.pk)]}, follow=True)
    assert "1 proposition envoyée" in plain(answer)
    assert Proposition.objects.get().demande == ligne.demande
    assert ligne.demande.code not in answer.text.split("<main")[1]


@pytest.mark.parametrize("sent", [{}, {"lignes": ["pas-un-numero"]}, {"lignes": ["0" * 32]}])
def test_nonsense_sends_nothing_and_says_so(cast, scene, ligne, client_of, sent):
    answer = client_of(cast.coordination).post(f"{PAGE}valider/", sent, follow=True)
    assert answer.status_code == 200
    assert "rien n’a été envoyé" in answer.text
    assert not Proposition.objects.exists()


def test_what_changed_is_said_in_a_sentence(cast, scene, ligne, client_of):
    Prestataire.objects.update(etat="suspendu")
    answer = client_of(cast.coordination).post(f"{PAGE}valider/", {"lignes": [str(ligne.pk)]}, follow=True)
    assert "les données ont changé depuis le calcul" in answer.text
    assert ligne.demande.code in answer.text


def test_choose_another_with_a_reason_and_keep_what_was_typed(cast, scene, ligne, client_of):
    client = client_of(cast.coordination)
    other = scene.fabien if ligne.prestataire == scene.ines else scene.ines
    half = client.post(f"{PAGE}{ligne.pk}/autre/", {"prestataire": other.pk})
    assert f'<option value="{other.pk}" selected>' in half.text
    assert not Proposition.objects.exists()
    client.post(f"{PAGE}{ligne.pk}/autre/", {"prestataire": other.pk, "motif": "situation"})
    assert Proposition.objects.get().prestataire == other
    own = client_of(cast.directrice).get(f"/accompagnement/demandes/{ligne.demande.pk}/").text
    assert "convient mieux" not in own


def test_not_now(cast, scene, ligne, client_of):
    answer = client_of(cast.coordination).post(f"{PAGE}{ligne.pk}/plus-tard/", follow=True)
    assert "remis au prochain calcul" in answer.text
    assert ligne.demande.code not in answer.text.split("<main")[1]


def test_why_not_never_says_which_rule(cast, scene, ligne, client_of):
    """Tied, in pause, without the skill: one sentence for all, and no number."""
    make_lien(scene.fabien, cast.palier)
    paused = make_prestataire(make_personne("Pavelin", "Odile"), en_pause_jusqu_au="2999-01-01")
    client = client_of(cast.coordination)
    for one in (scene.fabien, paused, make_prestataire(make_personne(), competences=("droit",))):
        page = read(client, f"{PAGE}{ligne.pk}/", prestataire=one.pk)
        answer = page.split("Pourquoi pas une autre")[1].split("<form")[0]
        assert "<p>Des règles de neutralité ou d’organisation l’écartent.</p>" in answer
        assert not set("0123456789") & set(re.sub(r"<[^>]*>", "", answer))
        for told in ("un lien", "en pause", "compétence", "situation"):
            assert told not in answer


def test_why_not_says_what_it_would_have_cost(cast, scene, client_of):
    Prestataire.objects.filter(pk=scene.ines.pk).update(capacite=1)
    Prestataire.objects.filter(pk=scene.fabien.pk).update(capacite=1, delai_jours=37)
    first, urgent = make_qualifiee(cast, scene), make_qualifiee(cast, scene, by=cast.adherente)
    lots.compute_lot()
    by_case = {line.demande_id: line for line in LigneAffectation.objects.select_related("demande")}
    holder = next(line for line in by_case.values() if line.prestataire_id == scene.ines.pk)
    other = next(line for line in by_case.values() if line != holder)
    client = client_of(cast.coordination)
    page = read(client, f"{PAGE}{other.pk}/", prestataire=scene.ines.pk)
    assert "Premier choix sur 2 pour cette demande" in page
    assert "1 autre demande changerait de personne" in page
    assert f"Demande {holder.demande.code} : Fabien Ostrelle" in page
    assert {first.pk, urgent.pk} == by_case.keys()
    assert "C’est la personne que le calcul a trouvée" in read(
        client, f"{PAGE}{other.pk}/", prestataire=scene.fabien.pk
    )


def test_why_not_when_somebody_would_be_left_alone(cast, scene, client_of):
    Prestataire.objects.filter(pk=scene.fabien.pk).update(etat="suspendu")
    Prestataire.objects.filter(pk=scene.ines.pk).update(capacite=1)
    late, urgent = make_qualifiee(cast, scene), make_qualifiee(cast, scene, by=cast.adherente)
    Demande.objects.filter(pk=urgent.pk).update(urgence="urgente")
    lots.compute_lot()
    alone = LigneAffectation.objects.get(demande=late)
    page = read(client_of(cast.coordination), f"{PAGE}{alone.pk}/", prestataire=scene.ines.pk)
    assert "une autre demande resterait sans personne" in page
    assert f"Demande {urgent.code} : plus personne" in page


def test_what_is_missing_is_said_on_the_page(cast, scene, client_of):
    make_lien(scene.ines, cast.palier)
    make_lien(scene.fabien, cast.palier)
    make_qualifiee(cast, scene)
    lots.compute_lot()
    page = read(client_of(cast.coordination))
    assert "1 demande sans prestataire possible." in page
    assert "Moins de 11 demandes" in page


def test_computing_again_is_asked_of_the_workers(
    cast, scene, client_of, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []
    monkeypatch.setattr(lots.current_app, "send_task", lambda name, **_: sent.append(name))
    with django_capture_on_commit_callbacks(execute=True):
        answer = client_of(cast.coordination).post(f"{PAGE}calculer/", follow=True)
    assert sent == ["accompagnement.tasks.compute_affectations"]
    assert "Le calcul est demandé" in answer.text


@pytest.mark.parametrize("ticked", [True, False])
def test_the_wish_to_meet_again_is_the_requester_s_to_tick(cast, scene, client_of, ticked):
    fields = {
        "numero": "6f0c8a52-8f5e-4a3c-9a8e-0f5b7f2f9c21",
        "bouquet": scene.service.bouquet_id,
        "recit": "Quelques mots.",
        "modalite": "presence",
        "langue": "français",
        "contact": "portail",
        "telephone": "01 99 00 12 34",
        "consentement": "on",
    }
    fields |= {"souhaite_continuite": "on"} if ticked else {}
    client_of(cast.directrice).post("/accompagnement/pour-moi/demande/", fields)
    assert Demande.objects.get().souhaite_continuite is ticked


def test_before_the_first_night_the_page_says_so(cast, scene, client_of):
    assert "Le premier calcul se fera cette nuit" in read(client_of(cast.coordination))
    assert actions.Impossible
