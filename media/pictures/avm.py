"""The observation of a picture as Astronomy Visualization Metadata (AVM 1.2)."""

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


def avm_of(page) -> dict[str, list[str]]:
    """The observation of `page` as AVM; empty if there is none."""
    if not page.is_observed and not page.further_avm:
        return {}
    avm = {name: list(values) for name, values in page.further_avm.items()}
    if page.kind in TYPES and avm.get("Type") != ["Planetary"]:
        avm["Type"] = [TYPES[page.kind]]
    rows = list(page.exposures.all())
    for name, attribute in LISTS.items():
        values = [avm_value(getattr(row, attribute)) for row in rows]
        if any(value != NOTHING for value in values):
            avm[name] = values
    if page.object_category:
        avm[CATEGORY] = [code.strip() for code in page.object_category.split(";")]
    if page.distance_ly is not None:
        avm[DISTANCE] = [avm_value(page.distance_ly)]
    if page.right_ascension is not None and page.declination is not None:
        avm[POSITION] = [avm_value(page.right_ascension), avm_value(page.declination)]
        avm.setdefault(FRAME, ["ICRS"])
    return avm


def avm_value(value) -> str:
    if value in ("", None):
        return NOTHING
    return f"{value:.10g}" if isinstance(value, float) else str(value)
