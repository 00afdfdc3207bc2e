"""What the API says about pictures: the form of each answer, and how a record becomes one.

The types make the OpenAPI document. Pictures and changes are told as plain dicts in their form: thousands
are told at once, and what comes from the catalogue need not be judged again. What is not known is null.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, Literal

from django.db.models import Q
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from media.archive.catalogue import Entry, Orientation, among
from media.archive.changes import Change
from media.pages.subjects import Subject
from media.pictures.images import ImagePage
from media.pictures.licences import Licence
from media.reuse.addresses import Addresses
from media.reuse.records import File, Record

# What is said of each exposure; the columns of `media.pictures.observations.Exposure`.
OF_EXPOSURES = (
    "facility", "instrument", "colour", "band", "bandpass", "wavelength_nm", "started_at", "seconds"
)  # fmt: skip
OF_OBJECTS = ("object_category", "distance_ly", "right_ascension", "declination")
IMAGES = "api/v1/images/"

# Of plain dicts and payloads alike.
to_json = TypeAdapter(Any).dump_json


def one_of(values: Iterable[str]) -> type:
    """The type of a text that is one of these; in the document they stand where they are used."""
    return Literal[tuple(str(value) for value in values)]


Answer = one_of(Licence.Answer.values)


class LicencePayload(BaseModel):
    """The terms under which a picture is offered, with plain answers."""

    name: str
    short_name: str = Field(description="As it stands beside a picture.")
    spdx: str | None = Field(description="SPDX identifier.")
    url: str | None = Field(description="Where the licence can be read.")
    may_use: Answer = Field(description="May the picture be shown?")
    may_adapt: Answer = Field(description="May it be changed?")
    may_use_commercially: Answer
    people_note: str | None = Field(description="On people who can be recognised, and on marks.")


class LicenceInUse(LicencePayload):
    images: int = Field(description="How many pictures are offered under it.")


class TextsPayload(BaseModel):
    """What is said about a picture in one language."""

    title: str
    alt_text: str
    long_description: str
    caption: str


class FilePayload(BaseModel):
    """One public file."""

    size: str | None = Field(
        description="small, large, full or original; null in a responsive set."
    )
    url: str = Field(description="Changes with the words that the file carries.")
    permanent_url: str | None = Field(description="Leads to the current file for ever.")
    name: str
    media_type: str
    width: int
    height: int
    bytes: int
    sha256: str | None


class SubjectReference(BaseModel):
    """A subject that something is about."""

    slug: str
    label: str
    kind: one_of(Subject.Kind.values)
    url: str = Field(description="Its page for people.")


class ExposurePayload(BaseModel):
    """One exposure, in the terms of Astronomy Visualization Metadata 1.2."""

    facility: str | None
    instrument: str | None
    colour: str | None = Field(description="The colour that it has in the picture.")
    band: str | None
    bandpass: str | None
    wavelength_nm: float | None
    started_at: str | None = Field(description="In UTC.")
    seconds: float | None


class FactsPayload(BaseModel):
    """How a picture of the sky was taken, and of what."""

    object_category: str | None = Field(description="Codes of AVM’s Subject.Category.")
    distance_ly: float | None = Field(description="In light years.")
    right_ascension: float | None = Field(description="In degrees, ICRS.")
    declination: float | None
    exposures: list[ExposurePayload]


class ImagePayload(BaseModel):
    """A picture that visitors may see, with all that is said about it."""

    # What `fields` leaves out is not there: only the identifier always is.
    model_config = ConfigDict(json_schema_extra={"required": ["identifier"]})

    identifier: str = Field(description="Its name for ever.")
    aliases: list[str] = Field(description="What it is called elsewhere, and where it was before.")
    title: str
    url: str = Field(description="Its page; changes when the page moves.")
    permanent_url: str = Field(description="Leads to its page for ever.")
    alt_text: str = Field(description="What it shows, in one sentence.")
    long_description: str = Field(description="What it shows, whole.")
    caption: str = Field(description="The story that goes with it, as plain text.")
    language: str = Field(description="That of the texts above (BCP 47).")
    texts: dict[str, TextsPayload] = Field(description="The texts in every language, by its code.")
    kind: one_of(ImagePage.Kind.values)
    credit: str
    credit_line: str = Field(description="The line to print beside it.")
    licence: LicencePayload
    downloads: list[FilePayload] = Field(description="For re-use, smallest first.")
    responsive: list[FilePayload] = Field(description="For pages, smallest first.")
    tiles_url: str | None = Field(description="Its IIIF image service, where there is one.")
    iiif_manifest: str
    subjects: list[SubjectReference]
    shown_on: date = Field(description="The day that visitors read beside it.")
    taken_on: str | None = Field(description="As far as it is known (EDTF).")
    taken_first: date | None = Field(description="The first day that this may mean.")
    taken_last: date | None = Field(description="The last one.")
    width: int = Field(description="Of the largest file, in pixels.")
    height: int
    orientation: one_of(Orientation.values)
    facts: FactsPayload | None
    changed_at: datetime = Field(description="When anything about it last changed.")


class ChangePayload(BaseModel):
    """The last thing that happened to a picture."""

    number: int = Field(description="Later changes have higher numbers.")
    identifier: str
    kind: one_of(Change.Kind.values)
    changed_at: datetime
    url: str = Field(description="The picture in this API; 410 with day and reason once withdrawn.")
    permanent_url: str


# --- Pictures -----------------------------------------------------------------------------------


def terms_of(licence: Licence) -> dict:
    """In the form of `LicencePayload`."""
    return {
        "name": licence.name,
        "short_name": licence.short_name,
        "spdx": licence.spdx or None,
        "url": licence.url or None,
        "may_use": licence.may_use,
        "may_adapt": licence.may_adapt,
        "may_use_commercially": licence.may_use_commercially,
        "people_note": licence.people_note or None,
    }


def file_of(file: File) -> dict:
    """In the form of `FilePayload`."""
    return {
        "size": file.size or None,
        "url": file.address,
        "permanent_url": file.permanent_address or None,
        "name": file.name,
        "media_type": file.media_type,
        "width": file.width,
        "height": file.height,
        "bytes": file.bytes,
        "sha256": file.sha256 or None,
    }


def reference_to(subject: Subject, addresses: Addresses) -> dict:
    """In the form of `SubjectReference`."""
    return {
        "slug": subject.slug,
        "label": subject.label,
        "kind": subject.kind,
        "url": addresses.subject(subject.slug),
    }


def texts_of(record: Record) -> dict[str, dict]:
    return {
        said.language: {
            "title": said.title,
            "alt_text": said.alt_text,
            "long_description": said.long_description,
            "caption": said.caption,
        }
        for said in record.words
    }


# What each field of `ImagePayload` says about a picture.
OF_IMAGES: dict[str, Callable[[Record], object]] = {
    "identifier": lambda record: record.entry.identifier,
    "aliases": lambda record: record.entry.aliases,
    "title": lambda record: record.entry.title,
    "url": lambda record: record.address,
    "permanent_url": lambda record: record.permanent_address,
    "alt_text": lambda record: record.entry.alt_text,
    "long_description": lambda record: record.long_description,
    "caption": lambda record: record.caption,
    "language": lambda record: record.said.language,
    "texts": texts_of,
    "kind": lambda record: record.entry.kind,
    "credit": lambda record: record.entry.credit,
    "credit_line": lambda record: record.credit_line,
    "licence": lambda record: terms_of(record.licence),
    "downloads": lambda record: [file_of(one) for one in record.downloads],
    "responsive": lambda record: [file_of(one) for one in record.responsive],
    "tiles_url": lambda record: record.tiles_address or None,
    "iiif_manifest": lambda record: record.addresses.manifest(record.identifier),
    "subjects": lambda record: [reference_to(one, record.addresses) for one in record.subjects],
    "shown_on": lambda record: record.entry.shown_on,
    "taken_on": lambda record: record.entry.taken_on or None,
    "taken_first": lambda record: known_day(record.entry.taken_first),
    "taken_last": lambda record: known_day(record.entry.taken_last),
    "width": lambda record: record.entry.width,
    "height": lambda record: record.entry.height,
    "orientation": lambda record: record.entry.orientation,
    "facts": lambda record: None,  # asked for all pictures at once
    "changed_at": lambda record: record.entry.changed_at,
}


def images_of(records: Iterable[Record], only: set[str] | None = None) -> list[dict]:
    """Each record in the form of `ImagePayload`, in the same order, in one query more; `only` these fields.

    What was withdrawn since its entry was read has no words any more, and is left out.
    """
    whole = [record for record in records if record.words]
    telling = [(name, tell) for name, tell in OF_IMAGES.items() if only is None or name in only]
    images = [{name: tell(record) for name, tell in telling} for record in whole]
    if whole and (only is None or "facts" in only):
        facts = facts_of(record.entry for record in whole)
        for record, image in zip(whole, images, strict=True):
            image["facts"] = facts.get(record.entry.page_id)
    return images


def known_day(day: date | None) -> date | None:
    """None where a date is open at this end, or not known."""
    return None if day in (None, date.min, date.max) else day


def facts_of(entries: Iterable[Entry]) -> dict[int, dict]:
    """{key of the page: facts in the form of `FactsPayload`} of those entries of which there are some, in one query."""
    wanted = [entry.page_id for entry in entries]
    said = Q(exposures__isnull=False) | ~Q(object_category="")
    said |= Q(distance_ly__isnull=False) | Q(right_ascension__isnull=False)
    rows = ImagePage.objects.filter(said, pk__in=among(wanted))
    columns = ["pk", *OF_OBJECTS, "exposures__pk", *(f"exposures__{name}" for name in OF_EXPOSURES)]
    found: dict[int, dict] = {}
    for key, *told in rows.order_by("pk", "exposures__sort_order").values_list(*columns):
        of_object, (exposure, *of_exposure) = told[: len(OF_OBJECTS)], told[len(OF_OBJECTS) :]
        if key not in found:
            found[key] = {**in_fields(OF_OBJECTS, of_object), "exposures": []}
        if exposure:
            found[key]["exposures"].append(in_fields(OF_EXPOSURES, of_exposure))
    return found


def in_fields(names: Iterable[str], values: Iterable) -> dict:
    """None for an empty text; 0 is a value."""
    return {name: None if value == "" else value for name, value in zip(names, values, strict=True)}


# --- Changes ------------------------------------------------------------------------------------


def change_of(change: Change, addresses: Addresses) -> dict:
    """In the form of `ChangePayload`."""
    return {
        "number": change.number,
        "identifier": change.identifier,
        "kind": change.kind,
        "changed_at": change.changed_at,
        "url": f"{addresses.base}{IMAGES}{change.identifier}",
        "permanent_url": addresses.identifier(change.identifier),
    }
