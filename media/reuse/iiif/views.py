"""Manifests and collections at their addresses."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from media.archive.catalogue import Entry
from media.archive.listing import as_position
from media.pages.keys import key_in
from media.pages.subjects import Subject
from media.reuse.answers import Refusal, document, for_programs, shown_record
from media.reuse.galleries import gallery_called, shown_items
from media.reuse.iiif import listing, manifests, searching
from media.reuse.iiif.canvases import canvas_address
from media.reuse.iiif.parts import MEDIA_TYPE, address_of, manifest_address
from media.reuse.records import Record, base_of


@for_programs
def picture(request: HttpRequest, identifier: str) -> HttpResponse:
    return document(manifests.of_picture(shown_record(request, identifier)), MEDIA_TYPE)


@for_programs
def gallery(request: HttpRequest, slug: str) -> HttpResponse:
    found = gallery_called(request, slug)
    part = number_in(request, "part", key_in)
    told = manifests.of_gallery(found, base_of(request), 1 if part is None else part)
    return document(told, MEDIA_TYPE)


@for_programs
def gallery_parts(request: HttpRequest, slug: str) -> HttpResponse:
    found = gallery_called(request, slug)
    return document(listing.of_gallery(found, base_of(request)), MEDIA_TYPE)


@for_programs
def search(request: HttpRequest) -> HttpResponse:
    """Descriptions of all pictures."""

    def canvas(record: Record) -> str:
        return canvas_address(manifest_address(record))

    return found(request, address_of(base_of(request), "iiif_search"), Entry.objects.all(), canvas)


@for_programs
def gallery_search(request: HttpRequest, slug: str) -> HttpResponse:
    """Descriptions of the pictures of a gallery."""
    base, gallery = base_of(request), gallery_called(request, slug)
    manifest = address_of(base, "iiif_gallery", gallery.slug)

    def canvas(record: Record) -> str:
        return canvas_address(manifest, record.identifier)

    pages = shown_items([gallery.pk]).order_by().values("image")
    address = address_of(base, "iiif_gallery_search", gallery.slug)
    return found(request, address, Entry.objects.filter(page__in=pages), canvas)


def found(request: HttpRequest, address: str, entries: QuerySet, canvas) -> HttpResponse:
    before = number_in(request, "before", as_position)
    told = searching.answer(request, address, entries, canvas, before)
    return document(told, searching.MEDIA_TYPE)


@for_programs
def subject(request: HttpRequest, slug: str) -> HttpResponse:
    """What is about a subject; of one that was merged, the whole."""
    merged = Subject.objects.filter(slug=slug, merged_into__isnull=False).first()
    if merged:
        return HttpResponsePermanentRedirect(
            reverse("iiif_subject", args=[merged.merged_into.slug])
        )
    subjects = Subject.objects.public().with_labels().select_related("page")
    found = subjects.filter(slug=slug).first()
    if found is None:
        raise Refusal(f"There is no subject “{slug}”.", 404)
    before = number_in(request, "before", as_position)
    return document(listing.of_subject(request, found, before), MEDIA_TYPE)


@for_programs
def collection(request: HttpRequest) -> HttpResponse:
    before, after = number_in(request, "before", key_in), request.GET.get("after", "")
    if after and before is not None:
        raise Refusal("after leads on among subjects, before among galleries: say one of them.")
    return document(listing.of_all(request, after, before), MEDIA_TYPE)


def number_in(request: HttpRequest, name: str, read) -> int | None:
    """The number in a parameter, as `read` makes it out; None where the parameter is not given."""
    text = request.GET.get(name, "")
    number = read(text) if text else None
    if text and number is None:
        raise Refusal(f"{name} is no number that a collection names.")
    return number
