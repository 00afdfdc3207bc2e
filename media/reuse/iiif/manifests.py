"""Manifests: one picture, or a gallery with a canvas for each of its pictures."""

from urllib.parse import urljoin

from media.archive.galleries import GalleryItem, GalleryPage
from media.descriptions.markup import plain as without_markup
from media.reuse.iiif.canvases import canvas_of
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
        "items": [canvas_of(record, here.replace("manifest.json", "canvas"))],
    }


def homepage(record: Record) -> list[dict]:
    return [page(record.address, in_our_language(record.title))]


def caption(record: Record) -> list[dict]:
    said = in_every_language(record, "caption")
    return [row("Caption", said)] if said else []


def of_gallery(gallery: GalleryPage, base: str) -> dict:
    """In the gallery's order; it needs a picture that visitors see."""
    items = gallery.released_items()
    records = records_of([item.entry for item in items], base)
    here = address_of(base, "iiif_gallery", gallery.slug)
    found = {
        "@context": CONTEXT,
        "id": here,
        "type": "Manifest",
        "label": in_our_language(gallery.title),
        "summary": plain(in_our_language(without_markup(gallery.introduction) or gallery.summary)),
        "provider": offered_by(base),
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
        manifest.replace("manifest.json", f"canvas/{record.identifier}"),
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
