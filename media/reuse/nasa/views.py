"""Search, files, metadata, words and albums, as NASA's library answers them."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from media.archive.listing import in_order
from media.archive.search.engine import KNOWN
from media.reuse.answers import Refusal, document, for_programs, shown_record
from media.reuse.galleries import galleries_with, gallery_called
from media.reuse.nasa import items
from media.reuse.nasa.finding import found, in_album
from media.reuse.nasa.questions import Part, read_part, read_search
from media.reuse.records import base_of, records_of

VERSION = "1.1"
# An album has its own end; nobody asks for pages behind this place.
LONGEST_ALBUM = 100_000


@for_programs
def search(request: HttpRequest) -> HttpResponse:
    asked, part = read_search(request.GET), read_part(request.GET)
    places, number = found(request, asked)
    has_more = part.end < min(number, KNOWN)
    return collection(request, places[part.start : part.end], number, part, has_more)


@for_programs
def album(request: HttpRequest, name: str) -> HttpResponse:
    """The pictures of a gallery, which is called by its slug."""
    gallery, part = gallery_called(request, name), read_part(request.GET, LONGEST_ALBUM)
    places = in_album(gallery)
    number = places.count()
    return collection(request, list(places[part.start : part.end]), number, part, part.end < number)


def collection(
    request: HttpRequest, places: list[int], number: int, part: Part, has_more: bool
) -> HttpResponse:
    records = records_of(in_order(places), base_of(request))
    albums = galleries_with(request, (record.entry.page_id for record in records))
    links = []
    if part.number > 1:
        links.append(
            {"rel": "prev", "prompt": "Previous", "href": at_page(request, part.number - 1)}
        )
    if has_more:
        links.append({"rel": "next", "prompt": "Next", "href": at_page(request, part.number + 1)})
    told = {
        "version": VERSION,
        "href": request.build_absolute_uri(),
        "items": [items.item(one, albums.get(one.entry.page_id, [])) for one in records],
        "metadata": {"total_hits": number},
    }
    return document({"collection": told | ({"links": links} if links else {})})


def at_page(request: HttpRequest, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"{request.build_absolute_uri(request.path)}?{query.urlencode()}"


@for_programs
def asset(request: HttpRequest, identifier: str) -> HttpResponse:
    files = items.assets(shown_record(request, identifier))
    told = [{"href": one} for one in files]
    here = request.build_absolute_uri(request.path)
    return document({"collection": {"version": VERSION, "href": here, "items": told}})


@for_programs
def asset_list(request: HttpRequest, identifier: str) -> HttpResponse:
    """The addresses of the files as a bare list, to which an item of a search leads."""
    return document(items.assets(shown_record(request, identifier)))


@for_programs
def location(request: HttpRequest, identifier: str, name: str) -> HttpResponse:
    """Where the document is that the address called `name` leads to."""
    record = shown_record(request, identifier)
    return document({"location": record.absolute(reverse(name, args=[record.identifier]))})


@for_programs
def metadata_file(request: HttpRequest, identifier: str) -> HttpResponse:
    return document(items.metadata(shown_record(request, identifier)))


@for_programs
def captions_file(request: HttpRequest, identifier: str) -> HttpResponse:
    words = items.captions(shown_record(request, identifier))
    return HttpResponse(words, content_type="text/plain; charset=utf-8")


@for_programs
def file(request: HttpRequest, identifier: str, name: str) -> HttpResponse:
    """Lead to the current public file. This address never changes."""
    if wanted := items.file_called(shown_record(request, identifier), name):
        return HttpResponseRedirect(wanted.address)
    sizes = ", ".join(items.SIZES)
    raise Refusal(f"The picture has no file “{name}”; the sizes of its JPEG are {sizes}.", 404)
