"""Which caches in front of the portal are told of changes, as the environment names them.

Read by the settings, before there are models.
"""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

HOW = (
    "Write http://127.0.0.1:6081 for a Varnish, cloudflare://TOKEN@ZONE or cloudfront://DISTRIBUTION, "
    "with commas between several."
)


def backends_of(places: list[str]) -> dict[str, dict]:
    """Wagtail's `WAGTAILFRONTENDCACHE`; raises ImproperlyConfigured for what names no cache."""
    return {f"edge {number}": backend_of(place) for number, place in enumerate(places, 1)}


def backend_of(place: str) -> dict:
    try:
        parts = urlsplit(place)
        parts.port  # noqa: B018 - raises for what is no number
    except ValueError as error:
        raise ImproperlyConfigured(f"PERIGEE_PURGE has “{place}”: {error}. {HOW}") from error
    # Names of zones and distributions keep their capitals, which `hostname` does not.
    name = parts.netloc.rpartition("@")[2]
    if name:
        match parts.scheme:
            case "http" | "https" if parts.path in ("", "/"):
                return {"BACKEND": "portal.page_cache.edge.Varnish", "LOCATION": place}
            case "cloudflare" if parts.username:
                backend = "portal.page_cache.edge.Cloudflare"
                return {"BACKEND": backend, "BEARER_TOKEN": parts.username, "ZONEID": name}
            case "cloudfront":
                backend = "wagtail.contrib.frontend_cache.backends.CloudfrontBackend"
                return {"BACKEND": backend, "DISTRIBUTION_ID": name}
    raise ImproperlyConfigured(f"PERIGEE_PURGE has “{parts.scheme}://…{name}”. {HOW}")
