"""The galleries that programs meet: those that visitors see, with a picture that they see."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import HttpRequest
from wagtail.models import Site

from media.archive.catalogue import by_page
from media.archive.galleries import GalleryItem, GalleryPage
from media.reuse.answers import Refusal


def shown_galleries(request: HttpRequest) -> QuerySet:
    """Those of this site, where there are several."""
    items = GalleryItem.objects.filter(gallery=OuterRef("pk"), image__entry__isnull=False)
    galleries = GalleryPage.objects.visible().filter(Exists(items))
    site = Site.find_for_request(request) if len(Site.get_site_root_paths()) > 1 else None
    return galleries.descendant_of(site.root_page) if site else galleries


def gallery_called(request: HttpRequest, slug: str) -> GalleryPage:
    """The gallery with this slug; a refusal where visitors meet none."""
    if gallery := shown_galleries(request).filter(slug=slug).order_by("pk").first():
        return gallery
    raise Refusal(f"No gallery with released pictures is called “{slug}”.", 404)


def shown_items(galleries: Iterable[int]) -> QuerySet:
    """The items of these galleries whose picture visitors see, each gallery's in its order."""
    items = GalleryItem.objects.filter(gallery__in=list(galleries), image__entry__isnull=False)
    return items.order_by("gallery", "sort_order", "pk")


def sizes_of(galleries: Iterable[int]) -> dict[int, int]:
    """{key of a gallery: how many pictures visitors see in it}, in one query."""
    rows = shown_items(galleries).order_by().values_list("gallery")
    return dict(rows.annotate(number=Count("pk")))


def items_between(gallery: GalleryPage, start: int, stop: int) -> list[GalleryItem]:
    """The items at these places, counted from 0 and without the last, each with its entry; in two queries."""
    return with_entries(list(shown_items([gallery.pk])[start:stop]))


def with_entries(items: list[GalleryItem]) -> list[GalleryItem]:
    """These items, each with its `entry`, in one query; without those that visitors see no more."""
    entries = by_page(item.image_id for item in items)
    for item in items:
        item.entry = entries.get(item.image_id)
    return [item for item in items if item.entry]


def galleries_with(request: HttpRequest, pages: Iterable[int]) -> dict[int, list[str]]:
    """{key of a picture's page: slugs of the galleries in which it stands}, in one query."""
    found = defaultdict(list)
    items = GalleryItem.objects.filter(
        image__in=list(pages), gallery__in=shown_galleries(request).values("pk")
    )
    rows = items.order_by("gallery__slug").values_list("image", "gallery__slug")
    for page, slug in rows:
        found[page].append(slug)
    return found
