"""Two sheets made one: nobody is given anybody else's requests, nothing is shown, and nothing is lost."""

from uuid import uuid4

import pytest
from django.urls import reverse

from accompagnement.actions.depot import read_brouillon, save_brouillon
from accompagnement.models import Acces, Demande, LienOrganisation, Role, fingerprint_of
from accompagnement.queries.organisations import get_liens_opposables
from members.actions.regroupements import join_account, merge_fiches, undo_merge
from members.queries.regroupements import get_apercu
from socle.crypto import fingerprint
from tests.factories.accompagnement import make_demande, make_lien, make_prestataire
from tests.factories.members import make_association, make_personne, make_rattachement


@pytest.fixture
def merged(cast, scene):
    """Nadia asked for help with the account that closed; an administrator made it one with another."""
    gardee, absorbee = make_personne("Doublelle", "Nadia"), make_personne("Doublelle", "Nadia")
    make_rattachement(absorbee, cast.palier)
    demande = make_demande(absorbee, scene.service)
    save_brouillon(uuid4(), {"recit": "Ce que j’écrivais"}, by=absorbee)
    apercu = get_apercu(gardee, absorbee)
    regroupement = merge_fiches(gardee, absorbee, choix={}, connexion=gardee.pk, by=cast.admin)
    return gardee, absorbee, demande, apercu, regroupement


@pytest.mark.trap("merge-reads-secrets")
def test_whoever_merges_gives_nobody_the_requests_of_another(cast, merged, client_of):
    gardee, _, demande, apercu, regroupement = merged
    assert not Demande.objects.visible_to(gardee).exists()
    assert read_brouillon(by=gardee) == {}
    assert apercu.suites == [] or all("demande" not in suite.noun for suite in apercu.suites)
    page = client_of(cast.admin).get(reverse("members:regroupement_detail", args=[regroupement.pk])).text
    assert demande.code not in page
    assert "accompagnement" not in str(regroupement.deplacements) + str(regroupement.etat_avant)


def test_the_person_finds_them_again_once_both_accounts_are_proved_theirs(merged):
    gardee, absorbee, demande, _, regroupement = merged
    join_account(regroupement, by=gardee)
    assert Demande.objects.visible_to(gardee).get() == demande
    assert not Demande.objects.visible_to(absorbee).exists()
    assert read_brouillon(by=gardee)["recit"] == "Ce que j’écrivais"
    held = Acces.objects.get(demande=demande, role=Role.DEMANDEUR)
    assert bytes(held.empreinte) == fingerprint_of(gardee)


def test_undoing_leaves_the_requests_to_whom_they_were(cast, merged):
    _, absorbee, demande, _, regroupement = merged
    undo_merge(regroupement, by=cast.admin)
    absorbee.refresh_from_db()
    assert Demande.objects.visible_to(absorbee).get() == demande


def test_a_provider_s_ties_hold_for_both_names_of_an_association(cast, scene):
    kept, double = make_association("La Ruche"), make_association("La Ruchette")
    prestataire = make_prestataire(make_personne("Liée", "Ada"))
    make_lien(prestataire, double)
    regroupement = merge_fiches(kept, double, choix={}, by=cast.chargee)
    both = {fingerprint("organisation", pk) for pk in (kept.pk, double.pk)}
    assert {lien.empreinte for lien in get_liens_opposables(prestataire)} == both
    assert {bytes(row.empreinte) for row in LienOrganisation.objects.filter(prestataire=prestataire)} == both
    undo_merge(regroupement, by=cast.chargee)
    [row] = LienOrganisation.objects.filter(prestataire=prestataire)
    assert bytes(row.empreinte) == fingerprint("organisation", double.pk)
