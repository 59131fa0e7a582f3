"""What a provider offers changes after acceptance: they say so, and nothing counts before it was read (B24)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accompagnement.actions import Impossible
from accompagnement.actions import changements as actions
from accompagnement.actions.prestataires import leave_dispositif
from accompagnement.models import ChangementOffre, Competence, NoteCritere, Prestataire, ReseauMetier
from accompagnement.queries import get_attentes
from accompagnement.queries.changements import get_ecarts
from members.models import Personne
from socle.models import Envoi, Notification
from tests.factories.accompagnement import make_qualifiee, make_service
from tests.factories.prestataires import make_grille, make_operateur

URL = "accompagnement:"


@pytest.fixture
def operatrice(cast):
    return make_operateur()


@pytest.fixture
def mediation(scene):
    return make_service("Médiation", "Traverser la crise", ("médiation",))


def propose(cast, scene, *services, **fields):
    said = {"competences": list(Competence.objects.all()), "services": services, "reseaux": []}
    said["raison"] = "Formée à la médiation en mai."
    return actions.propose_changement(scene.ines, by=cast.prestataire, **(said | fields))


def accept(changement, by, is_accepte=True):
    actions.score_changement(changement, dict.fromkeys(make_grille(), 3), by=by)
    return actions.decide_changement(changement, is_accepte=is_accepte, motif="Le titre est joint.", by=by)


def test_nothing_counts_before_it_was_read_and_all_at_once_after(cast, scene, operatrice, mediation):
    demande = make_qualifiee(cast, scene)
    changement = propose(cast, scene, mediation)
    assert scene.ines in Prestataire.objects.eligible_for(demande)
    assert not scene.ines.services.exists()
    accept(changement, operatrice)
    assert list(scene.ines.services.all()) == [mediation]
    assert "médiation" in [str(one) for one in scene.ines.competences.all()]
    assert scene.ines not in Prestataire.objects.eligible_for(demande)


def test_what_is_refused_changes_nothing_and_says_why(cast, scene, operatrice, mediation):
    accept(propose(cast, scene, mediation), operatrice, is_accepte=False)
    assert not scene.ines.services.exists()
    told = Notification.objects.get(destinataire=cast.prestataire)
    assert "refusé" in told.titre
    envoi = Envoi.objects.get(genre="accompagnement.changement_decide")
    assert envoi.contexte["motif"] == "Le titre est joint."


def test_the_decision_rests_on_the_whole_grid_of_the_applications(cast, scene, operatrice, mediation):
    changement = propose(cast, scene, mediation)
    neutralite, _ = make_grille()
    actions.score_changement(changement, {neutralite: 2}, by=operatrice)
    with pytest.raises(Impossible, match="chaque critère"):
        actions.decide_changement(changement, is_accepte=True, motif="Oui.", by=operatrice)
    accept(changement, operatrice)
    with pytest.raises(Impossible, match="n’attend plus"):
        accept(changement, operatrice, is_accepte=False)


@pytest.mark.trap("accept-after-refuse")
def test_a_newer_proposal_takes_the_place_of_the_one_that_was_being_read(cast, scene, operatrice, mediation):
    first = propose(cast, scene, mediation)
    actions.score_changement(first, dict.fromkeys(make_grille(), 3), by=operatrice)
    second = propose(cast, scene, scene.service)
    assert not NoteCritere.objects.exists()
    with pytest.raises(Impossible, match="un autre l’a remplacé"):
        actions.decide_changement(first, is_accepte=True, motif="Oui.", by=operatrice)
    accept(second, operatrice)
    assert list(scene.ines.services.all()) == [scene.service]
    with pytest.raises(IntegrityError), transaction.atomic():
        ChangementOffre.objects.bulk_create([ChangementOffre(prestataire=scene.ines) for _ in range(2)])


def test_only_the_provider_proposes_and_never_decides_their_own(cast, scene, mediation):
    with pytest.raises(PermissionDenied):
        actions.propose_changement(
            scene.ines, raison="Pour elle.", competences=[], services=[], reseaux=[], by=cast.autre_prestataire
        )
    changement = propose(cast, scene, mediation)
    for role in ("chargee", "admin", "superuser", "coordination", "prestataire"):
        with pytest.raises(PermissionDenied):
            actions.decide_changement(changement, is_accepte=True, motif="Oui.", by=getattr(cast, role))
    cast.prestataire.roles_federaux.create(role="operateur", debut="2021-01-01")
    both = Personne.objects.get(pk=cast.prestataire.pk)
    with pytest.raises(Impossible, match="une autre personne"):
        actions.score_changement(changement, {}, by=both)


def test_nothing_to_change_is_said_and_who_left_changes_nothing(cast, scene, operatrice, mediation):
    with pytest.raises(Impossible, match="Rien ne change"):
        actions.propose_changement(
            scene.ines, raison="Rien.", competences=scene.ines.competences.all(), services=[], reseaux=[],
            by=cast.prestataire,
        )  # fmt: skip
    with pytest.raises(ValidationError):
        propose(cast, scene, mediation, raison="")
    changement = propose(cast, scene, mediation)
    leave_dispositif(scene.ines, by=cast.prestataire)
    with pytest.raises(Impossible, match="quitté"):
        accept(changement, operatrice)


def test_the_page_says_what_comes_in_and_what_goes(cast, scene, mediation):
    reseau = ReseauMetier.objects.create(nom="Missions locales", genres=[])
    scene.ines.reseaux.add(reseau)
    gaps = {one.titre: one for one in get_ecarts(propose(cast, scene, mediation))}
    assert gaps["Compétences"].ajoutes == ["médiation"]
    assert gaps["Services rendus"].ajoutes == ["Médiation"]
    assert gaps["Réseaux de métier"].retires == ["Missions locales"]


def test_from_the_provider_to_the_operator_and_back(cast, scene, operatrice, mediation, client_of):
    make_grille()
    client = client_of(cast.prestataire)
    page = client.get(reverse(URL + "offre_edit"))
    assert "Traverser la crise" in page.text
    fields = {
        "competences": [one.pk for one in Competence.objects.all()],
        "services": [mediation.pk],
        "raison": "Formée en mai.",
    }
    wrong = client.post(reverse(URL + "offre_edit"), fields | {"raison": ""})
    assert wrong.status_code == 200
    assert not ChangementOffre.objects.exists()
    client.post(reverse(URL + "offre_edit"), fields)
    changement = ChangementOffre.objects.get()
    assert [one.title for one in get_attentes(operatrice)] == ["1\xa0changement d’offre à lire"]
    decider = client_of(operatrice)
    assert "Changements d’offre" in decider.get(reverse(URL + "candidature_list")).text
    address = reverse(URL + "changement_detail", args=[changement.pk])
    names = list(decider.get(address).context["grille"].fields)
    decider.post(address, {"quoi": "grille"} | dict.fromkeys(names, "3"))
    decider.post(address, {"quoi": "decision", "decision": "accepte", "motif": "Bienvenue."})
    changement.refresh_from_db()
    assert (changement.etat, changement.decide_par) == ("accepte", operatrice)
    assert "Bienvenue." in client.get(reverse(URL + "offre_edit")).text


def test_a_proposal_is_taken_back_without_a_reason(cast, scene, mediation, client_of):
    propose(cast, scene, mediation)
    client = client_of(cast.prestataire)
    for _ in range(2):
        client.post(reverse(URL + "offre_withdraw"))
    changement = ChangementOffre.objects.get()
    assert changement.etat == "retire"
    assert changement.decide_le <= timezone.now()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_changes_costs_the_same(rows, cast, scene, operatrice, client_of, django_assert_num_queries):
    third = Prestataire.objects.create(personne=cast.adherente)
    for prestataire in (scene.ines, scene.fabien, third)[:rows]:
        ChangementOffre.objects.create(prestataire=prestataire, raison="Formée.")
    client = client_of(operatrice)
    client.get(reverse(URL + "candidature_list"))
    with django_assert_num_queries(8):
        client.get(reverse(URL + "candidature_list"))
