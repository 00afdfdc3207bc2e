"""Astronomy Visualization Metadata as fields of an image page, and back."""

from django.core.exceptions import ValidationError

from media.pictures.observations import Exposure

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
CATEGORY, DISTANCE, POSITION = "Subject.Category", "Distance", "Spatial.ReferenceValue"
FRAME = "Spatial.CoordinateFrame"
OWN = {*LISTS, CATEGORY, DISTANCE, POSITION}
# AVM's word for each kind of image; a map has none.
TYPES = {
    "photograph": "Photographic",
    "observation": "Observation",
    "illustration": "Artwork",
    "simulation": "Simulation",
    "chart": "Chart",
}
KINDS = {**{word: kind for kind, word in TYPES.items()}, "Planetary": "observation"}


def observe(page, avm: dict[str, list[str]]) -> list[str]:
    """Fill the observation of `page` from AVM; answer notes about what does not fit."""
    notes: list[str] = []
    page.kind = KINDS.get(first(avm, "Type"), page.kind)
    page.exposures = exposures(avm, notes)
    page.object_category = fitting(page, "object_category", "; ".join(avm.get(CATEGORY, [])), notes)
    page.distance_ly = fitting(page, "distance_ly", number(first(avm, DISTANCE)), notes)
    position = [number(value) for value in avm.get(POSITION, [])]
    if len(position) >= 2 and first(avm, FRAME) in ("", "ICRS", "FK5"):
        right_ascension = fitting(page, "right_ascension", position[0], notes)
        declination = fitting(page, "declination", position[1], notes)
        if None not in (right_ascension, declination):
            page.right_ascension, page.declination = right_ascension, declination
    page.further_avm = {name: values for name, values in avm.items() if name not in OWN}
    if page.right_ascension is None and POSITION in avm:
        page.further_avm[POSITION] = avm[POSITION]
    return notes


def exposures(avm: dict[str, list[str]], notes: list[str]) -> list[Exposure]:
    count = max((len(avm.get(name, [])) for name in LISTS), default=0)
    rows = [Exposure(sort_order=number) for number in range(count)]
    for name, attribute in LISTS.items():
        for row, value in zip(rows, avm.get(name, []), strict=False):
            if value != NOTHING:
                given = number(value) if attribute in NUMBERS else value
                setattr(row, attribute, fitting(row, attribute, given, notes))
    return [row for row in rows if row.says_something]


def fitting(row, attribute: str, value, notes: list[str]):
    """`value` if the field takes it; else the field's empty value, and a note."""
    field = row._meta.get_field(attribute)
    empty = None if field.null else ""
    if value in ("", None):
        return empty
    try:
        return field.clean(value, row)
    except ValidationError as error:
        why = " ".join(error.messages)
        notes.append(f"The file's {field.verbose_name}, “{value}”, was left out. {why}")
        return empty


def first(avm: dict[str, list[str]], name: str) -> str:
    value = next(iter(avm.get(name, [])), "")
    return "" if value == NOTHING else value


def number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if value == value and abs(value) != float("inf") else None


def avm_of(page) -> dict[str, list[str]]:
    """The observation of `page` as AVM; empty if there is none."""
    if not page.is_observed and not page.further_avm:
        return {}
    avm = {name: list(values) for name, values in page.further_avm.items()}
    if page.kind in TYPES and avm.get("Type") != ["Planetary"]:
        avm["Type"] = [TYPES[page.kind]]
    rows = list(page.exposures.all())
    for name, attribute in LISTS.items():
        values = [written(getattr(row, attribute)) for row in rows]
        if any(value != NOTHING for value in values):
            avm[name] = values
    if page.object_category:
        avm[CATEGORY] = [code.strip() for code in page.object_category.split(";")]
    if page.distance_ly is not None:
        avm[DISTANCE] = [written(page.distance_ly)]
    if page.right_ascension is not None and page.declination is not None:
        avm[POSITION] = [written(page.right_ascension), written(page.declination)]
        avm.setdefault(FRAME, ["ICRS"])
    return avm


def written(value) -> str:
    if value in ("", None):
        return NOTHING
    return f"{value:.10g}" if isinstance(value, float) else str(value)
