"""The map: points that are links, none of them lost, drawn here and by nobody else."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.carte import MARGIN, TOUCHING, WIDTH, draw_carte, graduate, say_degrees
from tests.factories.members import make_association
from tests.members.test_annuaire import LIST, names

degrees = st.tuples(
    st.floats(-90, 90).map(lambda value: round(value, 5)), st.floats(-180, 180).map(lambda value: round(value, 5))
)


def rows(points, territoire="Agglo"):
    return [(rank, f"Asso {rank}", "Ici", lat, lon, territoire) for rank, (lat, lon) in enumerate(points)]


@given(st.lists(degrees, max_size=40))
def test_every_point_is_on_the_drawing_once(points):
    carte = draw_carte(rows(points), total=len(points) + 2)
    drawn = [point.pk for mark in carte.marques for point in mark.points]
    assert sorted(drawn) == list(range(len(points)))
    assert (carte.shown, carte.missing) == (len(points), 2 if points else 2 + len(points))
    assert all(0 <= mark.x <= WIDTH and 0 <= mark.y <= carte.height for mark in carte.marques)


@given(st.lists(degrees, min_size=2, max_size=40))
def test_marks_never_touch(points):
    marks = draw_carte(rows(points), total=len(points)).marques
    for rank, mark in enumerate(marks):
        assert all((mark.x - o.x) ** 2 + (mark.y - o.y) ** 2 >= TOUCHING**2 for o in marks[rank + 1 :])


def test_north_is_up_and_east_is_right():
    [north, south] = draw_carte(rows([(48, 1), (47, 2)]), total=2).marques
    assert (north.y < south.y, north.x < south.x) == (True, True)
    assert MARGIN - 1 <= south.x <= WIDTH


def test_several_at_one_place_lead_to_the_list():
    [mark] = draw_carte(rows([(47.1, 1.2)] * 5), total=5).marques
    assert mark.is_one_place
    assert mark.next_view is None
    assert mark.zone == "47.10000,1.20000,47.10000,1.20000"
    assert mark.names == "Asso 0, Asso 1, Asso 2 et 2 autres"


def test_the_grid_has_a_handful_of_round_lines():
    assert graduate(46.9, 47.8) == [47.0, 47.2, 47.4, 47.6, 47.8] or len(graduate(46.9, 47.8)) <= 6
    assert (say_degrees(-1.5, "E", "O"), say_degrees(47.2, "N", "S"), say_degrees(0, "E", "O")) == (
        "1,5° O",
        "47,2° N",
        "0°",
    )


@pytest.mark.django_db
class TestPage:
    @pytest.fixture
    def client(self, cast, client_of):
        make_association("Nord", latitude="48", longitude="1")
        make_association("Sud & fils", latitude="47", longitude="1.5")
        make_association("Sud voisin", latitude="47.00001", longitude="1.50001")
        return client_of(cast.adherente)

    def test_points_are_links_with_a_name_and_the_list_is_below(self, client):
        page = client.get(LIST, {"vue": "carte"})
        assert len(names(page)) == 5
        links = re.findall(r'<a class="map__link" href="([^"]+)" aria-label="([^"]+)"', page.text)
        assert [label for _, label in links] == [
            "Nord, Port-Hauvert", "2 associations proches : Sud voisin, Sud &amp; fils. Agrandir",
        ]  # fmt: skip
        assert re.fullmatch(r"/annuaire/\d+/", links[0][0])
        assert re.search(r"3\s+associations sur la carte, 2\s+autres sans point", page.text)
        assert 'role="group"' in page.text

    def test_going_nearer_keeps_what_was_there(self, client):
        page = client.get(LIST, {"vue": "carte"}).text
        nearer = re.findall(r'<a class="map__link" href="([^"]+zone[^"]+)"', page)[0].replace("&amp;", "&")
        closer = client.get(nearer)
        assert set(names(closer)) == {"Sud &amp; fils", "Sud voisin"}
        assert "Voir toute la carte" in closer.text
        assert 'name="zone"' in closer.text

    def test_nothing_comes_from_elsewhere(self, client):
        drawing = client.get(LIST, {"vue": "carte"}).text.split("<figure")[1].split("</figure>")[0]
        assert "http" not in drawing
        assert not re.search(r"\d,\d+\"", re.sub(r'(?:href|aria-label)="[^"]*"', "", drawing)), "points, not commas"

    @pytest.mark.parametrize("zone", ["x", "1,2,3", "99999,1,2,3", "48,1,47,0", "1;2;3;4", "\x00", "1,2,3,4'--"])
    def test_odd_zones_never_fail(self, client, zone):
        assert client.get(LIST, {"zone": zone, "vue": "carte"}).status_code == 200

    def test_the_fragment_is_part_of_the_page(self, client):
        page = client.get(LIST, {"vue": "carte"}).text
        fragment = client.get(LIST, {"vue": "carte"}, headers={"HX-Request": "true"}).text
        assert "<html" not in fragment
        assert fragment.strip() in page
