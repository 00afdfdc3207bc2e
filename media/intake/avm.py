"""Astronomy Visualization Metadata of a file as the fields of an image page."""

from django.core.exceptions import ValidationError

from media.pictures.avm import (
    CATEGORY,
    DISTANCE,
    FRAME,
    LISTS,
    NOTHING,
    NUMBERS,
    OWN,
    POSITION,
    TYPES,
)
from media.pictures.observations import Exposure

# AVM's word, and the kind of image that it names here.
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
