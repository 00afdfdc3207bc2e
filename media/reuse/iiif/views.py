"""Manifests and collections at their addresses."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from media.archive.listing import as_position
from media.pages.keys import key_in
from media.pages.subjects import Subject
from media.reuse.answers import Refusal, document, for_programs, shown_record
from media.reuse.galleries import gallery_called
from media.reuse.iiif import listing, manifests
from media.reuse.iiif.parts import MEDIA_TYPE
from media.reuse.records import base_of


@for_programs
def picture(request: HttpRequest, identifier: str) -> HttpResponse:
    return document(manifests.of_picture(shown_record(request, identifier)), MEDIA_TYPE)


@for_programs
def gallery(request: HttpRequest, slug: str) -> HttpResponse:
    found = gallery_called(request, slug)
    return document(manifests.of_gallery(found, base_of(request)), MEDIA_TYPE)


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
