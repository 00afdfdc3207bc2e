"""What a process keeps beside whole answers: parts of pages and what they are made of, for one generation.

A page that is drawn anew is not made from nothing. The door says in which generation it asks; where it
stands open (`PERIGEE_PAGE_CACHE=0`) the number is read here.
"""

from collections.abc import Callable
from datetime import date

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.utils import timezone
from wagtail.models import Site

from media.pages import kept as keeping
from media.pages.kept import Shelf, keeping_on, kept
from portal.models import agency
from portal.page_cache.generation import QUESTION

Respond = Callable[[HttpRequest], HttpResponse]
# Under which the door hands its generation and day to Django.
GIVEN = "perigee.belongs_to"
# ((generation, day), what is kept in it); replaced as a whole.
_shelf: tuple[tuple[int, date] | None, Shelf] = None, Shelf()


def keep_what_all_are_shown(respond: Respond) -> Respond:
    """Put the generation's shelf at hand, with the site that a request is for; not in the admin."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/admin/") or not keeping.may_stay():
            return respond(request)
        with keeping_on(shelf_of(request.environ.get(GIVEN) or belongs_to())):
            know_site(request)
            return respond(request)

    return middleware


def shelf_of(now: tuple[int, date] | None) -> Shelf | None:
    """The shelf of this generation and day, empty if it is new; none where the generation is unknown."""
    global _shelf
    if now is None:
        return None
    belongs_to, shelf = _shelf
    if belongs_to != now:
        shelf = Shelf()
        _shelf = now, shelf
        forget()
    return shelf


def belongs_to() -> tuple[int, date] | None:
    """The generation and the day; None while the database cannot say it, or nothing would move it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(QUESTION)
            row = cursor.fetchone()
    except DatabaseError:
        return None  # the request meets it, too, and answers it well
    return (row[0], timezone.localdate()) if row and row[0] > 0 else None


def clear() -> None:
    """Where a number may come again, as in tests: the shelf is nobody's."""
    global _shelf
    _shelf = None, Shelf()


def forget() -> None:
    """What is kept elsewhere, by time or by signals, and may be of an earlier generation."""
    agency.forget()
    Site.clear_site_root_paths_cache()


def know_site(request: HttpRequest) -> None:
    """Let Wagtail find the site where it looks first (`Site.find_for_request`)."""
    host = split_domain_port(request.get_host())[0]
    port = request.get_port()
    site = kept(("site", host, port), lambda: Site.find_for_request(request))
    request._wagtail_site = site
