"""Under which key an answer is kept: host, path and those parameters that a page knows."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.conf import settings

from media.archive.facets import FACETS

# Answered anew each time, or by the web server: a path that begins so is never kept.
NEVER_KEPT = ("/admin/", "/descriptions/", "/files/", "/healthz", "/likes/", "/preview/", "/readyz", "/static/")  # fmt: skip
# What some page reads of an address. Others neither divide what is kept nor get into it.
KNOWN = {
    "after", "before", "kind", "letter", "outcome", "page", "per_page", "q", "sent", "sort", "stage", "standing",
    "topic", "type", "view", "year", *FACETS,
}  # fmt: skip
# Here every parameter counts: what is not known is an error that the answer names.
EVERY_PARAMETER = ("/api/", "/feeds/", "/iiif/", "/oai", "/oembed")
LONGEST_ADDRESS = 2000
LONGEST_QUERY = 1000


@dataclass(frozen=True)
class Key:
    scheme: str
    host: str
    path: str
    # In one order, of known parameters only.
    query: str
    # Whether the address had parameters that are not in `query`.
    was_longer: bool = False

    @property
    def kept_as(self) -> tuple[str, str, str, str]:
        return self.scheme, self.host, self.path, self.query


def key_of(environ: dict) -> Key | None:
    """The key of what a visitor asks for; None for what is never kept."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return None
    path = environ.get("PATH_INFO", "")
    if path.startswith(NEVER_KEPT) or len(path) > LONGEST_ADDRESS:
        return None
    if settings.SESSION_COOKIE_NAME in environ.get("HTTP_COOKIE", ""):
        return None
    given = environ.get("QUERY_STRING", "")
    if len(given) > LONGEST_QUERY or "HTTP_RANGE" in environ:
        return None
    query, was_longer = known_query(given, path) if given else ("", False)
    return Key(scheme_of(environ), environ.get("HTTP_HOST", "").lower(), path, query, was_longer)


def known_query(given: str, path: str) -> tuple[str, bool]:
    """The known parameters in one order, and whether there were others."""
    pairs = parse_qsl(given, keep_blank_values=True)
    known = pairs
    if not path.startswith(EVERY_PARAMETER):
        known = [(name, value) for name, value in pairs if name in KNOWN]
    # Values of one name stay in their order: the last may be the one that counts.
    return urlencode(sorted(known, key=lambda pair: pair[0])), len(known) < len(pairs)


def scheme_of(environ: dict) -> str:
    """The scheme that the answer's addresses will have."""
    if settings.TRUSTED_PROXIES and (said := environ.get("HTTP_X_FORWARDED_PROTO")):
        return said
    return environ.get("wsgi.url_scheme", "http")
