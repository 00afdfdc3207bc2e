"""Draw europe.json and world.json, one land mass and the states on it each, from a TopoJSON of all countries."""

import argparse
import json
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import shapely
from iso3166 import countries_by_numeric
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import polylabel

# Names as the source spells them. A state may be the union of several shapes: the source splits
# some along lines on which it takes sides, or lists an autonomous part by itself.
EUROPE = {
    "AT": ["Austria"],
    "BE": ["Belgium"],
    "BG": ["Bulgaria"],
    "CH": ["Switzerland"],
    "CY": ["Cyprus", "N. Cyprus"],
    "CZ": ["Czechia"],
    "DE": ["Germany"],
    "DK": ["Denmark"],
    "EE": ["Estonia"],
    "ES": ["Spain"],
    "FI": ["Finland", "Åland"],
    "FR": ["France"],
    "GB": ["United Kingdom"],
    "GR": ["Greece"],
    "HR": ["Croatia"],
    "HU": ["Hungary"],
    "IE": ["Ireland"],
    "IT": ["Italy"],
    "LT": ["Lithuania"],
    "LU": ["Luxembourg"],
    "LV": ["Latvia"],
    "MT": ["Malta"],
    "NL": ["Netherlands"],
    "NO": ["Norway"],
    "PL": ["Poland"],
    "PT": ["Portugal"],
    "RO": ["Romania"],
    "SE": ["Sweden"],
    "SI": ["Slovenia"],
    "SK": ["Slovakia"],
}

EARTH_RADIUS_KM = 6371.007  # of the sphere with the area of the WGS 84 ellipsoid
WIDTH = 1000.0  # units of a drawing
BLEED = 10.0  # units the land goes on outside the view, so that its cut edge never shows
DECIMALS = 1


@dataclass(frozen=True)
class View:
    """What a map shows, and how."""

    name: str
    # {ISO code: the names of its shapes}, as the source spells them; those left out are land.
    states: dict[str, list[str]]
    # Degrees to units, y down.
    project: Callable[[float, float], tuple[float, float]]
    height: int
    # Degrees: only polygons that touch this region are read.
    region: Polygon
    # Whether it shows the Earth all round: polygons are cut where its edges are.
    is_whole: bool
    # Units: the square root of the smallest corner that survives.
    tolerance: float
    # Square units: of an island, or of a hole.
    smallest: float


# --- Europe -----------------------------------------------------------------------------------

CENTRE_LON, CENTRE_LAT = 10.0, 52.0
# Kilometres east and north of the centre: what the map shows.
WEST, SOUTH, EAST, NORTH = -1980.0, -2010.0, 2420.0, 2280.0
SCALE = WIDTH / (EAST - WEST)


def europe(topology: dict) -> View:
    return View(
        "europe",
        EUROPE,
        azimuthal,
        height=round((NORTH - SOUTH) * SCALE),
        # The far side of the Earth, which the projection tears apart, never reaches it.
        region=shapely.box(-45, 20, 70, 78),
        is_whole=False,
        tolerance=0.75,
        smallest=0.8,
    )


def azimuthal(lon: float, lat: float) -> tuple[float, float]:
    """Lambert azimuthal equal-area on the sphere, in map units with y down.

    Source: J. P. Snyder, Map Projections: A Working Manual, USGS Professional Paper 1395 (1987),
    chapter 24, equations 22-4, 22-5 and 24-2.
    """
    phi, phi1, delta = math.radians(lat), math.radians(CENTRE_LAT), math.radians(lon - CENTRE_LON)
    sin, sin1 = math.sin(phi), math.sin(phi1)
    cos, cos1 = math.cos(phi), math.cos(phi1)
    k = EARTH_RADIUS_KM * math.sqrt(2 / (1 + sin1 * sin + cos1 * cos * math.cos(delta)))
    x = k * cos * math.sin(delta)
    y = k * (cos1 * sin - sin1 * cos * math.cos(delta))
    return (x - WEST) * SCALE, (NORTH - y) * SCALE


# --- The world --------------------------------------------------------------------------------

# Degrees: from the south of Tierra del Fuego to the north of Greenland.
SOUTHERN, NORTHERN = -56.5, 84.0
# Shapes that belong to a state which the source gives a code of its own, or none.
PARTS = {
    "CY": ["Cyprus", "N. Cyprus"],
    "FI": ["Finland", "Åland"],
    "SO": ["Somalia", "Somaliland"],
}
LEFT_OUT = {"Antarctica", "Åland"}


def world(topology: dict) -> View:
    states = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        name, known = geometry["properties"]["name"], countries_by_numeric.get(geometry.get("id"))
        if known and name not in LEFT_OUT:
            states.setdefault(known.alpha2, []).append(name)
    top, bottom = equal_earth(0, NORTHERN)[1], equal_earth(0, SOUTHERN)[1]
    return View(
        "world",
        dict(sorted((states | PARTS).items())),
        lambda lon, lat: (equal_earth(lon, lat)[0], equal_earth(lon, lat)[1] - top),
        height=round(bottom - top),
        region=shapely.box(-180, SOUTHERN, 180, NORTHERN),
        is_whole=True,
        tolerance=0.7,
        smallest=0.6,
    )


def equal_earth(lon: float, lat: float) -> tuple[float, float]:
    """Equal Earth, the whole width of which is that of the drawing; y down from the equator.

    Source: B. Šavrič, T. Patterson, B. Jenny, The Equal Earth map projection, International Journal of
    Geographical Information Science 33 (2019), equations 1 to 3 and the coefficients with them.
    """
    a1, a2, a3, a4 = 1.340264, -0.081106, 0.000893, 0.003796
    root = math.sqrt(3)
    theta = math.asin(root / 2 * math.sin(math.radians(lat)))
    slope = 9 * a4 * theta**8 + 7 * a3 * theta**6 + 3 * a2 * theta**2 + a1
    x = 2 * root * math.radians(lon) * math.cos(theta) / (3 * slope)
    y = a4 * theta**9 + a3 * theta**7 + a2 * theta**3 + a1 * theta
    scale = WIDTH / (4 * root * math.pi / (3 * a1))
    return WIDTH / 2 + x * scale, -y * scale


def of_ukraine(polygon: Polygon) -> bool:
    """Whether a polygon that the source counts to Russia is Crimea (UN resolution 68/262)."""
    return shapely.box(32, 44, 37, 46.5).contains(polygon)


# --- From the source to a drawing -------------------------------------------------------------


def decode_arcs(topology: dict) -> list[list[tuple[float, float]]]:
    """Undo the quantisation and the delta encoding of the arcs, as the TopoJSON format defines."""
    (scale_x, scale_y), (left, bottom) = (
        topology["transform"]["scale"],
        topology["transform"]["translate"],
    )
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * scale_x + left, y * scale_y + bottom))
        arcs.append(points)
    return arcs


def join_arcs(indexes: Iterable[int], arcs: list) -> list[tuple[float, float]]:
    """Join arcs into a ring; a negative index is the complement of the arc to walk backwards."""
    ring: list[tuple[float, float]] = []
    for index in indexes:
        points = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring.extend(points[1:] if ring else points)
    return ring


def read_polygons(geometry: dict, arcs: list, view: View) -> Iterator[tuple[str, Polygon]]:
    """Yield the projected polygons of one country that lie in the region, each with whose it is."""
    name = geometry["properties"]["name"]
    polygons = {"Polygon": [geometry["arcs"]], "MultiPolygon": geometry["arcs"]}[geometry["type"]]
    for polygon in polygons:
        rings = [join_arcs(ring, arcs) for ring in polygon]
        outline = Polygon(rings[0])
        if name == "Antarctica" or not outline.envelope.intersects(view.region):
            continue
        owner = "Ukraine" if name == "Russia" and of_ukraine(outline) else name
        for shell, *holes in cut_at_the_edge(rings) if view.is_whole else [rings]:
            projected = [[view.project(*point) for point in ring] for ring in (shell, *holes)]
            yield owner, Polygon(projected[0], projected[1:])


def cut_at_the_edge(rings: list[list]) -> Iterator[list[list]]:
    """Yield the rings of the parts of a polygon on both sides of the meridian of 180 degrees."""
    shell, *holes = ([*unwrapped(ring)] for ring in rings)
    whole = shapely.make_valid(Polygon(shell, holes))
    for turn in (-360, 0, 360):
        moved = shapely.transform(whole, lambda points, turn=turn: points + [turn, 0])
        for part in polygons_of(moved.intersection(shapely.box(-180, -90, 180, 90))):
            yield [ring.coords for ring in (part.exterior, *part.interiors)]


def unwrapped(ring: Iterable[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """Yield the points with longitudes that go on beyond 180 degrees instead of round the Earth."""
    turn, before = 0, None
    for lon, lat in ring:
        if before is not None and abs(lon - before) > 180:
            turn += 360 if lon < before else -360
        before = lon
        yield lon + turn, lat


def read_countries(topology: dict, view: View) -> dict[str, list[Polygon]]:
    """Map the name of each country to its polygons in the region."""
    arcs, found = decode_arcs(topology), {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        found.setdefault(geometry["properties"]["name"], [])
        for name, polygon in read_polygons(geometry, arcs, view):
            found.setdefault(name, []).append(polygon)
    return found


def polygons_of(geometry: BaseGeometry) -> list[Polygon]:
    """List the polygons of a geometry, whatever its type."""
    return [part for part in shapely.get_parts(geometry) if isinstance(part, Polygon)]


def drop_specks(geometry: BaseGeometry, smallest: float) -> MultiPolygon:
    """Drop the islands and the holes too small to see, but never the largest polygon."""
    parts = sorted(polygons_of(geometry), key=lambda part: part.area, reverse=True)
    visible = [*parts[:1], *(part for part in parts[1:] if part.area >= smallest)]
    return MultiPolygon(
        [
            Polygon(
                part.exterior, [ring for ring in part.interiors if Polygon(ring).area >= smallest]
            )
            for part in visible
        ]
    )


def cut_out(polygons: list[Polygon], view: View) -> BaseGeometry:
    """Unite polygons and cut them to the view and its bleed."""
    frame = shapely.box(-BLEED, -BLEED, WIDTH + BLEED, view.height + BLEED)
    return shapely.union_all(shapely.make_valid(polygons)).intersection(frame)


def draw(countries: dict[str, list[Polygon]], view: View) -> tuple[MultiPolygon, dict[str, dict]]:
    """Return the land mass, and the states on it as the page reads them.

    All are simplified together to share every border. Of a state too small to be left, only its place is.
    """
    shapes = [
        cut_out([part for name in names for part in countries.pop(name)], view)
        for names in view.states.values()
    ]
    elsewhere = cut_out([part for parts in countries.values() for part in parts], view)
    simple = shapely.coverage_simplify([*shapes, elsewhere], view.tolerance)
    coverage = shapely.set_precision(simple, 10**-DECIMALS)
    land = drop_specks(shapely.union_all(coverage), view.smallest)
    states = {}
    for code, whole, rough in zip(view.states, shapes, coverage[:-1], strict=True):
        shape = drop_specks(rough, view.smallest)
        states[code] = {
            "d": path_of(shape),
            "label": label_point(whole if shape.is_empty else shape),
        }
    return land, states


def write_number(units: int) -> str:
    """Write a count of units of the last decimal as the shortest number SVG allows."""
    text = f"{units / 10**DECIMALS:g}"
    return text.replace("0.", ".", 1) if text.startswith(("0.", "-0.")) else text


def path_of_ring(ring: Iterable[tuple[float, float]]) -> str:
    """Write a ring as an SVG subpath of relative steps, exact because they are whole units."""
    points = [(round(x * 10**DECIMALS), round(y * 10**DECIMALS)) for x, y in ring]
    start = " ".join(write_number(value) for value in points[0])
    steps = ((x1 - x0, y1 - y0) for (x0, y0), (x1, y1) in pairwise(points[:-1]))
    line = " ".join(write_number(value) for step in steps for value in step)
    return f"M{start}l{line.replace(' -', '-')}z"


def path_of(geometry: MultiPolygon) -> str:
    """Write polygons as the d attribute of an SVG path."""
    rings = (
        ring.coords for part in polygons_of(geometry) for ring in (part.exterior, *part.interiors)
    )
    return "".join(path_of_ring(ring) for ring in rings)


def label_point(geometry: BaseGeometry) -> list[float]:
    """Return the point furthest from the outline of the largest polygon."""
    largest = max(polygons_of(geometry), key=lambda part: part.area)
    point = polylabel(largest, tolerance=0.1) if largest.area > 1 else largest.centroid
    return [round(point.x, DECIMALS), round(point.y, DECIMALS)]


def build(topology: dict, view: View) -> dict:
    """Return the map as the page reads it."""
    land, states = draw(read_countries(topology, view), view)
    return {
        "view_box": f"0 0 {WIDTH:g} {view.height:g}",
        "land": path_of(land),
        "states": dict(sorted(states.items())),
    }


def main() -> None:
    """Read the TopoJSON named on the command line and write the maps."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("topojson", type=Path, help="the countries, as TopoJSON")
    parser.add_argument("--output", type=Path, default=Path(__file__).parent, help="a folder")
    arguments = parser.parse_args()
    topology = json.loads(arguments.topojson.read_text(encoding="utf-8"))
    for view in (europe(topology), world(topology)):
        text = json.dumps(build(topology, view), separators=(",", ":"))
        (arguments.output / f"{view.name}.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
