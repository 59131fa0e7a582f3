"""Ties and roles: closed and opened, never rewritten; every change is in the journal."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from members.actions import (
    assign_fonction,
    change_rattachement,
    end_affectation,
    end_rattachement,
    end_role,
    give_role,
)
from members.models import Personne, Rattachement, RoleFederal
from socle.journal import find_break
from socle.models import EntreeJournal
from tests.factories.members import make_fonction, make_personne, make_rattachement, make_role, yesterday

pytestmark = pytest.mark.django_db
SALARIE, BENEVOLE = Rattachement.Genre.SALARIE, Rattachement.Genre.BENEVOLE
Role = RoleFederal.Role


def verbs():
    return list(EntreeJournal.objects.order_by("pk").values_list("verbe", flat=True))


def fresh(personne):
    return Personne.objects.get(pk=personne.pk)


@pytest.mark.parametrize("offset", [-30, 0, 30])
def test_a_tie_ends_in_the_past_today_or_later(cast, offset):
    tie, day = cast.collegue.rattachements.get(), timezone.localdate() + timedelta(days=offset)
    end_rattachement(tie, on=day, by=cast.directrice)
    assert cast.collegue.rattachements.get().fin == day
    assert cast.collegue.rattachements.en_cours().exists() is (offset >= 0)
    assert Rattachement.pgh_event_model.objects.filter(pgh_obj=tie, pgh_label="update").get().fin == day
    assert verbs() == ["members.end_rattachement"]


def test_a_tie_does_not_end_twice_nor_before_it_began(cast):
    tie = cast.collegue.rattachements.get()
    with pytest.raises(ValidationError):
        end_rattachement(tie, on=tie.debut - timedelta(days=1), by=cast.directrice)
    end_rattachement(tie, on=timezone.localdate(), by=cast.directrice)
    with pytest.raises(ValidationError, match="déjà une fin"):
        end_rattachement(tie, on=timezone.localdate(), by=cast.directrice)


def test_a_new_place_closes_a_row_and_opens_another(cast):
    change_rattachement(cast.collegue.rattachements.get(), genre=SALARIE, fonction="Directeur adjoint",
                        is_gestionnaire=True, by=cast.directrice)  # fmt: skip
    old, new = cast.collegue.rattachements.order_by("debut")
    assert (old.fonction, old.fin) == ("Animateur", yesterday())
    assert (new.fonction, new.debut, new.fin) == ("Directeur adjoint", timezone.localdate(), None)
    assert len(fresh(cast.collegue).rattachements_en_cours) == 1


def test_two_changes_in_one_day_leave_one_row_running(cast):
    tie = cast.collegue.rattachements.get()
    first = change_rattachement(tie, genre=SALARIE, fonction="A", is_gestionnaire=False, by=cast.directrice)
    change_rattachement(first, genre=BENEVOLE, fonction="B", is_gestionnaire=False, by=cast.directrice)
    running = cast.collegue.rattachements.en_cours().get()
    assert (running.genre, running.fonction) == (BENEVOLE, "B")


def test_the_only_manager_does_not_leave_the_sheet_alone(cast):
    tie = cast.directrice.rattachements.get()
    with pytest.raises(ValidationError, match="seule personne"):
        end_rattachement(tie, on=timezone.localdate(), by=cast.directrice)
    with pytest.raises(ValidationError, match="seule personne"):
        change_rattachement(tie, genre=SALARIE, fonction="", is_gestionnaire=False, by=cast.directrice)
    end_rattachement(tie, on=yesterday(), by=cast.chargee)
    assert not fresh(cast.directrice).rattachements_en_cours


def test_a_colleague_or_another_association_changes_nothing(cast):
    for somebody in (cast.collegue, cast.adherente, cast.superuser, cast.comite):
        with pytest.raises(PermissionDenied):
            end_rattachement(cast.presidente.rattachements.get(), on=yesterday(), by=somebody)


def test_departure_through_the_page(cast, client_of):
    tie = cast.collegue.rattachements.get()
    client = client_of(cast.directrice)
    client.post(f"/rattachements/{tie.pk}/terminer/", {"on": yesterday().isoformat()})
    client.get("/annuaire/")
    assert str(cast.collegue) not in client.get(f"/annuaire/{cast.palier.pk}/").content.decode()
    wrong = client.post(f"/rattachements/{cast.presidente.rattachements.get().pk}/terminer/", {"on": "hier"})
    assert "ne se lit pas" in wrong.content.decode()


def test_an_administrator_cannot_give_themselves_the_neutral_coordination(cast, client_of):
    with pytest.raises(ValidationError, match="Séparation des rôles"):
        give_role(cast.admin, role=Role.COORDINATION_NEUTRE, by=cast.admin)
    page = client_of(cast.admin).post(f"/roles/{cast.admin.pk}/", {"quoi": "role", "role": "coordination_neutre"})
    assert "Séparation des rôles" in page.content.decode()
    assert fresh(cast.admin).roles == {Role.ADMIN_PORTAIL}
    assert verbs() == []


def test_nor_make_the_neutral_coordination_an_administrator(cast):
    with pytest.raises(ValidationError, match="Séparation"):
        give_role(cast.coordination, role=Role.ADMIN_PORTAIL, by=cast.admin)
    with pytest.raises(ValidationError, match="Séparation"):
        assign_fonction(make_fonction(), personne=cast.coordination, by=cast.admin)


def test_a_role_given_and_taken_back_has_effect_at_once(cast, client_of):
    client = client_of(cast.admin)
    client.post(f"/roles/{cast.adherente.pk}/", {"quoi": "role", "role": "comite_pilotage"})
    assert Role.COMITE_PILOTAGE in fresh(cast.adherente).roles
    given = cast.adherente.roles_federaux.get()
    client.post(f"/roles/{given.pk}/retirer/")
    assert fresh(cast.adherente).roles == set()
    long_held = cast.comite.roles_federaux.get()
    end_role(long_held, by=cast.admin)
    assert fresh(cast.comite).roles == set()
    assert cast.comite.roles_federaux.get().fin == yesterday()
    assert verbs() == ["members.give_role", "members.end_role", "members.end_role"]
    assert find_break() is None


def test_a_role_is_not_given_twice(cast):
    with pytest.raises(ValidationError, match="déjà ce rôle"):
        give_role(cast.comite, role=Role.COMITE_PILOTAGE, by=cast.admin)


def test_the_last_administrator_stays(cast, client_of):
    role = cast.admin.roles_federaux.get()
    page = client_of(cast.admin).post(f"/roles/{role.pk}/retirer/", follow=True).content.decode()
    assert "dernière personne qui administre" in page
    make_role(cast.chargee, Role.ADMIN_PORTAIL)
    end_role(role, by=cast.chargee)
    assert fresh(cast.admin).roles == set()


def test_a_function_passes_from_one_to_another(cast, client_of):
    fonction, heir = make_fonction(), make_personne("Héritière")
    client_of(cast.admin).post(f"/roles/{heir.pk}/", {"quoi": "fonction", "fonction": fonction.pk})
    assert fresh(heir).fonctions == [fonction.intitule]
    assert fresh(cast.chargee).fonctions == []
    assert cast.chargee.affectations.get().fin == yesterday()
    end_affectation(heir.affectations.get(), by=cast.admin)
    assert fresh(heir).fonctions == []
    assert verbs() == ["members.assign_fonction", "members.end_affectation"]


@pytest.mark.trap("superuser-free-pass")
def test_only_administrators_give_roles(cast):
    for somebody in (cast.superuser, cast.chargee, cast.coordination, cast.directrice):
        with pytest.raises(PermissionDenied):
            give_role(cast.adherente, role=Role.COMITE_PILOTAGE, by=somebody)


@pytest.mark.parametrize("extra", [1, 3])
def test_roles_page_asks_a_constant_number_of_times(cast, client_of, django_assert_num_queries, extra):
    for n in range(extra):
        make_role(make_personne(), Role.COMITE_TECHNIQUE)
        make_rattachement(cast.adherente, cast.palier, genre=[SALARIE, BENEVOLE, "benevole_responsable"][n])
        make_fonction(f"Fonction {n}")
    client = client_of(cast.admin)
    client.get("/roles/")
    with django_assert_num_queries(4):
        client.get("/roles/")
