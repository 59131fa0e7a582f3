"""Two sheets made one: suggested with its reasons, shown table by table, done without loss, undone for thirty days."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.utils import timezone

from members.actions.invitations import invite_personne
from members.actions.regroupements import dismiss_pair, join_account, merge_fiches, undo_merge
from members.models import Association, Domaine, Personne, Public, Rattachement, Regroupement
from members.queries.doublons import find_pairs
from members.queries.regroupements import describe_moves, get_apercu
from members.relations import find_moving, find_relations
from socle.models import Envoi, ExportPersonnel, Notification
from tests.factories.agrements import make_agrement, make_convention
from tests.factories.collectifs import make_action, make_collectif, make_convoquee, make_participation
from tests.factories.cotisations import make_adhesion, make_appel, make_campagne, make_payment, make_reglement
from tests.factories.gouvernance import make_representant
from tests.factories.members import (
    make_association,
    make_instance,
    make_mandat,
    make_personne,
    make_rattachement,
    make_role,
    make_structure,
)

SIRET = "73282932000074"
NOT_COMPARED = ("Event", "Context", "EntreeJournal", "Envoi", "Notification", "Regroupement", "Session")


def snapshot() -> dict:
    """Return every row of every table, but for what only ever grows."""
    kept = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]
    kept = [m for m in kept if not any(word in m.__name__ for word in NOT_COMPARED)]
    return {m._meta.label: sorted(map(str, m._base_manager.order_by().values_list())) for m in kept}


def count_references(model, pk) -> dict[str, int]:
    return {r.label: n for r in find_moving(model) if (n := r.count([pk]).get(pk, 0))}


def without_account(nom, prenom, **fields) -> Personne:
    return make_personne(nom, prenom, is_active=False, email=None, **fields)


@pytest.fixture
def people(cast):
    """Karim has an account; a second sheet in his name holds places everywhere."""
    double = without_account("Sorlevin", "Karim", telephone="+33199001234", courriel_partage="contact@palier.example")
    make_rattachement(double, cast.horizon)
    make_rattachement(double, cast.palier)  # he has the same already
    make_mandat(double, make_instance(cast.palier))
    collectif = make_collectif("Jeunesse")
    make_participation(collectif, double)
    make_convoquee(collectif, cast.chargee)  # who takes part is expected there
    make_action(collectif, double)
    return cast.collegue, double


@pytest.fixture
def houses(cast):
    """Two sheets of one association, each with its dues, its tags, its people."""
    kept = make_association("La Ruche", commune="Orvain", telephone="+33199001234")
    double = make_association("La Ruche d’Orvain", commune="Orvain", email="ruche@ruche.example", siret=SIRET)
    campagne = make_campagne()
    make_payment(make_appel(double, campagne))
    make_appel(kept, make_campagne(2020))
    make_reglement(double, 40)
    make_adhesion(double)
    make_agrement(double)
    make_convention(double)
    make_structure(double)
    make_representant(double)
    make_rattachement(cast.collegue, double)
    make_instance(double)
    families, elders = Public.objects.create(nom="familles"), Public.objects.create(nom="aînés")
    kept.publics.add(families)
    double.publics.add(families, elders)
    double.domaines.add(Domaine.objects.create(nom="culture"))
    return kept, double


def test_pairs_are_suggested_with_their_reasons(cast, people):
    make_association("Centre social les Lavandieres", commune="Port-Hauvert")
    make_association("Centre Social Les Lavandières", commune="Port-Hauvert", siret=SIRET)
    [pair] = find_pairs("associations")
    assert (pair.force, pair.raisons) == ("probable", ["même nom", "même commune"])
    [pair] = find_pairs("personnes")
    assert {pair.premiere, pair.seconde} == set(people)
    assert pair.raisons == ["même nom", "même association"]


def test_a_pair_set_aside_is_not_proposed_again(cast, people):
    dismiss_pair("personnes", *people, by=cast.chargee)
    dismiss_pair("personnes", *reversed(people), by=cast.admin)
    assert find_pairs("personnes") == []


def test_a_common_telephone_or_name_alone_proposes_no_crowd(cast):
    for rank in range(12):
        make_personne("Standardelle", f"P{rank}", telephone="+33199001234")
        make_personne("Martin", "Jeanne")
    assert find_pairs("personnes") == []


@pytest.mark.parametrize("genre", ["associations", "personnes"])
def test_suggestions_ask_a_constant_number_of_questions(genre, cast, django_assert_num_queries):
    def add(rank):
        for _ in range(2):
            make_rattachement(without_account(f"Nommelle {rank * 'abc'}", "Ulysse"), cast.palier)
            make_association(f"Maison {rank * 'des ormes '}", commune="Orvain")

    add(1)
    expected = 1 if genre == "associations" else 2
    with django_assert_num_queries(expected + 1):
        assert len(find_pairs(genre)) >= 1
    add(2), add(3)
    with django_assert_num_queries(expected + 1):
        assert len(find_pairs(genre)) >= 2


def test_the_preview_says_what_follows_and_what_stays(cast, people):
    apercu = get_apercu(*people)
    said = {suite.noun: (suite.gardee, suite.absorbee, suite.restent) for suite in apercu.suites}
    assert said["rattachements"] == (1, 2, 1)
    assert said["mandats"] == (0, 1, 0)
    assert said["présences"] == (0, 1, 0)
    assert [choix.nom for choix in apercu.choix] == []


def test_the_file_of_all_that_is_known_of_somebody_is_never_given_to_another_sheet(cast, people):
    """It holds what they alone may read; that they asked for it is nobody's business either."""
    gardee, absorbee = people
    export = ExportPersonnel.objects.create(demande_par=absorbee)
    ExportPersonnel.objects.create(demande_par=gardee)
    assert "export" not in str([suite.noun for suite in get_apercu(*people).suites])
    regroupement = merge_fiches(gardee, absorbee, choix={}, by=cast.chargee)
    export.refresh_from_db()
    assert export.demande_par == absorbee
    assert "export" not in str(describe_moves(regroupement.deplacements))


@pytest.mark.trap("merge-loses")
def test_merge_of_people_loses_nothing(cast, people):
    gardee, absorbee = people
    before, theirs = count_references(Personne, gardee.pk), count_references(Personne, absorbee.pk)
    regroupement = merge_fiches(gardee, absorbee, choix={}, by=cast.chargee)
    gardee.refresh_from_db()
    absorbee.refresh_from_db()
    left = count_references(Personne, absorbee.pk)
    assert left == {"members.rattachement.personne": 1}
    after = count_references(Personne, gardee.pk)
    after["socle.notification.destinataire"] = after.get("socle.notification.destinataire", 0) - 1  # told of it
    after["socle.envoi.destinataire"] = after.get("socle.envoi.destinataire", 0) - 1
    for label in set(before) | set(theirs):
        assert after.get(label, 0) + left.get(label, 0) == before.get(label, 0) + theirs.get(label, 0), label
    assert (absorbee.fondue_dans, absorbee.is_active, gardee.telephone) == (gardee, False, "+33199001234")
    assert absorbee not in Personne.objects.visible_to(cast.chargee)
    assert regroupement.etat_avant["restes"] == [
        ["members.rattachement", "personne", [Rattachement.objects.get(personne=absorbee).pk]]
    ]
    assert Notification.objects.filter(destinataire=gardee, titre__contains="réunies").count() == 1


@pytest.mark.trap("merge-loses")
def test_merge_keeps_ties_tags_and_invoices(cast, houses):
    gardee, absorbee = houses
    before, theirs = count_references(Association, gardee.pk), count_references(Association, absorbee.pk)
    assert {
        "members.appelcotisation.association",
        "members.reglement.association",
        "members.adhesion.association",
    } <= set(theirs)
    merge_fiches(gardee, absorbee, choix={"nom": "absorbee"}, by=cast.chargee)
    after, left = count_references(Association, gardee.pk), count_references(Association, absorbee.pk)
    for label in set(before) | set(theirs):
        assert after.get(label, 0) + left.get(label, 0) == before.get(label, 0) + theirs.get(label, 0), label
    assert left == {"members.association_publics.association": 1}
    gardee.refresh_from_db()
    assert set(gardee.publics.values_list("nom", flat=True)) == {"familles", "aînés"}
    assert (gardee.nom, gardee.email, gardee.siret) == ("La Ruche d’Orvain", "ruche@ruche.example", SIRET)
    assert gardee.siren == "732829320"
    assert Association.objects.get(pk=absorbee.pk).siret is None


def test_what_both_have_stays_on_the_absorbed_sheet(cast, houses):
    gardee, absorbee = houses
    make_appel(gardee, absorbee.appels.get().campagne)
    make_adhesion(gardee)
    assert get_apercu(gardee, absorbee).restent == 3
    merge_fiches(gardee, absorbee, choix={}, by=cast.chargee)
    left = count_references(Association, absorbee.pk)
    assert set(left) == {
        "members.adhesion.association",
        "members.appelcotisation.association",
        "members.association_publics.association",
    }


@pytest.mark.parametrize("kind", ["people", "houses"])
def test_undoing_gives_back_exactly_what_was(kind, cast, request):
    gardee, absorbee = request.getfixturevalue(kind)
    before = snapshot()
    choix = {"nom": "absorbee"}
    regroupement = merge_fiches(gardee, absorbee, choix=choix, by=cast.chargee)
    assert snapshot() != before
    undo_merge(regroupement, by=cast.admin)
    assert snapshot() == before
    with pytest.raises(ValidationError, match="déjà défait"):
        undo_merge(regroupement, by=cast.admin)


def test_what_changed_since_is_kept_and_said(cast, people):
    gardee, absorbee = people
    regroupement = merge_fiches(gardee, absorbee, choix={}, by=cast.chargee)
    Personne.objects.filter(pk=gardee.pk).update(telephone="+33199009999")
    done = undo_merge(regroupement, by=cast.chargee)
    assert Personne.objects.get(pk=gardee.pk).telephone == "+33199009999"
    assert Personne.objects.get(pk=absorbee.pk).telephone == "+33199001234"
    assert done.etat_avant["champs_gardes"] == ["téléphone"]


def test_after_thirty_days_it_is_final(cast, people):
    regroupement = merge_fiches(*people, choix={}, by=cast.chargee)
    Regroupement.objects.filter(pk=regroupement.pk).update(le=timezone.now() - timedelta(days=29, hours=23))
    Regroupement.objects.filter(pk=regroupement.pk).update(le=timezone.now() - timedelta(days=30, minutes=1))
    with pytest.raises(ValidationError, match="Trente jours"):
        undo_merge(regroupement, by=cast.admin)


def test_a_kept_sheet_absorbed_since_is_undone_first(cast, people):
    gardee, absorbee = people
    first = merge_fiches(gardee, absorbee, choix={}, by=cast.chargee)
    third = make_personne("Sorlevin", "Karim B.")
    second = merge_fiches(third, gardee, choix={}, connexion=third.pk, by=cast.admin)
    with pytest.raises(ValidationError, match="d’abord"):
        undo_merge(first, by=cast.admin)
    undo_merge(second, by=cast.admin)
    undo_merge(first, by=cast.admin)


@pytest.mark.trap("merge-two-accounts")
def test_merge_of_two_accounts_asks_an_administrator_which_one_stays(cast):
    gardee, absorbee = make_personne("Doublelle", "Nadia"), make_personne("Doublelle", "Nadia")
    with pytest.raises(ValidationError, match="chacune leur connexion"):
        merge_fiches(gardee, absorbee, choix={}, connexion=gardee.pk, by=cast.chargee)
    for connexion in (None, absorbee.pk):
        with pytest.raises(ValidationError, match="celle qui garde"):
            merge_fiches(gardee, absorbee, choix={}, connexion=connexion, by=cast.admin)
    address = absorbee.email
    merge_fiches(gardee, absorbee, choix={}, connexion=gardee.pk, by=cast.admin)
    absorbee.refresh_from_db()
    assert (absorbee.is_active, absorbee.email) == (False, address)
    letter = Envoi.objects.get(genre="members.compte_reuni")
    assert letter.destinataire == absorbee


def test_the_sheet_that_opens_the_portal_is_the_one_kept(cast, people):
    gardee, absorbee = people
    with pytest.raises(ValidationError, match="celle qui garde"):
        merge_fiches(absorbee, gardee, choix={}, by=cast.admin)


def test_an_invitation_waiting_in_the_other_mailbox_opens_nothing_any_more(cast):
    gardee, absorbee = cast.collegue, make_personne("Sorlevin", "Karim", is_active=False)
    sent = invite_personne(absorbee, association=cast.palier, genre="benevole", by=cast.directrice)
    regroupement = merge_fiches(gardee, absorbee, choix={}, by=cast.chargee)
    sent.invitation.refresh_from_db()
    assert not sent.invitation.is_open
    assert sent.invitation.personne == gardee
    undo_merge(regroupement, by=cast.chargee)
    sent.invitation.refresh_from_db()
    assert sent.invitation.is_open
    assert sent.invitation.personne == absorbee


@pytest.mark.trap("merge-without-both-rights")
def test_merge_by_someone_without_rights_on_both(cast, people, houses):
    kept, double = houses
    for personne in (cast.directrice, cast.comite, cast.superuser):
        with pytest.raises(PermissionDenied):
            merge_fiches(*people, choix={}, by=personne)
    make_rattachement(cast.directrice, kept, "benevole", is_gestionnaire=True)
    with pytest.raises(PermissionDenied):
        merge_fiches(kept, double, choix={}, by=Personne.objects.get(pk=cast.directrice.pk))
    make_rattachement(cast.directrice, double, "benevole", is_gestionnaire=True)
    merge_fiches(kept, double, choix={}, by=Personne.objects.get(pk=cast.directrice.pk))


def test_roles_are_not_handed_over_by_the_team(cast):
    double = without_account("Lormesnil", "Thibault")
    with pytest.raises(ValidationError, match="rôle fédéral"):
        merge_fiches(cast.comite, double, choix={}, by=cast.chargee)
    merge_fiches(cast.comite, double, choix={}, by=cast.admin)


@pytest.mark.parametrize("who", ["coordination", "prestataire"])
def test_what_is_entrusted_to_one_person_is_never_merged(who, cast):
    with pytest.raises(ValidationError, match="à elle seule"):
        merge_fiches(getattr(cast, who), without_account("X", "Y"), choix={}, by=cast.admin)


def test_one_s_own_sheet_a_superuser_s_and_one_already_absorbed_are_refused(cast, people):
    double = without_account("Orvelin", "Bastien")
    with pytest.raises(ValidationError, match="propre fiche"):
        merge_fiches(cast.admin, double, choix={}, by=cast.admin)
    with pytest.raises(ValidationError, match="maintient"):
        merge_fiches(cast.superuser, double, choix={}, by=cast.admin)
    merge_fiches(*people, choix={}, by=cast.admin)
    with pytest.raises(ValidationError, match="remplace"):
        merge_fiches(double, people[1], choix={}, by=cast.admin)


def test_only_the_person_signed_in_with_the_kept_account_joins_the_other(cast):
    gardee, absorbee = make_personne("Doublelle", "Nadia"), make_personne("Doublelle", "Nadia")
    regroupement = merge_fiches(gardee, absorbee, choix={}, connexion=gardee.pk, by=cast.admin)
    for somebody in (cast.admin, absorbee):
        with pytest.raises(ValidationError):
            join_account(regroupement, by=somebody)
    join_account(regroupement, by=gardee)


def test_every_reference_of_every_app_is_known():
    """A new foreign key is found by itself; this list only shows that none is missed today."""
    for model in (Personne, Association):
        known = {relation.label for relation in find_relations(model)}
        declared = {
            f"{m._meta.label_lower}.{f.name}"
            for m in apps.get_models(include_auto_created=True)
            if not m._meta.proxy
            for f in m._meta.get_fields()
            if isinstance(f, models.ForeignKey)
            and f.related_model is model
            and f.db_constraint
            and f.name != "fondue_dans"
        }
        assert known == declared
        assert not any("accompagnement" in relation.label for relation in find_moving(model))


def test_roles_ended_long_ago_follow(cast):
    double = without_account("Sorlevin", "Karim")
    make_role(double, "delegation", fin=timezone.localdate() - timedelta(days=400))
    merge_fiches(cast.collegue, double, choix={}, by=cast.chargee)
    assert cast.collegue.roles_federaux.count() == 1
