"""The whole export: every picture that visitors may see, as JSON Lines and as CSV, in two public files.

The worker makes it once a day, while there is anything new (`look_at_export`, in every round of its loop
for releases). A picture that was withdrawn must not stay downloadable in it: in the first round after
the journal of changes has a withdrawal that the export does not know, its files are removed, and it is
made anew. Until that is done there is none.

The files lie in the public store under `exports/`, named after their content, with `latest.json` that
says what they are. They are written whole, then named there, then the earlier ones are removed.
"""

import csv
import gc
import gzip
import hashlib
import io
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import urljoin

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db.models import Max
from django.utils import timezone
from django_tasks import task
from pydantic import BaseModel, Field

from media.archive.catalogue import Entry
from media.archive.changes import Change
from media.desk.spreadsheets import for_a_cell
from media.files.child_process import PREFIX
from media.pictures.licences import Licence
from media.release.public_store import EXPORTS, locked
from media.reuse.addresses import Addresses
from media.reuse.payloads import images_of, to_json
from media.reuse.records import base_of, records_of

LATEST = f"{EXPORTS}/latest.json"
AT_ONCE = 500
# Twice as quick as the usual level, and a tenth larger.
LEVEL = 3
RENEWED_AFTER = timedelta(days=1)
# An archive from which pictures are withdrawn all the time is exported between two of them.
TRIES = 5
MEDIA_TYPES = {"jsonl": "application/x-ndjson", "csv": "text/csv"}
# What a payload is made of; to read more of each row would take a third of the time again.
OF_ENTRIES = (
    "page", "licence", "identifier", "aliases", "url_path", "title", "alt_text", "kind", "credit", "shown_on",
    "taken_on", "taken_first", "taken_last", "width", "height", "orientation", "changed_at",
    "release__asset_hash", "release__packet_hash", "release__manifest", "release__tiles",
)  # fmt: skip
COLUMNS = (
    "identifier", "aliases", "title", "url", "permanent_url", "alt_text", "long_description", "caption", "language",
    "languages", "kind", "credit", "credit_line", "licence", "licence_spdx", "licence_url", "may_use",
    "may_adapt", "may_use_commercially", "people_note", "subjects", "shown_on", "taken_on", "taken_first",
    "taken_last", "width", "height", "orientation", "download_url", "download_bytes", "download_sha256",
    "changed_at",
)  # fmt: skip


@dataclass(frozen=True)
class Export:
    """The latest export, as `latest.json` says it."""

    made_at: str
    # How many pictures are in it.
    images: int
    # The number of the last change before it was begun.
    changes_since: int
    # {jsonl or csv: {"name", "bytes", "sha256"}}
    files: dict[str, dict]

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps(asdict(self)).encode()).hexdigest()[:32]

    @property
    def names(self) -> set[str]:
        """Of its files, with the one that says what they are."""
        return {"latest.json", *(file["name"] for file in self.files.values())}

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.made_at)

    @property
    def is_outdated(self) -> bool:
        """Whether a picture was withdrawn that is in it."""
        return was_withdrawn_since(self.changes_since)

    @property
    def is_old(self) -> bool:
        """Whether its day is over and something is new."""
        is_over = timezone.now() - self.moment > RENEWED_AFTER
        return is_over and Change.objects.since(self.changes_since).exists()


class ExportFile(BaseModel):
    """One file with every picture, compressed with gzip."""

    format: str
    url: str
    media_type: str = Field(description="Of what is compressed.")
    bytes: int
    sha256: str = Field(description="Of the file as it is sent, compressed.")


class ExportPayload(BaseModel):
    """The latest whole export."""

    made_at: datetime
    images: int = Field(description="How many pictures are in it.")
    changes_since: int = Field(description="Go on with the changes since this number.")
    files: list[ExportFile]


def export_for(export: Export, base: str) -> ExportPayload:
    public = storages["public"]
    files = [
        ExportFile(
            format=format,
            url=urljoin(base, public.url(f"{EXPORTS}/{file['name']}")),
            media_type=MEDIA_TYPES[format],
            bytes=file["bytes"],
            sha256=file["sha256"],
        )
        for format, file in export.files.items()
    ]
    return ExportPayload(
        made_at=export.moment,
        images=export.images,
        changes_since=export.changes_since,
        files=files,
    )


def latest() -> Export | None:
    try:
        with storages["public"].open(LATEST) as file:
            return Export(**json.load(file))
    except FileNotFoundError:
        return None


def was_withdrawn_since(number: int) -> bool:
    later = Change.objects.filter(number__gt=number, kind=Change.Kind.WITHDRAWN)
    return later.exists()


# --- Making it ----------------------------------------------------------------------------------


def make_export(seen: Callable[[int], object] = lambda number: None) -> Export:
    """Make the export anew, in flat memory; `seen` is told after each batch how many pictures it had.

    Begins anew if a picture was withdrawn meanwhile. Raises RuntimeError after `TRIES` times.
    """
    for _try in range(TRIES):
        since = Change.objects.aggregate(last=Max("number"))["last"] or 0
        with tempfile.TemporaryDirectory(prefix=PREFIX) as folder:
            paths = {format: Path(folder) / format for format in MEDIA_TYPES}
            number = write(paths, seen)
            if export := publish(paths, number, since):
                return export
    raise RuntimeError("Pictures were withdrawn each time while the export was made.")


def write(paths: dict[str, Path], seen: Callable[[int], object]) -> int:
    """Write every picture to both files; answers how many there were."""
    number = 0
    with (
        compressed(paths["jsonl"]) as lines,
        compressed(paths["csv"]) as cells,
        without_collector(),
    ):
        cells.write(as_csv([COLUMNS]))
        for images in batches():
            lines.write(b"".join(to_json(image) + b"\n" for image in images))
            cells.write(as_csv(map(row_of, images)))
            number += len(images)
            seen(len(images))
    return number


@contextmanager
def without_collector() -> Iterator[None]:
    """Without Python's search for what refers to itself: nothing made here does, and it takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def compressed(path: Path) -> Iterator[gzip.GzipFile]:
    """A file that is compressed; the same content gives the same bytes."""
    with (
        path.open("wb") as whole,
        gzip.GzipFile("", "wb", compresslevel=LEVEL, fileobj=whole, mtime=0) as file,
    ):
        yield file


def as_csv(rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def batches() -> Iterator[list[dict]]:
    """All pictures, the oldest first, some at a time."""
    addresses, last = Addresses(base_of(None)), None
    while True:
        rows = Entry.objects.select_related("release").only(*OF_ENTRIES).order_by("position")
        rows = rows if last is None else rows.filter(position__gt=last)
        entries = list(rows[:AT_ONCE])
        if not entries:
            return
        last = entries[-1].position
        licences = Licence.objects.in_bulk({entry.licence_id for entry in entries})
        for entry in entries:
            entry.licence = licences[entry.licence_id]
        yield images_of(records_of(entries, addresses))


def row_of(image: dict) -> list[str]:
    """What stands in the columns; "" for what is not known."""
    jpegs = [file for file in image["downloads"] if file["media_type"] == "image/jpeg"]
    file = max(jpegs or image["downloads"], key=lambda one: one["width"], default={})
    licence = image["licence"]
    told = {
        **image,
        "languages": "; ".join(image["texts"]),
        "licence": licence["short_name"],
        "licence_spdx": licence["spdx"],
        "licence_url": licence["url"],
        "may_use": licence["may_use"],
        "may_adapt": licence["may_adapt"],
        "may_use_commercially": licence["may_use_commercially"],
        "people_note": licence["people_note"],
        "aliases": "; ".join(image["aliases"]),
        "subjects": "; ".join(subject["label"] for subject in image["subjects"]),
        "download_url": file.get("permanent_url"),
        "download_bytes": file.get("bytes"),
        "download_sha256": file.get("sha256"),
    }
    return [cell(told[name]) for name in COLUMNS]


def cell(value) -> str:
    """What a spreadsheet shows: text that it takes for no formula, dates as in JSON."""
    if isinstance(value, str):
        return for_a_cell(value)
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)


def publish(paths: dict[str, Path], number: int, since: int) -> Export | None:
    """Put the files into the public store; None, and nothing is there, if a picture was withdrawn."""
    public, files = storages["public"], {}
    for format, path in paths.items():
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        name = f"images-{digest[:16]}.{format}.gz"
        files[format] = {"name": name, "bytes": path.stat().st_size, "sha256": digest}
    export = Export(timezone.now().isoformat(), number, since, files)
    with locked(EXPORTS):
        if was_withdrawn_since(since):
            return None
        for format, path in paths.items():
            with path.open("rb") as file:
                public.save(f"{EXPORTS}/{files[format]['name']}", File(file))
        public.save(LATEST, ContentFile(json.dumps(asdict(export)).encode()))
        remove_all_but(export.names)
    return export


def lying_there() -> set[str]:
    with suppress(FileNotFoundError):
        return set(storages["public"].listdir(EXPORTS)[1])
    return set()


def remove_all_but(names: set[str]) -> None:
    # What says which they are goes before them.
    for name in sorted(lying_there() - names, key=lambda name: name != "latest.json"):
        storages["public"].delete(f"{EXPORTS}/{name}")


# --- What the worker does -----------------------------------------------------------------------


def look_at_export(is_waiting: Callable[[str], bool]) -> Iterator[str]:
    """Remove an export with a withdrawn picture, and files that a killed worker left behind; have one made
    where it is missing or old.

    `is_waiting` says of the name of a task whether one stands in the queue already.
    """
    export, said = latest(), ""
    is_outdated = export is not None and export.is_outdated
    if is_outdated or lying_there() - (export.names if export else set()):
        with locked(EXPORTS):
            export = latest()  # another worker may have been here
            if export and export.is_outdated:
                export = None
                said = "Removed the whole export: a picture was withdrawn that is in it."
            remove_all_but(export.names if export else set())
    if said:
        yield said
    is_wanted = Entry.objects.exists() if export is None else export.is_old
    if is_wanted and not is_waiting(renew_export.module_path):
        renew_export.enqueue()


@task()
def renew_export() -> None:
    """Make the export anew."""
    make_export()
