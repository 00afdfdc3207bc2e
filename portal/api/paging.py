"""Pages of lists: what stands on one, and the addresses of those beside it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Generic, TypeVar
from urllib.parse import quote, urljoin

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from pydantic import BaseModel, Field

from media.archive.listing import Listing, fitting, listed
from media.archive.selections import Selection
from media.pages.keys import key_in
from media.reuse.payloads import to_json
from media.reuse.records import base_of
from portal.api import keysets
from portal.api.keysets import Column, Order, Part
from portal.api.problems import Problem

Item = TypeVar("Item", bound=BaseModel)
# The first letters of cursors, with the parameters of the archive's own addresses.
OF_ARCHIVE = {"b": "before", "a": "after", "p": "page"}


class PageOf(BaseModel, Generic[Item]):
    """A part of a list, and where it goes on."""

    items: list[Item]
    total: int = Field(description="How many there are on all pages.")
    total_is_exact: bool = Field(description="If not, there are more than `total`.")
    next: str | None
    previous: str | None
    notes: list[str] = Field(
        default_factory=list, description="Sentences about what could not be understood."
    )


def no_such_page() -> Problem:
    return Problem(
        "not-found", "This cursor leads to no page of this list.", {"parameter": "cursor"}
    )


def address_with(request: HttpRequest, **changes: str) -> str:
    """This address with other parameters; "" leaves one out."""
    asked = request.GET.copy()
    for name, value in changes.items():
        asked.pop(name, None)
        if value:
            asked[name] = value
    query = asked.urlencode()
    path = urljoin(base_of(request), quote(request.path))
    return f"{path}?{query}" if query else path


def answered(told: BaseModel | dict) -> HttpResponse:
    """What is told as JSON; the neighbours of a page stand in the header `Link`, too."""
    response = HttpResponse(to_json(told), content_type="application/json")
    said = told if isinstance(told, dict) else vars(told)
    if links := links_to(said.get("next"), said.get("previous")):
        response["Link"] = links
    return response


def links_to(next: str | None, previous: str | None = None) -> str:
    """The header `Link` for the neighbours of a page; "" for none."""
    ways = {"next": next, "prev": previous}
    return ", ".join(f'<{address}>; rel="{name}"' for name, address in ways.items() if address)


# --- Lists of the archive -----------------------------------------------------------------------


def listing_at(selection: Selection, cursor: str) -> Listing:
    """The page of the archive to which a cursor leads."""
    if selection.sort == "largest":
        return largest_at(selection, cursor)
    is_by_date = selection.sort in ("newest", "oldest")
    letter, number = cursor[:1], cursor[1:]
    if cursor and (letter not in OF_ARCHIVE or is_by_date == (letter == "p")):
        raise no_such_page()
    query = QueryDict(mutable=True)
    if cursor:
        if key_in(number.removeprefix("-")) is None:
            raise no_such_page()
        query[OF_ARCHIVE[letter]] = number
    listing = listed(selection, query)
    shown = listing.own.get("page", "1")
    if letter == "p" and key_in(number) != key_in(shown):
        raise no_such_page()
    return listing


BY_SIZE = (
    Column("pixels", keysets.number, is_falling=True),
    Column("position", keysets.number, is_falling=True),
)


def largest_at(selection: Selection, cursor: str) -> Listing:
    """The same by size, where a place is a size and not a number."""
    try:
        part = keysets.part_of(fitting(selection), BY_SIZE, cursor, selection.page_size)
    except keysets.NoPlace:
        raise no_such_page() from None
    ways = [way and f"?cursor={way}" for way in (part.previous, part.next)]
    return Listing(part.rows, *(way or "" for way in ways))


def cursor_in(address: str) -> str:
    """The cursor for one of the archive's own addresses, or that which it names; "" for the first page."""
    asked = QueryDict(address.removeprefix("?"))
    if "cursor" in asked:
        return asked["cursor"]
    found = (f"{letter}{asked[name]}" for letter, name in OF_ARCHIVE.items() if name in asked)
    return next(found, "")


def beside(request: HttpRequest, address: str) -> str | None:
    """The API's address for a neighbouring page of the archive."""
    return address_with(request, cursor=cursor_in(address)) if address else None


# --- All other lists ----------------------------------------------------------------------------


def part_of(rows: QuerySet, order: Order, asked) -> Part:
    """One page of a list, and the way on, in two queries; a problem for a cursor that no list gave."""
    try:
        part = keysets.part_of(rows, order, asked.cursor, asked.limit)
    except keysets.NoPlace:
        raise no_such_page() from None
    return replace(part, total=rows.count())


def page_of(
    request: HttpRequest, model: type[BaseModel], items: Iterable, part: Part
) -> HttpResponse:
    """The answer with one page of a list."""
    page = PageOf[model](
        items=list(items),
        total=part.total,
        total_is_exact=True,
        next=part.next and address_with(request, cursor=part.next),
        previous=part.previous and address_with(request, cursor=part.previous),
    )
    return answered(page)
