"""What may be asked of the API's lists: the parameters of an address, with their bounds."""

from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from media.archive.catalogue import SIZES, Orientation
from media.archive.narrowing import MOST_VALUES
from media.archive.search.questions import LONGEST
from media.archive.selections import SORTS
from media.models import ImagePage
from media.reuse.payloads import ImagePayload, one_of

MOST = 100
MOST_CHANGES = 1000
USUAL = 24
# A place in a list: before or after a position, the number of a page, or before or behind what a row
# says. What leads nowhere is no fault of its form.
CURSOR = r"^((b-?|a-?|p)[0-9]{1,19}|[nv][A-Za-z0-9_-]{1,1500})$"
YEARS = r"^([0-9]{4}|[0-9]{4}\.\.|\.\.[0-9]{4}|[0-9]{4}\.\.[0-9]{4})$"

# No text of an address holds this sign.
TEXT = r"^[^\x00]*$"

Slug = Annotated[str, Field(min_length=1, max_length=100, pattern=TEXT)]
Slugs = Annotated[list[Slug], Field(max_length=MOST_VALUES)]


def about(kind: str):
    return Field([], description=f"Slugs of {kind}; one of them suffices.")


FIELDS = sorted(ImagePayload.model_fields)
OF_FIELDS = Field(
    "",
    description="Names of fields with commas between them; the others are left out.",
    min_length=1,
    max_length=1000,
    # An array in the document; `portal.api.document` makes it one.
    json_schema_extra={"comma_separated": FIELDS},
)


class AskedOfPage(Schema):
    limit: int = Field(USUAL, ge=1, le=MOST, description="How many stand on a page.")
    cursor: str = Field(
        "",
        pattern=CURSOR,
        description="From `next` or `previous` of another page; do not make one yourself.",
    )


class AskedOfGallery(AskedOfPage):
    limit: int = Field(MOST, ge=1, le=MOST, description="How many pictures stand in one answer.")


class AskedOfImage(Schema):
    fields: str = OF_FIELDS


class AskedOfImages(AskedOfPage):
    """Names and values are those of the archive's own addresses."""

    q: str = Field(
        "",
        max_length=LONGEST,
        pattern=TEXT,
        description="Words; “exact phrases”, -without, beginnings*, mission:smile, taken:2015..2020.",
    )
    topic: Slugs = about("topics")
    mission: Slugs = about("missions")
    target: Slugs = about("targets")
    person: Slugs = about("persons")
    place: Slugs = about("places")
    system: Slugs = about("systems")
    subject: Slugs = about("subjects of any kind")
    kind: list[one_of(ImagePage.Kind.values)] = Field([], max_length=MOST_VALUES)
    taken: str = Field("", pattern=YEARS, description="A year, or 2015..2020, ..1999, 2020..")
    commercial: list[Literal["yes"]] = Field(
        [], max_length=MOST_VALUES, description="Those that may be used commercially."
    )
    change: list[Literal["yes"]] = Field(
        [], max_length=MOST_VALUES, description="Those that may be changed."
    )
    orientation: list[one_of(Orientation.values)] = Field([], max_length=MOST_VALUES)
    size: list[one_of(SIZES)] = Field(
        [], max_length=MOST_VALUES, description="At least so many megapixels."
    )
    language: Slugs = Field([], description="Codes of languages in which they are described.")
    zoom: list[Literal["yes"]] = Field(
        [], max_length=MOST_VALUES, description="Those with tiles for deep zoom."
    )
    sort: one_of(SORTS) = Field(
        "", description="Left out: the best match first if there are words, else the newest."
    )
    fields: str = OF_FIELDS


class AskedOfChanges(Schema):
    since: str = Field(
        "0",
        description="The number of the last change that you know, or a moment (ISO 8601 with its zone).",
        # Read in `portal.api.changes`, where numbers and moments are told apart.
        json_schema_extra={"number_or_moment": True},
    )
    limit: int = Field(MOST, ge=1, le=MOST_CHANGES, description="How many at most.")


def fields_in(text: str) -> set[str] | None:
    """The names in `fields`, the identifier among them; None for all."""
    return {name.strip() for name in text.split(",")} | {"identifier"} if text else None
