"""Amendments: deposited by an association, advised, decided, consolidated; none overwrites another silently."""

from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction

from pacte.actions import amendements as actions
from pacte.actions.consolidations import settle_conflit, write_consolidation
from pacte.actions.consultations import withdraw_consultation
from pacte.consolidation import digest_bloc
from pacte.genres import Genre
from pacte.models import Amendement, Collision, VersionPacte
from pacte.queries.amendements import get_amendements, get_conflits
from pacte.tree import Noeud
from socle.models import Notification
from tests.factories.debat import (
    DAY,
    PHRASE,
    adopt,
    bloc_of,
    deposit,
    end_consultation,
    end_deposit,
    make_consultation,
    make_frozen,
    make_scrutin,
)
from tests.factories.gouvernance import make_voter
from tests.factories.members import make_instance, make_mandat
from tests.pacte.test_concurrence import run

pytestmark = pytest.mark.django_db
SHORT, LONG = PHRASE.replace("le mois", "le trimestre"), PHRASE.replace("dans le mois", "sous quinze jours")


@pytest.fixture
def debate(cast):
    return make_consultation(cast.admin), make_voter("Alpha"), make_voter("Bêta")


def speaker(association):
    return association.representants.get().personne


def text_of(version, titre="Faire gouvernance"):
    return next(n.texte for root in version.read().noeuds for n in root.walk() if n.titre == titre)


def test_an_association_amends_through_its_representative(cast, debate):
    consultation, one, _ = debate
    amendement = deposit(consultation, one, SHORT)
    assert (amendement.numero, amendement.etat, amendement.avant_texte) == (1, "en débat", PHRASE)
    with pytest.raises(PermissionDenied):
        deposit(consultation, one, SHORT, by=cast.admin)
    with pytest.raises(ValidationError):
        deposit(consultation, one, SHORT, motif="")
    with pytest.raises(ValidationError, match="Rien ne change"):
        deposit(consultation, one, PHRASE)


def test_no_amendment_after_the_last_day(debate):
    consultation, one, _ = debate
    with pytest.raises(ValidationError, match="fermé"):
        deposit(end_deposit(consultation), one, SHORT)


def test_every_kind_is_deposited_and_written(cast, debate):
    consultation, one, _ = debate
    target = bloc_of(consultation, "Préambule").identifiant
    rows = [
        deposit(consultation, one, SHORT),
        deposit(consultation, one, titre="Les moyens", operation="inserer", genre="texte", texte="Un bloc neuf."),
        deposit(consultation, one, titre="Une formation", operation="supprimer"),
        deposit(consultation, one, titre="Un bilan à mi-parcours", operation="deplacer", cible=target, place="apres"),
    ]
    for row in rows:
        adopt(row, cast.admin)
    version = write_consolidation(end_consultation(consultation), by=cast.admin)
    assert version.numero == "1.1"
    assert version.is_brouillon
    assert [n.libelle for n in version.read().noeuds] == [
        "Préambule", "Un bilan à mi-parcours", "Faire gouvernance", "Les moyens", "Un bloc neuf.",
    ]  # fmt: skip
    assert text_of(version) == SHORT
    assert [n.libelle for n in version.read().noeuds[2].enfants] == []


def test_a_bloc_does_not_go_under_itself(debate):
    consultation, one, _ = debate
    inside = bloc_of(consultation, "Une formation").identifiant
    with pytest.raises(ValidationError, match="sous lui-même"):
        deposit(consultation, one, operation="deplacer", cible=inside, place="dessous")


def test_an_amendment_to_a_text_that_moved_says_so(cast, debate, client_of):
    consultation, one, _ = debate
    bloc = bloc_of(consultation)
    version = withdraw_consultation(consultation, by=cast.admin)
    version.blocs.filter(pk=bloc.pk).update(texte="Un texte qui a bougé.")
    make_consultation(cast.admin, version=VersionPacte.objects.get(pk=version.pk))
    address = f"/pacte/versions/{version.pk}/blocs/{bloc.identifiant}/amender/"
    client = client_of(speaker(one))
    typed = {"titre": bloc.titre, "texte": SHORT, "objet": "Un trimestre", "motif": "Le temps.",
             "association": one.pk, "base": digest_bloc(bloc.to_noeud())}  # fmt: skip
    answer = client.post(address, typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Le texte a changé" in page
    assert "Un texte qui a bougé." in page
    assert "le trimestre" in page
    assert not Amendement.objects.exists()


def test_what_changes_is_seen_before_sending(debate, client_of):
    consultation, one, _ = debate
    bloc = bloc_of(consultation)
    typed = {"titre": bloc.titre, "texte": SHORT, "objet": "Un trimestre", "motif": "Le temps.",
             "association": one.pk, "base": digest_bloc(bloc.to_noeud())}  # fmt: skip
    address = f"/pacte/versions/{consultation.version_id}/blocs/{bloc.identifiant}/amender/"
    client = client_of(speaker(one))
    page = client.post(address, typed | {"voir": "1"}).content.decode()
    assert "<ins>" in page
    assert not Amendement.objects.exists()
    assert client.post(address, typed).status_code == 302
    assert Amendement.objects.get().texte == SHORT


@pytest.mark.trap("amendment-overwrites")
def test_a_collision_is_told_to_both_authors_at_deposit(cast, debate):
    consultation, one, two = debate
    deposit(consultation, one, SHORT)
    deposit(consultation, two, PHRASE + " Enfin.")
    assert not Collision.objects.exists()
    deposit(consultation, two, LONG)
    collision = Collision.objects.get()
    assert (collision.premier.numero, collision.second.numero) == (1, 3)
    assert "mois" in collision.raison
    for association in (one, two):
        told = Notification.objects.filter(destinataire=speaker(association), genre="pacte.amendement_en_collision")
        assert told.exists()


def test_one_passes_and_the_other_falls(cast, debate):
    consultation, one, two = debate
    first, second = deposit(consultation, one, SHORT), deposit(consultation, two, LONG)
    with pytest.raises(ValidationError, match="pas terminé"):
        actions.decide_amendement(first, decision="adopte", motif="Oui.", by=cast.admin)
    end_deposit(consultation)
    actions.decide_amendement(first, decision="adopte", motif="Oui.", by=cast.admin)
    second.refresh_from_db()
    assert second.etat == "tombé"
    assert "Amendement 1" in second.decision_motif or "amendement 1" in second.decision_motif
    with pytest.raises(ValidationError, match="ne change plus"):
        actions.decide_amendement(second, decision="adopte", motif="Non.", by=cast.admin)


@pytest.mark.trap("amendment-overwrites")
def test_two_adopted_that_meet_wait_for_a_human(cast, debate, client_of):
    consultation, one, two = debate
    first, second = deposit(consultation, one, SHORT), deposit(consultation, two, LONG)
    end_consultation(consultation)
    actions.decide_amendement(first, decision="adopte", motif="Oui.", concilier=True, by=cast.admin)
    with pytest.raises(ValidationError, match="à concilier"):
        actions.decide_amendement(second, decision="adopte", motif="Oui.", by=cast.admin)
    actions.decide_amendement(second, decision="adopte", motif="Oui.", concilier=True, by=cast.admin)
    with pytest.raises(ValidationError, match="conciliez"):
        write_consolidation(consultation, by=cast.admin)
    bloc = bloc_of(consultation).identifiant
    client, address = client_of(cast.admin), f"/pacte/debats/{consultation.pk}/concilier/{bloc}/mots/"
    page = client.get(address).content.decode()
    assert "trimestre" in page
    assert "quinze" in page
    client.post(address, {"titre": "Faire gouvernance", "texte": "Les mots choisis."})
    assert not get_conflits(consultation, consultation.version.read().noeuds).conflits
    assert text_of(write_consolidation(consultation, by=cast.admin)) == "Les mots choisis."


def test_only_what_was_decided_is_written_and_once(cast, debate):
    consultation, one, two = debate
    adopt(deposit(consultation, one, PHRASE + " Adopté."), cast.admin)
    rejected = deposit(consultation, two, "Rejeté " + PHRASE)
    withdrawn = deposit(consultation, two, titre="Les moyens", texte="Retiré.")
    actions.withdraw_amendement(withdrawn, by=speaker(two))
    end_consultation(consultation)
    with pytest.raises(ValidationError, match="amendement 2"):
        write_consolidation(consultation, by=cast.admin)
    actions.decide_amendement(rejected, decision="rejete", motif="Non.", by=cast.admin)
    version = write_consolidation(consultation, by=cast.admin)
    assert text_of(version) == PHRASE + " Adopté."
    assert text_of(version, "Les moyens") == "Un local et du temps."
    assert version.consolidation.numeros == [1]
    with pytest.raises(ValidationError, match="déjà écrit"):
        write_consolidation(consultation, by=cast.admin)
    assert text_of(consultation.version) == PHRASE


def test_a_deposited_amendment_keeps_its_words(cast, debate):
    consultation, one, _ = debate
    amendement = deposit(consultation, one, SHORT)
    for change in ({"texte": "Autre"}, {"motif": "Autre"}, {"numero": 7}):
        with pytest.raises(DatabaseError, match="keeps its words"), transaction.atomic():
            Amendement.objects.filter(pk=amendement.pk).update(**change)
    adopt(amendement, cast.admin)
    with pytest.raises(DatabaseError, match="its decision"), transaction.atomic():
        Amendement.objects.filter(pk=amendement.pk).update(decision="rejete")
    with pytest.raises(DatabaseError, match="stays"), transaction.atomic():
        Amendement.objects.filter(pk=amendement.pk).delete()


def test_support_is_one_an_association_and_taken_back_freely(cast, debate):
    consultation, one, two = debate
    amendement = deposit(consultation, one, SHORT)
    for _ in range(2):
        actions.support(amendement, association=two, by=speaker(two))
    assert get_amendements(cast.directrice).get().nombre_soutiens == 1
    with pytest.raises(PermissionDenied):
        actions.support(amendement, association=two, by=cast.directrice)
    with pytest.raises(ValidationError, match="de cette association"):
        actions.support(amendement, association=one, by=speaker(one))
    actions.take_support_back(amendement, association=two, by=speaker(two))
    assert get_amendements(cast.directrice).get().nombre_soutiens == 0
    actions.support(amendement, association=two, by=speaker(two))


def test_an_opinion_is_not_a_decision(cast):
    instance = make_instance(None, nom="Commission du pacte")
    make_mandat(cast.comite, instance)
    consultation, one = make_consultation(cast.admin, commission=instance), make_voter("Alpha")
    amendement = deposit(consultation, one, SHORT)
    with pytest.raises(PermissionDenied):
        actions.advise(amendement, avis="favorable", avis_texte="Oui.", by=cast.chargee)
    advised = actions.advise(amendement, avis="sagesse", avis_texte="À l’assemblée.", by=cast.comite)
    assert advised.is_debattu
    with pytest.raises(PermissionDenied):
        actions.decide_amendement(amendement, decision="adopte", motif="Oui.", by=cast.comite)


def counter(amendement, by, texte=LONG):
    return actions.advise(
        amendement, avis="favorable", avis_texte="Ainsi.", contre_titre=amendement.titre, contre_texte=texte, by=by
    )


def test_a_counter_proposal_is_decided_only_if_its_author_accepts(cast, debate):
    consultation, one, two = debate
    accepted, refused = (
        deposit(consultation, one, SHORT),
        deposit(consultation, two, titre="Les moyens", texte="Rien."),
    )
    accepted = counter(accepted, cast.admin)
    refused = counter(refused, cast.admin, "Un local.")
    with pytest.raises(PermissionDenied):
        actions.answer_counter(accepted, reponse="acceptee", lu=accepted.contre_le.isoformat(), by=cast.admin)
    actions.answer_counter(accepted, reponse="acceptee", lu=accepted.contre_le.isoformat(), by=speaker(one))
    actions.answer_counter(refused, reponse="refusee", lu=refused.contre_le.isoformat(), by=speaker(two))
    for row in (accepted, refused):
        adopt(row, cast.admin)
    accepted.refresh_from_db()
    assert accepted.etat == "adopté modifié"
    version = write_consolidation(end_consultation(consultation), by=cast.admin)
    assert (text_of(version), text_of(version, "Les moyens")) == (LONG, "Rien.")


def test_accepting_other_words_looks_for_collisions_again(cast, debate):
    consultation, one, two = debate
    mine = deposit(consultation, one, PHRASE + " Enfin.")
    deposit(consultation, two, SHORT)
    assert not Collision.objects.exists()
    mine = counter(mine, cast.admin)
    actions.answer_counter(mine, reponse="acceptee", lu=mine.contre_le.isoformat(), by=speaker(one))
    assert Collision.objects.count() == 1


def test_words_changed_since_they_were_read_are_not_accepted_unread(cast, debate):
    consultation, one, _ = debate
    amendement = counter(deposit(consultation, one, SHORT), cast.admin)
    read = amendement.contre_le.isoformat()
    counter(amendement, cast.admin, "Encore autre chose.")
    with pytest.raises(ValidationError, match="relisez"):
        actions.answer_counter(amendement, reponse="acceptee", lu=read, by=speaker(one))


def test_what_is_voted_on_does_not_change(cast, debate):
    consultation, one, _ = debate
    amendement = deposit(consultation, one, SHORT)
    assemblee, _ = make_frozen(cast.admin)
    make_scrutin(consultation, assemblee, cast.admin, amendements=[amendement])
    for act in (
        lambda: actions.withdraw_amendement(amendement, by=speaker(one)),
        lambda: counter(amendement, cast.admin),
        lambda: actions.decide_amendement(amendement, decision="rejete", motif="Non.", by=cast.admin),
    ):
        with pytest.raises(ValidationError, match="Un vote est ouvert"):
            act()


def test_a_choice_about_something_else_is_refused(cast, debate):
    consultation, one, _ = debate
    deposit(consultation, one, SHORT)
    with pytest.raises(ValidationError, match="vient de changer"):
        settle_conflit(
            consultation,
            bloc=bloc_of(consultation).identifiant,
            sujet="mots",
            numeros=(1, 2),
            texte="x",
            by=cast.admin,
        )


@pytest.mark.trap("amendment-overwrites")
@pytest.mark.django_db(transaction=True)
def test_of_two_deposits_at_once_each_sees_the_other(cast):
    """On real connections: two numbers, and the collision is written whoever comes first."""
    consultation, one, two = make_consultation(cast.admin), make_voter("Alpha"), make_voter("Bêta")
    gate = Barrier(2)

    def send(association, texte):
        gate.wait(5)
        deposit(consultation, association, texte)

    threads = [run(lambda: send(one, SHORT)), run(lambda: send(two, LONG))]
    for thread in threads:
        thread.join()
    assert sorted(Amendement.objects.values_list("numero", flat=True)) == [1, 2]
    assert Collision.objects.count() == 1


def test_the_list_is_filtered_by_its_address(cast, debate, client_of, django_assert_num_queries):
    consultation, one, two = debate
    deposit(consultation, one, SHORT, objet="Le premier objet")
    client, address = client_of(cast.directrice), f"/pacte/debats/{consultation.pk}/amendements/"
    client.get(address)
    with django_assert_num_queries(8):
        client.get(address)
    deposit(consultation, two, titre="Les moyens", texte="Rien.", objet="Le second objet")
    adopt(deposit(consultation, two, LONG, objet="Le dernier objet"), cast.admin)
    with django_assert_num_queries(8):
        client.get(address)
    for query, kept in (
        (f"?bloc={bloc_of(consultation, 'Les moyens').identifiant}", ["Le second objet"]),
        ("?etat=adopte", ["Le dernier objet"]),
        (f"?association={one.pk}", ["Le premier objet"]),
        ("?etat=inventé", ["Le premier objet", "Le second objet", "Le dernier objet"]),
    ):
        page = client.get(address + query).content.decode()
        assert [said for said in ("Le premier objet", "Le second objet", "Le dernier objet") if said in page] == kept


def test_a_debate_not_yet_open_takes_no_amendment(cast):
    consultation = make_consultation(cast.admin, debut=DAY, depot=2 * DAY, fin=3 * DAY)
    with pytest.raises(ValidationError):
        deposit(consultation, make_voter("Alpha"), SHORT)


def test_a_large_pact_costs_as_few_queries(cast, client_of, django_assert_num_queries):
    """400 blocks and 200 amendments: the text, the list and the desk ask the database as much as a small one."""
    noeuds = [Noeud(Genre.TEXTE, f"Bloc {rank}", texte=PHRASE) for rank in range(400)]
    consultation, one = make_consultation(cast.admin, noeuds=noeuds), make_voter("Alpha")
    Amendement.objects.bulk_create(
        Amendement(
            consultation=consultation, numero=rank, operation="remplacer", bloc=noeuds[rank].identifiant, base="x",
            avant_texte=PHRASE, texte=SHORT, objet=f"Objet {rank}", motif="Oui.", association=one, auteur=speaker(one),
        )
        for rank in range(1, 201)
    )  # fmt: skip
    client = client_of(cast.admin)
    for page, number in (("", 7), ("amendements/", 8), ("commission/", 9)):
        client.get(f"/pacte/debats/{consultation.pk}/{page}")
        with django_assert_num_queries(number):
            client.get(f"/pacte/debats/{consultation.pk}/{page}")
