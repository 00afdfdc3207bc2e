"""What another portal offers, whichever dialect it speaks, and how one offer becomes a draft."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.text import slugify

from media.archive.index import ImageIndexPage
from media.files.formats import ENDINGS
from media.files.metadata.carried import Carried
from media.intake.aliases import give_aliases
from media.intake.fetching import Fetcher, FetchFailed
from media.intake.incoming import Incoming
from media.intake.many_files import Outcome, Row, take
from media.pages.subjects import NAME_CHARACTERS, Subject, as_kept
from media.pictures.aliases import is_taken
from media.pictures.assets import ImageAsset
from media.pictures.images import ImagePage
from media.pictures.licences import Licence

FILE_NAME_CHARACTERS = 100
MOST_SUBJECTS = 100


class BrokenEntry(ValueError):
    """One picture of a list that says too little, or nonsense; the text says what is wrong."""


@dataclass
class Offer:
    """One picture with all that the other portal says of it."""

    # Where its largest file is, how it is called, and what it is if the portal says so (hexadecimal).
    file_address: str
    file_name: str
    sha256: str = ""
    # Its name there, in the form that identifiers have here; "" if it has none.
    identifier: str = ""
    says: Carried = field(default_factory=Carried)
    licence: Licence | None = None
    kind: str = ""
    # Label and kind of each.
    subjects: list[tuple[str, str]] = field(default_factory=list)
    # What else it is called there, and where it was.
    aliases: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def finish(self, page: ImagePage) -> list[str]:
        """Set what only another portal says; answers notes for an editor."""
        notes = list(self.notes)
        if self.licence:
            page.licence = self.licence
        if self.kind in ImagePage.Kind.values:
            page.kind = self.kind
        if self.identifier:
            if is_taken(self.identifier):
                notes.append(
                    f"Its identifier elsewhere, “{self.identifier}”, is that of another picture here: "
                    "this one gets one of its own."
                )
            else:
                page.identifier = self.identifier
        notes += give_aliases(page, self.aliases)
        for label, kind in self.subjects[:MOST_SUBJECTS]:
            page.subjects.add(known_or_proposed(label, kind))
        if more := len(self.subjects) - MOST_SUBJECTS:
            notes += [f"{more} of its subjects were left out."] if more > 0 else []
        return notes


@dataclass
class Listed:
    """A picture in a list: enough to know it again without asking for more."""

    # What messages call it.
    name: str
    # Where it is for ever, there.
    address: str
    # Asks the portal for the rest, if the list has not all. Raises BrokenEntry, FetchFailed.
    offer: Callable[[], Offer]
    sha256: str = ""


@dataclass
class Listing:
    """All pictures of a portal, and their number if it says so."""

    pictures: Iterator[Listed]
    total: int | None = None


def known_or_proposed(label: str, kind: str) -> Subject:
    """The subject of this name; one that nobody knew is kept apart until an editor takes it in."""
    if found := Subject.objects.named(label):
        return found
    kind = kind if kind in Subject.Kind.values else Subject.Kind.KEYWORD
    return Subject.objects.create(name=as_kept(label), kind=kind, is_proposed=True)


class Taking:
    """Takes offers in, one after the other; those that are here are not asked for again."""

    def __init__(
        self, fetcher: Fetcher, archive: ImageIndexPage, most_bytes: int, seconds: float
    ) -> None:
        self.fetcher, self.archive = fetcher, archive
        self.most_bytes, self.seconds = most_bytes, seconds
        # Failures to fetch, one after the other.
        self.failures = 0
        shown = ImageAsset.objects.filter(image_pages__isnull=False).distinct()
        self.addresses = set(shown.values_list("found__address", flat=True)) - {None, ""}

    def take(self, listed: Listed) -> Row:
        """Raises OperationalError if the database is away."""
        if self.knows(listed):
            return Row(listed.name, Outcome.KNOWN)
        try:
            offer = listed.offer()
            row = self.fetched(listed, offer)
        except BrokenEntry as error:
            return Row(listed.name, Outcome.REFUSED, str(error))
        except FetchFailed as error:
            self.failures += 1
            return Row(listed.name, Outcome.REFUSED, str(error))
        except ValidationError as error:
            return Row(listed.name, Outcome.REFUSED, " ".join(error.messages))
        self.failures = 0
        if row.outcome == Outcome.MADE:
            self.addresses.add(listed.address)
        return row

    def knows(self, listed: Listed) -> bool:
        if listed.address in self.addresses:
            return True
        same = ImageAsset.objects.filter(sha256=listed.sha256, image_pages__isnull=False)
        return bool(listed.sha256) and same.exists()

    def fetched(self, listed: Listed, offer: Offer) -> Row:
        with tempfile.NamedTemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as file:
            self.fetcher.file(offer.file_address, file, self.most_bytes, self.seconds)
            incoming = Incoming(File(file, name=offer.file_name))
            if offer.sha256 and incoming.sha256 != offer.sha256:
                raise BrokenEntry(
                    "The file is not the one that its portal describes, or is damaged."
                )
            offer.says.address = listed.address
            return take(incoming, self.archive, says=offer.says, finish=offer.finish)


# --- Reading what others write -----------------------------------------------------------------


def text_in(told: object, name: str) -> str:
    """The text under `name`; "" for none, and for what is no text."""
    value = told.get(name) if isinstance(told, dict) else None
    return value.strip() if isinstance(value, str) else ""


def list_in(told: object, name: str) -> list:
    value = told.get(name) if isinstance(told, dict) else None
    return value if isinstance(value, list) else []


def number_in(told: object, name: str) -> int:
    value = told.get(name) if isinstance(told, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def identifier_of(name: str) -> str:
    """A name as identifiers are here: lower case, digits, hyphens."""
    most = ImagePage._meta.get_field("identifier").max_length
    return slugify(name.replace("_", "-"))[:most].strip("-").replace("_", "-")


def label_of(word: object) -> str:
    """A subject's name as the vocabulary can have it; "" for what is none."""
    label = " ".join(word.split()) if isinstance(word, str) else ""
    return label if len(as_kept(label)) <= NAME_CHARACTERS else ""


def ending_of(address: str) -> str:
    """The ending of a file's name, in lower case, if it is that of a picture that is taken."""
    ending = PurePosixPath(unquote(urlsplit(address).path)).suffix.lower().lstrip(".")
    return ending if ending in ENDINGS else ""


def file_name_of(address: str, ending: str) -> str:
    path = PurePosixPath(unquote(urlsplit(address).path))
    stem = path.stem[:FILE_NAME_CHARACTERS] or "picture"
    return f"{stem}.{ending}"
