"""The ranking of one request: one question however many providers there are, the same answer as the rules say."""

import pytest

from accompagnement.models import Demande, Prestataire
from accompagnement.queries import rank_prestataires
from tests.factories.accompagnement import make_prestataire, make_qualifiee
from tests.factories.members import make_personne


@pytest.mark.parametrize("more", [0, 2])
def test_one_question_ranks_them_all(more, cast, scene, django_assert_num_queries):
    for rank in range(more):
        make_prestataire(make_personne(f"Autre{rank}", "Une"), competences=("écoute",))
    demande = Demande.objects.select_related("service").get(pk=make_qualifiee(cast, scene).pk)
    rank_prestataires(demande)
    with django_assert_num_queries(1):
        classement = rank_prestataires(demande)
    assert len(classement.candidats) == 2 + more
    assert {one.prestataire for one in classement.candidats} == set(Prestataire.objects.eligible_for(demande))


def test_two_requests_of_one_shape_have_each_their_own_answer(cast, scene):
    """The question is kept from one to the next: nothing of the first request stays in it."""
    first = make_qualifiee(cast, scene)
    second = make_qualifiee(cast, scene, by=cast.adherente)
    second.ecarts.create(prestataire=scene.ines, origine="demandeur")
    assert [one.prestataire for one in rank_prestataires(second).candidats] == [scene.fabien]
    assert {one.prestataire for one in rank_prestataires(first).candidats} == {scene.ines, scene.fabien}
