"""Asking inside a collective that was already found to be readable gives what asking from nowhere gives."""

from collectifs.models import ActionDecidee, Collectif, Reunion
from tests.factories.collectifs import make_action, make_convoquee, make_point, make_projet, make_reunion


def test_inside_a_collective_one_sees_what_one_sees_from_anywhere(cast, roles, jeunes, ferme):
    for collectif in (jeunes, ferme):
        make_reunion(collectif, secretaire=cast.collegue)
        held = make_projet(collectif, cast.chargee).reunion
        make_point(make_convoquee(collectif, cast.chargee))
        make_action(collectif, cast.directrice, reunion=held)
        make_action(collectif, cast.presidente, reunion=held, point=make_point(held, is_huis_clos=True))
    compared = 0
    for personne in roles.values():
        for collectif in Collectif.objects.visible_to(personne):
            for model in (Reunion, ActionDecidee):
                anywhere = set(model.objects.filter(collectif=collectif).visible_to(personne))
                assert set(model.objects.visible_to(personne, inside=collectif)) == anywhere
                compared += bool(anywhere)
    assert compared > len(roles)


def test_a_closed_account_sees_nothing_inside_either(cast, jeunes):
    make_action(jeunes, cast.directrice)
    cast.directrice.is_active = False
    for model in (Reunion, ActionDecidee):
        assert not model.objects.visible_to(cast.directrice, inside=jeunes)
