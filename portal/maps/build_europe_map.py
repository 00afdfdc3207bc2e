"""Draw europe.json, one land mass and the states on it, from a TopoJSON of all countries."""

import argparse
import json
import math
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import shapely
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import polylabel

# Names as the source spells them. A state may be the union of several shapes: the source splits
# some along lines on which it takes sides, or lists an autonomous part by itself.
STATES = {
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
CENTRE_LON, CENTRE_LAT = 10.0, 52.0

# Degrees: only polygons that touch this region are read, so the far side of the Earth, which
# the projection tears apart, never reaches it.
REGION = shapely.box(-45, 20, 70, 78)

# Kilometres east and north of the centre: what the map shows.
WEST, SOUTH, EAST, NORTH = -1980.0, -2010.0, 2420.0, 2280.0
WIDTH = 1000.0  # units of the drawing
SCALE = WIDTH / (EAST - WEST)
HEIGHT = round((NORTH - SOUTH) * SCALE)

BLEED = 10.0  # units the land goes on outside the view, so that its cut edge never shows
TOLERANCE = 0.75  # units: the square root of the smallest corner that survives
SMALLEST = 0.8  # square units: of an island, or of a hole
DECIMALS = 1


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


def project(lon: float, lat: float) -> tuple[float, float]:
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


def read_polygons(geometry: dict, arcs: list) -> Iterator[Polygon]:
    """Yield the projected polygons of one country that lie in the region."""
    polygons = {"Polygon": [geometry["arcs"]], "MultiPolygon": geometry["arcs"]}[geometry["type"]]
    for polygon in polygons:
        rings = [join_arcs(ring, arcs) for ring in polygon]
        if Polygon(rings[0]).envelope.intersects(REGION):
            shell, *holes = ([project(*point) for point in ring] for ring in rings)
            yield Polygon(shell, holes)


def read_countries(topology: dict) -> dict[str, list[Polygon]]:
    """Map the name of each country to its polygons in the region."""
    arcs = decode_arcs(topology)
    geometries = topology["objects"]["countries"]["geometries"]
    return {each["properties"]["name"]: list(read_polygons(each, arcs)) for each in geometries}


def polygons_of(geometry: BaseGeometry) -> list[Polygon]:
    """List the polygons of a geometry, whatever its type."""
    return [part for part in shapely.get_parts(geometry) if isinstance(part, Polygon)]


def drop_specks(geometry: BaseGeometry) -> MultiPolygon:
    """Drop the islands and the holes too small to see, but never the largest polygon."""
    largest, *others = sorted(polygons_of(geometry), key=lambda part: part.area, reverse=True)
    visible = [largest, *(part for part in others if part.area >= SMALLEST)]
    return MultiPolygon(
        [
            Polygon(
                part.exterior, [ring for ring in part.interiors if Polygon(ring).area >= SMALLEST]
            )
            for part in visible
        ]
    )


def cut_out(polygons: list[Polygon]) -> BaseGeometry:
    """Unite polygons and cut them to the view and its bleed."""
    frame = shapely.box(-BLEED, -BLEED, WIDTH + BLEED, HEIGHT + BLEED)
    return shapely.union_all(shapely.make_valid(polygons)).intersection(frame)


def draw(countries: dict[str, list[Polygon]]) -> tuple[MultiPolygon, dict[str, MultiPolygon]]:
    """Return the land mass and the states on it, simplified together to share every border."""
    shapes = [
        cut_out([part for name in names for part in countries.pop(name)])
        for names in STATES.values()
    ]
    elsewhere = cut_out([part for parts in countries.values() for part in parts])
    simple = shapely.coverage_simplify([*shapes, elsewhere], TOLERANCE)
    coverage = shapely.set_precision(simple, 10**-DECIMALS)
    land = drop_specks(shapely.union_all(coverage))
    states = zip(STATES, coverage[:-1], strict=True)
    return land, {code: drop_specks(shape) for code, shape in states}


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


def label_point(geometry: MultiPolygon) -> list[float]:
    """Return the point furthest from the outline of the largest polygon."""
    largest = max(polygons_of(geometry), key=lambda part: part.area)
    point = polylabel(largest, tolerance=0.1)
    return [round(point.x, DECIMALS), round(point.y, DECIMALS)]


def build(topology: dict) -> dict:
    """Return the map as the page reads it."""
    land, states = draw(read_countries(topology))
    return {
        "view_box": f"0 0 {WIDTH:g} {HEIGHT:g}",
        "land": path_of(land),
        "states": {
            code: {"d": path_of(shape), "label": label_point(shape)}
            for code, shape in sorted(states.items())
        },
    }


def main() -> None:
    """Read the TopoJSON named on the command line and write the map."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("topojson", type=Path, help="the countries, as TopoJSON")
    parser.add_argument("--output", type=Path, default=Path(__file__).with_name("europe.json"))
    arguments = parser.parse_args()
    drawing = build(json.loads(arguments.topojson.read_text(encoding="utf-8")))
    arguments.output.write_text(json.dumps(drawing, separators=(",", ":")) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
