"""Addresses by the thousand: what they have in common is looked up once for all pictures that are told together.

They are those that `reverse`, `Page.get_url` and the public store give, each of which costs more than all
the words of a picture.
"""

from collections.abc import Callable
from functools import cached_property
from urllib.parse import quote, urljoin

from django.core.files.storage import storages
from django.urls import reverse

from media.archive.catalogue import Entry
from media.pictures.releases import Release

# Stands where the part of an address will that differs; every kind of route takes it.
MARK = "-{}-"
# What Django's `reverse` leaves as it is.
SAFE = "!$&'()*+,;=/~:@"


class Addresses:
    """Whole addresses below one base (scheme and host with a slash), for as long as one answer is made."""

    def __init__(self, base: str):
        self.base = base
        # {path of a page of the archive: address of that page}
        self.above: dict[str, str] = {}

    def pattern(self, name: str, parts: int = 1) -> Callable[..., str]:
        """What gives the address of this name for so many parts, which need no quoting."""
        marks = [MARK.format(number) for number in range(parts)]
        address = absolute(self.base, reverse(name, args=marks))
        for mark in marks:
            address = address.replace(mark, "{}")
        return address.format

    @cached_property
    def identifier(self) -> Callable[..., str]:
        """Of an identifier: what leads to its page for ever."""
        return self.pattern("identifier")

    @cached_property
    def download(self) -> Callable[..., str]:
        """Of an identifier, a size and an ending: what leads to the file for ever."""
        return self.pattern("download", 3)

    @cached_property
    def manifest(self) -> Callable[..., str]:
        """Of an identifier: that of its IIIF manifest."""
        return self.pattern("iiif_manifest")

    @cached_property
    def of_subject(self) -> Callable[..., str]:
        return self.pattern("subject")

    def subject(self, slug: str) -> str:
        """That of the page for people about a subject."""
        return self.of_subject(slug if slug.isascii() else quote(slug, safe=SAFE))

    @cached_property
    def files(self) -> str:
        """What all addresses of the public store begin with; "" where they are not made so simply."""
        mark = MARK.format("x")
        address = absolute(self.base, storages["public"].url(mark))
        return address.removesuffix(mark) if address.endswith(f"/{mark}") else ""

    def folder(self, release: Release) -> str:
        """What the addresses of its files begin with; "" where they are not made so simply."""
        return f"{self.files}{release.folder}/" if self.files and not release.read_at else ""

    def page(self, entry: Entry) -> str:
        """That of the picture's page, which is its slug behind that of the page above it."""
        above, _, slug = entry.url_path.rstrip("/").rpartition("/")
        if (known := self.above.get(above)) and slug.isascii():
            return f"{known}{slug}/"
        address = absolute(self.base, entry.get_url() or "")
        if address.endswith(f"/{slug}/"):
            self.above[above] = address[: -len(slug) - 1]
        return address


def absolute(base: str, address: str) -> str:
    """An address with scheme and host; one within the site is only put behind them, which is much quicker."""
    if address.startswith("/") and not address.startswith("//"):
        return f"{base}{address[1:]}"
    return urljoin(base, address)
