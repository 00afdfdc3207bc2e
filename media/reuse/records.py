"""Records: what machines are told about a picture, whole and the same through every door.

The API, feeds, IIIF, structured data and harvesters all draw from these; each gives them its own form.
A record is made of the catalogue alone, so what visitors do not see is in none.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from mimetypes import guess_type
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest

from media.archive.catalogue import Entry, EntryWords, among
from media.pages.subjects import Subject
from media.pictures.aliases import is_address
from media.pictures.licences import Licence
from media.reuse.addresses import Addresses, absolute

MEDIA_TYPES = {"avif": "image/avif", "jpg": "image/jpeg", "png": "image/png", "tif": "image/tiff"}


# A name that stands in an address as it is.
IS_PLAIN = re.compile(r"[A-Za-z0-9._-]+").fullmatch


class File(NamedTuple):
    """One public file of a picture."""

    # small, large, full or original for a download; "" for one of the responsive set.
    size: str
    # With scheme and host; changes with the words that the file carries.
    address: str
    # Leads to the current file for ever; "" for one of the responsive set.
    permanent_address: str
    name: str
    media_type: str
    # In pixels.
    width: int
    height: int
    bytes: int
    # Hexadecimal; "" for a file that an earlier version made.
    sha256: str


class Words(NamedTuple):
    """What is said about a picture in one language: the columns of `EntryWords`."""

    language: str
    title: str
    alt_text: str
    long_description: str
    caption: str


@dataclass
class Record:
    """One picture that visitors may see, with all words, files and subjects."""

    entry: Entry
    addresses: Addresses
    # The site's language first, then by code.
    words: list[Words | EntryWords] = field(default_factory=list)
    # By label.
    subjects: list[Subject] = field(default_factory=list)

    @property
    def base(self) -> str:
        """Scheme and host with a slash: what addresses begin with."""
        return self.addresses.base

    @property
    def identifier(self) -> str:
        return self.entry.identifier

    @property
    def aliases(self) -> list[str]:
        """What it is called elsewhere, and addresses at which it was, as editors wrote them."""
        return self.entry.aliases

    @property
    def names_elsewhere(self) -> list[str]:
        """Those aliases that are no addresses."""
        return [name for name in self.aliases if not is_address(name)]

    @property
    def addresses_before(self) -> list[str]:
        """Those that are, whole: a path is one on this site."""
        return [self.absolute(name) for name in self.aliases if is_address(name)]

    @property
    def title(self) -> str:
        return self.entry.title

    @property
    def alt_text(self) -> str:
        return self.entry.alt_text

    @cached_property
    def said(self) -> Words | EntryWords:
        """What is said in the site's language."""
        return self.words[0]

    @property
    def long_description(self) -> str:
        return self.said.long_description

    @property
    def caption(self) -> str:
        return self.said.caption

    @property
    def licence(self) -> Licence:
        return self.entry.licence

    @property
    def credit_line(self) -> str:
        return self.licence.credit_line(self.entry.credit)

    # --- Addresses --------------------------------------------------------------------------

    def absolute(self, address: str) -> str:
        return absolute(self.base, address)

    @cached_property
    def address(self) -> str:
        """That of its page; changes when the page moves."""
        return self.addresses.page(self.entry)

    @cached_property
    def permanent_address(self) -> str:
        return self.addresses.identifier(self.identifier)

    # --- Files ------------------------------------------------------------------------------

    @cached_property
    def downloads(self) -> list[File]:
        """What re-users are offered, smallest first."""
        return [self.file(one, one["size"]) for one in self.entry.release.downloads]

    @cached_property
    def responsive(self) -> list[File]:
        """What pages show, smallest first."""
        return [self.file(one) for one in self.entry.release.manifest["responsive"]]

    def preview(self, width: int = 640) -> File:
        """The smallest JPEG of the responsive set that is at least `width` pixels wide, else the largest."""
        return self.file(self.entry.release.fallback(width))

    @cached_property
    def largest_jpeg(self) -> File:
        return max(
            (one for one in self.downloads if one.media_type == "image/jpeg"),
            key=lambda one: one.width,
        )

    @cached_property
    def tiles_address(self) -> str:
        """That of its IIIF image service (without `/info.json`); "" where there is none."""
        address = self.entry.release.tiles_url
        return self.absolute(address).removesuffix("/info.json") if address else ""

    @cached_property
    def folder_address(self) -> str:
        return self.addresses.folder(self.entry.release)

    def file(self, told: dict, size: str = "") -> File:
        """A file of the manifest, as machines are told about it."""
        name = told["name"]
        ending = name.rpartition(".")[2]
        if self.folder_address and IS_PLAIN(name):
            address = f"{self.folder_address}{name}"
        else:
            address = self.absolute(self.entry.release.url_of(told))
        permanent = self.addresses.download(self.identifier, size, ending) if size else ""
        return File(
            size,
            address,
            permanent,
            name,
            MEDIA_TYPES.get(ending) or guess_type(name)[0] or "",
            told["width"],
            told["height"],
            told["bytes"],
            told.get("sha256", ""),
        )


def base_of(request: HttpRequest | None) -> str:
    """What the addresses in an answer begin with; outside of a request what the settings name."""
    return request.build_absolute_uri("/") if request else settings.BASE_URL.rstrip("/") + "/"


def records_of(entries: Iterable[Entry], base: str | Addresses) -> list[Record]:
    """A record for each entry, in the same order, in two queries more.

    Entries are best asked for `with_files()`. Whoever asks in many parts gives the same addresses for all.
    """
    addresses = Addresses(base) if isinstance(base, str) else base
    records = {entry.pk: Record(entry, addresses) for entry in entries}
    if not records:
        return []
    said = EntryWords.objects.filter(entry__in=among([*records]))
    for place, *words in said.values_list("entry", *Words._fields):
        records[place].words.append(Words(*words))
    for place, subject in subjects_of([*records]):
        records[place].subjects.append(subject)
    for record in records.values():
        record.words = words_in_order(record.words)
        record.subjects.sort(key=lambda subject: subject.label.casefold())
    return list(records.values())


def words_in_order(words: Iterable[Words | EntryWords]) -> list[Words | EntryWords]:
    """The site's language first, then by code."""
    return sorted(words, key=lambda said: (said.language != settings.LANGUAGE_CODE, said.language))


# What is read of subjects here; anything else about them would be a query.
OF_SUBJECTS = ("id", "name", "slug", "kind")


def subjects_of(places: list[int]) -> Iterator[tuple[int, Subject]]:
    """(place of an entry, subject that it is about), of subjects that visitors may meet; in one query.

    Each subject is made once, however many entries are about it.
    """
    rows = Subject.objects.public().with_labels().filter(entries__entry__in=among(places))
    known: dict[int, Subject] = {}
    columns = ("entries__entry", "preferred_name", *OF_SUBJECTS)
    for place, preferred, *values in rows.order_by().values_list(*columns):
        subject = known.get(values[0])
        if subject is None:
            subject = known[values[0]] = Subject.from_db(rows.db, OF_SUBJECTS, values)
            subject.preferred_name = preferred
        yield place, subject
