"""The sitemap: pages of every type in one part, pictures in parts of a fixed size, by their place in the catalogue.

A part is named by the first place in it, so that each costs the same wherever it stands.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.sax.saxutils import escape

from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from media.archive.catalogue import Entry
from media.models import ImagePage
from media.pages.visibility import visible

# The protocol allows 50,000 addresses a file.
MOST_ADDRESSES = 50_000
FIRST_PLACE = -(1 << 63) + 1
PAGES = "pages"
# The first part of the pictures has no place in its name.
OF_IMAGES = re.compile(r"images(?:-(-?[0-9]{1,19}))?")
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    places = list(first_places(request))
    parts = [PAGES, *["images"][: len(places)], *(f"images-{place}" for place in places[1:])]
    addresses = (
        request.build_absolute_uri(reverse("sitemap_section", args=[part])) for part in parts
    )
    return answer("sitemapindex", "sitemap", ((address, None) for address in addresses))


@require_safe
def sitemap_section(request: HttpRequest, section: str) -> HttpResponse:
    if section == PAGES:
        return answer("urlset", "url", pages(request))
    match = OF_IMAGES.fullmatch(section)
    if match and (found := list(images(request, int(match.group(1) or FIRST_PLACE)))):
        return answer("urlset", "url", found)
    raise Http404("The sitemap has no such part.")


def entries(request: HttpRequest):
    """The pictures of this site, the oldest first."""
    found = Entry.objects.order_by("position")
    if len(Site.get_site_root_paths()) > 1:
        root = Site.find_for_request(request).root_page
        found = found.filter(url_path__startswith=root.url_path)
    return found


def first_places(request: HttpRequest) -> Iterator[int]:
    """The first place in each part of the pictures."""
    places = entries(request).values_list("position", flat=True)
    place = places.first()
    while place is not None:
        yield place
        following = places.filter(position__gte=place)[MOST_ADDRESSES : MOST_ADDRESSES + 1]
        place = next(iter(following), None)


def images(request: HttpRequest, first: int) -> Iterator[tuple[str, datetime]]:
    root = Site.find_for_request(request).root_page
    rows = entries(request).filter(position__gte=max(first, FIRST_PLACE))
    base = request.build_absolute_uri("/")
    for path, changed_at in rows.values_list("url_path", "changed_at")[:MOST_ADDRESSES]:
        yield f"{base}{path.removeprefix(root.url_path)}", changed_at


def pages(request: HttpRequest) -> Iterator[tuple[str, datetime]]:
    """Every visible page that is no picture."""
    site = Site.find_for_request(request)
    shown = Page.objects.filter(visible()).descendant_of(site.root_page, inclusive=True)
    shown = shown.exclude(content_type=ContentType.objects.get_for_model(ImagePage))
    for page in shown.order_by("path")[:MOST_ADDRESSES]:
        yield page.get_full_url(request), page.last_published_at


def answer(name: str, part: str, rows: Iterable[tuple[str, datetime | None]]) -> HttpResponse:
    """The addresses as XML, each with its day if that is known."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<{name} xmlns="{NAMESPACE}">']
    for address, changed_at in rows:
        day = f"<lastmod>{changed_at:%Y-%m-%d}</lastmod>" if changed_at else ""
        lines.append(f"<{part}><loc>{escape(address)}</loc>{day}</{part}>")
    return HttpResponse("\n".join([*lines, f"</{name}>", ""]), content_type="application/xml")
