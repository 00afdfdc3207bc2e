"""The sitemap, in parts of a limited size: pictures by ranges of the catalogue, all other pages by their key.

A part is named by the first place or key in it, so that each costs the same wherever it stands.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.sax.saxutils import escape

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, QuerySet, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from media.archive.catalogue import Entry
from media.archive.ranges import starts
from media.models import ImagePage
from media.pages.visibility import visible

# The protocol allows 50,000 addresses a file.
MOST_ADDRESSES = 50_000
# The first part of a kind has no number in its name.
PART = re.compile(r"(pages|images)(?:-(-?[0-9]{1,19}))?")
# An address, when what stands there was changed, the address of its picture's file ("" for none).
Row = tuple[str, datetime | None, str]
FIRST = -(1 << 63) + 1
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
IMAGE_NAMESPACE = "http://www.google.com/schemas/sitemap-image/1.1"
# Every picture has this download; it leads to the current file, whatever that is called.
FILE = ("full", "jpg")


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    names = [
        f"{kind}-{first}" if place else kind
        for kind in KINDS
        for place, first in enumerate(starts_of(kind, request))
    ]
    addresses = (
        request.build_absolute_uri(reverse("sitemap_section", args=[name])) for name in names
    )
    return answer("sitemapindex", "sitemap", ((address, None, "") for address in addresses))


@require_safe
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    if match := PART.fullmatch(section):
        kind = match.group(1)
        first = int(match.group(2) or FIRST)
        rows = KINDS[kind](request).filter(number__gte=first)
        # A part of other pages ends where so many are listed.
        parts = starts_of(kind, request) if kind == "images" else []
        if (end := end_of(parts, match.group(2))) is not None:
            rows = rows.filter(number__lt=end)
        if listed := list(addresses_of(request, rows[:MOST_ADDRESSES])):
            return answer("urlset", "url", listed)
    raise Http404("The sitemap has no such part.")


def pages(request: HttpRequest) -> QuerySet:
    """Every visible page of this site that is no picture: its number, path, when it was published, no picture."""
    root = Site.find_for_request(request).root_page
    shown = Page.objects.filter(visible()).descendant_of(root, inclusive=True)
    shown = shown.exclude(content_type=ContentType.objects.get_for_model(ImagePage))
    numbered = shown.annotate(
        number=F("pk"), changed_at=F("last_published_at"), identifier=Value("")
    )
    return numbered.order_by("number").values_list(*COLUMNS)


def images(request: HttpRequest) -> QuerySet:
    """The pictures of this site, the oldest first: number, path, when they were changed, identifier."""
    found = Entry.objects.annotate(number=F("position")).order_by("number")
    if len(Site.get_site_root_paths()) > 1:
        root = Site.find_for_request(request).root_page
        found = found.filter(url_path__startswith=root.url_path)
    return found.values_list(*COLUMNS)


COLUMNS = ("number", "url_path", "changed_at", "identifier")
KINDS = {"pages": pages, "images": images}


def starts_of(kind: str, request: HttpRequest) -> list[int]:
    """The first places or keys of the parts of this kind."""
    if kind == "images" and len(Site.get_site_root_paths()) == 1:
        return starts(MOST_ADDRESSES)
    return list(walked(KINDS[kind](request).values_list("number", flat=True)))


def end_of(starts_of_parts: list[int], first: str | None) -> int | None:
    """Where the part that is named by `first` ends, before the next one; None for the last.

    The first part has no name of its own: it ends where the second begins.
    """
    following = [one for one in starts_of_parts[1:] if first is None or one > int(first)]
    return following[0] if following else None


def walked(numbers: QuerySet) -> Iterator[int]:
    number = numbers.first()
    while number is not None:
        yield number
        following = numbers.filter(number__gte=number)[MOST_ADDRESSES : MOST_ADDRESSES + 1]
        number = next(iter(following), None)


def addresses_of(request: HttpRequest, rows: QuerySet) -> Iterator[Row]:
    root = Site.find_for_request(request).root_page
    base = request.build_absolute_uri("/")
    # Made once: for each of 50,000 it would take seconds.
    file = request.build_absolute_uri(reverse("download", args=["identifier", *FILE]))
    before, _name, after = file.rpartition("identifier")
    for _number, path, changed_at, identifier in rows:
        file = f"{before}{identifier}{after}" if identifier else ""
        yield f"{base}{path.removeprefix(root.url_path)}", changed_at, file


def answer(name: str, part: str, rows: Iterable[Row]) -> HttpResponse:
    """The addresses as XML, each with its day and its picture's file if there are such."""
    spaces = f'xmlns="{NAMESPACE}" xmlns:image="{IMAGE_NAMESPACE}"'
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<{name} {spaces}>"]
    for address, changed_at, file in rows:
        said = f"<loc>{escape(address)}</loc>"
        said += f"<lastmod>{changed_at:%Y-%m-%d}</lastmod>" if changed_at else ""
        if file:
            said += f"<image:image><image:loc>{escape(file)}</image:loc></image:image>"
        lines.append(f"<{part}>{said}</{part}>")
    return HttpResponse("\n".join([*lines, f"</{name}>", ""]), content_type="application/xml")
