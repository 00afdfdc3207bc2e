"""Answers as they are kept: whole, compressed for whoever asked so, with what a browser asks again by."""

import gzip
import threading
import time
from dataclasses import dataclass, field

import brotli

KEPT_SECONDS = {200: 600, 404: 30, 410: 30}
KEPT_SECONDS |= dict.fromkeys((301, 302, 308), 60)
# Below this a compressed answer is hardly shorter.
WORTH_COMPRESSING = 500
COMPRESSED = ("text/", "application/json", "application/ld+json", "application/xml", "application/atom+xml", "application/rss+xml", "application/feed+json", "application/problem+json", "application/opensearchdescription+xml", "application/manifest+json", "image/svg+xml")  # fmt: skip
# A level at which a page takes a few thousandths of a second, once for all who read it.
ENCODERS = {
    "br": lambda body: brotli.compress(body, quality=6),
    "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
}
# What an answer of 304 does not repeat.
OF_A_BODY = {"content-length", "content-type", "content-encoding"}

Headers = list[tuple[str, str]]


@dataclass
class Answer:
    """One answer, and its forms."""

    status: str
    headers: Headers
    body: bytes
    made_at: float = field(default_factory=time.monotonic)
    bodies: dict[str, bytes] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def code(self) -> int:
        return int(self.status[:3])

    @property
    def size(self) -> int:
        """In bytes, its compressed forms and the row that it stands in included, about."""
        return 2 * len(self.body) + 2000

    @property
    def is_fresh(self) -> bool:
        return time.monotonic() - self.made_at < KEPT_SECONDS[self.code]

    @property
    def may_be_kept(self) -> bool:
        """Whether everybody may have it: said so by its headers, and for nobody alone."""
        told = {name.lower(): value for name, value in self.headers}
        return (
            self.code in KEPT_SECONDS
            and told.get("cache-control", "").startswith("public")
            and "set-cookie" not in told
            and "cookie" not in told.get("vary", "").lower()
        )

    @property
    def is_compressed_well(self) -> bool:
        told = {name.lower(): value for name, value in self.headers}
        kind = told.get("content-type", "")
        return (
            len(self.body) >= WORTH_COMPRESSING
            and kind.startswith(COMPRESSED)
            and "content-encoding" not in told
        )

    def encoded(self, encoding: str) -> bytes:
        """The body in an encoding, made when somebody first asks for it."""
        with self.lock:
            if encoding not in self.bodies:
                self.bodies[encoding] = ENCODERS[encoding](self.body)
        return self.bodies[encoding]

    def given(self, environ: dict) -> tuple[str, Headers, bytes]:
        """(status, headers, body) for one who asks: not modified, compressed or whole."""
        headers, body, suffix = self.headers, self.body, ""
        if self.is_compressed_well:
            if encoding := accepted(environ.get("HTTP_ACCEPT_ENCODING", "")):
                body, suffix = self.encoded(encoding), f"-{encoding}"
            headers = in_form(headers, suffix, len(body))
        etag = next((value for name, value in headers if name.lower() == "etag"), "")
        if etag and self.code == 200 and is_known(etag, environ.get("HTTP_IF_NONE_MATCH", "")):
            kept = [(name, value) for name, value in headers if name.lower() not in OF_A_BODY]
            return "304 Not Modified", kept, b""
        return self.status, headers, b"" if environ["REQUEST_METHOD"] == "HEAD" else body


def in_form(headers: Headers, suffix: str, length: int) -> Headers:
    """The headers of a form: its length, its ETag, and that it depends on what is accepted."""
    formed, varies = [], ["Accept-Encoding"]
    for name, value in headers:
        match name.lower():
            case "content-length":
                value = str(length)
            case "etag" if suffix:
                value = f'{value.removesuffix(chr(34))}{suffix}"'
            case "vary":
                others = [one.strip() for one in value.split(",")]
                varies = [one for one in others if one.lower() != "accept-encoding"] + varies
                continue
        formed.append((name, value))
    if suffix:
        formed.append(("Content-Encoding", suffix.removeprefix("-")))
    return [*formed, ("Vary", ", ".join(varies))]


def accepted(said: str) -> str:
    """The best encoding that a header of the request accepts; "" for none."""
    accepts = {}
    for part in said.lower().split(","):
        name, _, rest = part.partition(";")
        weight = rest.strip().removeprefix("q=").strip()
        try:
            accepts[name.strip()] = float(weight) if weight else 1.0
        except ValueError:
            accepts[name.strip()] = 0.0
    return next((name for name in ENCODERS if accepts.get(name, 0) > 0), "")


def is_known(etag: str, asked: str) -> bool:
    """Whether the request names this answer, in any of its forms, as one that it has (weakly compared)."""
    if not asked:
        return False
    known = {plain(one) for one in asked.split(",")}
    return "*" in known or plain(etag) in known


def plain(etag: str) -> str:
    bare = etag.strip().removeprefix("W/").strip('"')
    for encoding in ENCODERS:
        bare = bare.removesuffix(f"-{encoding}")
    return bare
