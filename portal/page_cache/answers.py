"""Answers as they are kept: whole, compressed for whoever asked so, with what a browser asks again by."""

import gzip
import threading
import time
from dataclasses import dataclass, field
from functools import lru_cache

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
    # {encoding: its form}
    forms: dict[str, "Form"] = field(default_factory=dict)
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

    def form(self, encoding: str) -> "Form":
        """The form in an encoding ("" for the whole), made when somebody first asks for it."""
        with self.lock:
            if encoding not in self.forms:
                self.forms[encoding] = self.new_form(encoding)
        return self.forms[encoding]

    def new_form(self, encoding: str) -> "Form":
        headers, body = self.headers, self.body
        if self.is_compressed_well:
            body = ENCODERS[encoding](body) if encoding else body
            headers = in_form(headers, f"-{encoding}" if encoding else "", len(body))
        return Form(headers, body, etag_in(headers) if self.code == 200 else "")

    def given(self, environ: dict) -> tuple[str, Headers, bytes]:
        """(status, headers, body) for one who asks: not modified, compressed or whole."""
        encoding = accepted(environ.get("HTTP_ACCEPT_ENCODING", ""))
        form = self.forms.get(encoding) or self.form(encoding)
        if is_known(form.etag, environ):
            return "304 Not Modified", without_body(form.headers), b""
        # A server may add to its list.
        headers = list(form.headers)
        return self.status, headers, b"" if environ["REQUEST_METHOD"] == "HEAD" else form.body


def is_known(etag: str, environ: dict) -> bool:
    """Whether one who asks has the answer with this plain ETag already; nobody has one without."""
    asked = environ.get("HTTP_IF_NONE_MATCH")
    if not (etag and asked):
        return False
    known = {plain(one) for one in asked.split(",")}
    return etag in known or "*" in known


def without_body(headers: Headers) -> Headers:
    """The headers of the answer that nothing changed."""
    return [one for one in headers if one[0].lower() not in OF_A_BODY]


def etag_in(headers: Headers) -> str:
    """The plain ETag of an answer; "" for none."""
    return plain(next((value for name, value in headers if name.lower() == "etag"), ""))


@dataclass(frozen=True)
class Form:
    """An answer in one encoding."""

    headers: Headers
    body: bytes
    # Without what tells the forms apart; "" where nobody can ask by it.
    etag: str


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


@lru_cache(maxsize=200)
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


def plain(etag: str) -> str:
    """An ETag without what tells the forms of an answer apart; compared weakly."""
    bare = etag.strip().removeprefix("W/").strip('"')
    for encoding in ENCODERS:
        bare = bare.removesuffix(f"-{encoding}")
    return bare
