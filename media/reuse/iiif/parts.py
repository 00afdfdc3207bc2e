"""What manifests and collections say alike: files, pages, rows of facts, and who offers it all."""

from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse

from media.reuse.iiif.texts import (
    in_every_language,
    in_no_language,
    in_our_language,
    row,
)
from media.reuse.provider import provider
from media.reuse.records import File, Record

CONTEXT = "http://iiif.io/api/presentation/3/context.json"
MEDIA_TYPE = f'application/ld+json;profile="{CONTEXT}"'
THUMBNAIL = 320  # pixels wide
# Our own API, which says the same in its own form.
API = "api/v1/images/"
IMAGES = {
    "image/jpeg": "JPEG",
    "image/png": "PNG without loss",
    "image/tiff": "TIFF without loss",
}


def address_of(base: str, name: str, *parts: str) -> str:
    return urljoin(base, reverse(name, args=parts))


def manifest_address(record: Record) -> str:
    return record.addresses.manifest(record.identifier)


def image(file: File) -> dict:
    return {
        "id": file.address,
        "type": "Image",
        "format": file.media_type,
        "width": file.width,
        "height": file.height,
    }


def thumbnail(record: Record) -> list[dict]:
    return [image(record.preview(THUMBNAIL))]


def page(address: str, label: dict) -> dict:
    """A page for people."""
    return {
        "id": address,
        "type": "Text",
        "label": label,
        "format": "text/html",
        "language": [settings.LANGUAGE_CODE],
    }


def downloads(record: Record) -> list[dict]:
    """The files for re-users, smallest first, by the addresses that never change."""
    return [
        {
            "id": file.permanent_address,
            "type": "Image",
            "label": in_our_language(
                f"{file.size.capitalize()}: {file.width} × {file.height} pixels, "
                f"{IMAGES.get(file.media_type, file.media_type)}"
            ),
            "format": file.media_type,
        }
        for file in record.downloads
    ]


def see_also(record: Record) -> list[dict]:
    return [
        {
            "id": record.absolute(f"/{API}{record.identifier}"),
            "type": "Dataset",
            "label": in_our_language("The same picture in the API of this portal"),
            "format": "application/json",
        }
    ]


def facts(record: Record) -> list[dict]:
    """Rows of facts, in the order in which the picture's page has them."""
    entry = record.entry
    rows = [
        row("Alternative text", in_every_language(record, "alt_text")),
        row("Kind", in_our_language(entry.get_kind_display())),
    ]
    if entry.taken_on:
        rows.append(row("Taken", in_our_language(entry.taken_in_words)))
    if record.subjects:
        labels = [subject.label for subject in record.subjects]
        rows.append(row("Subjects", in_our_language(*labels)))
    return [*rows, row("Identifier", in_no_language(record.identifier, *record.names_elsewhere))]


def offered_by(base: str) -> list[dict]:
    """The agency."""
    told = provider()
    agent = {
        "id": base,
        "type": "Agent",
        "label": in_our_language(told.name),
        "homepage": [page(base, in_our_language(told.name))],
    }
    if told.logo:
        logo = {"id": urljoin(base, told.logo), "type": "Image", "format": "image/svg+xml"}
        agent["logo"] = [logo]
    return [agent]
