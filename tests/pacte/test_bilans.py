"""The review of a pact: told by several without loss, its figures frozen with their rows, then nothing changes."""

import itertools
import json
import subprocess
import time
from datetime import timedelta
from threading import Event

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from collectifs.models import Collectif, Reunion
from pacte.actions import bilans as actions
from pacte.contenu_bilan import digest_rows
from pacte.documents_bilans import BilanPdf
from pacte.genres import Genre
from pacte.models import ENSEMBLE, Bilan, RecitBilan
from pacte.queries.activite import get_activity
from pacte.queries.bilans import digest_written, draw_contenu, gather_rows, get_donnees, get_lost
from pacte.queries.indicateurs import get_suivis
from pacte.tree import Noeud
from socle.documents import render_pdf
from socle.models import Envoi, Notification
from tests.factories.gouvernance import make_adhesion, make_voter
from tests.factories.pacte import find_bloc, make_published
from tests.factories.pacte_bilans import (
    days,
    link_meetings,
    make_bilan,
    make_lived,
    note_releve,
    publish,
    tell,
)
from tests.pacte.test_concurrence import run

pytestmark = pytest.mark.django_db


def section_of(contenu, titre):
    return next(section for section in contenu["sections"] if section["titre"] == titre)


def page_of(name, bilan, *more):
    return reverse(f"pacte:{name}", args=[bilan.pk, *more])


def test_an_administrator_opens_a_review_up_to_a_day(cast, client_of):
    version = make_lived(cast.admin)
    client, page = client_of(cast.admin), reverse("pacte:bilan_add", args=[version.pacte_id])
    answer = client.post(page, {"genre": "etape", "jusqu_au": days(-1).isoformat()})
    bilan = Bilan.objects.get()
    assert answer.url == page_of("bilan_detail", bilan)
    assert (bilan.jusqu_au, bilan.get_genre_display(), bilan.ouvert_par) == (days(-1), "bilan d’étape", cast.admin)
    again = client.post(page, {"genre": "etape", "jusqu_au": days(0).isoformat()})
    assert "déjà en cours d’écriture" in again.content.decode()
    with pytest.raises(PermissionDenied):
        actions.open_bilan(version.pacte, genre="etape", jusqu_au=days(0), by=cast.chargee)


@pytest.mark.parametrize("asked", [-4000, 4000])
def test_a_review_speaks_of_days_when_its_pact_held(cast, client_of, asked):
    version = make_lived(cast.admin)
    page = reverse("pacte:bilan_add", args=[version.pacte_id])
    answer = client_of(cast.admin).post(page, {"genre": "etape", "jusqu_au": days(asked).isoformat()})
    assert answer.status_code == 422
    assert "aucune version de ce pacte n’est en vigueur" in answer.content.decode()
    assert days(asked).isoformat() in answer.content.decode()
    assert not Bilan.objects.exists()


def test_a_pact_has_one_final_review(cast):
    version = make_lived(cast.admin)
    publish(make_bilan(cast.admin, version, genre="final"), cast.admin)
    with pytest.raises(ValidationError, match="déjà son bilan final"):
        make_bilan(cast.admin, version, genre="final")
    assert make_bilan(cast.admin, version).genre == "etape"


def test_each_challenge_function_and_commitment_has_its_words(cast, client_of):
    bilan = make_bilan(cast.admin)
    told = ["Faire gouvernance", "Un bilan à mi-parcours", "Une formation commune", "Lieu ressource"]
    assert [section["titre"] for section in draw_contenu(bilan)["sections"]] == told
    for titre in told:
        tell(bilan, titre, f"Récit de {titre}.", cast.chargee)
    with pytest.raises(ValidationError, match="n’est plus dans le texte"):
        tell(bilan, "Préambule", "Ici non.", cast.admin)
    page = client_of(cast.chargee).get(page_of("bilan_detail", bilan)).content.decode()
    assert all(f"Récit de {titre}." in page for titre in told)


def test_the_team_writes_and_the_others_read_once_published(cast, client_of):
    bilan = make_bilan(cast.admin)
    tell(bilan, "Lieu ressource", "Mot gardé pour nous", cast.chargee)
    for person in (cast.directrice, cast.superuser, cast.comite):
        assert client_of(person).get(page_of("bilan_detail", bilan)).status_code == 404
        assert "Bilan d’étape" not in client_of(person).get(f"/pacte/versions/{bilan.pacte.versions.get().pk}/").text
        with pytest.raises(PermissionDenied):
            actions.keep_recit(bilan, ENSEMBLE, texte="Non", revision=0, by=person)
    assert not BilanPdf.can_read(cast.directrice, {"bilan": bilan.pk})
    with pytest.raises(PermissionDenied):
        publish(bilan, cast.chargee)
    bilan = publish(bilan, cast.admin)
    for person in (cast.directrice, cast.adherente):
        assert "Mot gardé pour nous" in client_of(person).get(page_of("bilan_detail", bilan)).text
        assert "Bilan d’étape" in client_of(person).get(f"/pacte/versions/{bilan.version_id}/").text
    assert BilanPdf.can_read(cast.directrice, {"bilan": bilan.pk})


def test_two_people_on_the_same_part_lose_nothing(cast, client_of):
    bilan = make_bilan(cast.admin)
    bloc = find_bloc(bilan.pacte.versions.get(), "Lieu ressource").identifiant
    page = page_of("recit_edit", bilan, bloc)
    tell(bilan, "Lieu ressource", "Le texte de Bastien", cast.admin)
    answer = client_of(cast.chargee).post(page, {"texte": "Le texte de Solène", "revision": "0"})
    assert answer.status_code == 409
    said = answer.content.decode()
    assert "Un autre texte a été gardé" in said
    assert "Le texte de Solène" in said
    assert "Bastien" in said
    assert RecitBilan.objects.get().texte == "Le texte de Bastien"
    assert 'name="revision" value="1"' in said  # sent again, it takes the place of what was shown
    client_of(cast.chargee).post(page, {"texte": "Les deux textes", "revision": "1"})
    recit = RecitBilan.objects.get()
    assert (recit.texte, recit.revision, recit.modifie_par) == ("Les deux textes", 2, cast.chargee)
    assert "Le texte de Bastien" in recit.events.values_list("texte", flat=True)
    history = client_of(cast.admin).get(page)
    assert [etat.event.texte for etat in history.context["etats"]] == ["Les deux textes", "Le texte de Bastien"]


def test_what_is_typed_is_kept_as_a_draft_by_itself(cast, client_of):
    bilan = make_bilan(cast.admin)
    page, client = page_of("recit_edit", bilan, ENSEMBLE), client_of(cast.chargee)
    shown = client.get(page).content.decode()
    assert 'data-behaviour="drafts keep-fields"' in shown
    sent = {"headers": {"X-Autosave": "1"}}
    assert client.post(page, {"texte": "Un dé", "revision": "0"}, **sent).json() == {"revision": 1}
    assert client.post(page, {"texte": "Un début", "revision": "1"}, **sent).json() == {"revision": 2}
    assert client.post(page, {"texte": "Un début", "revision": "2"}, **sent).json() == {"revision": 2}
    tell_again = actions.keep_recit(bilan, ENSEMBLE, texte="Autre", revision=2, by=cast.admin)
    assert "Autre" in client.post(page, {"texte": "Un début long", "revision": "2"}, **sent).json()["deux"]
    assert "Pas encore gardé" in client.post(page, {"texte": "x" * 20_001, "revision": "3"}, **sent).json()["dit"]
    tell_again.refresh_from_db()
    assert tell_again.texte == "Autre"


@pytest.mark.rule("R7")
def test_a_published_review_never_changes(cast, client_of):
    bilan = make_bilan(cast.admin)
    recit = tell(bilan, "Lieu ressource", "Dit.", cast.admin)
    bilan = publish(bilan, cast.admin)
    for change in ({"contenu": "{}"}, {"jusqu_au": days(-1)}, {"publie_le": None, "contenu": "", "empreinte": ""}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Bilan.objects.filter(pk=bilan.pk).update(**change)
    for act in (bilan.delete, recit.delete, lambda: RecitBilan.objects.filter(pk=recit.pk).update(texte="Autre")):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    with pytest.raises(DatabaseError), transaction.atomic():
        RecitBilan.objects.create(bilan=bilan, bloc=ENSEMBLE, texte="Après coup", modifie_par=cast.admin)
    for name in ("bilan_edit", "bilan_publish", "bilan_discard"):
        assert client_of(cast.admin).get(page_of(name, bilan)).status_code == 403
    assert client_of(cast.admin).get(page_of("recit_edit", bilan, ENSEMBLE)).status_code == 403


def test_figures_are_frozen_with_the_digest_of_their_rows(cast):
    version = make_lived(cast.admin)
    link_meetings(version, "Un bilan à mi-parcours", 3, cast.admin)
    link_meetings(version, "prévenir les crises", 2, cast.admin)
    note_releve(version, "Un bilan à mi-parcours", cast.admin, valeur=12, is_tenu=True)
    bilan = publish(make_bilan(cast.admin, version), cast.admin)
    contenu = draw_contenu(bilan)
    suivi = section_of(contenu, "Un bilan à mi-parcours")["suivis"][0]
    bloc = find_bloc(version, "Un bilan à mi-parcours").identifiant
    rows = gather_rows(version, get_suivis(version), bilan.jusqu_au)[bloc]
    assert suivi["comptes"] == {"reunion": 3} == {"reunion": len(get_activity(version)[bloc])}
    assert (suivi["situation"], suivi["releve"]["valeur"], suivi["dit"]) == ("tenu", "12", "3\xa0réunions tenues")
    assert suivi["lignes"] == digest_rows(rows)
    assert [s["titre"] for s in section_of(contenu, "Lieu ressource")["suivis"]] == ["prévenir les crises"]
    assert [s["titre"] for s in contenu["autres"]] == ["tenir un local"]
    totals = contenu["totaux"]
    assert (totals["evenements"], totals["engagements"], totals["tenus"], totals["en_retard"]) == (5, 2, 1, 0)
    link_meetings(version, "tenir un local", 4, cast.admin)
    Reunion.objects.all().update(titre="Renommée")
    note_releve(version, "Une formation commune", cast.admin, is_tenu=True)
    bilan.refresh_from_db()
    assert draw_contenu(bilan) == contenu
    assert suivi["lignes"] != digest_rows(gather_rows(version, get_suivis(version), bilan.jusqu_au)[bloc])


def test_an_event_that_serves_two_blocks_is_one_in_the_total(cast):
    version = make_lived(cast.admin)
    lien = link_meetings(version, "Un bilan à mi-parcours", 3, cast.admin)
    lien.pk, lien.identifiant = None, find_bloc(version, "prévenir les crises").identifiant
    lien.save(force_insert=True)
    totals = draw_contenu(make_bilan(cast.admin, version))["totaux"]
    assert totals["comptes"] == {"reunion": 3}


def test_what_came_after_the_day_is_not_counted(cast):
    version = make_lived(cast.admin)
    link_meetings(version, "Une formation commune", 1, cast.admin, since=-50)
    link_meetings(version, "Un bilan à mi-parcours", 1, cast.admin, since=-10)
    note_releve(version, "Un bilan à mi-parcours", cast.admin, is_tenu=True, le=days(-9))
    contenu = draw_contenu(make_bilan(cast.admin, version, jusqu_au=days(-29)))
    suivi = section_of(contenu, "Un bilan à mi-parcours")["suivis"][0]
    assert (suivi["comptes"], suivi["releve"], suivi["situation"]) == ({}, None, "en retard")
    assert contenu["totaux"]["evenements"] == 1


def test_a_closed_collective_shows_nothing_of_itself(cast):
    version = make_lived(cast.admin)
    lien = link_meetings(version, "Une formation commune", 2, cast.admin)
    Collectif.objects.filter(pk=lien.collectif_id).update(visibilite=Collectif.Visibilite.PARTICIPANTS)
    Reunion.objects.filter(collectif=lien.collectif_id).update(titre="Situation tue")
    bilan = publish(make_bilan(cast.admin, version), cast.admin)
    assert "Situation tue" not in bilan.contenu
    assert draw_contenu(bilan)["totaux"]["evenements"] == 0


def test_a_review_is_not_published_before_its_day_nor_unread(cast, client_of):
    bilan = make_bilan(cast.admin, jusqu_au=days(3))
    client, page = client_of(cast.admin), page_of("bilan_publish", bilan)
    refused = client.post(page, {"relu": "on", "lu": digest_written(bilan)})
    assert (refused.status_code, "publiez-le ce jour-là" in refused.text) == (422, True)
    client.post(page_of("bilan_edit", bilan), {"genre": "etape", "jusqu_au": days(0).isoformat()})
    read = client.get(page).context["form"].initial["lu"]
    tell(bilan, "Lieu ressource", "Ajouté entre-temps.", cast.chargee)
    refused = client.post(page, {"relu": "on", "lu": read})
    assert (refused.status_code, "Quelqu’un vient d’écrire" in refused.text) == (422, True)
    bilan.refresh_from_db()
    assert not bilan.is_publie
    assert "relu" in client.post(page, {"lu": digest_written(bilan)}).context["form"].errors
    again = refused.context["form"]["lu"].value()
    assert client.post(page, {"relu": "on", "lu": again}).status_code == 302
    bilan.refresh_from_db()
    assert "Ajouté entre-temps." in bilan.contenu


def test_those_who_speak_for_an_association_are_told_once(cast):
    voter = make_voter("Alpha")
    bilan = make_bilan(cast.admin)
    assert not Notification.objects.filter(genre="pacte.bilan_publie").exists()
    bilan = publish(bilan, cast.admin)
    speaker = voter.representants.get().personne
    assert Notification.objects.get(genre="pacte.bilan_publie").destinataire == speaker
    envoi = Envoi.objects.get(genre="pacte.bilan_publie")
    assert envoi.titre.startswith("Bilan d’étape : ")
    assert page_of("bilan_detail", bilan) in envoi.contexte["lien"]
    with pytest.raises(PermissionDenied):
        publish(bilan, cast.admin)


def test_what_was_told_of_a_removed_block_is_kept_and_said(cast, client_of):
    version = make_lived(cast.admin)
    bilan = make_bilan(cast.admin, version)
    tell(bilan, "Lieu ressource", "Deux centres accompagnés.", cast.admin)
    noeuds = [noeud for noeud in version.read().noeuds if noeud.titre != "Lieu ressource"]
    type(version).objects.filter(pk=version.pk).update(vigueur_au=days(-20))
    make_published(version.pacte, vigueur_du=days(-19), noeuds=noeuds, avenant=1)
    contenu = draw_contenu(bilan)
    assert contenu["version"]["numero"] == "1.1"
    assert [recit.texte for recit in get_lost(bilan, contenu)] == ["Deux centres accompagnés."]
    for name in ("bilan_detail", "bilan_publish"):
        assert "ne seront pas publiés" in client_of(cast.admin).get(page_of(name, bilan)).text
    bilan = publish(bilan, cast.admin)
    assert "Deux centres" not in bilan.contenu
    assert RecitBilan.objects.get(bilan=bilan).texte == "Deux centres accompagnés."


def test_a_review_under_way_is_given_up(cast, client_of):
    bilan = make_bilan(cast.admin)
    tell(bilan, "Lieu ressource", "Dit.", cast.chargee)
    assert client_of(cast.admin).get(page_of("bilan_discard", bilan)).status_code == 200
    assert Bilan.objects.exists()
    client_of(cast.admin).post(page_of("bilan_discard", bilan))
    assert not Bilan.objects.exists()
    assert not RecitBilan.objects.exists()


def read_pdf(bilan, tmp_path):
    path = tmp_path / "bilan.pdf"
    params = {"bilan": bilan.pk}
    path.write_bytes(render_pdf(BilanPdf.template, BilanPdf.context(params), BilanPdf.inside(params)))
    subprocess.run(["pdfdetach", "-saveall", "-o", tmp_path, path], check=True, capture_output=True)
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


def test_the_pdf_says_what_the_page_says_and_holds_its_figures(cast, tmp_path):
    version = make_lived(cast.admin)
    link_meetings(version, "prévenir les crises", 2, cast.admin)
    bilan = make_bilan(cast.admin, version)
    tell(bilan, "Lieu ressource", "Deux centres accompagnés.", cast.admin)
    bilan = publish(bilan, cast.admin)
    text = read_pdf(bilan, tmp_path)
    for said in (
        "Bilan d’étape",
        "Deux centres accompagnés.",
        "2 réunions tenues",
        bilan.code,
        "Un bilan à mi-parcours",
    ):
        assert said in text.replace("\u202f", " ").replace("\xa0", " "), said
    inside = (tmp_path / "bilan.json").read_text()
    assert inside == bilan.contenu
    assert json.loads(inside)["format"] == "bilan-de-pacte/1"


def test_anybody_checks_the_code_of_a_review(cast, client):
    bilan = publish(make_bilan(cast.admin), cast.admin)
    page = client.get(reverse("pacte:verification"), {"code": bilan.code}).text
    assert "Bilan d’étape" in page
    assert bilan.empreinte in page
    assert bilan.pacte.titre in page


def test_your_data_holds_what_you_wrote(cast):
    bilan = make_bilan(cast.admin)
    tell(bilan, "Lieu ressource", "Deux centres.", cast.chargee)
    assert [r.lignes for r in get_donnees(cast.chargee)][1][0]["texte"] == "Deux centres."
    assert not any(rubrique.lignes for rubrique in get_donnees(cast.directrice))


@pytest.mark.parametrize("number", [1, 3])
def test_a_review_costs_the_same_whatever_it_holds(cast, client_of, django_assert_num_queries, number):
    version = make_lived(cast.admin, noeuds=[
        Noeud(Genre.DEFI, f"Défi {d}", enfants=[Noeud(Genre.ENGAGEMENT, f"Engagement {d}-{e}") for e in range(number)])
        for d in range(number)
    ])  # fmt: skip
    for d, e in itertools.product(range(number), repeat=2):
        link_meetings(version, f"Engagement {d}-{e}", number, cast.admin)
    bilan, client = make_bilan(cast.admin, version), client_of(cast.admin)
    client.get(page_of("bilan_detail", bilan))
    with django_assert_num_queries(11):
        client.get(page_of("bilan_detail", bilan))
    publish(bilan, cast.admin)
    with django_assert_num_queries(2):
        client.get(page_of("bilan_detail", bilan))


@pytest.mark.django_db(transaction=True)
def test_a_word_written_while_it_is_published_is_in_it_or_refused(cast):
    make_adhesion(cast.palier)
    bilan, written = make_bilan(cast.admin), Event()
    read = digest_written(bilan)

    def write_slowly():
        with transaction.atomic():
            tell(bilan, "Lieu ressource", "Juste à temps.", cast.chargee)
            written.set()
            time.sleep(0.3)

    thread = run(write_slowly)
    assert written.wait(5)
    with pytest.raises(ValidationError, match="Quelqu’un vient d’écrire"):
        actions.publish_bilan(bilan, lu=read, by=cast.admin)
    thread.join()
    publish(bilan, cast.admin)
    bilan.refresh_from_db()
    assert "Juste à temps." in bilan.contenu
    assert bilan.publie_le - bilan.ouvert_le < timedelta(minutes=1)
