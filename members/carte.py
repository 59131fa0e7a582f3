"""The map of the directory: points in, places on a drawing out. Nothing is asked of anybody outside.

One degree of longitude is shortened by the cosine of the latitude, which at the size of a few départements cannot be
told from a real projection. Points that would touch become one, with their number.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from math import cos, floor, radians
from typing import Any, NamedTuple

from socle.french import count

WIDTH, TALLEST, SHORTEST = 480, 520, 300
MARGIN = 44
TOUCHING = 30
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20)
LINES = 6
SMALLEST = 0.02  # degrees: a map of one point still shows some land around it
NAMES = 3
ABOVE = 22


class Point(NamedTuple):
    """An association that has a place on the map."""

    pk: int
    nom: str
    commune: str
    latitude: float
    longitude: float
    territoire: str


@dataclass
class Marque:
    """One mark of the drawing: an association, or several that would touch."""

    x: float
    y: float
    points: list[Point] = field(default_factory=list)

    @property
    def is_several(self):
        return len(self.points) > 1

    @property
    def names(self) -> str:
        """Who is there, for whoever listens to the map."""
        shown = [point.nom for point in self.points[:NAMES]]
        rest = len(self.points) - len(shown)
        return ", ".join(shown) + (f" et {rest} autre{'s' if rest > 1 else ''}" if rest else "")

    @property
    def zone(self) -> str:
        """The rectangle that holds these points and nothing less, as the directory's filter reads it."""
        latitudes = [point.latitude for point in self.points]
        longitudes = [point.longitude for point in self.points]
        bounds = (min(latitudes), min(longitudes), max(latitudes), max(longitudes))
        return ",".join(f"{bound:.5f}" for bound in bounds)

    @property
    def is_one_place(self):
        """Whether going nearer would tell them apart no better."""
        return len({(point.latitude, point.longitude) for point in self.points}) == 1

    @property
    def next_view(self):
        """Nearer on the map, or the list when nearer would show no more."""
        return None if self.is_one_place else "carte"


class Trait(NamedTuple):
    """A line of the grid, and what it says."""

    at: float
    label: str


class Nom(NamedTuple):
    """The name of a territory, above its points."""

    x: float
    y: float
    text: str


@dataclass
class Carte:
    """A map ready to be drawn."""

    width: int
    height: int
    marques: list[Marque]
    meridiens: list[Trait]
    paralleles: list[Trait]
    territoires: list[Nom]
    shown: int
    missing: int

    @property
    def detail(self) -> str:
        """What the map leaves out, and where to find it."""
        said = f"{count(self.shown, 'association')} sur la carte"
        if self.missing:
            said += f", {count(self.missing, 'autre')} sans point"
        return f"{said}. Toutes sont dans la liste ci-dessous."


def draw_carte(rows: Iterable[tuple[Any, ...]], *, total: int) -> Carte:
    """Return the map of these associations; `total` is how many there are, with a point or without."""
    points = [Point(*name, float(lat), float(lon), territoire or "") for *name, lat, lon, territoire in rows]
    if not points:
        return Carte(WIDTH, SHORTEST, [], [], [], [], 0, total)
    frame = Frame(points)
    return Carte(
        width=WIDTH,
        height=frame.height,
        marques=gather(points, frame),
        meridiens=[Trait(frame.x(at), say_degrees(at, "E", "O")) for at in graduate(frame.west, frame.east)],
        paralleles=[Trait(frame.y(at), say_degrees(at, "N", "S")) for at in graduate(frame.south, frame.north)],
        territoires=name_territories(points, frame),
        shown=len(points),
        missing=total - len(points),
    )


class Frame:
    """The rectangle of land that is drawn, and where each of its points goes."""

    def __init__(self, points: list[Point]):
        latitudes, longitudes = [p.latitude for p in points], [p.longitude for p in points]
        middle_lat, middle_lon = (min(latitudes) + max(latitudes)) / 2, (min(longitudes) + max(longitudes)) / 2
        self.squeeze = max(cos(radians(middle_lat)), 0.01)
        high = max(max(latitudes) - min(latitudes), SMALLEST)
        wide = max((max(longitudes) - min(longitudes)) * self.squeeze, SMALLEST)
        inside = WIDTH - 2 * MARGIN
        self.height = round(min(max(inside * high / wide + 2 * MARGIN, SHORTEST), TALLEST))
        self.scale = min(inside / wide, (self.height - 2 * MARGIN) / high)
        half_high, half_wide = self.height / self.scale / 2, WIDTH / self.scale / self.squeeze / 2
        self.south, self.north = middle_lat - half_high, middle_lat + half_high
        self.west, self.east = middle_lon - half_wide, middle_lon + half_wide

    def x(self, longitude: float) -> float:
        return round((longitude - self.west) * self.squeeze * self.scale, 1)

    def y(self, latitude: float) -> float:
        return round((self.north - latitude) * self.scale, 1)


def gather(points: list[Point], frame: Frame) -> list[Marque]:
    """Return the marks, points that would touch together: each joins the first mark it touches, in a steady order.

    Marks are looked for in the squares around only: two thousand points take a few milliseconds.
    """
    marques: list[Marque] = []
    squares: dict[tuple[int, int], list[Marque]] = {}
    for point in sorted(points, key=lambda point: (-point.latitude, point.longitude, point.pk)):
        x, y = frame.x(point.longitude), frame.y(point.latitude)
        column, row = floor(x / TOUCHING), floor(y / TOUCHING)
        around = [(column + dx, row + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        near = [mark for square in around for mark in squares.get(square, ())]
        touched = next((mark for mark in near if (mark.x - x) ** 2 + (mark.y - y) ** 2 < TOUCHING**2), None)
        if touched is None:
            touched = Marque(x, y)
            marques.append(touched)
            squares.setdefault((column, row), []).append(touched)
        touched.points.append(point)
    return marques


def graduate(start: float, end: float) -> list[float]:
    """Return the round degrees between two bounds, a handful of them."""
    step = next((step for step in STEPS if (end - start) / step <= LINES), STEPS[-1])
    first = floor(start / step) + 1
    return [round(rank * step, 4) for rank in range(first, floor(end / step) + 1)]


def say_degrees(value: float, above: str, below: str) -> str:
    """« 47,2° N », « 1,5° O »."""
    side = above if value > 0 else below if value < 0 else ""
    return f"{abs(value):g}° {side}".replace(".", ",").strip()


def name_territories(points: list[Point], frame: Frame) -> list[Nom]:
    """Return each territory's name above its points, where it hides none of them."""
    named = sorted((point for point in points if point.territoire), key=lambda point: point.territoire)
    names = []
    for territoire, rows in groupby(named, key=lambda point: point.territoire):
        of_it = list(rows)
        longitude = sum(point.longitude for point in of_it) / len(of_it)
        top = frame.y(max(point.latitude for point in of_it))
        names.append(Nom(frame.x(longitude), max(round(top - ABOVE, 1), ABOVE), territoire))
    return names
