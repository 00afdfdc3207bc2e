"""Which pictures a search finds, in order and with their number; no more of them than are known one by one."""

from datetime import UTC, date, datetime, time

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from media.archive.catalogue import (
    BITS_OF_KEY,
    LAST_SECOND,
    LONG_AGO,
    Entry,
    EntrySubject,
    FacetCount,
    among,
)
from media.archive.galleries import GalleryItem, GalleryPage
from media.archive.search.engine import KNOWN
from media.archive.search.finding import best_first, matching, subjects
from media.reuse.galleries import shown_galleries
from media.reuse.nasa.questions import Asked


def found(request: HttpRequest, asked: Asked) -> tuple[list[int], int]:
    """The places of what fits, the best or else the newest first, and how many there are.

    Of more than are known one by one these come first; their number is said only where it is kept.
    """
    if asked.is_hopeless:
        return [], 0
    entries = fitting(request, asked)
    places = list(entries.order_by("-pk").values_list("pk", flat=True)[: KNOWN + 1])
    if len(places) > KNOWN:
        number = number_of_all() if asks_for_all(asked) else KNOWN
        return best_leading(asked, places[:KNOWN], entries), max(number, KNOWN)
    return best_leading(asked, places, None), len(places)


def best_leading(asked: Asked, places: list[int], entries: QuerySet | None) -> list[int]:
    """The places, those first that hold the words best; `entries` are all that fit, if these are not."""
    if not asked.question.wanted:
        return places
    ranked = best_first(asked.question, KNOWN)
    fits = set(places)
    if entries is not None:
        fits |= set(entries.filter(pk__in=among(ranked)).values_list("pk", flat=True))
    best = [place for place in ranked if place in fits]
    return list(dict.fromkeys([*best, *places]))[:KNOWN]


def fitting(request: HttpRequest, asked: Asked) -> QuerySet:
    entries = matching(asked.question, Entry.objects.all())
    for kind, name in asked.about:
        # As a list, so that what few pictures are about is not looked for among all.
        about = EntrySubject.objects.filter(subject__in=subjects(kind, name))
        entries = entries.filter(pk__in=about.values("entry"))
    if asked.album:
        galleries = shown_galleries(request).filter(slug=asked.album)
        items = GalleryItem.objects.filter(gallery__in=galleries.values("pk"))
        entries = entries.filter(page__in=items.values("image"))
    if asked.first_year or asked.last_year:
        entries = entries.filter(within(asked.first_year or 1, asked.last_year or 9999))
    return entries


def asks_for_all(asked: Asked) -> bool:
    narrowed = (asked.question, asked.about, asked.album, asked.first_year, asked.last_year)
    return not any(narrowed)


def number_of_all() -> int:
    kept = FacetCount.objects.filter(facet="all", value="")
    return kept.values_list("number", flat=True).first() or 0


# --- When a picture was made ----------------------------------------------------------------------


def created(entry: Entry) -> datetime:
    """The first moment of the day on which it was taken; where that is not known, of its first showing."""
    if entry.taken_first:
        return datetime.combine(entry.taken_first, time(), UTC)
    return datetime.fromtimestamp(entry.position >> BITS_OF_KEY, UTC)


def within(first: int, last: int) -> Q:
    """Created in these years. The place of a picture tells when it was first shown."""
    taken = Q(taken_first__gte=date(first, 1, 1), taken_first__lte=date(last, 12, 31))
    shown = Q(taken_first=None, pk__gte=place_of(first))
    if last < 9999:
        shown &= Q(pk__lt=place_of(last + 1))
    return taken | shown


def place_of(year: int) -> int:
    """Where the first moment of a year stands in the catalogue."""
    second = int((datetime(year, 1, 1, tzinfo=UTC) - LONG_AGO).total_seconds())
    return max(-LAST_SECOND, min(second, LAST_SECOND)) << BITS_OF_KEY


# --- Albums ---------------------------------------------------------------------------------------


def in_album(gallery: GalleryPage) -> QuerySet:
    """The places of a gallery's pictures that visitors see, in its order."""
    items = GalleryItem.objects.filter(gallery=gallery, image__entry__isnull=False)
    return items.order_by("sort_order", "pk").values_list("image__entry", flat=True)
