"""Becoming a provider: the public form, the personal link, the grid, the decision, what is kept and how long."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accompagnement import candidats
from accompagnement.actions import Impossible, echeances
from accompagnement.actions import candidatures as actions
from accompagnement.actions.prestataires import sign_charte, suspend_prestataire, verify_attestation
from accompagnement.models import Attestation, Candidature, Competence, NoteCritere, Phase, Prestataire
from members.models import Personne, RoleFederal
from socle.crypto import Unreadable
from socle.models import Envoi
from socle.notifications import _compose
from tests.factories.accompagnement import make_acceptee
from tests.factories.members import make_personne, make_role
from tests.factories.prestataires import (
    PDF,
    candidature_fields,
    make_admis,
    make_candidature,
    make_charte,
    make_grille,
    make_operateur,
    make_territoire,
    piece,
)
from tests.house.forms_found import read_forms
from tests.house.test_bad_input import post

URL = "accompagnement:"
Etat = Candidature.Etat


@pytest.fixture
def operatrice(cast):
    return make_operateur()


def posted(**fields):
    typed = candidature_fields(**fields)
    for name in ("competences", "territoires"):
        typed[name] = [row.pk for row in typed[name]]
    typed["modalites"] = ["presence"]
    return typed | {"is_accessible": "on", "site_web": fields.get("site_web", "")}


def follow(candidature):
    return candidats.follow_path(candidature)


def score(candidature, by, note=2):
    actions.score_candidature(candidature, dict.fromkeys(make_grille(), note), by=by)


def decide(candidature, by, is_admise=True, motif="Bienvenue parmi nous."):
    return actions.decide_candidature(candidature, is_admise=is_admise, motif=motif, by=by)


def test_anybody_may_apply_and_gets_a_personal_link(db):
    answer = Client().post(reverse(URL + "candidature_add"), posted())
    assert answer["Location"] == reverse(URL + "candidature_sent")
    candidature = Candidature.objects.get()
    assert candidature.etat == Etat.COMMENCEE
    envoi = Envoi.objects.get()
    assert envoi.destinataire is None
    assert "vermandois" not in str(envoi.contexte).lower()
    page = Client().get(follow(candidature))
    assert "Joindre cette pièce" in page.text
    assert Client().get(follow(candidature) + "x").status_code in (404, 410)


def test_an_address_already_known_gets_the_same_answer(db):
    for name in ("Capucine", "Quelqu’un d’autre"):
        answer = Client().post(reverse(URL + "candidature_add"), posted(prenom=name))
        assert answer["Location"] == reverse(URL + "candidature_sent")
    assert Candidature.objects.get().prenom == "Capucine"


def test_machines_and_floods_stop(db):
    client = Client()
    client.post(reverse(URL + "candidature_add"), posted(site_web="http://x.example"))
    assert not Candidature.objects.exists()
    answers = [client.post(reverse(URL + "candidature_add"), posted(email=f"c{n}@x.example")) for n in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert "Vingt ans de médiation" in answers[-1].text


def test_pieces_are_recognised_sealed_and_opened_by_who_decides(cast, operatrice, client_of):
    candidature = actions.begin_candidature(**candidature_fields())
    url = follow(candidature)
    day = (timezone.localdate() + timedelta(days=90)).isoformat()
    sent = {"quoi": "piece", "genre": "assurance", "expire_le": day}
    refused = Client().post(url, sent | {"fichier": SimpleUploadedFile("a.pdf", b"<html>", "application/pdf")})
    assert "page web" in refused.text
    missing = Client().post(url, sent | {"expire_le": "", "fichier": SimpleUploadedFile("a.pdf", PDF)})
    assert "dernier jour de validité manque" in missing.text
    Client().post(url, sent | {"fichier": SimpleUploadedFile("a.pdf", PDF)})
    kept = Attestation.objects.get()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT encode(contenu, 'escape') || encode(cle_enveloppee, 'escape') FROM accompagnement_attestation"
        )
        assert "Vermandois" not in cursor.fetchone()[0]
    opened = client_of(operatrice).post(reverse(URL + "attestation_open", args=[kept.pk]))
    assert opened.content == PDF
    assert "no-store" in opened["Cache-Control"]
    assert "attachment" in opened["Content-Disposition"]
    for person in (cast.admin, cast.superuser, cast.prestataire, cast.coordination):
        assert client_of(person).post(reverse(URL + "attestation_open", args=[kept.pk])).status_code == 403
    other = Attestation.objects.create(
        candidature=candidature,
        genre="autre",
        contenu=kept.contenu,
        place=candidature_place(),
        cle_enveloppee=kept.cle_enveloppee,
        suffixe="pdf",
    )
    with pytest.raises(Unreadable):
        other.open()


def candidature_place():
    from uuid import uuid4  # noqa: PLC0415

    return uuid4()


def test_a_professional_hands_in_with_an_insurance_a_peer_without(db):
    candidature = actions.begin_candidature(**candidature_fields())
    page = Client().post(follow(candidature), {"quoi": "deposer"}, follow=True)
    assert "attestation d’assurance professionnelle manque" in page.text
    peer = actions.begin_candidature(**candidature_fields(email="pair@x.example", genre="pair"))
    Client().post(follow(peer), {"quoi": "deposer"})
    peer.refresh_from_db()
    candidature.refresh_from_db()
    assert (candidature.etat, peer.etat) == (Etat.COMMENCEE, Etat.DEPOSEE)


def test_withdrawing_erases_the_pieces(db):
    candidature = make_candidature()
    Client().post(follow(candidature), {"quoi": "retirer"})
    candidature.refresh_from_db()
    assert candidature.etat == Etat.RETIREE
    assert not Attestation.objects.exists()
    with pytest.raises(Impossible):
        actions.submit_candidature(candidature)


def test_only_the_operator_reads_scores_and_decides(cast, operatrice, client_of):
    candidature = make_candidature()
    make_grille()
    url = reverse(URL + "candidature_detail", args=[candidature.pk])
    for person in (cast.admin, cast.superuser, cast.coordination, cast.comite, cast.prestataire):
        assert client_of(person).get(url).status_code == 403
        with pytest.raises(PermissionDenied):
            decide(candidature, person)
    assert "Vingt ans de médiation" in client_of(operatrice).get(url).text


def test_a_decision_stands_on_a_whole_grid_and_has_a_reason(cast, operatrice, client_of):
    candidature = make_candidature()
    criteres = make_grille()
    client, url = client_of(operatrice), reverse(URL + "candidature_detail", args=[candidature.pk])
    with pytest.raises(Impossible, match="chaque critère"):
        decide(candidature, operatrice)
    notes = {f"critere_{critere.pk}": "2" for critere in criteres}
    assert "critere" in client.post(url, {"quoi": "grille"}).text
    client.post(url, {"quoi": "grille"} | notes)
    assert NoteCritere.objects.filter(par=operatrice, note=2).count() == 2
    assert (
        "une réponse est attendue" in client.post(url, {"quoi": "decision", "decision": "refusee", "motif": ""}).text
    )
    client.post(url, {"quoi": "decision", "decision": "refusee", "motif": "Le réseau est complet."})
    candidature.refresh_from_db()
    assert (candidature.etat, candidature.decidee_par) == (Etat.REFUSEE, operatrice)
    assert not Attestation.objects.exists()
    assert "Le réseau est complet" in Client().get(follow(candidature)).text
    with pytest.raises(Impossible):
        decide(candidature, operatrice)


def test_nobody_decides_on_themselves_nor_is_on_both_sides(cast, operatrice):
    candidature = make_candidature(email=operatrice.email)
    make_grille()
    for act in (score, decide):
        with pytest.raises(Impossible, match="est la vôtre"):
            act(candidature, operatrice)
    other = make_operateur("Aubremont", "Salomé")
    score(candidature, other)
    with pytest.raises(Impossible, match="Séparation des rôles"):
        decide(candidature, other)
    candidature.refresh_from_db()
    assert candidature.etat == Etat.DEPOSEE


def test_admission_opens_a_file_and_the_charter_makes_it_active(cast, operatrice, client_of):
    charte = make_charte()
    candidature = make_candidature()
    (insurance,) = candidature.attestations.all()
    verify_attestation(insurance, by=operatrice)
    score(candidature, operatrice)
    decide(candidature, operatrice)
    personne = Personne.objects.get(email="capucine@vermandois.example")
    prestataire = personne.prestataire
    assert RoleFederal.objects.en_cours().get(personne=personne).role == "prestataire"
    assert (prestataire.etat, prestataire.assure_jusqu_au) == ("candidat", insurance.expire_le)
    assert [one.nom for one in prestataire.competences.all()] == ["écoute"]
    assert prestataire.liens_verifies_le
    page = client_of(personne).get(reverse(URL + "activite_detail"))
    assert "Signer la charte" in page.text
    client_of(personne).post(reverse(URL + "charte_sign"), {"version": "2025-9"})
    assert Prestataire.objects.get(pk=prestataire.pk).etat == "candidat"
    client_of(personne).post(reverse(URL + "charte_sign"), {"version": charte.version})
    prestataire.refresh_from_db()
    assert prestataire.etat == "agree"
    assert prestataire.agrements.get().charte == charte
    sign_charte(prestataire, charte, by=personne)
    assert prestataire.agrements.count() == 1


def test_an_account_of_that_address_is_found_not_doubled(cast, operatrice):
    known = make_personne("Vermandois", "Capucine", email="Capucine@Vermandois.example".lower())
    prestataire = make_admis(operatrice)
    assert prestataire.personne == known


def test_a_coordinator_of_cases_is_never_made_a_provider(cast, operatrice):
    candidature = make_candidature(email=cast.coordination.email)
    score(candidature, operatrice)
    with pytest.raises(Impossible, match="Séparation des rôles"):
        decide(candidature, operatrice)
    assert not Prestataire.objects.exists()


def test_an_operator_holds_no_case(cast, scene, operatrice, client_of):
    demande = make_acceptee(cast, scene)
    client = client_of(operatrice)
    for name in ("demande_detail", "coordination_detail"):
        assert client.get(reverse(URL + name, args=[demande.pk])).status_code == 404
    assert client.get(reverse(URL + "coordination_list")).status_code == 403
    make_role(cast.adherente, RoleFederal.Role.OPERATEUR)
    with pytest.raises(Exception, match="Séparation"):
        from members.actions.roles import grant_role  # noqa: PLC0415

        grant_role(cast.adherente, role=RoleFederal.Role.COORDINATION_NEUTRE, by=cast.admin)


def test_what_was_refused_or_left_is_forgotten_after_three_years(cast, operatrice, client_of, time_machine):
    """§6.4: the page knows it before the task does."""
    left = actions.begin_candidature(**candidature_fields(email="laisse@x.example"))
    admitted = make_admis(operatrice)
    client = client_of(operatrice)
    assert client.get(reverse(URL + "candidature_detail", args=[left.pk])).status_code == 200
    link = follow(left)
    Candidature.objects.update(derniere_etape_le=timezone.now() - timedelta(days=3 * 365))
    assert client.get(reverse(URL + "candidature_detail", args=[left.pk])).status_code == 404
    assert Client().get(link).status_code == 410
    echeances.forget_candidatures()
    assert [one.personne for one in Candidature.objects.all()] == [admitted.personne]
    Prestataire.objects.update(etat="sorti", sorti_le=timezone.localdate() - timedelta(days=2 * 365 + 1))
    assert Attestation.objects.exists()
    echeances.forget_candidatures()
    assert not Attestation.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_number_of_questions(cast, operatrice, client_of, count, django_assert_num_queries):
    for n in range(count):
        make_admis(operatrice, email=f"admis{n}@x.example")
        make_candidature(email=f"autre{n}@x.example")
    client = client_of(operatrice)
    client.get(reverse(URL + "candidature_list"))
    with django_assert_num_queries(QUESTIONS):
        client.get(reverse(URL + "candidature_list"))


QUESTIONS = 9  # one for each list of the page, the changes of offer and the archive with them


def test_the_form_keeps_what_was_typed(db):
    Competence.objects.create(nom="écoute")
    make_territoire("Taravel")
    answer = Client().post(reverse(URL + "candidature_add"), posted(email="pas une adresse"))
    assert answer.status_code == 200
    assert "Vingt ans de médiation" in answer.text
    assert "nom@exemple.fr" in answer.text
    assert piece()["genre"] == "assurance"


def test_the_mails_are_drawn_and_speak_of_no_request(cast, operatrice):
    prestataire = make_admis(operatrice)
    Prestataire.objects.update(etat="agree", assure_jusqu_au=timezone.localdate() + timedelta(days=5))
    suspend_prestataire(Prestataire.objects.get(), motif="Une pièce manque.", by=operatrice)
    echeances.remind_prestataires()
    mails = {envoi.genre: _compose(envoi) for envoi in Envoi.objects.all()}
    assert len(mails) == 4
    for mail in mails.values():
        body = mail.body + mail.alternatives[0][0]
        assert "http" in body
        assert "{{" not in body
    assert "Une pièce manque" in mails["accompagnement.agrement_change"].body
    assert mails["accompagnement.a_renouveler"].to == [prestataire.personne.email]


@pytest.mark.parametrize("spoilt", ["a\x00b", None, "9" * 40, "é" * 20_000])
def test_no_post_of_the_operator_or_of_a_candidate_makes_a_page_fail(cast, scene, operatrice, client_of, spoilt):
    """The operator is nobody of the shared cast: what is posted to those pages is tried here."""
    make_charte()
    make_grille()
    phase = Phase.objects.create(nom="Essai", genre="experimentation")
    open_one, admitted = make_candidature(email="a@x.example"), make_admis(operatrice)
    names = [
        ("catalogue_import",), ("fiche_add", "bouquet"), ("fiche_add", "reseau"), ("fiche_add", "phase"),
        ("fiche_add", "critere"), ("fiche_add", "charte"), ("fiche_edit", "service", scene.service.pk),
        ("service_add", scene.service.bouquet_id), ("phase_begin", phase.pk), ("candidature_list",),
        ("candidature_detail", open_one.pk), ("prestataire_detail", scene.ines.pk), ("candidature_add",),
    ]  # fmt: skip
    pages = [(operatrice, reverse(URL + name, args=args)) for name, *args in names]
    pages += [(operatrice, follow(open_one)), (admitted.personne, reverse(URL + "activite_detail"))]
    tried = 0
    for person, address in pages:
        client = client_of(person)
        client.raise_request_exception = False
        for form in read_forms(address, client.get(address).text):
            for fields in (dict.fromkeys(form.fields, spoilt), form.fields):
                if "deconnexion" not in form.action and "logout" not in form.action:
                    answer = post(client, replace(form, fields=dict(fields)))
                    assert answer.status_code < 500, (form.action, fields)
                    tried += 1
    assert tried > 40
