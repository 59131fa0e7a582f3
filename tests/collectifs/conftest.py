import pytest

from tests.factories.collectifs import make_collectif, make_participation, make_seance, point
from tests.factories.members import make_association, make_personne


@pytest.fixture
def jeunes(cast):
    """A collective open to the network, led by the chargée, with two of Le Palier and an invited outsider."""
    collectif = make_collectif("Jeunes")
    make_participation(collectif, cast.directrice, cast.palier)
    make_participation(collectif, cast.collegue, cast.palier)
    cast.invitee = make_personne("Dervalmont", "Prune", is_active=False)
    make_participation(collectif, cast.invitee, is_externe=True)
    return collectif


@pytest.fixture
def ferme(cast):
    """A collective that only its participants see."""
    collectif = make_collectif("Direction", visibilite="participants", politique="invitation")
    make_participation(collectif, cast.directrice, cast.palier)
    return collectif


@pytest.fixture
def roles(cast):
    """Everybody of the cast who may ask for a page."""
    return {name: person for name, person in vars(cast).items() if name not in ("palier", "horizon")}


@pytest.fixture
def seance(jeunes, cast):
    """A meeting under way in a collective that three associations joined: one came, one gave a proxy, one did not."""
    cast.tierce = make_association("La Passerelle")
    make_participation(jeunes, cast.adherente, cast.horizon)
    cast.lointaine = make_personne("Sorbelin", "Maud")
    make_participation(jeunes, cast.lointaine, cast.tierce)
    reunion = make_seance(jeunes, cast.chargee).reunion
    point(reunion, cast.directrice, is_presente=True)
    point(reunion, cast.collegue, is_presente=True)
    point(reunion, cast.chargee, is_presente=True)
    point(reunion, cast.invitee, is_presente=True)
    point(reunion, cast.adherente, is_presente=False, reponse="pouvoir", pouvoir_a=cast.directrice)
    point(reunion, cast.lointaine, is_presente=False)
    return reunion
