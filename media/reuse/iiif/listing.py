"""Collections: the pictures about a subject, and all that there is. Each names so many and the way on.

IIIF has no pages of a collection; what does not fit stands in a collection within it.
"""

from collections.abc import Sequence
from urllib.parse import urlencode, urljoin

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from media.archive.catalogue import EntrySubject
from media.archive.galleries import GalleryPage
from media.archive.listing import in_order
from media.pages.subjects import Subject
from media.reuse.answers import Refusal
from media.reuse.galleries import shown_galleries, sizes_of
from media.reuse.iiif import searching
from media.reuse.iiif.manifests import address_of_part, parts_of, title_of_part
from media.reuse.iiif.parts import (
    CONTEXT,
    address_of,
    manifest_address,
    offered_by,
    page,
    thumbnail,
)
from media.reuse.iiif.texts import in_every_language, in_our_language
from media.reuse.provider import provider
from media.reuse.records import Record, base_of, records_of

# So many of a kind stand in one collection.
MOST = 200
# Kinds of subject with which the whole begins.
FIRST_KINDS = (Subject.Kind.TOPIC, Subject.Kind.MISSION)


def collection(here: str, label: str, items: list[dict], base: str, **more) -> dict:
    return {
        "@context": CONTEXT,
        "id": here,
        "type": "Collection",
        "label": in_our_language(label),
        # Mirador 3 opens no collection without one.
        "requiredStatement": {
            "label": in_our_language("Offered by"),
            "value": in_our_language(
                f"{provider().name}. Each picture says its own credit and licence."
            ),
        },
        "provider": offered_by(base),
        **more,
        "items": items,
    }


def named(here: str, label: str, type: str = "Collection") -> dict:
    """How one document names another."""
    return {"id": here, "type": type, "label": in_our_language(label)}


def picture(record: Record) -> dict:
    return {
        "id": manifest_address(record),
        "type": "Manifest",
        "label": in_every_language(record, "title"),
        "thumbnail": thumbnail(record),
    }


def at_most(rows: Sequence | QuerySet) -> tuple[list, bool]:
    """The first of them, as many as stand in one collection; and whether there are more."""
    found = list(rows[: MOST + 1])
    return found[:MOST], len(found) > MOST


def of_subject(request: HttpRequest, subject: Subject, before: int | None) -> dict:
    """The pictures about a subject, the newest first; those that stand `before` a place, if it is given."""
    base = base_of(request)
    about = EntrySubject.objects.filter(subject=subject).order_by("-entry")
    rows = about if before is None else about.filter(entry__lt=before)
    places, has_more = at_most(rows.values_list("entry", flat=True))
    if not places:
        older = "older " if before is not None else ""
        raise Refusal(f"No {older}released picture is about “{subject.label}”.", 404)
    items = [picture(record) for record in records_of(in_order(places), base)]
    whole = address_of(base, "iiif_subject", subject.slug)
    if has_more:
        items.append(
            named(
                f"{whole}?{urlencode({'before': places[-1]})}", f"{subject.label}, older pictures"
            )
        )
    own = subject.page.get_url(request) if subject.page else None
    people = urljoin(base, own or reverse("subject", args=[subject.slug]))
    more = {"homepage": [page(people, in_our_language(subject.label))]}
    if before is None:
        return collection(whole, subject.label, items, base, **more)
    here = f"{whole}?{urlencode({'before': before})}"
    more["partOf"] = [named(whole, subject.label)]
    return collection(here, f"{subject.label}, older pictures", items, base, **more)


def of_all(request: HttpRequest, after: str, before: int | None) -> dict:
    """Topics and missions by their names, and galleries, the newest first.

    Only the subjects that follow `after` a slug, or the galleries from `before` a key, if one is given.
    """
    base = base_of(request)
    whole, items = address_of(base, "iiif_collection"), []
    if before is None:
        items += subjects(whole, base, after)
    if not after:
        items += galleries(request, whole, base, before)
    query = {"after": after} if after else {"before": before} if before is not None else {}
    label = f"Pictures of {provider().name}"
    if not query:
        more = {
            "@context": [searching.CONTEXT, CONTEXT],
            "service": searching.service(address_of(base, "iiif_search")),
        }
        return collection(whole, label, items, base, **more)
    here = f"{whole}?{urlencode(query)}"
    return collection(here, f"{label}, continued", items, base, partOf=[named(whole, label)])


def of_gallery(gallery: GalleryPage, base: str) -> dict:
    """The manifests of a gallery, which are several where it is large."""
    here = address_of(base, "iiif_gallery_parts", gallery.slug)
    parts = parts_of(sizes_of([gallery.pk]).get(gallery.pk, 0))
    items = [
        named(
            address_of_part(base, gallery.slug, part),
            title_of_part(gallery.title, part, parts),
            "Manifest",
        )
        for part in range(1, parts + 1)
    ]
    people = urljoin(base, gallery.get_url() or "")
    more = {"homepage": [page(people, in_our_language(gallery.title))]}
    return collection(here, gallery.title, items, base, **more)


def subjects(whole: str, base: str, after: str) -> list[dict]:
    shown = EntrySubject.objects.filter(subject=OuterRef("pk"))
    rows = Subject.objects.public().with_labels().filter(Exists(shown), kind__in=FIRST_KINDS)
    found, has_more = at_most(rows.filter(slug__gt=after).order_by("slug"))
    items = [named(address_of(base, "iiif_subject", one.slug), one.label) for one in found]
    if has_more:
        onward = f"{whole}?{urlencode({'after': found[-1].slug})}"
        items.append(named(onward, "More topics and missions"))
    return items


def galleries(request: HttpRequest, whole: str, base: str, before: int | None) -> list[dict]:
    rows = shown_galleries(request).order_by("-pk")
    rows = rows if before is None else rows.filter(pk__lt=before)
    found, has_more = at_most(rows.values_list("pk", "slug", "title"))
    sizes = sizes_of(key for key, _slug, _title in found)
    items = [
        named(address_of(base, "iiif_gallery_parts", slug), title)
        if parts_of(sizes.get(key, 0)) > 1
        else named(address_of(base, "iiif_gallery", slug), title, "Manifest")
        for key, slug, title in found
    ]
    if has_more:
        items.append(named(f"{whole}?{urlencode({'before': found[-1][0]})}", "Older galleries"))
    return items
