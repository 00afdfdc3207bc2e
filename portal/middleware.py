"""What every answer and every question passes: cache headers, text guard."""

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils.cache import get_conditional_response

from portal.api import problems
from portal.views.health import healthz, readyz

Respond = Callable[[HttpRequest], HttpResponse]

# At the edge a page is fresh for a minute, and stale answers stand in for a day when we are down.
PUBLIC = "public, max-age=0, s-maxage=60, stale-if-error=86400"
# Where the edge is told of changes, what it has is old by its age only: nobody waits for a new one.
PURGED = PUBLIC + ", stale-while-revalidate=60"
LONGEST_TEXT = 200
MOST_WORDS = 12


def answer_health(respond: Respond) -> Respond:
    """Answer probes before anything looks at the host name that they used."""
    probes = {"/healthz": healthz, "/readyz": readyz}

    def middleware(request: HttpRequest) -> HttpResponse:
        return probes.get(request.path, respond)(request)

    return middleware


def public_caching(respond: Respond) -> Respond:
    """Mark what visitors get as public, with an ETag; everything else as private.

    Public answers never vary by cookie and never set one.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = respond(request)
        if getattr(request, "is_dummy", False) or "Cache-Control" in response:
            return response
        if is_personal(request, response):
            response["Cache-Control"] = "private, no-store"
            return response
        if response.status_code not in (200, 301, 302, 308, 404, 410):
            return response
        response["Cache-Control"] = PURGED if settings.WAGTAILFRONTENDCACHE else PUBLIC
        if response.status_code == 200 and not response.streaming:
            etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
            response["ETag"] = etag
            return get_conditional_response(request, etag=etag, response=response)
        return response

    return middleware


def is_personal(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether the answer may differ from person to person."""
    return (
        request.method not in ("GET", "HEAD")
        or settings.SESSION_COOKIE_NAME in request.COOKIES
        or bool(response.cookies)
        or request.path.startswith("/admin/")
    )


def guard_text_parameters(respond: Respond) -> Respond:
    """Refuse NUL bytes and endless texts in addresses before they reach a database.

    The API has bounds of its own, and says where they are instead of cutting.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        asked = [
            request.path,
            *(text for pair in request.GET.lists() for text in [pair[0], *pair[1]]),
        ]
        is_api = request.path.startswith(problems.PREFIX)
        if any("\x00" in text for text in asked):
            said = "The address holds a character that cannot be there."
            if is_api:
                return problems.answer(request, "bad-address", said)
            return HttpResponseBadRequest(said)
        if is_api:
            return respond(request)
        if not request.path.startswith("/admin/"):
            request.GET = shortened(request.GET)
        elif '"' in request.GET.get("q", ""):
            request.GET = without_quotation_marks(request.GET)
        return respond(request)

    return middleware


def shortened(parameters):
    """The query's parameters, each cut to 200 characters and 12 words, pages to 6 digits."""
    short = parameters.copy()
    for name, values in parameters.lists():
        short.setlist(name, [" ".join(text[:LONGEST_TEXT].split()[:MOST_WORDS]) for text in values])
    if len(short.get("page", "")) > 6:
        short["page"] = "1"
    short._mutable = False
    return short


def without_quotation_marks(parameters):
    """The query's parameters; on SQLite Wagtail's own search takes a quotation mark in `q` for its own and fails."""
    changed = parameters.copy()
    changed["q"] = parameters["q"].replace('"', " ")
    changed._mutable = False
    return changed
