"""The agenda: its durations, its items changed by one writer at a time, what people propose and what becomes of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from collectifs.actions import ordre_du_jour, propositions
from collectifs.actions.reunions import cancel_reunion
from collectifs.durees import say_durations
from collectifs.models import PointOrdreDuJour, PropositionPoint, Reunion
from collectifs.queries.ordre_du_jour import get_waiting
from socle.models import Envoi, Notification
from tests.factories.collectifs import (
    make_action,
    make_convoquee,
    make_participation,
    make_point,
    make_reunion,
    make_seance,
)


def page(name, *args):
    return reverse(f"collectifs:{name}", args=args)


def text(response):
    return " ".join(response.content.decode().replace("\u202f", " ").replace("\xa0", " ").split())


@pytest.fixture
def reunion(jeunes):
    return make_reunion(jeunes, duree=60)


def propose(collectif, by, **fields):
    return propositions.propose_point(collectif, by=by, **{"titre": "Le minibus", "duree": 20} | fields)


class TestDurations:
    @pytest.mark.parametrize(
        ("durees", "said"),
        [
            ((), "La réunion est prévue pour 1 h."),
            ((15, 20), "2 points, 35 minutes. Il reste 25 minutes."),
            ((60,), "1 point, 1 h, juste la durée de la réunion."),
            ((45, 40), "2 points, 1 h 25. L’ordre du jour dépasse de 25 minutes la durée de la réunion."),
        ],
    )
    def test_summed_and_compared_in_a_sentence(self, reunion, durees, said):
        points = [PointOrdreDuJour(duree=duree) for duree in durees]
        assert say_durations(points, reunion).replace("\xa0", " ") == said

    def test_closed_doors_take_no_time_for_who_does_not_see_them(self, reunion, cast, client_of):
        Reunion.objects.update(etat="convoquee")
        make_point(reunion, duree=30)
        make_point(reunion, "Secret", duree=90, is_huis_clos=True)
        assert "Il reste 30 minutes" in text(client_of(cast.directrice).get(page("reunion_detail", reunion.pk)))
        assert "dépasse de 1 h" in text(client_of(cast.chargee).get(page("reunion_detail", reunion.pk)))


class TestItems:
    def test_changed_with_who_presents_it(self, reunion, cast, client_of):
        point = make_point(reunion)
        given = {"titre": "Le toit", "duree": 25, "genre": "decision", "presente_par": cast.directrice.pk, "lu": "0"}
        assert client_of(cast.chargee).post(page("point_edit", point.pk), given).status_code == 302
        point.refresh_from_db()
        assert (point.titre, point.duree, point.presente_par) == ("Le toit", 25, cast.directrice)

    @pytest.mark.trap("silent-overwrite")
    def test_the_second_writer_is_shown_both_texts(self, reunion, cast, client_of):
        point = make_point(reunion)
        ordre_du_jour.edit_point(point, lu="0", titre="De Solène", by=cast.chargee)
        given = {"titre": "De Karim", "duree": 15, "genre": "echange", "lu": "0"}
        client = client_of(cast.chargee)
        refused = client.post(page("point_edit", point.pk), given)
        assert refused.status_code == 409
        assert "De Solène" in text(refused)
        assert "De Karim" in text(refused)
        assert PointOrdreDuJour.objects.get().titre == "De Solène"
        assert client.post(page("point_edit", point.pk), given | {"lu": "1"}).status_code == 302
        assert PointOrdreDuJour.objects.get().titre == "De Karim"

    def test_not_once_the_meeting_began_nor_by_a_participant(self, cast, jeunes):
        point = make_point(make_convoquee(jeunes, cast.chargee))
        with pytest.raises(PermissionDenied):
            ordre_du_jour.edit_point(point, titre="x", by=cast.directrice)
        live = make_seance(jeunes, cast.chargee).reunion.points.filter(genre="echange").first()
        with pytest.raises(ValidationError, match="a commencé"):
            ordre_du_jour.edit_point(live, titre="x", by=cast.chargee)

    def test_one_behind_closed_doors_does_not_exist_for_others(self, cast, jeunes, client_of):
        reunion = make_convoquee(jeunes, cast.chargee)
        hidden, shown = make_point(reunion, is_huis_clos=True), make_point(reunion)
        client = client_of(cast.directrice)
        assert client.get(page("point_edit", hidden.pk)).status_code == 404
        assert client.get(page("point_edit", shown.pk)).status_code == 403

    def test_undone_actions_are_ticked_and_make_one_item(self, reunion, cast, jeunes, client_of):
        first, second = (make_action(jeunes, cast.directrice, texte) for texte in ("Appeler", "Écrire"))
        client = client_of(cast.chargee)
        client.post(page("reunion_follow", reunion.pk), {"suivre": [first.pk, second.pk]})
        client.post(page("reunion_follow", reunion.pk), {"suivre": [second.pk]})
        assert list(reunion.points.get().actions_suivies.all()) == [second]
        client.post(page("reunion_follow", reunion.pk), {})
        assert not reunion.points.exists()


class TestProposing:
    def test_by_a_participant_for_a_meeting_still_ahead(self, cast, jeunes, client_of):
        reunion = make_convoquee(jeunes, cast.chargee)
        client = client_of(cast.directrice)
        assert "Proposer un point pour cette réunion" in text(client.get(page("reunion_detail", reunion.pk)))
        given = {"titre": "Le minibus", "pourquoi": "On en loue deux", "duree": 20, "reunion": reunion.pk}
        client.post(page("proposition_list", jeunes.pk), given)
        proposed = PropositionPoint.objects.get()
        assert (proposed.auteur, proposed.reunion, proposed.etat) == (cast.directrice, reunion, "proposee")
        assert "On en loue deux" in text(client_of(cast.chargee).get(page("reunion_detail", reunion.pk)))

    def test_nothing_typed_is_lost_and_strangers_are_refused(self, cast, jeunes, client_of):
        refused = client_of(cast.directrice).post(
            page("proposition_list", jeunes.pk), {"titre": "Le minibus", "duree": 999}
        )
        assert "Le minibus" in text(refused)
        assert client_of(cast.adherente).post(page("proposition_list", jeunes.pk), {"titre": "x"}).status_code == 403
        assert not PropositionPoint.objects.exists()

    def test_each_sees_their_own_and_whoever_prepares_sees_all(self, cast, jeunes, client_of):
        propose(jeunes, cast.directrice, titre="De la directrice")
        propose(jeunes, cast.collegue, titre="Du collègue")
        mine = text(client_of(cast.directrice).get(page("proposition_list", jeunes.pk)))
        assert "De la directrice" in mine
        assert "Du collègue" not in mine
        everything = text(client_of(cast.chargee).get(page("proposition_list", jeunes.pk)))
        assert "De la directrice" in everything
        assert "Du collègue" in everything

    @pytest.mark.parametrize("rows", [1, 3])
    def test_queries(self, cast, jeunes, client_of, rows, django_assert_num_queries):
        for _ in range(rows):
            propose(jeunes, cast.directrice)
        client = client_of(cast.directrice)
        client.get(page("proposition_list", jeunes.pk))
        with django_assert_num_queries(6):
            assert client.get(page("proposition_list", jeunes.pk)).status_code == 200

    def test_taken_up_it_is_an_item_presented_by_its_author(self, reunion, cast, jeunes, client_of):
        proposed = propose(jeunes, cast.directrice)
        given = {"reunion": reunion.pk, "suite": "retenir", "mot": "Bonne idée"}
        client_of(cast.chargee).post(page("proposition_settle", proposed.pk), given)
        point = reunion.points.get()
        assert (point.titre, point.duree, point.presente_par) == ("Le minibus", 20, cast.directrice)
        envoi = Envoi.objects.get(genre="collectifs.proposition_traitee")
        assert (envoi.destinataire, envoi.contexte["mot"]) == (cast.directrice, "Bonne idée")
        with pytest.raises(ValidationError, match="déjà retenue"):
            propositions.decline_proposition(proposed, reunion, mot="Non", by=cast.chargee)

    def test_put_off_it_comes_back_by_itself(self, reunion, cast, jeunes):
        proposed = propose(jeunes, cast.directrice, reunion=reunion)
        following = make_reunion(jeunes, debut=reunion.debut + timedelta(days=30))
        earlier = make_reunion(jeunes, debut=reunion.debut - timedelta(days=1))
        assert (get_waiting(reunion), get_waiting(following), get_waiting(earlier)) == ([proposed], [proposed], [])
        propositions.put_off_proposition(proposed, reunion, mot="Trop chargé", by=cast.chargee)
        assert (get_waiting(reunion), get_waiting(following), get_waiting(earlier)) == ([], [proposed], [])
        assert "reportée" in Notification.objects.get().titre
        Reunion.objects.filter(pk=following.pk).update(debut=reunion.debut - timedelta(hours=1))
        assert get_waiting(Reunion.objects.get(pk=following.pk)) == []

    def test_declined_with_a_word(self, reunion, cast, jeunes):
        proposed = propose(jeunes, cast.directrice)
        with pytest.raises(ValidationError, match="pourquoi"):
            propositions.decline_proposition(proposed, reunion, mot=" ", by=cast.chargee)
        propositions.decline_proposition(proposed, reunion, mot="Hors sujet", by=cast.chargee)
        assert get_waiting(reunion) == []
        assert Envoi.objects.get().contexte["mot"] == "Hors sujet"

    @pytest.mark.parametrize("undo", ["remove", "cancel"])
    def test_what_is_not_treated_after_all_waits_again(self, reunion, cast, jeunes, undo):
        proposed = propose(jeunes, cast.directrice)
        propositions.take_up_proposition(proposed, reunion, by=cast.chargee)
        if undo == "remove":
            ordre_du_jour.remove_point(reunion.points.get(), by=cast.chargee)
        else:
            cancel_reunion(reunion, motif="Grève", by=cast.chargee)
        assert get_waiting(make_reunion(jeunes, debut=timezone.now() + timedelta(days=90))) == [proposed]

    def test_settled_by_whoever_prepares_only_and_in_its_collective(self, reunion, cast, jeunes, ferme, client_of):
        proposed = propose(jeunes, cast.directrice)
        given = {"reunion": reunion.pk, "suite": "retenir"}
        with pytest.raises(PermissionDenied):
            propositions.take_up_proposition(proposed, reunion, by=cast.directrice)
        elsewhere = make_reunion(ferme)
        client_of(cast.chargee).post(page("proposition_settle", proposed.pk), given | {"reunion": elsewhere.pk})
        assert not elsewhere.points.exists()
        assert client_of(cast.collegue).post(page("proposition_settle", proposed.pk), given).status_code == 404

    def test_taken_back_by_its_author_alone(self, cast, jeunes, client_of):
        make_participation(jeunes, cast.presidente, cast.palier)
        proposed = propose(jeunes, cast.directrice)
        assert client_of(cast.presidente).post(page("proposition_withdraw", proposed.pk)).status_code == 404
        assert client_of(cast.chargee).post(page("proposition_withdraw", proposed.pk)).status_code == 403
        client_of(cast.directrice).post(page("proposition_withdraw", proposed.pk))
        assert not PropositionPoint.objects.exists()
