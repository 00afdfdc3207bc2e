"""One page of what a visitor chose: its pictures, and the ways on and back.

By date, a page says from which picture on it goes (`before`, `after`): the four-thousandth costs what the
first costs. In the other orders pages have numbers, as far as pictures are known one by one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import QueryDict

from media.archive.catalogue import Entry, among, entries_at
from media.archive.search.engine import KNOWN
from media.archive.search.finding import best_first
from media.archive.selections import Selection
from media.pages.keys import key_in

# How many visitors like which pictures, as {translation key: number}: of those with the keys that are
# given, else of those that most like. A room above this one knows; it says so here.
LIKES: dict[str, Callable[..., dict]] = {}


@dataclass
class Listing:
    """The entries of one page, and the addresses of those beside it; "" where there is none."""

    entries: list[Entry] = field(default_factory=list)
    previous: str = ""
    next: str = ""
    # "Page 2 of 5", where pages have numbers.
    place: str = ""
    # The parameters that this page adds to those of the selection.
    own: dict[str, str] = field(default_factory=dict)


def listed(selection: Selection, query: QueryDict) -> Listing:
    if selection.sort in ("newest", "oldest"):
        return by_date(selection, query)
    return by_number(selection, query)


def by_date(selection: Selection, query: QueryDict) -> Listing:
    """The pictures that follow after one, or stand before it, in the order of their dates."""
    size = selection.page_size
    before, after = (as_position(query.get(name, "")) for name in ("before", "after"))
    is_backwards = after is not None and before is None
    edge = after if is_backwards else before
    # With the oldest first, what follows is what is newer.
    is_falling = (selection.sort == "newest") != is_backwards
    places = selection.positions()
    number = page_number(query, size) if edge is None else 1
    if edge is not None:
        places = places.filter(**{f"place__{'lt' if is_falling else 'gt'}": edge})
    start = (number - 1) * size
    found = list(places.order_by("-place" if is_falling else "place")[start : start + size + 1])
    has_more, found = len(found) > size, found[:size]
    if is_backwards:
        found.reverse()
    listing = Listing(in_order(found))
    if edge is not None:
        listing.own = {"after" if is_backwards else "before": str(edge)}
    if number > 1:
        listing.own = {"page": str(number)}
    if found:
        if has_more or is_backwards:
            listing.next = selection.address(before=str(found[-1]))
        if has_more if is_backwards else edge is not None or number > 1:
            listing.previous = selection.address(after=str(found[0]))
        elif is_backwards:
            listing.own = {}  # these are the first
    elif edge is not None or number > 1:
        listing.previous = selection.address()
    return listing


def page_number(query: QueryDict, size: int) -> int:
    """The number of a page in an address; 1 for none, and for those too far behind to be counted to."""
    number = key_in(query.get("page", "")) or 1
    return number if 1 <= number <= KNOWN // size else 1


def as_position(text: str) -> int | None:
    """A position as an address says it; None for anything else."""
    place = key_in(text.removeprefix("-"))
    return -place if place is not None and text.startswith("-") else place


def by_number(selection: Selection, query: QueryDict) -> Listing:
    page = Paginator(places_in_order(selection), selection.page_size).get_page(query.get("page"))
    listing = Listing(in_order(page.object_list))
    if page.paginator.num_pages > 1:
        listing.place = f"Page {page.number} of {page.paginator.num_pages}"
    if page.number > 1:
        listing.own = {"page": str(page.number)}
        listing.previous = selection.address(page=page.number - 1 if page.number > 2 else "")
    if page.has_next():
        listing.next = selection.address(page=page.next_page_number())
    return listing


def fitting(selection: Selection) -> QuerySet:
    """The entries that fit, with their files, in no order."""
    is_known = len(selection.known) <= KNOWN
    places = among(selection.known) if is_known else selection.positions()
    return Entry.objects.with_files().filter(pk__in=places)


class Largest:
    """The first places of very many, the largest first; only those that are asked for are read."""

    def __init__(self, places: QuerySet):
        self.places = places

    def __len__(self) -> int:
        return KNOWN

    def __getitem__(self, part: slice) -> list[int]:
        return list(self.places[part])


def places_in_order(selection: Selection) -> Sequence[int]:
    """The positions that fit, in an order other than by date; of very many the first in that order."""
    is_known = len(selection.known) <= KNOWN
    fitting = selection.known if is_known else selection.positions()
    if selection.sort == "best":
        ranked = best_first(selection.question)
        if not is_known:
            # All that is ranked holds the words: to look for these again would cost every hit.
            apart_from_words = replace(selection, question=selection.question.about())
            fitting = apart_from_words.positions().filter(place__in=among(ranked))
        fits = set(fitting)
        return [place for place in ranked if place in fits]
    if is_known:
        entries = Entry.objects.filter(pk__in=among(fitting))
    else:
        # As they are where all are walked: a list of very many keys costs more than the walk.
        walks_all = fitting.model is Entry
        entries = fitting if walks_all else Entry.objects.filter(pk__in=fitting)
    if selection.sort == "largest":
        places = entries.order_by("-pixels", "-pk").values_list("pk", flat=True)
        return list(places) if is_known else Largest(places)
    likes = LIKES["liked"]() if not is_known else {}
    if likes:
        entries = entries.filter(translation_key__in=likes)
    keys = dict(entries.values_list("pk", "translation_key"))
    likes = likes or LIKES["liked"](keys.values())
    return sorted(keys, key=lambda place: (-likes.get(keys[place], 0), -place))[:KNOWN]


def in_order(places: list[int]) -> list[Entry]:
    """The entries at these positions, with their files, in this order."""
    entries = {entry.pk: entry for entry in entries_at(places)}
    return [entries[place] for place in places if place in entries]
