"""ZIP files full of pictures: what is taken out of them, and what is refused before."""

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File

from media.files.folders import Reason, why_left_out

MOST_PICTURES = 500
# What the pictures of one ZIP may hold together once they are unpacked; they are unpacked one by
# one, so this bounds the time, not the disk.
MOST_BYTES = 2 * 2**30
# The table of contents is read in one piece: 1 MB describes about 10,000 files.
MOST_BYTES_AT_ONCE = 2**20
# The other methods of the format need more memory the more a stranger asks for.
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
IS_LOCKED = 0x1  # bit 0 of an entry's flags


class BrokenZip(ValueError):
    """A ZIP that is refused as a whole; the text is a sentence for an editor."""


class Sips:
    """A file of which little is read at once, whatever its contents tell a parser to read."""

    def __init__(self, file: BinaryIO):
        self.seek, self.tell, self.seekable = file.seek, file.tell, file.seekable
        self.file = file

    def read(self, size: int = -1) -> bytes:
        if size > MOST_BYTES_AT_ONCE:
            raise zipfile.BadZipFile("the table of contents is too long")
        return self.file.read(size if size >= 0 else MOST_BYTES_AT_ONCE)


class PictureZip:
    """The pictures in a ZIP, wherever in it they lie, and the paths of what is left out.

    Raises BrokenZip if it is damaged, locked, or too large once unpacked.
    """

    def __init__(self, file: BinaryIO):
        try:
            self.archive = zipfile.ZipFile(Sips(file))
        except Exception:  # a parser fed by strangers raises whatever it likes
            raise BrokenZip(
                "The ZIP is damaged, or no ZIP, or it lists too many files. Pack it anew."
            ) from None
        self.pictures: list[zipfile.ZipInfo] = []
        self.left_out: dict[Reason, list[str]] = {}
        for entry in self.archive.infolist():
            path = path_of(entry)
            if entry.is_dir():
                continue
            if reason := why_left_out(path):
                self.left_out.setdefault(reason, []).append(str(path))
            else:
                self.pictures.append(entry)
        self.check()

    def check(self) -> None:
        if any(entry.flag_bits & IS_LOCKED for entry in self.pictures):
            raise BrokenZip("The ZIP is locked with a password. Pack the pictures without one.")
        if len(self.pictures) > MOST_PICTURES:
            raise BrokenZip(
                f"The ZIP holds {len(self.pictures)} pictures; {MOST_PICTURES} are allowed. "
                "Make several ZIPs."
            )
        size = sum(entry.file_size for entry in self.pictures)
        if size > MOST_BYTES:
            raise BrokenZip(
                f"Unpacked, the pictures in the ZIP would have {size // 2**20:,} MB; "
                f"{MOST_BYTES // 2**20:,} MB are allowed. Make several ZIPs."
            )

    @contextmanager
    def unpacked(self, entry: zipfile.ZipInfo) -> Iterator[File]:
        """One picture, on the disk for as long as it is looked at.

        Raises ValidationError, with a sentence for an editor, if it cannot be unpacked.
        """
        limit = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE
        if entry.file_size > limit:
            raise ValidationError(
                f"The picture is {entry.file_size / 2**20:.0f} MB large; {limit // 2**20} MB are "
                "allowed."
            )
        if entry.compress_type not in METHODS:
            raise ValidationError(
                "The ZIP packs this picture in a way that is not read here. Pack it anew, as an "
                "ordinary ZIP."
            )
        with tempfile.NamedTemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR) as target:
            try:
                # No more comes out than the entry claims: that was checked.
                with self.archive.open(entry) as source:
                    shutil.copyfileobj(source, target)
            except OSError:  # ours: the disk is full
                raise
            except Exception:
                raise ValidationError(
                    "The picture is damaged within the ZIP. Pack it anew."
                ) from None
            target.seek(0)
            yield File(target, name=base_name(entry))


def path_of(entry: zipfile.ZipInfo) -> PurePosixPath:
    return PurePosixPath(entry.filename.replace("\\", "/"))


def base_name(entry: zipfile.ZipInfo) -> str:
    """The file's own name: wherever its path leads, nobody goes there."""
    return path_of(entry).name
