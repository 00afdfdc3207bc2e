"""Astronomy Visualization Metadata of a file as the fields of an image page."""

from django.core.exceptions import ValidationError

from media.pictures.avm import (
    DISTANCE,
    FRAME,
    FRAMES,
    KINDS,
    POSITION,
    TYPE,
    codes_in,
    codes_that_fit,
    exposures_in,
    first,
    kind_in,
    position_in,
    value_in,
)
from media.pictures.observations import Exposure


def observe(page, avm: dict[str, list[str]]) -> list[str]:
    """Fill the observation of `page` from AVM; answer notes about what does not fit."""
    notes: list[str] = []
    if kind := first(avm, TYPE):
        page.kind = kind_in(avm)
        if kind.lower() not in KINDS:
            shown = page.get_kind_display().lower()
            notes.append(f"The file's kind, “{kind}”, is none here: it stands as a {shown}.")
    rows = [exposure(number, said, notes) for number, said in enumerate(exposures_in(avm))]
    page.exposures = [row for row in rows if row.says_something]
    page.object_category = "; ".join(codes_that_fit(avm))
    notes += left_out(avm, codes_that_fit(avm))
    page.distance_ly = fitting(page, "distance_ly", value_in(first(avm, DISTANCE)), notes)
    if position := position_in(avm):
        right_ascension = fitting(page, "right_ascension", position[0], notes)
        declination = fitting(page, "declination", position[1], notes)
        if None not in (right_ascension, declination):
            page.right_ascension, page.declination = right_ascension, declination
    elif POSITION in avm and first(avm, FRAME).upper() in FRAMES:
        notes.append(f"The file's position, “{', '.join(avm[POSITION])}”, cannot be read.")
    page.further_avm = avm
    return notes


def exposure(number: int, said: dict, notes: list[str]) -> Exposure:
    row = Exposure(sort_order=number)
    for attribute, value in said.items():
        setattr(row, attribute, fitting(row, attribute, value, notes))
    return row


def left_out(avm: dict[str, list[str]], kept: list[str]) -> list[str]:
    names = [name for name, code in codes_in(avm).items() if code not in kept]
    return [f"The file's object category, “{name}”, was left out." for name in names]


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
