"""Pages of lists: what stands on one, and the addresses of those beside it."""

import re
from collections.abc import Iterable
from typing import Generic, TypeVar
from urllib.parse import quote, urljoin

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from pydantic import BaseModel, Field

from media.archive.listing import Listing, listed
from media.archive.selections import Selection
from media.pages.keys import key_in
from media.reuse.records import base_of
from portal.api.problems import Problem

Item = TypeVar("Item", bound=BaseModel)
# The first letters of cursors, with the parameters of the archive's own addresses.
OF_ARCHIVE = {"b": "before", "a": "after", "p": "page"}
# Nobody turns so many pages; who wants everything follows `changes` or takes the export.
LAST_PAGE = 10_000


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


def answered(
    request: HttpRequest, page: BaseModel, only: set[str] | None = None, *, is_list: bool = True
) -> HttpResponse:
    """The page as JSON, with its neighbours in the header `Link`; `only` these fields of its items."""
    include = None
    if only is not None and is_list:
        include = dict.fromkeys(type(page).model_fields, True) | {"items": {"__all__": only}}
    elif only is not None:
        include = only
    body = page.model_dump_json(include=include)
    response = HttpResponse(body, content_type="application/json")
    ways = {"next": getattr(page, "next", None), "prev": getattr(page, "previous", None)}
    if links := [f'<{address}>; rel="{name}"' for name, address in ways.items() if address]:
        response["Link"] = ", ".join(links)
    return response


# --- Lists of the archive -----------------------------------------------------------------------


def listing_at(selection: Selection, cursor: str) -> Listing:
    """The page of the archive to which a cursor leads."""
    is_by_date = selection.sort in ("newest", "oldest")
    letter, number = cursor[:1], cursor[1:]
    if cursor and is_by_date == (letter == "p"):
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


def cursor_in(address: str) -> str:
    """The cursor for one of the archive's own addresses; "" for the first page."""
    asked = QueryDict(address.removeprefix("?"))
    found = (f"{letter}{asked[name]}" for letter, name in OF_ARCHIVE.items() if name in asked)
    return next(found, "")


def beside(request: HttpRequest, address: str) -> str | None:
    """The API's address for a neighbouring page of the archive."""
    return address_with(request, cursor=cursor_in(address)) if address else None


# --- All other lists ----------------------------------------------------------------------------


def numbered(cursor: str) -> int:
    """The number of the page to which a cursor leads."""
    if not cursor:
        return 1
    number = key_in(cursor[1:]) if re.match("p[1-9]", cursor) else None
    if number is None or number > LAST_PAGE:
        raise no_such_page()
    return number


def part_of(rows: QuerySet, cursor: str, limit: int) -> tuple[list, int]:
    """(rows of one page, how many there are in all), in two queries."""
    number = numbered(cursor)
    start = (number - 1) * limit
    total = rows.count()
    if start and start >= total:
        raise no_such_page()
    return list(rows[start : start + limit]), total


def page_of(
    request: HttpRequest, model: type[BaseModel], items: Iterable[BaseModel], asked, total: int
) -> HttpResponse:
    """The answer with one page of a list that has numbered pages."""
    number = numbered(asked.cursor)
    before = address_with(request, cursor=f"p{number - 1}" if number > 2 else "")
    after = address_with(request, cursor=f"p{number + 1}")
    page = PageOf[model](
        items=list(items),
        total=total,
        total_is_exact=True,
        next=after if number * asked.limit < total else None,
        previous=before if number > 1 else None,
    )
    return answered(request, page)
