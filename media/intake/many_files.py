"""Many files at once: how they reach the disk, and what became of each."""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest

from media.archive.index import ImageIndexPage
from media.files.zips import BrokenZip, PictureZip, base_name
from media.intake.incoming import Incoming
from media.intake.taking_in import Taken, looked_at, take_in
from media.pictures.images import ImagePage

logger = logging.getLogger("perigee.uploads")

# Proxies wait five minutes for an answer (deploy/nginx.conf); the last picture takes its time, too.
ZIP_SECONDS = 120


class Outcome(StrEnum):
    """What became of a file."""

    MADE = "made"
    KNOWN = "known"
    REFUSED = "refused"
    IGNORED = "ignored"


@dataclass
class Row:
    """What is said about one file, or about one picture in a ZIP or folder."""

    name: str
    outcome: Outcome
    sentence: str = ""
    page: ImagePage | None = None
    notes: list[str] = field(default_factory=list)
    # Pages of the pictures that it looks like, with their addresses, for whoever asks.
    alike: list[tuple[ImagePage, str]] = field(default_factory=list)
    # Whether it is about a whole file, which can be sent again, and not about a part of it.
    is_whole: bool = True
    # Where its page can be seen, by whoever asks.
    address: str = ""


class BoundedUploads(TemporaryFileUploadHandler):
    """Streams every file to the disk, and drops those with which a request exceeds `limit` bytes.

    The rest of a dropped file is read and forgotten, so that the browser gets its answer.
    """

    def __init__(self, request: HttpRequest, limit: int):
        super().__init__(request)
        self.limit = limit
        self.kept = 0  # bytes
        self.dropped: list[Row] = []

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.kept + start + len(raw_data) > self.limit:
            self.dropped.append(Row(self.file_name, Outcome.REFUSED, self.sentence()))
            raise SkipFile
        super().receive_data_chunk(raw_data, start)

    def file_complete(self, file_size: int):
        self.kept += file_size
        return super().file_complete(file_size)

    def sentence(self) -> str:
        limit = f"{self.limit // 2**20} MB"
        if self.kept:
            return f"The files sent together are larger than {limit}. Send this one again, later."
        return f"The file is larger than the {limit} that are allowed."


def take_each(files: list[File], archive: ImageIndexPage, user) -> Iterator[Row]:
    """Take in pictures, and the pictures in ZIPs; a bad one stops no other."""
    for file in files:
        if file.name.lower().endswith(".zip"):
            yield from take_zip(file, archive, user)
        else:
            yield take(Incoming(file), archive, user=user)


def take(incoming: Incoming, archive: ImageIndexPage, **told) -> Row:
    """Take in one picture; `told` as for `take_in`.

    Raises OperationalError if the database is away: so it is for all.
    """
    return row_of(incoming, lambda: take_in(incoming, archive, **told))


def rehearse(incoming: Incoming) -> Row:
    """What `take` would answer, but for the notes; nothing is made."""
    return row_of(incoming, lambda: looked_at(incoming))


def row_of(incoming: Incoming, act: Callable[[], Taken]) -> Row:
    try:
        taken = act()
    except ValidationError as error:
        return Row(incoming.name, Outcome.REFUSED, " ".join(error.messages))
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("%s could not be taken in", incoming.name)
        return Row(
            incoming.name,
            Outcome.REFUSED,
            "The portal failed on this file, and has written into its log why.",
        )
    outcome = Outcome.MADE if taken.is_new else Outcome.KNOWN
    return Row(incoming.name, outcome, page=taken.page, notes=taken.notes)


def take_zip(file: File, archive: ImageIndexPage, user) -> Iterator[Row]:
    """Take in the pictures of a ZIP, one by one, for as long as a browser waits."""
    try:
        packed = PictureZip(file.file)
    except BrokenZip as error:
        yield Row(file.name, Outcome.REFUSED, str(error))
        return
    if not packed.pictures:
        yield Row(file.name, Outcome.REFUSED, "There is no picture in the ZIP.")
    last_moment = time.monotonic() + ZIP_SECONDS
    for number, entry in enumerate(packed.pictures):
        if time.monotonic() > last_moment:
            yield Row(
                file.name,
                Outcome.REFUSED,
                f"The time was over before {len(packed.pictures) - number} of its pictures came "
                "in. Send the ZIP again: what is in already is not taken in twice.",
            )
            break
        try:
            with packed.unpacked(entry) as picture:
                row = take(Incoming(picture), archive, user=user)
        except ValidationError as error:
            row = Row(base_name(entry), Outcome.REFUSED, " ".join(error.messages))
        yield replace(row, name=f"{file.name}: {row.name}", is_whole=False)
    for reason, paths in packed.left_out.items():
        sentence = f"Left out ({reason}): {', '.join(paths)}."
        yield Row(file.name, Outcome.IGNORED, sentence, is_whole=False)


def counted(counts: Counter[Outcome], *, is_rehearsal: bool = False) -> str:
    """What became of all of them: "47 drafts made, 2 already here, 3 refused"."""
    made = counts[Outcome.MADE]
    act = "would be made" if is_rehearsal else "made"
    said = [f"{made} {'draft' if made == 1 else 'drafts'} {act}"]
    said += [f"{counts[Outcome.KNOWN]} already here"] if counts[Outcome.KNOWN] else []
    said += [f"{counts[Outcome.REFUSED]} refused"] if counts[Outcome.REFUSED] else []
    return ", ".join(said)
