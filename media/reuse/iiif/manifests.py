"""Manifests: one picture, or a gallery with a canvas for each of its pictures."""

from urllib.parse import urljoin

from media.archive.galleries import GalleryItem, GalleryPage
from media.descriptions.markup import plain as without_markup
from media.reuse.answers import Refusal
from media.reuse.galleries import items_between, sizes_of
from media.reuse.iiif import searching
from media.reuse.iiif.canvases import canvas_address, canvas_of
from media.reuse.iiif.parts import (
    CONTEXT,
    address_of,
    downloads,
    facts,
    manifest_address,
    offered_by,
    page,
    see_also,
    thumbnail,
)
from media.reuse.iiif.terms import terms
from media.reuse.iiif.texts import in_every_language, in_our_language, plain, row
from media.reuse.records import Record, records_of

# So many canvases stand in one manifest: viewers read it whole before they show anything.
MOST_CANVASES = 200


def of_picture(record: Record) -> dict:
    here = manifest_address(record)
    return {
        "@context": CONTEXT,
        "id": here,
        "type": "Manifest",
        "label": in_every_language(record, "title"),
        "summary": plain(in_every_language(record, "long_description")),
        "metadata": facts(record) + caption(record),
        **terms(record),
        "provider": offered_by(record.base),
        "thumbnail": thumbnail(record),
        "homepage": homepage(record),
        "rendering": downloads(record),
        "seeAlso": see_also(record),
        "items": [canvas_of(record, canvas_address(here))],
    }


def homepage(record: Record) -> list[dict]:
    return [page(record.address, in_our_language(record.title))]


def caption(record: Record) -> list[dict]:
    said = in_every_language(record, "caption")
    return [row("Caption", said)] if said else []


def parts_of(size: int) -> int:
    """The number of manifests in which so many pictures stand."""
    return max(1, -(-size // MOST_CANVASES))


def address_of_part(base: str, slug: str, part: int) -> str:
    """The first part is at the address of the gallery's manifest itself."""
    whole = address_of(base, "iiif_gallery", slug)
    return whole if part == 1 else f"{whole}?part={part}"


def title_of_part(title: str, part: int, parts: int) -> str:
    return title if parts == 1 else f"{title}, part {part} of {parts}"


def of_gallery(gallery: GalleryPage, base: str, part: int = 1) -> dict:
    """In the gallery's order, so many canvases as one manifest has; it needs a picture that visitors see."""
    parts = parts_of(sizes_of([gallery.pk]).get(gallery.pk, 0))
    start = (part - 1) * MOST_CANVASES
    items = items_between(gallery, start, start + MOST_CANVASES) if 1 <= part <= parts else []
    if not items:
        raise Refusal(f"“{gallery.title}” has no part {part}: it has {parts}.", 404)
    records = records_of([item.entry for item in items], base)
    here = address_of(base, "iiif_gallery", gallery.slug)
    whole = {
        "id": address_of(base, "iiif_gallery_parts", gallery.slug),
        "type": "Collection",
        "label": in_our_language(gallery.title),
    }
    found = {
        "@context": [searching.CONTEXT, CONTEXT],
        "id": address_of_part(base, gallery.slug, part),
        "type": "Manifest",
        "label": in_our_language(title_of_part(gallery.title, part, parts)),
        **({"partOf": [whole]} if parts > 1 else {}),
        "summary": plain(in_our_language(without_markup(gallery.introduction) or gallery.summary)),
        "provider": offered_by(base),
        "service": searching.service(address_of(base, "iiif_gallery_search", gallery.slug)),
        "thumbnail": thumbnail(records[0]),
        "homepage": [page(urljoin(base, gallery.get_url() or ""), in_our_language(gallery.title))],
        "items": [
            canvas_in_gallery(record, item, here)
            for record, item in zip(records, items, strict=True)
        ],
    }
    # Viewers show the terms of the whole before those of each; they are said where all have the same.
    shared = [terms(record) for record in records]
    return found | shared[0] if all(one == shared[0] for one in shared) else found


def canvas_in_gallery(record: Record, item: GalleryItem, manifest: str) -> dict:
    """A canvas with everything about its picture, which no manifest around it says."""
    own = [row("Caption", in_our_language(item.caption))] if item.caption else caption(record)
    return canvas_of(
        record,
        canvas_address(manifest, record.identifier),
        metadata=[row("Title", in_every_language(record, "title")), *facts(record), *own],
        **terms(record),
        homepage=homepage(record),
        rendering=downloads(record),
        seeAlso=[
            {
                "id": manifest_address(record),
                "type": "Manifest",
                "label": in_our_language("This picture alone"),
                "format": "application/ld+json",
            },
            *see_also(record),
        ],
    )
