"""A text under debate: it does not move, comments follow it and are answered, the public is read over."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from pacte.actions import consultations as actions
from pacte.actions.amendements import advise
from pacte.actions.blocs import edit_bloc
from pacte.actions.consolidations import write_consolidation
from pacte.models import Bloc, Commentaire, Consultation, VersionPacte
from pacte.notifications_debat import CONFIRMATION
from pacte.queries.attentes_debat import get_attentes_debat
from pacte.queries.consultations import get_donnees, get_marge, get_participation
from socle.models import Envoi, Notification
from socle.signatures import sign
from tests.factories.debat import (
    DAY,
    adopt,
    bloc_of,
    deposit,
    end_consultation,
    make_consultation,
    make_frozen,
    make_scrutin,
    vote,
)
from tests.factories.gouvernance import make_voter
from tests.factories.members import make_rattachement
from tests.factories.pacte import make_version

pytestmark = pytest.mark.django_db


def announce(version, by, **dates):
    now = timezone.now()
    dates = {"ouverture": now, "depot_fin": now + DAY, "cloture": now + 2 * DAY} | dates
    return actions.announce_consultation(version, by=by, **dates)


def say(consultation, by, citation="", **fields):
    bloc = bloc_of(consultation)
    return actions.comment(consultation, bloc=bloc.identifiant, texte="À revoir.", citation=citation, by=by, **fields)


def test_a_text_under_debate_is_frozen_and_read_by_members(cast):
    voter = make_voter("Bêta")
    version = make_version(cree_par=cast.admin)
    assert version not in VersionPacte.objects.visible_to(cast.directrice)
    consultation = announce(version, cast.admin)
    assert version in VersionPacte.objects.visible_to(cast.directrice)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        Bloc.objects.filter(version=version).update(titre="Autre")
    with pytest.raises(PermissionDenied):
        edit_bloc(version.blocs.first(), revision=1, titre="Autre", by=cast.admin)
    assert Notification.objects.filter(destinataire=voter.representants.get().personne).exists()
    assert consultation.is_ouverte


def test_its_state_follows_from_its_dates(cast):
    assert make_consultation(cast.admin, debut=DAY, depot=2 * DAY, fin=3 * DAY).situation == "à venir"
    assert make_consultation(cast.admin).situation == "ouverte"
    past = make_consultation(cast.admin, debut=-3 * DAY, depot=-2 * DAY, fin=-DAY)
    assert past.situation == "close"
    with pytest.raises(ValidationError, match="pas ouverte"):
        say(past, cast.directrice)
    with pytest.raises(DatabaseError, match="keeps its text"), transaction.atomic():
        Consultation.objects.filter(pk=past.pk).update(cloture=timezone.now() + DAY)


def test_dates_that_cross_are_refused(cast):
    now = timezone.now()
    for dates in ({"cloture": now - DAY}, {"depot_fin": now + 3 * DAY}, {"depot_fin": now - DAY}):
        with pytest.raises(ValidationError):
            announce(make_version(cree_par=cast.admin), cast.admin, **dates)


def test_a_debate_where_nobody_spoke_may_be_taken_back(cast):
    silent, spoken = (make_consultation(cast.admin) for _ in range(2))
    version = actions.withdraw_consultation(silent, by=cast.admin)
    assert VersionPacte.objects.get(pk=version.pk).is_brouillon
    say(spoken, cast.directrice)
    with pytest.raises(ValidationError, match="déjà exprimé"):
        actions.withdraw_consultation(spoken, by=cast.admin)


def test_a_comment_quotes_words_that_are_there(cast):
    consultation = make_consultation(cast.admin)
    assert say(consultation, cast.directrice, "dans le mois").citation == "dans le mois"
    with pytest.raises(ValidationError, match="n’est pas dans le bloc"):
        say(consultation, cast.directrice, "mots inventés")
    with pytest.raises(ValidationError, match="n’est pas dans le texte"):
        actions.comment(consultation, bloc=uuid4(), texte="Quoi ?", by=cast.directrice)


def test_somebody_speaks_for_their_own_association_only(cast):
    consultation = make_consultation(cast.admin)
    assert say(consultation, cast.directrice, association=cast.palier).association == cast.palier
    with pytest.raises(ValidationError, match="pas de cette association"):
        say(consultation, cast.directrice, association=cast.horizon)
    with pytest.raises(PermissionDenied):
        say(consultation, cast.ancien)


@pytest.mark.trap("annotation-lost")
def test_comments_follow_the_text_to_its_next_version(cast):
    """Anchored again by block and quotation; where the words are gone the comment stays, with them."""
    consultation, voter = make_consultation(cast.admin), make_voter("Bêta")
    kept = say(consultation, cast.directrice, "restent ouverts")
    moved = say(consultation, cast.directrice, "dans le mois")
    whole = say(consultation, cast.directrice)
    gone = actions.comment(
        consultation, bloc=bloc_of(consultation, "Les moyens").identifiant, texte="Et ici ?", by=cast.directrice
    )
    text = bloc_of(consultation).texte
    adopt(deposit(consultation, voter, text.replace("dans le mois", "sous quinze jours")), cast.admin)
    adopt(deposit(consultation, voter, titre="Les moyens", operation="supprimer"), cast.admin)
    version = write_consolidation(end_consultation(consultation), by=cast.admin)
    places = {note.commentaire.pk: note.place for note in get_marge(cast.admin, version, version.read().noeuds)}
    assert places == {kept.pk: "", moved.pk: "le passage a changé", whole.pk: "", gone.pk: "le bloc a été retiré"}


def test_the_old_words_of_a_comment_are_shown(cast, client_of):
    consultation, voter = make_consultation(cast.admin), make_voter("Bêta")
    say(consultation, cast.directrice, "dans le mois")
    text = bloc_of(consultation).texte
    adopt(deposit(consultation, voter, text.replace("dans le mois", "sous quinze jours")), cast.admin)
    version = write_consolidation(end_consultation(consultation), by=cast.admin)
    second = announce(version, cast.admin)
    bloc = bloc_of(second).identifiant
    page = client_of(cast.directrice).get(f"/pacte/debats/{second.pk}/?bloc={bloc}").content.decode()
    assert "Le passage a changé" in page
    assert "dans le mois" in page


def test_a_comment_is_answered_in_a_word_and_a_sentence(cast):
    commentaire = say(make_consultation(cast.admin), cast.directrice)
    with pytest.raises(PermissionDenied):
        actions.answer_commentaire(commentaire, suite="retenu", reponse="Oui.", by=cast.chargee)
    actions.answer_commentaire(commentaire, suite="retenu", reponse="Oui.", by=cast.admin)
    commentaire.refresh_from_db()
    assert (commentaire.suite, commentaire.reponse) == ("retenu", "Oui.")
    assert Notification.objects.filter(destinataire=cast.directrice).exists()
    with pytest.raises(ValidationError, match="vient de répondre « Oui"):
        actions.answer_commentaire(commentaire, suite="ecarte", reponse="Non.", by=cast.admin)
    with pytest.raises(DatabaseError, match="keeps its words"), transaction.atomic():
        Commentaire.objects.update(texte="Réécrit")


def test_participation_counts_associations_not_people(cast):
    consultation = make_consultation(cast.admin)
    one, two, three = (make_voter(nom) for nom in ("Alpha", "Bêta", "Gamma"))
    deposit(consultation, two, "Autre texte.")
    deposit(consultation, two, "Encore un autre.")
    found = get_participation(consultation)
    assert [a.nom for a in found.parlantes] == ["Bêta"]
    assert {one, three} <= set(found.silencieuses)
    assert sum(part.total for part in found.genres) == found.total == sum(part.total for part in found.territoires)
    assert sum(part.parlantes for part in found.genres) == 1


def post_publicly(client, consultation, **fields):
    bloc = bloc_of(consultation).identifiant
    given = {"texte": "Et les habitants ?", "nom": "Une voisine", "courriel": "voisine@mail.example"} | fields
    return client.post(f"/pacte/debats/{consultation.pk}/public/?bloc={bloc}", given)


def test_the_public_writes_confirms_then_is_read_over(cast, client, client_of):
    consultation = make_consultation(cast.admin, is_publique=True)
    assert post_publicly(client, consultation).status_code == 200
    written = Commentaire.objects.get()
    address = f"/pacte/commentaires/confirmer/{sign(CONFIRMATION, {'jeton': str(written.jeton)}, days=3)}/"
    public = f"/pacte/debats/{consultation.pk}/public/?bloc={written.bloc}"
    assert Envoi.objects.filter(genre="pacte.commentaire_a_confirmer").exists()
    assert client.get(address).status_code == 200
    written.refresh_from_db()
    assert written.confirme_le is None
    with pytest.raises(ValidationError):
        actions.moderate_commentaire(written, moderation="montre", by=cast.admin)
    client.post(address)
    written.refresh_from_db()
    assert (written.courriel, written.confirme_le is not None) == ("", True)
    assert "Et les habitants" not in client.get(public).content.decode()
    client_of(cast.admin).post(f"/pacte/commentaires/{written.pk}/relire/", {"moderation": "montre"})
    actions.comment(consultation, bloc=written.bloc, texte="Entre membres.", by=cast.directrice)
    page = client.get(public).content.decode()
    assert "Et les habitants" in page
    assert "Entre membres" not in page
    assert "Diomberé" not in page


def test_a_debate_for_members_has_no_public_page(cast, client):
    for consultation in (make_consultation(cast.admin), make_consultation(cast.admin, debut=DAY, depot=2 * DAY,
                                                                          fin=3 * DAY, is_publique=True)):  # fmt: skip
        assert client.get(f"/pacte/debats/{consultation.pk}/public/").status_code == 404
    assert client.post("/pacte/commentaires/confirmer/inventé/").status_code == 410


def test_the_public_is_slowed_down_and_machines_are_not_heard(cast, client):
    consultation = make_consultation(cast.admin, is_publique=True)
    post_publicly(client, consultation, site_web="https://spam.example")
    assert not Commentaire.objects.exists()
    answers = {post_publicly(client, consultation).status_code for _ in range(11)}
    assert 429 in answers
    assert Commentaire.objects.count() <= 10


def test_what_is_typed_stays_when_it_is_refused(cast, client_of):
    consultation = make_consultation(cast.admin)
    address = f"/pacte/debats/{consultation.pk}/?bloc={bloc_of(consultation).identifiant}"
    answer = client_of(cast.directrice).post(address, {"citation": "mots inventés", "texte": "Ma phrase à garder"})
    assert answer.status_code == 422
    assert "Ma phrase à garder" in answer.content.decode()


def test_the_page_costs_the_same_with_more_blocks_and_comments(cast, client_of, django_assert_num_queries):
    consultation = make_consultation(cast.admin)
    client, address = client_of(cast.directrice), f"/pacte/debats/{consultation.pk}/"
    say(consultation, cast.directrice)
    client.get(address)
    with django_assert_num_queries(7):
        client.get(address)
    for _ in range(2):
        say(consultation, cast.collegue, association=cast.palier)
    with django_assert_num_queries(7):
        client.get(address)


def test_moving_the_last_days(cast):
    consultation, later = make_consultation(cast.admin), timezone.now() + timedelta(days=9)
    moved = actions.move_ends(consultation, depot_fin=later, cloture=later, by=cast.admin)
    assert moved.cloture == later
    with pytest.raises(ValidationError, match="passée"):
        actions.move_ends(consultation, depot_fin=timezone.now() - DAY, cloture=later, by=cast.admin)


def test_home_asks_to_vote_to_answer_and_to_read_over(cast, django_assert_num_queries):
    assemblee, (one, *_) = make_frozen(cast.admin)
    consultation = make_consultation(cast.admin, is_publique=True)
    amendement = deposit(consultation, one, "Autre texte.")
    advise(amendement, avis="favorable", avis_texte="Oui.", contre_titre="T", contre_texte="U", by=cast.admin)
    scrutin = make_scrutin(consultation, assemblee, cast.admin)
    speaker = one.representants.get().personne
    make_rattachement(speaker, one)
    with django_assert_num_queries(2):
        asked = [attente.title for attente in get_attentes_debat(speaker)]
    assert sorted(asked) == ["La commission propose d’autres mots", "Voter sur le pacte"]
    vote(scrutin, one)
    assert [attente.title for attente in get_attentes_debat(speaker)] == ["La commission propose d’autres mots"]
    assert get_attentes_debat(cast.directrice) == get_attentes_debat(cast.prestataire) == []
    Commentaire.objects.create(
        consultation=consultation, bloc=uuid4(), nom="Une voisine", texte="Et nous ?", confirme_le=timezone.now(),
        moderation="attend",
    )  # fmt: skip
    assert [attente.detail for attente in get_attentes_debat(cast.admin)] == ["Une voisine"]


def test_somebody_gets_what_they_wrote(cast):
    say(make_consultation(cast.admin), cast.directrice, "dans le mois")
    assert get_donnees(cast.directrice)[0].lignes[0]["texte"] == "À revoir."
    assert not get_donnees(cast.collegue)[0].lignes
