"""The observation of a picture as Astronomy Visualization Metadata (AVM 1.2)."""

import re

from media.pictures.observations import Exposure, Observed

# AVM's parallel lists, and the field of an exposure that each fills.
LISTS = {
    "Facility": "facility",
    "Instrument": "instrument",
    "Spectral.ColorAssignment": "colour",
    "Spectral.Band": "band",
    "Spectral.Bandpass": "bandpass",
    "Spectral.CentralWavelength": "wavelength_nm",
    "Temporal.StartTime": "started_at",
    "Temporal.IntegrationTime": "seconds",
}
NUMBERS = {"wavelength_nm", "seconds"}
# What AVM writes where a list has no value at a place.
NOTHING = "-"
TYPE, CATEGORY, DISTANCE = "Type", "Subject.Category", "Distance"
POSITION, FRAME = "Spatial.ReferenceValue", "Spatial.CoordinateFrame"
# Those whose coordinates are the ones of our fields.
FRAMES = {"", "ICRS", "FK5"}
# AVM's word for each kind of image; a map has none.
TYPES = {
    "photograph": "Photographic",
    "observation": "Observation",
    "illustration": "Artwork",
    "simulation": "Simulation",
    "chart": "Chart",
}
# AVM's word, and the kind of image that it names here.
KINDS = {word.lower(): kind for kind, word in TYPES.items()} | {"planetary": "observation"}
# “B.4.1.2.”, as most files write it, and “B4.1”.
CODE = re.compile(r"([A-E])\.?([0-9]+(?:\.[0-9]+)*)\.?", re.IGNORECASE)
BANDS = {band.lower(): band for band in Exposure.Band.values}
CATEGORY_CHARACTERS = Observed._meta.get_field("object_category").max_length


def avm_of(page) -> dict[str, list[str]]:
    """The observation of `page` as AVM; empty if there is none.

    What the file said is written as it said it, as long as the fields of the page say the same.
    """
    if not page.is_observed and not page.further_avm:
        return {}
    avm = {name: list(values) for name, values in page.further_avm.items()}
    if not avm or page.kind != kind_in(avm):
        avm[TYPE] = [TYPES[page.kind]] if page.kind in TYPES else []
    rows = [{name: getattr(row, name) for name in LISTS.values()} for row in page.exposures.all()]
    if rows != exposures_in(avm):
        for name, attribute in LISTS.items():
            avm[name] = with_something([avm_value(row[attribute]) for row in rows])
    codes = [code.strip() for code in page.object_category.split(";") if code.strip()]
    if codes != codes_that_fit(avm):
        avm[CATEGORY] = codes
    if page.distance_ly != value_in(first(avm, DISTANCE)):
        # The second value, a redshift, has no field.
        redshift = avm.get(DISTANCE, [])[1:]
        avm[DISTANCE] = with_something([avm_value(page.distance_ly), *redshift])
    position = (page.right_ascension, page.declination)
    if None not in position and position != position_in(avm):
        avm[POSITION] = [avm_value(value) for value in position]
        avm[FRAME] = ["ICRS"]
    elif None in position and position_in(avm):
        avm[POSITION] = []
    return {name: values for name, values in avm.items() if values}


def with_something(values: list[str]) -> list[str]:
    return values if any(value != NOTHING for value in values) else []


def kind_in(avm: dict[str, list[str]]) -> str:
    """The kind of image that AVM names; a photograph if it names none that is known."""
    return KINDS.get(first(avm, TYPE).lower(), "photograph")


def exposures_in(avm: dict[str, list[str]]) -> list[dict]:
    """The exposures that AVM names, as attributes of ours, as far as there is something to show.

    What cannot be read stays as it is written.
    """
    count = max((len(avm.get(name, [])) for name in LISTS), default=0)
    rows = []
    for place in range(count):
        row = {}
        for name, attribute in LISTS.items():
            value = "".join(avm.get(name, [])[place : place + 1]).strip()
            value = "" if value == NOTHING else value
            if attribute in NUMBERS:
                value = value_in(value)
            row[attribute] = BANDS.get(value.lower(), value) if attribute == "band" else value
        rows.append(row)
    return [row for row in rows if Exposure(**row).says_something]


def codes_in(avm: dict[str, list[str]]) -> dict[str, str]:
    """What AVM names as categories, one by one, each with its code in one form: “B.4.1.2”.

    The code is empty where it cannot be read.
    """
    named = [part.strip() for value in avm.get(CATEGORY, []) for part in re.split("[;,]", value)]
    found = {name: CODE.fullmatch(name) for name in named if name not in ("", NOTHING)}
    return {name: f"{code[1].upper()}.{code[2]}" if code else "" for name, code in found.items()}


def codes_that_fit(avm: dict[str, list[str]]) -> list[str]:
    """As many of the codes as our field takes."""
    codes = list(dict.fromkeys(code for code in codes_in(avm).values() if code))
    while len("; ".join(codes)) > CATEGORY_CHARACTERS:
        codes.pop()
    return codes


def position_in(avm: dict[str, list[str]]) -> tuple[float, float] | None:
    """Right ascension and declination, if that is what the coordinates are."""
    values = [number(value) for value in avm.get(POSITION, [])[:2]]
    if len(values) < 2 or None in values or first(avm, FRAME).upper() not in FRAMES:
        return None
    return values[0], values[1]


def first(avm: dict[str, list[str]], name: str) -> str:
    value = next(iter(avm.get(name, [])), "").strip()
    return "" if value == NOTHING else value


def value_in(text: str) -> float | str | None:
    """A number; None if there is none, the text itself if it cannot be read."""
    if not text:
        return None
    found = number(text)
    return text if found is None else found


def number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None


def avm_value(value) -> str:
    if value in ("", None):
        return NOTHING
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)
