"""Records: what machines are told about a picture, whole and the same through every door.

The API, feeds, IIIF, structured data and harvesters all draw from these; each gives them its own form.
A record is made of the catalogue alone, so what visitors do not see is in none.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from mimetypes import guess_type
from urllib.parse import urljoin

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse

from media.archive.catalogue import Entry, EntryWords
from media.pages.subjects import Subject
from media.pictures.aliases import is_address
from media.pictures.licences import Licence

MEDIA_TYPES = {"avif": "image/avif", "jpg": "image/jpeg", "png": "image/png", "tif": "image/tiff"}


@dataclass(frozen=True)
class File:
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


@dataclass
class Record:
    """One picture that visitors may see, with all words, files and subjects."""

    entry: Entry
    # Scheme and host with a slash: what addresses begin with.
    base: str
    # The site's language first, then by code.
    words: list[EntryWords] = field(default_factory=list)
    # By label.
    subjects: list[Subject] = field(default_factory=list)

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
    def said(self) -> EntryWords:
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
        return self.absolute(self.entry.get_url() or "")

    @cached_property
    def permanent_address(self) -> str:
        return self.absolute(reverse("identifier", args=[self.identifier]))

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

    def file(self, told: dict, size: str = "") -> File:
        """A file of the manifest, as machines are told about it."""
        ending = told["name"].rpartition(".")[2]
        permanent = reverse("download", args=[self.identifier, size, ending]) if size else ""
        return File(
            size=size,
            address=self.absolute(self.entry.release.url_of(told)),
            permanent_address=self.absolute(permanent) if permanent else "",
            name=told["name"],
            media_type=MEDIA_TYPES.get(ending) or guess_type(told["name"])[0] or "",
            width=told["width"],
            height=told["height"],
            bytes=told["bytes"],
            sha256=told.get("sha256", ""),
        )


def absolute(base: str, address: str) -> str:
    """An address with scheme and host; one within the site is only put behind them, which is much quicker."""
    if address.startswith("/") and not address.startswith("//"):
        return f"{base}{address[1:]}"
    return urljoin(base, address)


def base_of(request: HttpRequest | None) -> str:
    """What the addresses in an answer begin with; outside of a request what the settings name."""
    return request.build_absolute_uri("/") if request else settings.BASE_URL.rstrip("/") + "/"


def records_of(entries: Iterable[Entry], base: str) -> list[Record]:
    """A record for each entry, in the same order, in two queries more.

    Entries are best asked for `with_files()`.
    """
    records = {entry.pk: Record(entry, base) for entry in entries}
    if not records:
        return []
    for said in EntryWords.objects.filter(entry__in=records):
        records[said.entry_id].words.append(said)
    for place, subject in subjects_of(records):
        records[place].subjects.append(subject)
    for record in records.values():
        record.words = words_in_order(record.words)
        record.subjects.sort(key=lambda subject: subject.label.casefold())
    return list(records.values())


def words_in_order(words: Iterable[EntryWords]) -> list[EntryWords]:
    """The site's language first, then by code."""
    return sorted(words, key=lambda said: (said.language != settings.LANGUAGE_CODE, said.language))


def subjects_of(places: Iterable[int]) -> Iterator[tuple[int, Subject]]:
    """(place of an entry, subject that it is about), of subjects that visitors may meet; in one query."""
    subjects = Subject.objects.public().with_labels().filter(entries__entry__in=list(places))
    for subject in subjects.order_by().annotate(place=F("entries__entry")):
        yield subject.place, subject
