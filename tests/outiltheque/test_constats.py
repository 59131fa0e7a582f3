"""What answers an observation (A13, A26): a tool, or an action of a collective, shown to whoever may read it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from collectifs.models import Collectif
from outiltheque.actions.constats import link_action
from outiltheque.models import ActionQuiRepond
from outiltheque.queries.constats import get_constats
from socle.models import Notification
from socle.reponses import Reponse, get_offered
from tests.factories.collectifs import make_action, make_collectif, make_participation
from tests.factories.outiltheque import make_constat, make_outil

pytestmark = pytest.mark.django_db
PAGE = "collectifs:action_detail"


@pytest.fixture
def action(cast):
    """Something that a closed collective does, that only its people read."""
    collectif = make_collectif("Les soirées", visibilite=Collectif.Visibilite.PARTICIPANTS)
    make_participation(collectif, association=cast.palier)
    return make_action(collectif, cast.directrice, "Affréter un minibus")


def say(row) -> Reponse:
    return Reponse(PAGE, row.pk, row.texte)


def test_an_action_answers_for_those_who_may_read_it(cast, client_of, action):
    constat = make_constat(cast.palier, by=cast.collegue)
    link_action(constat, action=say(action), comment="Dès janvier", by=cast.directrice)
    page = reverse("outiltheque:constat_detail", args=[constat.pk])
    shown = client_of(cast.collegue).get(page).text
    assert "Affréter un minibus" in shown
    assert reverse(PAGE, args=[action.pk]) in shown
    for stranger in (cast.adherente, cast.comite):
        hidden = client_of(stranger).get(page).text
        assert "Affréter un minibus" not in hidden
        assert "Dès janvier" not in hidden
        assert "Rien pour l’instant" in hidden
        assert [row.has_action for row in get_constats(stranger)] == [False]
        assert get_constats(stranger, sans_reponse=True).count() == 1
    assert [row.has_action for row in get_constats(cast.collegue)] == [True]
    assert get_constats(cast.collegue, sans_reponse=True).count() == 0


def test_who_wrote_is_told_only_of_what_they_may_read(cast, action):
    ours, theirs = make_constat(cast.palier, by=cast.collegue), make_constat(cast.horizon, by=cast.adherente)
    for constat in (ours, theirs):
        link_action(constat, action=say(action), by=cast.directrice)
    told = Notification.objects.filter(genre="outiltheque.constat_suivi")
    assert [notice.destinataire for notice in told] == [cast.collegue]


def test_nobody_links_what_they_may_not_read_nor_twice(cast, action):
    constat = make_constat(cast.palier, by=cast.collegue)
    with pytest.raises(ValidationError, match="pouvez lire"):
        link_action(constat, action=say(action), by=cast.adherente)
    with pytest.raises(PermissionDenied):
        link_action(constat, action=say(action), by=cast.comite)
    link_action(constat, action=say(action), by=cast.directrice)
    with pytest.raises(ValidationError, match="déjà"):
        link_action(constat, action=say(action), by=cast.directrice)
    assert get_offered(cast.adherente) == []


def test_the_form_asks_for_one_or_the_other(cast, client_of, action):
    constat = make_constat(cast.palier, by=cast.collegue)
    outil = make_outil(cast.palier, by=cast.directrice)
    page = reverse("outiltheque:constat_answer", args=[constat.pk])
    client = client_of(cast.directrice)
    both = {"outil": outil.titre, "action": say(action).cle, "comment": "Les deux"}
    for sent in (both, {"comment": "Rien"}):
        answer = client.post(page, sent)
        assert answer.status_code == 200
        assert "pas les deux" in answer.text
        assert sent["comment"] in answer.text
    assert client.post(page, {"action": say(action).cle}).status_code == 302
    assert client.post(page, {"outil": outil.titre}).status_code == 302
    assert ActionQuiRepond.objects.count() == 1
    assert constat.reponses.get().outil == outil
    assert "action" not in client_of(cast.adherente).get(page).context["form"].fields
