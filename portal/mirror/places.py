"""Which file of the copy an address becomes, and how one file names another."""

import hashlib
import posixpath
import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

ENDINGS = {
    "application/atom+xml": ".xml",
    "application/feed+json": ".json",
    "application/json": ".json",
    "application/ld+json": ".json",
    "application/rss+xml": ".xml",
    "application/xml": ".xml",
    "text/calendar": ".ics",
    "text/csv": ".csv",
    "text/plain": ".txt",
    "text/xml": ".xml",
}
# File systems allow 255 bytes a name; other things are put behind it.
LONGEST_NAME = 180


def address_within(origins: Iterable[str], base: str, link: str) -> tuple[str, str] | None:
    """(path with query, fragment) of a link that stays on the site; None for any other.

    `base` is the whole address of what holds the link, `origins` are scheme and host of the site.
    """
    try:
        parts = urlsplit(urljoin(base, link.strip()))
    except ValueError:
        return None
    if f"{parts.scheme}://{parts.netloc}" not in origins:
        return None
    path = quote(unquote(parts.path or "/"), safe="/!$&'()*+,;=:@~-._")
    query = urlencode(parse_qsl(parts.query, keep_blank_values=True))
    return (f"{path}?{query}" if query else path), parts.fragment


def file_of(address: str, media_type: str) -> str:
    """Where the copy keeps what is at an address: a path that works on every disk."""
    path, _, query = address.partition("?")
    *folders, name = [part_of(part) for part in unquote(path).lstrip("/").split("/")]
    is_html = media_type in ("text/html", "application/xhtml+xml")
    stem, ending = posixpath.splitext(name)
    if is_html and name and ending != ".html":
        folders, stem, ending = [*folders, name], "index", ".html"
    elif not name:
        stem, ending = "index", ".html" if is_html else ENDINGS.get(media_type, "")
    elif not ending:
        ending = ENDINGS.get(media_type, "")
    if query:
        stem = f"{stem}-{name_of_query(query)}"
    return "/".join([*filter(None, folders), f"{stem}{ending}"])


def part_of(part: str) -> str:
    """One name of a path, without what means something to a file system."""
    safe = re.sub(r'[\x00-\x1f\\:*?"<>|]', "-", part)
    safe = "-" if safe in (".", "..") else safe
    if safe != part or len(safe.encode()) > LONGEST_NAME:
        cut = safe.encode()[:LONGEST_NAME].decode(errors="ignore")
        return f"{cut}-{short_digest(part)}"
    return safe


def name_of_query(query: str) -> str:
    """`page=2` as `page-2`; what letters and digits cannot say is told apart by a digest."""
    said = "-".join(part for pair in parse_qsl(query, keep_blank_values=True) for part in pair)
    safe = re.sub(r"[^A-Za-z0-9_-]+", "-", said)[:80].strip("-")
    return (
        safe if safe == said and safe == safe.lower() else f"{safe}-{short_digest(query)}".lower()
    )


def short_digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def relative(source: str, target: str, fragment: str = "") -> str:
    """How the file `source` names the file `target`."""
    way = posixpath.relpath(target, posixpath.dirname(source) or ".")
    return quote(way) + (f"#{fragment}" if fragment else "")


def as_address(base: str, path: str) -> str:
    """The whole address of a file where the copy is served."""
    return f"{base.rstrip('/')}/{quote(path.removesuffix('index.html'))}"
