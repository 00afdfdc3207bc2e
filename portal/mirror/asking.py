"""Asking the portal from within, as a visitor without an account does."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes, urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

# What is only for one person, for machines that watch, or asked with words; and what comes from the
# catalogue and the public store instead of being asked for.
NEVER_ASKED = (
    "/_util/",  # where Wagtail asks for passwords
    "/admin/", "/descriptions/", "/download/", "/files/", "/healthz", "/id/", "/iiif/search", "/likes/", "/oai", "/oembed",
    "/opensearch.xml", "/preview/", "/readyz", "/search/suggestions/",
)  # fmt: skip


@dataclass(frozen=True)
class Answer:
    status: int
    # Without parameters, in lower case: text/html.
    media_type: str
    body: bytes
    # Where a redirect leads.
    target: str = ""


class Visitor:
    """Asks for addresses with all middleware, without a server, a session or a cookie."""

    def __init__(self, base: str):
        self.scheme, self.host = urlsplit(base)[:2]
        self.handler = WSGIHandler()

    def ask(self, address: str) -> Answer:
        """What is answered at a path with its query."""
        path, _, query = address.partition("?")
        name, _, port = self.host.rpartition(":") if ":" in self.host else (self.host, "", "")
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "SCRIPT_NAME": "",
            "SERVER_NAME": name,
            "SERVER_PORT": port or ("443" if self.scheme == "https" else "80"),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": self.host,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": self.scheme,
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
        }
        if settings.TRUSTED_PROXIES:
            environ["HTTP_X_FORWARDED_PROTO"] = self.scheme
        response = self.handler.get_response(WSGIRequest(environ))
        try:
            body = b"".join(response.streaming_content) if response.streaming else response.content
        finally:
            close(response)
        return Answer(
            status=response.status_code,
            media_type=response.get("Content-Type", "").partition(";")[0].strip().lower(),
            body=body,
            target=response.get("Location", ""),
        )


def close(response: HttpResponseBase) -> None:
    """End a response, and leave the connection to the database open: the next question needs it."""
    request_finished.disconnect(close_old_connections)
    try:
        response.close()
    finally:
        request_finished.connect(close_old_connections)


def fixed_addresses() -> list[str]:
    """Every address of the site that names nothing: “/search/”, “/robots.txt”."""
    found = dict.fromkeys(f"/{route}" for route in routes(get_resolver().url_patterns))
    return [address for address in found if not address.startswith(NEVER_ASKED)]


def routes(patterns: list, before: str = "") -> Iterator[str]:
    for pattern in patterns:
        if not isinstance(pattern.pattern, RoutePattern) or "<" in str(pattern.pattern):
            continue
        route = f"{before}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            if not f"/{route}".startswith(NEVER_ASKED):
                yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route
